#include "judge/table.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "judge/plain.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 200, LEFT_OUT = 5 /* numbers at a time */ };

/* A cell that begins a line. */
struct beginning {
    const char *text;
    size_t size;
    bool row; /* further cells stand on its line */
};

/* "3", "3.", "3、"; 0 for anything else. */
static int bare_number(const struct beginning *cell)
{
    size_t digits = strspn(cell->text, "0123456789");
    if (digits == 0 || digits > 3 || digits > cell->size) {
        return 0;
    }
    CLEANUP_FREE char *rest = xstrndup(cell->text + digits, cell->size - digits);
    bool bare = *rest == '\0' || strcmp(rest, ".") == 0 || strcmp(rest, "、") == 0;
    return bare ? (int)strtol(cell->text, NULL, 10) : 0;
}

/* Does a row with this bare number follow the last one that has a number? Below "职能任务" they may
 * begin anew. */
static bool follows(const struct table *table, int value, bool row)
{
    int before = 0;
    bool below_kind = false;
    for (size_t i = 0; table->rows != NULL && i < table->count; i++) {
        const struct number *number = &table->rows[i].number;
        below_kind = number->count == 0;
        before = below_kind ? before : number->values[number->count - 1];
    }
    return (value == 1 && below_kind) ||
           (value > before && value <= before + (row && before > 0 ? LEFT_OUT : 1));
}

/* Is the next line the number 1? */
static bool counts_below(const struct beginning *cell)
{
    const char *below = cell->text + cell->size;
    struct beginning next = {.text = below + (*below == '\n')};
    next.size = strcspn(next.text, "\t\n");
    return bare_number(&next) == 1;
}

/* "任务7、8 网站", "职能2", "职能任务": with the number in *number. One without a number stands
 * over the rows that follow it, and is nothing else ("职能部门"). */
static bool names_task(const struct beginning *cell, struct number *number)
{
    static const char *const words[] = {"任务", "共性", "职能", NULL};
    static const char *const kinds[] = {"完成情况", "落实情况", NULL};
    CLEANUP_FREE char *label = xstrndup(cell->text, cell->size);
    CLEANUP_FREE char *plain = plain_text(label, LIMIT_HEADER);
    *number = number_parse(plain);
    if (plain_starts_with_any(plain, words) == 0 || number->family == NUMBER_NONE) {
        return false;
    }
    const char *rest = plain + number->end;
    if (number->count == 0) {
        bool kind = *rest == '\0' || plain_starts_with_any(rest, kinds) > 0;
        return kind && (cell->row || counts_below(cell));
    }
    if (*rest == '\0') {
        number->end = 0; /* the label is the next cell */
    }
    return cell->row;
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

static struct table_row *begin_row(struct reading *reading, const struct number *number)
{
    struct table *table = &reading->table;
    end_row(reading);
    table->rows = xgrow(table->rows, table->count, sizeof *table->rows);
    table->rows[table->count++] = (struct table_row){.number = *number};
    return last_row(table);
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

/* Begins a row if the cell says so. */
static bool take_beginning(struct reading *reading, const struct beginning *cell)
{
    struct table *table = &reading->table;
    struct table_row *row = last_row(table);
    struct number number = {0};
    int value = bare_number(cell);
    if (table->count >= MOST_ROWS || (row != NULL && row->label == NULL)) {
        return false;
    }
    if (value > 0 && follows(table, value, cell->row)) {
        number = (struct number){.family = NUMBER_PLAIN, .values = {value}, .count = 1};
        begin_row(reading, &number);
        return true;
    }
    if (!names_task(cell, &number)) {
        return false;
    }
    row = begin_row(reading, &number);
    if (number.end > 0) {
        add_cell(reading, row, cell->text, cell->size);
    }
    return true;
}

/* "R1 年度信用安排": short, and not a sentence. */
static bool is_label(const char *cell, size_t size)
{
    enum { LEAST = 2, MOST = 30 /* 字 */ };
    CLEANUP_FREE char *label = xstrndup(cell, size);
    uint32_t chars = utf8_count_characters(label);
    return chars >= LEAST && chars <= MOST && plain_han_count(label) > 0 &&
           !utf8_ends_with(label, "。");
}

/* Likewise, where the cell is a label. */
static bool take_label(struct reading *reading, const struct beginning *cell)
{
    if (!cell->row || reading->table.count >= MOST_ROWS || !is_label(cell->text, cell->size)) {
        return false;
    }
    add_cell(reading, begin_row(reading, &(struct number){0}), cell->text, cell->size);
    return true;
}

/* `take` sees each cell that begins a line; what it does not take belongs to the present row. */
static struct table read_rows(const char *text,
                              bool (*take)(struct reading *reading, const struct beginning *cell))
{
    struct reading reading = {0};
    for (bool first = true; *text != '\0';) {
        size_t size = strcspn(text, "\t\n");
        struct beginning cell = {.text = text, .size = size, .row = text[size] == '\t'};
        struct table_row *row = last_row(&reading.table);
        if (!(first && take(&reading, &cell)) && row != NULL && size > 0) {
            add_cell(&reading, row, text, size);
        }
        first = text[size] == '\n';
        text += size + (text[size] != '\0');
    }
    end_row(&reading);
    return reading.table;
}

struct table table_read(const char *text)
{
    return read_rows(text, take_beginning);
}

struct table table_read_labels(const char *text)
{
    return read_rows(text, take_label);
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
