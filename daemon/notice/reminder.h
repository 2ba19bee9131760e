/* A reminder 催报 in words. Pure. */
#ifndef BAOSONG_NOTICE_REMINDER_H
#define BAOSONG_NOTICE_REMINDER_H

#include "notice/schedule.h"
#include "notice/templates.h"

/* The values for a unit of the board; values_clear() ends them. */
void reminder_values(const struct due *due, const struct board *board, size_t unit, int64_t now,
                     struct values *values);

#endif
