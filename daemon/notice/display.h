/* Text as it stands in columns on a terminal or in a mail of fixed width. */
#ifndef BAOSONG_NOTICE_DISPLAY_H
#define BAOSONG_NOTICE_DISPLAY_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Adds text that came from outside to one line: blanks and line breaks become single spaces, and
 * what could steer a terminal or turn the direction of writing (control characters, bidirectional
 * marks, bytes that are not UTF-8) becomes U+FFFD.
 */
void display_add(struct buffer *out, const char *text);

/* The same as a new string; the caller frees it. */
char *display_clean(const char *text);

/* Columns that a clean line takes: Chinese characters have two. */
size_t display_width(const char *text);

/* Adds a clean line filled up with blanks to `width` columns; a longer one is cut, with "…" as its
 * end. `right` aligns numbers. */
void display_add_cell(struct buffer *out, const char *text, size_t width, bool right);

/* Adds a clean line as one cell of CSV (RFC 4180). `guard`: text, which a spreadsheet must not take
 * for a formula; an apostrophe before it sees to that. */
void display_add_csv(struct buffer *out, const char *text, bool guard);

#endif
