/* What the calendar asks for: reminders to units, reports to staff. */
#ifndef BAOSONG_DESK_ROUNDS_H
#define BAOSONG_DESK_ROUNDS_H

#include "desk/boards.h"
#include "desk/house.h"

#include <stdbool.h>

/* Queues what is due at `now` and was not queued before. `current`: as in notice/schedule.h. */
int rounds_write(struct house *house, const struct boards *boards, bool current, int64_t now,
                 struct error *error);

#endif
