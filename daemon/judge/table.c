#include "judge/table.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 200 };

/* A cell that is the number of the next row, as "3", "3." or "3、". */
static bool is_number(const char *cell, size_t size, size_t number)
{
    size_t digits = strspn(cell, "0123456789");
    if (digits == 0 || digits > 3 || digits > size || strtoul(cell, NULL, 10) != number) {
        return false;
    }
    CLEANUP_FREE char *rest = xstrndup(cell + digits, size - digits);
    return *rest == '\0' || strcmp(rest, ".") == 0 || strcmp(rest, "、") == 0;
}

static void add_cell(struct table_row *row, const char *cell, size_t size)
{
    CLEANUP_FREE char *written = xstrndup(cell, size);
    if (row->label == NULL) {
        row->label = STEAL(written);
    } else if (row->text == NULL) {
        row->text = STEAL(written);
    } else {
        CLEANUP_FREE char *before = row->text;
        row->text = xasprintf("%s\n%s", before, written);
    }
}

/* The present row; NULL before the first. */
static struct table_row *last_row(struct table *table)
{
    return table->count > 0 ? &table->rows[table->count - 1] : NULL;
}

static void take_cell(struct table *table, const char *cell, size_t size, bool first)
{
    struct table_row *row = last_row(table);
    bool whole = row == NULL || row->label != NULL;
    if (first && whole && table->count < MOST_ROWS && is_number(cell, size, table->count + 1)) {
        table->rows = xgrow(table->rows, table->count, sizeof *table->rows);
        table->rows[table->count++] = (struct table_row){0};
    } else if (row != NULL && size > 0) {
        add_cell(row, cell, size);
    }
}

static void take_line(struct table *table, const char *line, size_t size)
{
    for (size_t at = 0; at <= size;) {
        size_t length = strcspn(line + at, "\t\n");
        length = length > size - at ? size - at : length;
        take_cell(table, line + at, length, at == 0);
        at += length + 1;
    }
}

struct table table_read(const char *text)
{
    struct table table = {0};
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        take_line(&table, text, size);
        text += size + (text[size] == '\n');
    }
    for (size_t i = 0; i < table.count; i++) {
        struct table_row *row = &table.rows[i];
        row->label = row->label != NULL ? row->label : xstrdup("");
        row->text = row->text != NULL ? row->text : xstrdup("");
    }
    return table;
}

void table_clear(struct table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        free(table->rows[i].label);
        free(table->rows[i].text);
    }
    free(table->rows);
    *table = (struct table){0};
}
