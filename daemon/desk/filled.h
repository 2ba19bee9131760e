/*
 * A sheet that staff filled in, read by the confined reader: nothing of it is parsed here. Errors
 * about a cell name it as a spreadsheet does ("C7"), and say what would be right; they are told
 * together.
 */
#ifndef BAOSONG_DESK_FILLED_H
#define BAOSONG_DESK_FILLED_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

#include <stddef.h>

struct filled_row {
    size_t number; /* as the spreadsheet counts, from 1 */
    char **cells;  /* trimmed, one line each, UTF-8 */
    size_t count;
};

struct filled {
    char *path;
    struct filled_row *rows; /* those that are not empty */
    size_t row_count;
};

/* ERROR_USAGE where it is no .xlsx or CSV. The caller frees it. */
int filled_read(const char *path, struct filled **sheet, struct error *error);
void filled_free(struct filled *sheet);
DEFINE_CLEANUP(struct filled, filled_free)

/* The text of a cell; "" where the row ends before it. Columns from 0. */
const char *filled_cell(const struct filled_row *row, size_t column);

/* The column whose cell in this row is exactly `heading`; -1 if none. */
int filled_find(const struct filled_row *row, const char *heading);

/* The reason, or where there is none "导入NAME.xlsx"; the caller frees it. */
char *filled_reason(const struct filled *sheet, const char *reason);

/* What is wrong with a sheet. Zero-initialised; filled_faults_clear ends it. */
struct filled_faults {
    struct buffer text;
    size_t count;
};

/* `column` < 0: of the row as a whole. */
void filled_fault(struct filled_faults *faults, const struct filled_row *row, int column,
                  const char *format, ...) __attribute__((format(printf, 4, 5)));
/* 0 if there are none; else -1 and *error (ERROR_USAGE) with the first of them. */
int filled_faults_report(const struct filled_faults *faults, const struct filled *sheet,
                         struct error *error);
void filled_faults_clear(struct filled_faults *faults);

#endif
