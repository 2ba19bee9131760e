/* How spreadsheets show numbers, as far as it matters: a date is a number with the format of one.
 */
#ifndef BAOSONG_READER_NUMBER_FORMAT_H
#define BAOSONG_READER_NUMBER_FORMAT_H

#include "base/buffer.h"

#include <stdbool.h>

/* What a format shows. */
enum number_kind { NUMBER_PLAIN, NUMBER_DATE, NUMBER_TIME, NUMBER_DATE_TIME, NUMBER_PERCENT };

/* A format by its number (ECMA-376 part 1, 18.8.30; also [MS-XLS]), and by its code where the file
 * defines it ("yyyy\"年\"m\"月\""); `code` may be NULL. */
enum number_kind number_format_kind(unsigned number, const char *code);

/* Appends the number as people see it: 2017-11-22, 16:42, 76.7%. Days are counted from 1900 (a year
 * that had no 29 February, but is counted with one), or from 1904. */
void number_format_add(struct buffer *out, double number, enum number_kind kind, bool from_1904);

#endif
