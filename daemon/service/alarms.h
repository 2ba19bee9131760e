/* What staff must hear of at once, kept in the ledger until it is over (ledger/outbox.h). */
#ifndef BAOSONG_SERVICE_ALARMS_H
#define BAOSONG_SERVICE_ALARMS_H

#include "desk/house.h"

/* A cycle of the mailbox ended, well (`why` NULL) or not. */
void alarms_cycle_over(struct house *house, const struct mailbox_config *mailbox,
                       const struct error *why);

/* The work stands still, for the disk or the ledger refuses; NULL: it goes on. */
void alarms_stuck(struct house *house, const struct error *why);

/* Mails of a folder are not in the ledger (`lacking` of them; 0: all are). */
void alarms_reconciled(struct house *house, const struct mailbox_config *mailbox,
                       const char *folder, int64_t lacking);

#endif
