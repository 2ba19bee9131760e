/* The cells of a table, as they come, to lines of text: shared by all spreadsheets. */
#ifndef BAOSONG_READER_SHEET_H
#define BAOSONG_READER_SHEET_H

#include "base/buffer.h"
#include "reader/number_format.h"
#include "reader/outline.h"

/* Zero-initialise with the outline set; sheet_end() frees what it holds. */
struct sheet {
    struct outline *outline;
    struct buffer line; /* of the present row, cells apart by tabs */
    long row;
    unsigned cells; /* in the row that say anything */
    bool from_1904; /* days are counted from there */
};

/* A new table of this name begins; names that programs give ("Sheet1") say nothing. */
void sheet_begin(struct sheet *sheet, const char *name);
/* One cell; rows are told apart by their number. */
void sheet_cell(struct sheet *sheet, long row, const char *text);
/* The same for a number, shown as its format says. */
void sheet_number(struct sheet *sheet, long row, double number, enum number_kind kind);
/* The last row is done. */
void sheet_end(struct sheet *sheet);

#endif
