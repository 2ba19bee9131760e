/*
 * Workbooks (.xlsx), as this house makes them. Every text is written as a string, so that nothing
 * that came by mail can become a formula or a link. The first write that fails is told at the end.
 */
#ifndef BAOSONG_NOTICE_WORKBOOK_H
#define BAOSONG_NOTICE_WORKBOOK_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>
#include <xlsxwriter.h>

enum { WORKBOOK_COLUMNS = 256 }; /* of which the widths are kept */

/* Rows are written one after the other. */
struct workbook {
    lxw_workbook *book;
    char *folder; /* a temporary one: the library writes only to a file that it opens itself */
    char *path;
    lxw_format *title;
    lxw_format *head;
    lxw_format *plain;
    lxw_format *single; /* never more than one line */
    lxw_format *points; /* numbers with two decimals */
    lxw_format *time;
    lxw_format *link;
    size_t links;     /* on all sheets; Excel takes some 65,000 on one */
    lxw_error failed; /* the first that a write gave */
    /* The row that is being written: programs that do not look for themselves are told its height.
     */
    lxw_worksheet *sheet;
    lxw_row_t row;
    unsigned lines;
    double widths[WORKBOOK_COLUMNS];
};

/* A column: what stands above it, and its width in characters as Excel counts them. */
struct workbook_column {
    const char *heading;
    double width;
};

int workbook_start(struct workbook *workbook, struct error *error);
/* Adds the bytes of the .xlsx to `out`, or says what went wrong; ends the workbook in any case. */
int workbook_end(struct workbook *workbook, struct buffer *out, struct error *error);

/* A sheet with its headings in row `top`, frozen below them and behind `frozen` columns; printed on
 * A4 across, as wide as the paper. */
lxw_worksheet *workbook_sheet(struct workbook *workbook, const char *name,
                              const struct workbook_column *columns, size_t count, lxw_row_t top,
                              lxw_col_t frozen);

/* One more column of the sheet, with its heading in row `top`. */
void workbook_column(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t top,
                     lxw_col_t column, const char *heading, double width);

/* Filters on the rows from `top`, which has the headings, to `last`. */
void workbook_filter(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t top, lxw_row_t last,
                     size_t columns);

/* A format with borders, and that background (0xRRGGBB). */
lxw_format *workbook_colour(struct workbook *workbook, uint32_t colour);

void workbook_text(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   const char *text, lxw_format *format);
void workbook_number(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row,
                     lxw_col_t column, double number);
/* Hundredths, with two decimals. */
void workbook_points(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row,
                     lxw_col_t column, int64_t hundredths);
/* A true date, so that it sorts and filters, in the campaign's time. */
void workbook_time(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   int64_t time);
/* A link to a file at a path relative to the workbook, made of clean names only. */
void workbook_link(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   const char *path, const char *text);

#endif
