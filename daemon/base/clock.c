#include "base/clock.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t clock_now(void)
{
    return (int64_t)time(NULL);
}

double clock_monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int clock_use_zone(const char *zone, struct error *error)
{
    CLEANUP_FREE char *path = xasprintf("/usr/share/zoneinfo/%s", zone);
    if (zone[0] == '\0' || strstr(zone, "..") != NULL || access(path, R_OK) != 0) {
        return error_set(
            error, ERROR_CONFIG,
            "the time zone \"%s\" is not known on this machine (no %s); write one like "
            "Asia/Shanghai, or install the package tzdata",
            zone, path);
    }
    setenv("TZ", zone, 1);
    tzset();
    return 0;
}

int clock_from_date(int year, int month, int day, int64_t *out, struct error *error)
{
    struct tm civil = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1};
    time_t instant = mktime(&civil);
    /* mktime() makes 2 March of 30 February: a date that comes back changed does not exist. */
    if (civil.tm_year != year - 1900 || civil.tm_mon != month - 1 || civil.tm_mday != day) {
        return error_set(error, ERROR_CONFIG, "there is no day %04d-%02d-%02d", year, month, day);
    }
    *out = (int64_t)instant;
    return 0;
}

/* Reads exactly `digits` decimal digits and moves on; false if there are fewer. */
static bool take_number(const char **text, int digits, int *out)
{
    int number = 0;
    for (int i = 0; i < digits; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        number = number * 10 + (c - '0');
    }
    *text += digits;
    *out = number;
    return true;
}

static bool take_mark(const char **text, char mark)
{
    if (**text != mark) {
        return false;
    }
    (*text)++;
    return true;
}

static bool take_date(const char **text, int *year, int *month, int *day)
{
    return take_number(text, 4, year) && take_mark(text, '-') && take_number(text, 2, month) &&
           take_mark(text, '-') && take_number(text, 2, day);
}

int clock_parse_date(const char *text, int64_t *out, struct error *error)
{
    int year = 0, month = 0, day = 0;
    const char *at = text;
    if (!take_date(&at, &year, &month, &day) || *at != '\0') {
        return error_set(error, ERROR_CONFIG,
                         "\"%s\" is not a date; write it like 2017-11-22 (year-month-day)", text);
    }
    return clock_from_date(year, month, day, out, error);
}

/* "Z", "+08:00" or "-03:30" -> seconds east of UTC. */
static bool take_offset(const char **text, int *seconds)
{
    if (take_mark(text, 'Z') || take_mark(text, 'z')) {
        *seconds = 0;
        return true;
    }
    int sign = **text == '-' ? -1 : 1;
    int hours = 0, minutes = 0;
    if (**text != '+' && **text != '-') {
        return false;
    }
    (*text)++;
    if (!take_number(text, 2, &hours) || !take_mark(text, ':') || !take_number(text, 2, &minutes)) {
        return false;
    }
    *seconds = sign * (hours * 3600 + minutes * 60);
    return hours < 24 && minutes < 60;
}

int clock_parse_rfc3339(const char *text, int64_t *out, struct error *error)
{
    struct tm civil = {0};
    int offset = 0;
    const char *at = text;
    bool right = take_date(&at, &civil.tm_year, &civil.tm_mon, &civil.tm_mday) &&
                 (take_mark(&at, 'T') || take_mark(&at, 't') || take_mark(&at, ' ')) &&
                 take_number(&at, 2, &civil.tm_hour) && take_mark(&at, ':') &&
                 take_number(&at, 2, &civil.tm_min) && take_mark(&at, ':') &&
                 take_number(&at, 2, &civil.tm_sec) && take_offset(&at, &offset) && *at == '\0';
    right = right && civil.tm_mon >= 1 && civil.tm_mon <= 12 && civil.tm_mday >= 1 &&
            civil.tm_mday <= 31 && civil.tm_hour < 24 && civil.tm_min < 60 && civil.tm_sec <= 60;
    if (!right) {
        return error_set(error, ERROR_FAILED,
                         "\"%s\" is not a time; write it like 2017-11-22T09:00:00+08:00", text);
    }
    civil.tm_year -= 1900;
    civil.tm_mon -= 1;
    *out = (int64_t)timegm(&civil) - offset;
    return 0;
}

static struct tm civil_of(int64_t instant)
{
    time_t seconds = (time_t)instant;
    struct tm civil = {0};
    localtime_r(&seconds, &civil);
    return civil;
}

const char *clock_rfc3339(int64_t time, char text[CLOCK_TEXT_SIZE])
{
    struct tm civil = civil_of(time);
    long east = civil.tm_gmtoff / 60; /* minutes */
    snprintf(text, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%c%02ld:%02ld",
             civil.tm_year + 1900, civil.tm_mon + 1, civil.tm_mday, civil.tm_hour, civil.tm_min,
             civil.tm_sec, east < 0 ? '-' : '+', labs(east) / 60, labs(east) % 60);
    return text;
}

const char *clock_date(int64_t time, char text[CLOCK_TEXT_SIZE])
{
    struct tm civil = civil_of(time);
    snprintf(text, CLOCK_TEXT_SIZE, "%04d-%02d-%02d", civil.tm_year + 1900, civil.tm_mon + 1,
             civil.tm_mday);
    return text;
}

/* Numbers without leading zeros, as official Chinese writes them. */
const char *clock_chinese_date(int64_t time, char text[CLOCK_TEXT_SIZE])
{
    struct tm civil = civil_of(time);
    snprintf(text, CLOCK_TEXT_SIZE, "%d年%d月%d日", civil.tm_year + 1900, civil.tm_mon + 1,
             civil.tm_mday);
    return text;
}

const char *clock_chinese(int64_t time, char text[CLOCK_TEXT_SIZE])
{
    struct tm civil = civil_of(time);
    snprintf(text, CLOCK_TEXT_SIZE, "%d年%d月%d日%d时%02d分", civil.tm_year + 1900,
             civil.tm_mon + 1, civil.tm_mday, civil.tm_hour, civil.tm_min);
    return text;
}
