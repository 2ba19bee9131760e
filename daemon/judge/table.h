/* A table whose rows are numbered from 1, as the text of a paper gives it: a line a row with tabs
 * between the cells, or each cell a line of its own. */
#ifndef BAOSONG_JUDGE_TABLE_H
#define BAOSONG_JUDGE_TABLE_H

#include <stddef.h>

struct table_row {
    char *label; /* the cell behind the number, as written */
    char *text;  /* the others */
};

struct table {
    struct table_row *rows;
    size_t count;
};

/* The rows in their order; table_clear() frees them. None if there is no such table. */
struct table table_read(const char *text);
void table_clear(struct table *table);

#endif
