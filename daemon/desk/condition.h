/*
 * The condition of the service, as it writes it down for others: STATE/service.json, replaced at
 * every change. What the ledger does not know: whether mailboxes can be reached just now.
 */
#ifndef BAOSONG_DESK_CONDITION_H
#define BAOSONG_DESK_CONDITION_H

#include "base/error.h"
#include "base/memory.h"

#include <stddef.h>
#include <stdint.h>

/* Times are UTC seconds, CLOCK_UNKNOWN for never. */
struct condition_mailbox {
    char *name;
    int64_t succeeded; /* the last cycle that went well */
    char *failure;     /* why the last cycle failed; NULL if it did not */
};

struct condition {
    int64_t pid;
    int64_t started;
    int64_t written;
    char *stuck; /* why it cannot work; NULL if it can */
    struct condition_mailbox *mailboxes;
    size_t mailbox_count;
};

/* The time is set by the write. */
int condition_write(const char *state_dir, struct condition *condition, struct error *error);

/* ERROR_NOT_FOUND where no service has ever run. The caller frees it. */
int condition_read(const char *state_dir, struct condition **condition, struct error *error);

void condition_free(struct condition *condition);
DEFINE_CLEANUP(struct condition, condition_free)

#endif
