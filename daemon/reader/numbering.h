/*
 * Automatic numbering: lists of nine levels, each with a format and a pattern, used by paragraphs
 * through numbered uses. .docx (ECMA-376 part 1, 17.9) and .doc ([MS-DOC] 2.4.6.3) mean the same.
 */
#ifndef BAOSONG_READER_NUMBERING_H
#define BAOSONG_READER_NUMBERING_H

#include "base/buffer.h"
#include "base/memory.h"

enum { NUMBERING_LEVELS = 9, NUMBERING_TEXT = 64 };

struct numbering_level {
    char format[NUMBERING_TEXT]; /* "chineseCounting", by the names of ST_NumberFormat */
    char text[NUMBERING_TEXT];   /* "（%1）"; "" where nothing is shown */
    unsigned start;
};

struct numbering;

struct numbering *numbering_new(void);
void numbering_free(struct numbering *numbering);
DEFINE_CLEANUP(struct numbering, numbering_free)

/* Makes a list; its levels are the caller's to fill, until the next one is made. They are decimal
 * from 1 on and show nothing. NULL when there are too many. */
struct numbering_level *numbering_add_list(struct numbering *numbering, long id);
/* Makes a use of a list; uses of one list count on together. The result says from where a level
 * begins anew with this use, where that is not -1; it is the caller's to fill likewise. */
int *numbering_add_use(struct numbering *numbering, long id, long list);

/* Appends the number of the next paragraph of that use and level, counting it; nothing for one
 * that there is not. */
void numbering_label(struct numbering *numbering, long id, int level, struct buffer *label);

#endif
