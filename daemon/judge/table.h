/* A table whose rows are numbered, as the text of a paper gives it: a line a row with tabs between
 * the cells, or each cell a line of its own. A row begins with 1, 2, 3 ..., and where it is a line,
 * numbers may be left out, and it may say "任务7、8 网站", "职能2" or "职能任务" instead. */
#ifndef BAOSONG_JUDGE_TABLE_H
#define BAOSONG_JUDGE_TABLE_H

#include "judge/numbering.h"

#include <stddef.h>

struct table_row {
    struct number number; /* its `end` counts in the plain label */
    char *label;          /* the cell behind the number, or with it, as written */
    char *text;           /* the others */
};

struct table {
    struct table_row *rows;
    size_t count;
};

/* The rows in their order; table_clear() frees them. None if there is no such table. */
struct table table_read(const char *text);
/* Likewise, of one whose rows have no numbers: each with further cells behind its first one, which
 * is the label.
 */
struct table table_read_labels(const char *text);
void table_clear(struct table *table);

#endif
