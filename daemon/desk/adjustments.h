/* A unit is told what was decided about what it owes: waivers, extensions, and what was taken back.
 */
#ifndef BAOSONG_DESK_ADJUSTMENTS_H
#define BAOSONG_DESK_ADJUSTMENTS_H

#include "desk/boards.h"
#include "ledger/outbox.h"

/* Writes the notice, to each address of the unit that may be written to; why not is recorded. */
int adjustment_write(struct house *house, const struct boards *boards,
                     const struct wanted_notice *wanted, int64_t now, struct error *error);

#endif
