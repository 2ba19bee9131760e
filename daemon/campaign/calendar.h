/*
 * The office's calendar: on which days and in which hours people are written to. Civil days are
 * those of the process's zone (clock_use_zone).
 */
#ifndef BAOSONG_CAMPAIGN_CALENDAR_H
#define BAOSONG_CAMPAIGN_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct instants {
    int64_t *at; /* first instants of civil days */
    size_t count;
};

struct calendar {
    int64_t opens;            /* seconds of the day: 08:30 */
    int64_t closes;           /* 17:30 */
    struct instants holidays; /* on which nobody works, beside Saturdays and Sundays */
    struct instants workdays; /* on which people work although they are such (调休) */
};

/* The first instant of the civil day that is `days` after that of `time`. */
int64_t calendar_day(int64_t time, int days);

/* An instant of the civil day of `time`, by its seconds of the day. */
int64_t calendar_at(int64_t time, int64_t seconds);

/* Do people work on the civil day of `time`? */
bool calendar_works_on(const struct calendar *calendar, int64_t time);

/* Are people at work at that instant? */
bool calendar_is_open(const struct calendar *calendar, int64_t time);

/* When work begins on the civil day of `time` where that is a working day, else on the nearest one
 * before (step -1) or after it (step 1). */
int64_t calendar_opening(const struct calendar *calendar, int64_t time, int step);

#endif
