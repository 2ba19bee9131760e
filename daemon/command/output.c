#include "command/output.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/json.h"
#include "notice/display.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2, GAP = 2 }; /* columns: of nested JSON, between the columns of a table */

struct table {
    FILE *out;
    enum format format;
    const struct column *columns;
    size_t column_count;
    char **cells; /* of a text table, row by row */
    size_t row_count;
};

/* --- values ---------------------------------------------------------------------------------- */

static char *plain(const json_t *value)
{
    if (json_is_string(value)) {
        return xstrdup(json_string_value(value));
    }
    if (json_is_integer(value)) {
        return xasprintf("%lld", (long long)json_integer_value(value));
    }
    if (json_is_real(value)) {
        return xasprintf("%.2f", json_real_value(value));
    }
    if (json_is_boolean(value)) {
        return xstrdup(json_is_true(value) ? "是" : "否");
    }
    struct buffer out = BUFFER_EMPTY;
    for (size_t i = 0; i < json_array_size(value); i++) {
        CLEANUP_FREE char *element = plain(json_array_get(value, i));
        buffer_add_text(&out, i > 0 ? "、" : "");
        buffer_add_text(&out, element);
    }
    return buffer_steal(&out);
}

char *column_text(const struct column *column, const json_t *row)
{
    const json_t *value = json_object_get(row, column->key);
    bool given = value != NULL && !json_is_null(value);
    CLEANUP_FREE char *raw = given && column->show != NULL ? column->show(value) : plain(value);
    return display_clean(raw);
}

json_t *output_time(int64_t time)
{
    char text[CLOCK_TEXT_SIZE];
    return time == CLOCK_UNKNOWN ? json_null() : json_text(clock_rfc3339(time, text));
}

char *show_time(const json_t *value)
{
    int64_t time = 0;
    struct error ignored;
    char text[CLOCK_TEXT_SIZE];
    const char *written = json_string_value(value);
    if (written == NULL || clock_parse_rfc3339(written, &time, &ignored) != 0) {
        return plain(value);
    }
    return xstrdup(clock_chinese(time, text));
}

char *show_percent(const json_t *value)
{
    return xasprintf("%.0f%%", 100 * json_number_value(value));
}

void output_clean(FILE *out, const char *text)
{
    CLEANUP_FREE char *clean = display_clean(text);
    fputs(clean, out);
}

int output_flush(FILE *out, struct error *error)
{
    errno = 0;
    if (fflush(out) != 0 || ferror(out)) {
        return error_set_errno(error, errno != 0 ? errno : EIO, "The output cannot be written");
    }
    return 0;
}

/* --- CSV (RFC 4180) -------------------------------------------------------------------------- */

static void print_csv_cell(FILE *out, const char *text, bool guard)
{
    CLEANUP_BUFFER struct buffer cell = BUFFER_EMPTY;
    display_add_csv(&cell, text, guard);
    fputs(buffer_text(&cell), out);
}

static void print_csv_row(const struct table *table, const json_t *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        CLEANUP_FREE char *text = column_text(column, row);
        fputs(i > 0 ? "," : "", table->out);
        print_csv_cell(table->out, text, !json_is_number(json_object_get(row, column->key)));
    }
    fputs("\r\n", table->out);
}

static void print_csv_head(const struct table *table)
{
    fputs("\xEF\xBB\xBF", table->out); /* without it Excel reads the local code page */
    for (size_t i = 0; i < table->column_count; i++) {
        fputs(i > 0 ? "," : "", table->out);
        print_csv_cell(table->out, table->columns[i].heading, true);
    }
    fputs("\r\n", table->out);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void print_json_element(const struct table *table, const json_t *row)
{
    CLEANUP_FREE char *text = json_dumps(row, JSON_INDENT(INDENT));
    fputs(table->row_count == 0 ? "[\n" : ",\n", table->out);
    /* jansson indents from the margin; this is one level deeper. */
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        size_t length = end != NULL ? (size_t)(end - line) : strlen(line);
        fprintf(table->out, "%*s", INDENT, "");
        fwrite(line, 1, length, table->out);
        fputs(end != NULL ? "\n" : "", table->out);
        line = end != NULL ? end + 1 : NULL;
    }
}

int output_json(FILE *out, json_t *value, struct error *error)
{
    CLEANUP_FREE char *text = json_dumps(value, JSON_INDENT(INDENT) | JSON_ENCODE_ANY);
    json_decref(value);
    fputs(text != NULL ? text : "", out);
    fputc('\n', out);
    return output_flush(out, error);
}

/* --- text ------------------------------------------------------------------------------------ */

static void keep_row(struct table *table, const json_t *row)
{
    size_t used = table->row_count * table->column_count;
    table->cells = xreallocarray(table->cells, used + table->column_count, sizeof *table->cells);
    for (size_t i = 0; i < table->column_count; i++) {
        table->cells[used + i] = column_text(&table->columns[i], row);
    }
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t width = display_width(table->columns[column].heading);
    for (size_t row = 0; row < table->row_count; row++) {
        size_t needed = display_width(table->cells[row * table->column_count + column]);
        width = needed > width ? needed : width;
    }
    size_t most = table->columns[column].width;
    return most > 0 && width > most ? most : width;
}

static void print_line(const struct table *table, const size_t *widths, char *const *cells)
{
    CLEANUP_BUFFER struct buffer line = BUFFER_EMPTY;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        buffer_add_format(&line, "%*s", i > 0 ? GAP : 0, "");
        display_add_cell(&line, cells != NULL ? cells[i] : column->heading, widths[i],
                         column->right);
    }
    size_t size = line.size;
    while (size > 0 && line.data[size - 1] == ' ') {
        size--;
    }
    fwrite(line.data, 1, size, table->out);
    fputc('\n', table->out);
}

static void print_text(const struct table *table)
{
    CLEANUP_FREE size_t *widths = xcalloc(table->column_count + 1, sizeof *widths);
    for (size_t i = 0; i < table->column_count; i++) {
        widths[i] = column_width(table, i);
    }
    print_line(table, widths, NULL);
    for (size_t row = 0; row < table->row_count; row++) {
        print_line(table, widths, table->cells + row * table->column_count);
    }
}

/* --- the table ------------------------------------------------------------------------------- */

struct table *table_new(FILE *out, enum format format, const struct column *columns, size_t count)
{
    struct table *table = xcalloc(1, sizeof *table);
    *table =
        (struct table){.out = out, .format = format, .columns = columns, .column_count = count};
    if (format == FORMAT_CSV) {
        print_csv_head(table);
    }
    return table;
}

void table_add(struct table *table, json_t *row)
{
    if (table->format == FORMAT_JSON) {
        print_json_element(table, row);
    } else if (table->format == FORMAT_CSV) {
        print_csv_row(table, row);
    } else {
        keep_row(table, row);
    }
    table->row_count++;
    json_decref(row);
}

int table_end(struct table *table, struct error *error)
{
    if (table->format == FORMAT_JSON) {
        fputs(table->row_count == 0 ? "[]\n" : "\n]\n", table->out);
    } else if (table->format == FORMAT_TEXT) {
        print_text(table);
    }
    return output_flush(table->out, error);
}

void table_free(struct table *table)
{
    if (table == NULL) {
        return;
    }
    for (size_t i = 0; table->cells != NULL && i < table->row_count * table->column_count; i++) {
        free(table->cells[i]);
    }
    free(table->cells);
    free(table);
}
