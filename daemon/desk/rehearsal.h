/*
 * A rehearsal: something is done to a copy of the account, to see what would come of it. The copy
 * lies in a folder of its own below $TMPDIR (/var/tmp), with a store for what is new; what is old
 * is read from the real one. It goes when the house is closed.
 */
#ifndef BAOSONG_DESK_REHEARSAL_H
#define BAOSONG_DESK_REHEARSAL_H

#include "desk/house.h"

#include <stdio.h>

/* Makes the folder (*folder is the caller's) with a copy of the ledger of `state_dir`. */
int rehearsal_prepare(const char *state_dir, struct rehearsal **rehearsal, char **folder,
                      struct error *error);
/* The same with a copy of this ledger file, which must be there. */
int rehearsal_copy(const char *ledger, struct rehearsal **rehearsal, char **folder,
                   struct error *error);
/* Notes how things stand before. */
int rehearsal_begin(struct rehearsal *rehearsal, struct house *house, struct error *error);
/* Prints, in Chinese, what has become different: mails, their units, standings, what would be sent.
 */
int rehearsal_tell(struct house *house, FILE *out, struct error *error);
/* Removes the folder. NULL is fine. */
void rehearsal_end(struct rehearsal *rehearsal);
DEFINE_CLEANUP(struct rehearsal, rehearsal_end)

#endif
