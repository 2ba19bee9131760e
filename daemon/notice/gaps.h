/* What a unit still misses, as it is told to the unit. Pure. */
#ifndef BAOSONG_NOTICE_GAPS_H
#define BAOSONG_NOTICE_GAPS_H

#include "judge/board.h"
#include "notice/page.h"
#include "notice/templates.h"

/* The first stage whose deadline for the unit is still to come, else the last one. */
size_t gaps_open_stage(struct board *const *boards, const struct campaign *campaign, size_t unit,
                       int64_t now);

/* How many of its tasks the unit must still do something about: missing and deficient ones. What
 * waits for staff is not the unit's to mend. */
size_t gaps_count(const struct board *board, size_t unit);

/* An item for each of them, and why; `named`: with the unit's name. */
void gaps_list(const struct board *board, size_t unit, bool named, struct page *page);

/* The values that every notice has: campaign, office, mailbox, today. */
void gaps_common_values(const struct campaign *campaign, int64_t now, struct values *values);

#endif
