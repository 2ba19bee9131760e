#include "campaign/values.h"

#include "base/clock.h"
#include "base/memory.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    LONGEST_ADDRESS = 254, /* bytes, RFC 5321 4.5.3.1 as corrected by its erratum 1690 */
    LONGEST_LABEL = 63,    /* bytes, RFC 1035 2.3.4 */
};

/* A unit behind a number, and what it stands for. */
struct measure {
    const char *name;
    int64_t factor;
};

/* The digits at the beginning of `text`; NULL if there are none or too many, else what follows. */
static const char *take_digits(const char *text, int64_t *out)
{
    if (!isdigit((unsigned char)text[0])) {
        return NULL;
    }
    char *end = NULL;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0) {
        return NULL;
    }
    *out = number;
    return end;
}

int value_number(const char *text, int64_t *out, struct error *error)
{
    int64_t number = 0;
    const char *rest = take_digits(text, &number);
    if (rest == NULL || *rest != '\0') {
        return error_set(error, ERROR_CONFIG, "\"%s\" is not a whole number; write one like 10",
                         text);
    }
    *out = number;
    return 0;
}

int value_yes_no(const char *text, int64_t *out, struct error *error)
{
    static const struct measure words[] = {{"yes", 1}, {"true", 1}, {"no", 0}, {"false", 0}};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcasecmp(text, words[i].name) == 0) {
            *out = words[i].factor;
            return 0;
        }
    }
    return error_set(error, ERROR_CONFIG, "\"%s\" is neither yes nor no; write one of the two",
                     text);
}

static bool apply(const struct measure *measures, size_t count, const char *text, int64_t *out)
{
    int64_t number = 0;
    const char *rest = take_digits(text, &number);
    if (rest == NULL) {
        return false;
    }
    rest += strspn(rest, " ");
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rest, measures[i].name) == 0) {
            int64_t product = 0;
            if (__builtin_mul_overflow(number, measures[i].factor, &product)) {
                return false;
            }
            *out = product;
            return true;
        }
    }
    return false;
}

int value_duration(const char *text, int64_t *out, struct error *error)
{
    static const struct measure measures[] = {{"", 1},        {"s", 1},    {"min", 60},
                                              {"h", 3600},    {"m", 60},   {"hour", 3600},
                                              {"day", 86400}, {"d", 86400}};
    if (!apply(measures, COUNT_OF(measures), text, out)) {
        return error_set(error, ERROR_CONFIG,
                         "\"%s\" is not a length of time; write seconds or one like 90s, 2min, 1h",
                         text);
    }
    return 0;
}

int value_bytes(const char *text, int64_t *out, struct error *error)
{
    static const struct measure measures[] = {{"", 1},
                                              {"B", 1},
                                              {"kB", 1000},
                                              {"KB", 1000},
                                              {"MB", 1000000},
                                              {"GB", 1000000000},
                                              {"TB", 1000000000000},
                                              {"KiB", INT64_C(1) << 10},
                                              {"MiB", INT64_C(1) << 20},
                                              {"GiB", INT64_C(1) << 30},
                                              {"TiB", INT64_C(1) << 40}};
    if (!apply(measures, COUNT_OF(measures), text, out)) {
        return error_set(error, ERROR_CONFIG,
                         "\"%s\" is not a size; write bytes or one like 200MB, 1GiB", text);
    }
    return 0;
}

/* Moves an instant to a time of its civil day, or to the day after at 0:00 with 24 hours. */
static int64_t at_time_of_day(int64_t day, int hours, int minutes)
{
    time_t seconds = (time_t)day;
    struct tm civil = {0};
    localtime_r(&seconds, &civil);
    civil.tm_hour = hours;
    civil.tm_min = minutes;
    civil.tm_isdst = -1;
    return (int64_t)mktime(&civil);
}

static bool take_time_of_day(const char *text, int *hours, int *minutes)
{
    for (size_t i = 0; i < 6; i++) {
        bool digit = i != 0 && i != 3;
        if (digit ? !isdigit((unsigned char)text[i]) : text[i] != (i == 0 ? ' ' : ':')) {
            return false;
        }
    }
    *hours = (text[1] - '0') * 10 + text[2] - '0';
    *minutes = (text[4] - '0') * 10 + text[5] - '0';
    return text[6] == '\0' && *minutes < 60 && (*hours < 24 || (*hours == 24 && *minutes == 0));
}

int value_deadline(const char *text, int64_t *out, struct error *error)
{
    enum { DATE_SIZE = 10 };
    int hours = 24, minutes = 0;
    int64_t day = 0;
    size_t size = strlen(text);
    CLEANUP_FREE char *date = xstrndup(text, DATE_SIZE);
    if (size > DATE_SIZE && !take_time_of_day(text + DATE_SIZE, &hours, &minutes)) {
        return error_set(error, ERROR_CONFIG,
                         "\"%s\" is not a deadline; write a date like 2017-11-22, which ends at "
                         "midnight, or 2017-11-22 17:00",
                         text);
    }
    if (clock_parse_date(date, &day, error) != 0) {
        return -1;
    }
    *out = at_time_of_day(day, hours, minutes);
    return 0;
}

int value_since(const char *text, int64_t *out, struct error *error)
{
    int64_t checked = 0;
    if (clock_parse_date(text, &checked, error) != 0) {
        return -1;
    }
    CLEANUP_FREE char *earliest = xasprintf("%sT00:00:00+14:00", text);
    return clock_parse_rfc3339(earliest, out, error);
}

int value_time_of_day(const char *text, int64_t *out, struct error *error)
{
    int hours = 0, minutes = 0;
    CLEANUP_FREE char *padded = xasprintf(" %s", text);
    if (strlen(text) != strlen("08:30") || !take_time_of_day(padded, &hours, &minutes) ||
        hours == 24) {
        return error_set(error, ERROR_CONFIG, "\"%s\" is not a time of day; write one like 08:30",
                         text);
    }
    *out = hours * 3600 + minutes * 60;
    return 0;
}

static bool is_local_part(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!isalnum((unsigned char)text[i]) && strchr("!#$%&'*+-/=?^_`{|}~.", text[i]) == NULL) {
            return false;
        }
    }
    return size > 0;
}

static bool is_domain(const char *text)
{
    size_t labels = 0;
    for (;;) {
        size_t size = strcspn(text, ".");
        if (size == 0 || size > LONGEST_LABEL) {
            return false;
        }
        for (size_t i = 0; i < size; i++) {
            if (!isalnum((unsigned char)text[i]) && text[i] != '-') {
                return false;
            }
        }
        labels++;
        if (text[size] == '\0') {
            return labels > 1;
        }
        text += size + 1;
    }
}

bool value_is_address(const char *text)
{
    const char *at = strrchr(text, '@');
    return at != NULL && strlen(text) <= LONGEST_ADDRESS &&
           is_local_part(text, (size_t)(at - text)) && is_domain(at + 1);
}

bool value_is_id(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}
