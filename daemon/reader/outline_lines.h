/* Headings without a numbering that is known: short lines above texts, and what they have in
 * common. A clerk who numbers "No.1" or "——", or not at all, does so throughout. */
#ifndef BAOSONG_READER_OUTLINE_LINES_H
#define BAOSONG_READER_OUTLINE_LINES_H

#include "reader/description.h"

#include <stdbool.h>
#include <stddef.h>

/* Levels until all is read. */
enum {
    LINE_OVER_NUMBERS = 98, /* a short line above "1. ..." */
    LINE_OVER_TEXT = 99,    /* above a text */
};

/* May it head a text, by its looks: short, not a sentence, a date or a number? */
bool line_may_head(const char *line);

/* Has it one of those levels? */
bool line_is_provisional(const struct section *section);

/*
 * Gives each section with one of the levels above the level that it has after all, or 0: its line
 * is part of the text of the section before.
 */
void lines_settle(struct section *sections, size_t count);

#endif
