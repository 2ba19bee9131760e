/*
 * Time. Inside the house a time is a `int64_t` of seconds since 1970 (UTC); it becomes a civil date
 * only where people or JSON meet it, in the campaign's time zone, whatever zone the machine is in.
 */
#ifndef BAOSONG_BASE_CLOCK_H
#define BAOSONG_BASE_CLOCK_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_UNKNOWN = -1 }; /* no time is known */

enum { CLOCK_TEXT_SIZE = 64 }; /* bytes, enough for every format below */

/* Seconds since 1970, UTC. */
int64_t clock_now(void);

/* Seconds of a clock that never jumps; only differences mean anything. */
double clock_monotonic(void);

/*
 * Makes `zone` ("Asia/Shanghai") the zone of this process, for all functions below. Called once,
 * before any thread; an unknown zone is an error here, where the C library would silently use UTC.
 */
int clock_use_zone(const char *zone, struct error *error);

/* The first instant of a civil day in the process's zone. Fails for 30 February and the like. */
int clock_from_date(int year, int month, int day, int64_t *out, struct error *error);

/* "2017-11-22" -> the first instant of that day; nothing else is a date. */
int clock_parse_date(const char *text, int64_t *out, struct error *error);

/* "2017-11-21T16:42:10+08:00" or "...Z" (RFC 3339) -> seconds. */
int clock_parse_rfc3339(const char *text, int64_t *out, struct error *error);

/* Each writes to `text` and returns it. */
const char *clock_rfc3339(int64_t time, char text[CLOCK_TEXT_SIZE]); /* 2017-11-21T16:42:10+08:00 */
const char *clock_date(int64_t time, char text[CLOCK_TEXT_SIZE]);    /* 2017-11-21 */
const char *clock_chinese_date(int64_t time, char text[CLOCK_TEXT_SIZE]); /* 2017年11月21日 */
const char *clock_chinese(int64_t time, char text[CLOCK_TEXT_SIZE]); /* 2017年11月21日16时42分 */

#endif
