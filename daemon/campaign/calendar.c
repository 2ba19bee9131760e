#include "campaign/calendar.h"

#include <time.h>

/* No row of holidays is longer, in days. */
enum { LONGEST_REST = 60 };

static struct tm civil_of(int64_t time)
{
    time_t seconds = (time_t)time;
    struct tm civil = {0};
    localtime_r(&seconds, &civil);
    return civil;
}

int64_t calendar_day(int64_t time, int days)
{
    struct tm civil = civil_of(time);
    struct tm day = {.tm_year = civil.tm_year,
                     .tm_mon = civil.tm_mon,
                     .tm_mday = civil.tm_mday + days,
                     .tm_isdst = -1};
    return (int64_t)mktime(&day);
}

int64_t calendar_at(int64_t time, int64_t seconds)
{
    struct tm civil = civil_of(time);
    civil.tm_hour = (int)(seconds / 3600);
    civil.tm_min = (int)(seconds / 60 % 60);
    civil.tm_sec = (int)(seconds % 60);
    civil.tm_isdst = -1;
    return (int64_t)mktime(&civil);
}

static bool has(const struct instants *instants, int64_t day)
{
    for (size_t i = 0; i < instants->count; i++) {
        if (instants->at[i] == day) {
            return true;
        }
    }
    return false;
}

bool calendar_works_on(const struct calendar *calendar, int64_t time)
{
    enum { SUNDAY = 0, SATURDAY = 6 };
    int64_t day = calendar_day(time, 0);
    int weekday = civil_of(time).tm_wday;
    bool weekend = weekday == SUNDAY || weekday == SATURDAY;
    return has(&calendar->workdays, day) || (!weekend && !has(&calendar->holidays, day));
}

bool calendar_is_open(const struct calendar *calendar, int64_t time)
{
    return calendar_works_on(calendar, time) && time >= calendar_at(time, calendar->opens) &&
           time < calendar_at(time, calendar->closes);
}

int64_t calendar_opening(const struct calendar *calendar, int64_t time, int step)
{
    int64_t day = calendar_day(time, 0);
    for (int i = 0; i < LONGEST_REST && !calendar_works_on(calendar, day); i++) {
        day = calendar_day(day, step);
    }
    return calendar_at(day, calendar->opens);
}
