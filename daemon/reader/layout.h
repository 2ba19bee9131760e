/*
 * Formats that know where characters stand, not what a paragraph is (PDF, OFD). Lines are rejoined
 * by what a reader sees: a line that runs to the right margin goes on in the next, unless that one
 * is indented; heads, feet and page numbers are left out.
 */
#ifndef BAOSONG_READER_LAYOUT_H
#define BAOSONG_READER_LAYOUT_H

#include "reader/outline.h"

struct layout;

struct layout *layout_new(void);
void layout_free(struct layout *layout);
DEFINE_CLEANUP(struct layout, layout_free)

/* A new page of the document, counted from 1, of this size; lengths are points, places are from its
 * upper left corner. */
void layout_page(struct layout *layout, unsigned number, double width, double height);

struct layout_line {
    double left, top, right, bottom;
    double size; /* of its characters */
    bool bold;
};

/* Adds a line to the newest page; lines come in the order in which they are read. */
void layout_add(struct layout *layout, const struct layout_line *line, const char *text,
                size_t size);

/* No more is wanted. */
bool layout_full(const struct layout *layout);

/* The share of the page's height in which running feet stand (GB/T 9704-2012: 35 mm of 297 are
 * margin). */
#define LAYOUT_FOOT_ZONE 0.12

/* "- 3 -", "第 3 页 共 9 页", "3/9", "Page 3": digits, and nothing but marks of that sort. The
 * dashes of a scan are read as 一. */
bool layout_is_page_number(const char *text);

/* Hands the paragraphs on. Once, when all lines are there. */
void layout_outline(struct layout *layout, struct outline *outline);

#endif
