/* The outbox at work: what is due is sent, one mail after the other, and what came of it recorded.
 */
#ifndef BAOSONG_NOTICE_OUTBOX_H
#define BAOSONG_NOTICE_OUTBOX_H

#include "campaign/config.h"
#include "ledger/outbox.h"
#include "notice/compose.h"

#include <stdatomic.h>
#include <stdbool.h>

struct outbox;

/* The configuration must have an smtp part; it and the names must outlive the outbox. */
struct outbox *outbox_new(const struct smtp_config *config, const struct sender *sender,
                          const atomic_bool *stop);
void outbox_free(struct outbox *outbox);
DEFINE_CLEANUP(struct outbox, outbox_free)

struct outbox_turn {
    bool tried;       /* a mail was handed to the server, or tried to be */
    bool sent;        /* and the server took it */
    bool failing;     /* the server cannot be used now: *why says so */
    bool pacing;      /* only the rate makes us wait */
    double wait;      /* seconds until another turn makes sense; negative: nothing is queued */
    struct error why; /* why a mail was not sent */
};

/* At most one mail. An error is one of the ledger's, not of a mail or of the server. */
int outbox_turn(struct outbox *outbox, struct ledger *ledger, struct outbox_turn *turn,
                struct error *error);

/* Seconds until a mail is tried again that the server put off for the n-th time (1..). Pure. */
int64_t outbox_delay(int attempts);

/* After a crash: what was being sent is sent once more, or given up. Before the first turn. */
int outbox_recover(struct ledger *ledger, struct error *error);

#endif
