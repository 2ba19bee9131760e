/*
 * Values as people write them in our files. Each parser returns 0 and the value, or -1 and what
 * would be right; none knows the file or the line.
 */
#ifndef BAOSONG_CAMPAIGN_VALUES_H
#define BAOSONG_CAMPAIGN_VALUES_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/* "1000": a whole number in decimal digits. */
int value_number(const char *text, int64_t *out, struct error *error);
/* yes, no, true, false -> 1, 0. */
int value_yes_no(const char *text, int64_t *out, struct error *error);
/* "90", "90s", "2min", "1h" -> seconds. */
int value_duration(const char *text, int64_t *out, struct error *error);
/* "1048576", "200MB" (10^6 each), "1GiB" (2^30) -> bytes. */
int value_bytes(const char *text, int64_t *out, struct error *error);
/*
 * "2017-11-22" -> the first instant of the next day in the process's zone, which is the first that
 * is too late; "2017-11-22 17:00" -> that instant. UTC seconds.
 */
int value_deadline(const char *text, int64_t *out, struct error *error);
/*
 * "2017-11-13" -> where that day begins first on Earth (UTC+14): a day for which being early costs
 * a few mails more, and being late, in a zone not yet known, would lose some. UTC seconds.
 */
int value_since(const char *text, int64_t *out, struct error *error);

/* "08:30" -> seconds of the day, 24:00 excluded. */
int value_time_of_day(const char *text, int64_t *out, struct error *error);

/* A mail address as office mailboxes have them: local@domain in ASCII (RFC 5321, no quoting). */
bool value_is_address(const char *text);
/* "midterm", "type-1": lower-case letters, digits and hyphens. */
bool value_is_id(const char *text);

#endif
