#include "reader/number_format.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { SECONDS = 86400, LEAP_THAT_WAS_NONE = 60 };

/* The days of the first of January 1970 in the two counts. */
#define DAYS_TO_1970 25569
#define DAYS_FROM_1904 24107
/* 9999-12-31 */
#define LAST_DAY 2958465

static bool between(unsigned value, unsigned first, unsigned last)
{
    return value >= first && value <= last;
}

static enum number_kind builtin_kind(unsigned number)
{
    if (number == 9 || number == 10) {
        return NUMBER_PERCENT;
    }
    if (between(number, 18, 21) || between(number, 32, 35) || between(number, 45, 47) ||
        between(number, 55, 56)) {
        return NUMBER_TIME;
    }
    if (number == 22) {
        return NUMBER_DATE_TIME;
    }
    bool date = between(number, 14, 17) || between(number, 27, 31) || number == 36 ||
                between(number, 50, 54) || between(number, 57, 58);
    return date ? NUMBER_DATE : NUMBER_PLAIN;
}

/* Passes over what is shown as it stands: "年", \-, [$-804]; true when there was such. */
static bool skip_literal(const char **at)
{
    char first = **at;
    if (first == '\\' || first == '_' || first == '*') {
        *at += (*at)[1] != '\0' ? 2 : 1;
        return true;
    }
    char last = (char)(first == '"' ? '"' : first == '[' ? ']' : '\0');
    if (last == '\0') {
        return false;
    }
    const char *end = strchr(*at + 1, last);
    *at = end != NULL ? end + 1 : *at + strlen(*at);
    return true;
}

static bool is_leap(long year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static enum number_kind coded_kind(const char *code)
{
    bool day = false, hour = false, month = false, percent = false;
    while (*code != '\0' && *code != ';') {
        hour = hour || (*code == '[' && strchr("hHmMsS", code[1]) != NULL); /* [h]:mm, elapsed */
        if (skip_literal(&code)) {
            continue;
        }
        day = day || strchr("yYdDeE", *code) != NULL;
        hour = hour || strchr("hHsS", *code) != NULL;
        month = month || strchr("mM", *code) != NULL;
        percent = percent || *code == '%';
        /* "0.00E+00", "General": letters that are no date stand beside digits or in a word. */
        if (strchr("0#?", *code) != NULL || strncasecmp(code, "general", 7) == 0) {
            day = false;
            month = false;
            break;
        }
        code++;
    }
    if (day || (month && !hour)) {
        return hour ? NUMBER_DATE_TIME : NUMBER_DATE;
    }
    return hour                                   ? NUMBER_TIME
           : percent || strchr(code, '%') != NULL ? NUMBER_PERCENT
                                                  : NUMBER_PLAIN;
}

enum number_kind number_format_kind(unsigned number, const char *code)
{
    return code != NULL ? coded_kind(code) : builtin_kind(number);
}

/* The civil date of a number of days since 1970-01-01, of the years 1900 to 9999. */
static void add_date(struct buffer *out, long days)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    long year = 1970;
    int month = 0;
    while (days < 0) {
        year--;
        days += is_leap(year) ? 366 : 365;
    }
    for (; days >= (is_leap(year) ? 366 : 365); year++) {
        days -= is_leap(year) ? 366 : 365;
    }
    for (; days >= lengths[month] + (month == 1 && is_leap(year)); month++) {
        days -= lengths[month] + (month == 1 && is_leap(year));
    }
    buffer_add_format(out, "%04ld-%02d-%02ld", year, month + 1, days + 1);
}

static void add_time(struct buffer *out, double day)
{
    long seconds = lround((day - floor(day)) * SECONDS) % SECONDS;
    buffer_add_format(out, "%02ld:%02ld", seconds / 3600, seconds / 60 % 60);
}

void number_format_add(struct buffer *out, double number, enum number_kind kind, bool from_1904)
{
    bool dated = kind == NUMBER_DATE || kind == NUMBER_DATE_TIME;
    if (kind == NUMBER_PERCENT && fabs(number) < 1e9) {
        buffer_add_format(out, "%.6g%%", number * 100);
        return;
    }
    if (kind == NUMBER_PLAIN || number < 0 || number > LAST_DAY) {
        buffer_add_format(out, "%.11g", number);
        return;
    }
    if (dated) {
        long days = lround(floor(number));
        days += from_1904                   ? -DAYS_FROM_1904
                : days < LEAP_THAT_WAS_NONE ? 1 - DAYS_TO_1970
                                            : -DAYS_TO_1970;
        add_date(out, days);
        buffer_add_text(out, kind == NUMBER_DATE_TIME ? " " : "");
    }
    if (kind != NUMBER_DATE) {
        add_time(out, number);
    }
}
