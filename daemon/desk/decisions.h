/* What people decided, as a notice tells it. */
#ifndef BAOSONG_DESK_DECISIONS_H
#define BAOSONG_DESK_DECISIONS_H

#include "desk/house.h"
#include "ledger/outbox.h"

/* Why a notice of decisions is not sent. */
#define DECISIONS_TAKEN_BACK "告知前已撤销，没有需要告知的内容"

/* Sets the value of the decisions, oldest first; *count is how many there are to tell, none where
 * all were taken back again. */
int decisions_values(struct house *house, const struct wanted_notice *wanted, struct values *values,
                     size_t *count, struct error *error);

#endif
