#include "judge/table.h"

#include "base/buffer.h"
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

/* A table while it is read, and the text of its last row, which may be of very many cells. */
struct reading {
    struct table table;
    struct buffer text;
};

/* The present row; NULL before the first. */
static struct table_row *last_row(struct table *table)
{
    return table->count > 0 ? &table->rows[table->count - 1] : NULL;
}

static void end_row(struct reading *reading)
{
    struct table_row *row = last_row(&reading->table);
    if (row != NULL) {
        row->label = row->label != NULL ? row->label : xstrdup("");
        row->text = buffer_steal(&reading->text);
    }
}

static void begin_row(struct reading *reading)
{
    struct table *table = &reading->table;
    end_row(reading);
    table->rows = xgrow(table->rows, table->count, sizeof *table->rows);
    table->rows[table->count++] = (struct table_row){0};
}

static void add_cell(struct reading *reading, struct table_row *row, const char *cell, size_t size)
{
    if (row->label == NULL) {
        row->label = xstrndup(cell, size);
        return;
    }
    if (reading->text.size > 0) {
        buffer_add_text(&reading->text, "\n");
    }
    buffer_add(&reading->text, cell, size);
}

static void take_cell(struct reading *reading, const char *cell, size_t size, bool first)
{
    struct table_row *row = last_row(&reading->table);
    size_t count = reading->table.count;
    bool whole = row == NULL || row->label != NULL;
    if (first && whole && count < MOST_ROWS && is_number(cell, size, count + 1)) {
        begin_row(reading);
    } else if (row != NULL && size > 0) {
        add_cell(reading, row, cell, size);
    }
}

struct table table_read(const char *text)
{
    struct reading reading = {0};
    for (bool first = true; *text != '\0';) {
        size_t size = strcspn(text, "\t\n");
        take_cell(&reading, text, size, first);
        first = text[size] == '\n';
        text += size + (text[size] != '\0');
    }
    end_row(&reading);
    return reading.table;
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
