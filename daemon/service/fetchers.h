/*
 * The parent's side of a fetcher process (mailbox/protocol.h): one for each mailbox, kept alive
 * from cycle to cycle with its connection. It knows no ledger; what it lists is compared with the
 * ledger here, and what it brings is checked, moved into the store and only then recorded.
 */
#ifndef BAOSONG_SERVICE_FETCHERS_H
#define BAOSONG_SERVICE_FETCHERS_H

#include "desk/house.h"

#include <stdbool.h>
#include <stddef.h>
#include <systemd/sd-event.h>

struct fetcher;

/* What the owner is told, from the event loop. It may not free the fetcher there. */
struct fetcher_owner {
    /* Messages were recorded: there is something to read. */
    void (*arrived)(void *context, size_t count);
    /* The cycle is over; `why` is NULL when it went well. */
    void (*finished)(void *context, const struct error *why);
    /* New mail has come since; NULL: nobody wants to know, and the mailbox is not waited on. */
    void (*changed)(void *context);
    void *context;
};

/*
 * The mailbox must outlive the fetcher. With house NULL nothing is fetched or recorded: the mailbox
 * is only logged into and its folders are opened, to see whether that works.
 */
struct fetcher *fetcher_new(struct house *house, const char *incoming, sd_event *event,
                            const struct mailbox_config *mailbox,
                            const struct fetcher_owner *owner);
/* Ends the process, politely where it is idle. */
void fetcher_free(struct fetcher *fetcher);

/* Begins a cycle; starts the process where none runs. Only while it is not busy. */
int fetcher_cycle(struct fetcher *fetcher, bool reconcile, struct error *error);

bool fetcher_busy(const struct fetcher *fetcher);
const struct mailbox_config *fetcher_mailbox(const struct fetcher *fetcher);
/* Messages that were new since the fetcher was made. */
size_t fetcher_arrived(const struct fetcher *fetcher);

#endif
