/*
 * The work of one cycle: fetch, read, judge. baosongd does it again and again; `baosongd --once`,
 * `baosong import` and `baosong reprocess` do it once and return.
 */
#ifndef BAOSONG_SERVICE_WORK_H
#define BAOSONG_SERVICE_WORK_H

#include "desk/house.h"

#include <stdbool.h>
#include <stddef.h>

struct work {
    const struct mailbox_config *mailboxes; /* to be fetched from; may be none */
    size_t mailbox_count;
    bool reconcile;  /* list whole folders, whatever the watermarks say */
    bool fetch_only; /* leave reading and judging to a service that runs */
};

struct work_result {
    size_t arrived; /* messages that were new */
    size_t read;
    size_t quarantined; /* could not be read: the messages, not the work, have failed */
    size_t judged;
    size_t mailboxes_failed;
    struct error first; /* why the first mailbox failed; kind ERROR_NONE if none did */
};

/*
 * Works until nothing waits any more. A mailbox that fails is a result, not an error: the others
 * and the reading go on. The lock of the state folder must be held unless fetch_only.
 */
int service_work(struct house *house, const struct work *work, struct work_result *result,
                 struct error *error);

/* Logs into a mailbox and opens its folders, without fetching or recording: does it work? */
int service_check_mailbox(const struct mailbox_config *mailbox, struct error *error);

#endif
