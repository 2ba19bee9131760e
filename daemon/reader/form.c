#include "reader/form.h"

#include "base/frame.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "reader/charset.h"
#include "reader/package.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct form {
    int frames;
    struct error *error;
    bool failed;       /* the parent does not listen */
    const char *fault; /* it cannot be read */
    size_t row;        /* from 1 */
    json_t *cells;     /* of the present row */
    size_t bytes;      /* of all texts that were kept */
    size_t rows;
};

static void fault(struct form *form, const char *text)
{
    form->fault = form->fault != NULL ? form->fault : text;
}

static void send_frame(struct form *form, json_t *frame)
{
    if (form->failed) {
        json_decref(frame);
        return;
    }
    form->failed = frame_write(form->frames, frame, form->error) != 0;
}

static bool stopped(const struct form *form)
{
    return form->failed || form->fault != NULL;
}

/* --- rows ------------------------------------------------------------------------------------- */

static void put_cell(struct form *form, size_t column, const char *text)
{
    if (column >= LIMIT_SHEET_COLUMNS) {
        if (text[0] != '\0') {
            fault(form, "列数太多");
        }
        return;
    }
    form->bytes += strlen(text);
    if (form->bytes > LIMIT_SHEET_TEXT) {
        fault(form, "内容太多");
        return;
    }
    while (json_array_size(form->cells) <= column) {
        json_append(form->cells, json_string(""));
    }
    json_array_set_new(form->cells, column, json_text(text));
}

static void end_row(struct form *form)
{
    json_t *cells = form->cells;
    bool empty = true;
    form->cells = json_array();
    for (size_t i = 0; i < json_array_size(cells); i++) {
        empty = empty && json_string_length(json_array_get(cells, i)) == 0;
    }
    if (empty) {
        json_decref(cells);
        return;
    }
    if (++form->rows > LIMIT_SHEET_ROWS) {
        fault(form, "行数太多");
        json_decref(cells);
        return;
    }
    json_t *frame = json_object();
    json_set(frame, "type", json_string("row"));
    json_set(frame, "row", json_integer((json_int_t)form->row));
    json_set(frame, "cells", cells);
    send_frame(form, frame);
}

/* --- .xlsx ------------------------------------------------------------------------------------ */

struct strings {
    char **at;
    size_t count;
};

static void strings_clear(struct strings *strings)
{
    for (size_t i = 0; i < strings->count; i++) {
        free(strings->at[i]);
    }
    free(strings->at);
}

/* The text between here and the end of the element, without how it is pronounced. */
static char *read_text(struct part *part, const char *end)
{
    struct buffer out = BUFFER_EMPTY;
    bool inside = false;
    if (part_empty(part)) {
        return buffer_steal(&out);
    }
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            inside = part_is(part, "t") && !part_empty(part);
            if (part_is(part, "rPh")) {
                part_skip(part);
            }
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            inside = false;
            if (part_is(part, end)) {
                break;
            }
        } else if (inside && out.size < LIMIT_SHEET_TEXT) {
            buffer_add_text(&out, part_text(part));
        }
    }
    return buffer_steal(&out);
}

static void read_strings(struct form *form, zip_t *package, struct strings *strings)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "xl/sharedStrings.xml");
    size_t bytes = 0;
    if (part == NULL) {
        return; /* a sheet of numbers has none */
    }
    for (int type; !stopped(form) && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT || !part_is(part, "si")) {
            continue;
        }
        strings->at = xgrow(strings->at, strings->count, sizeof *strings->at);
        strings->at[strings->count] = read_text(part, "si");
        bytes += strlen(strings->at[strings->count++]) + 1;
        if (bytes > LIMIT_SHEET_TEXT) {
            fault(form, "内容太多");
        }
    }
}

/* "AB12" -> column 27, row 12; row 0 where it is no address. */
static size_t column_of(const char *address, size_t *row)
{
    size_t column = 0;
    const char *at = address;
    for (; *at >= 'A' && *at <= 'Z' && at - address < 4; at++) {
        column = column * 26 + (size_t)(*at - 'A' + 1);
    }
    *row = strlen(at) < 8 ? (size_t)strtoul(at, NULL, 10) : 0;
    return column > 0 ? column - 1 : LIMIT_SHEET_COLUMNS;
}

static const char *shared(const struct strings *strings, const char *number)
{
    unsigned long at = strtoul(number, NULL, 10);
    return at < strings->count ? strings->at[at] : "";
}

/* The value of a cell, before which the reader stands; the caller frees it. */
static char *read_value(struct part *part, const struct strings *strings, const char *type)
{
    struct buffer value = BUFFER_EMPTY;
    bool inside = false;
    if (part_empty(part)) {
        return buffer_steal(&value);
    }
    for (int node; (node = part_next(part)) >= 0;) {
        if (node == XML_READER_TYPE_ELEMENT && part_is(part, "is")) {
            CLEANUP_FREE char *text = read_text(part, "is");
            buffer_add_text(&value, text);
        } else if (node == XML_READER_TYPE_ELEMENT) {
            inside = part_is(part, "v") && !part_empty(part);
        } else if (node == XML_READER_TYPE_END_ELEMENT) {
            inside = false;
            if (part_is(part, "c")) {
                break;
            }
        } else if (inside && value.size < LIMIT_SHEET_TEXT) {
            buffer_add_text(&value, part_text(part));
        }
    }
    if (type != NULL && strcmp(type, "s") == 0) {
        CLEANUP_FREE char *number = buffer_steal(&value);
        return xstrdup(shared(strings, number));
    }
    return buffer_steal(&value);
}

static void read_cell(struct form *form, struct part *part, const struct strings *strings)
{
    CLEANUP_FREE char *address = part_attribute(part, "r");
    CLEANUP_FREE char *type = part_attribute(part, "t");
    size_t row = 0;
    size_t column = address != NULL ? column_of(address, &row) : json_array_size(form->cells);
    CLEANUP_FREE char *value = read_value(part, strings, type);
    put_cell(form, column, value);
}

static void read_cells(struct form *form, struct part *part, const struct strings *strings)
{
    for (int type; !stopped(form) && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "row")) {
            long number = part_number(part, "r", (long)form->row + 1);
            form->row = number > 0 ? (size_t)number : form->row + 1;
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "c")) {
            read_cell(form, part, strings);
        } else if (type == XML_READER_TYPE_END_ELEMENT && part_is(part, "row")) {
            end_row(form);
        }
    }
    if (part_broken(part)) {
        fault(form, "文件已损坏");
    }
}

/* The relation of the first sheet: "rId1"; the caller frees it. */
static char *first_relation(zip_t *package)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "xl/workbook.xml");
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "sheet")) {
            return part_attribute(part, "id");
        }
    }
    return NULL;
}

/* The part of the first sheet; the caller frees it. What the workbook does not say has the name
 * that all programs give. */
static char *first_sheet(zip_t *package)
{
    CLEANUP_FREE char *relation = first_relation(package);
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "xl/_rels/workbook.xml.rels");
    for (int type; relation != NULL && part != NULL && (type = part_next(part)) >= 0;) {
        CLEANUP_FREE char *id = type == XML_READER_TYPE_ELEMENT ? part_attribute(part, "Id") : NULL;
        if (id == NULL || strcmp(id, relation) != 0) {
            continue;
        }
        CLEANUP_FREE char *target = part_attribute(part, "Target");
        if (target != NULL) {
            return target[0] == '/' ? xstrdup(target + 1) : xasprintf("xl/%s", target);
        }
    }
    return xstrdup("xl/worksheets/sheet1.xml");
}

static void read_workbook(struct form *form, zip_t *package)
{
    CLEANUP(strings_clear)
    struct strings strings = {0};
    CLEANUP_FREE char *name = first_sheet(package);
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    if (part == NULL) {
        fault(form, "不是 Excel 工作簿（.xlsx），或者设了密码");
        return;
    }
    read_strings(form, package, &strings);
    read_cells(form, part, &strings);
}

/* --- CSV (RFC 4180) --------------------------------------------------------------------------- */

/* One cell from `at`; returns what follows it. */
static const char *read_field(const char *at, struct buffer *cell)
{
    if (*at != '"') {
        size_t size = strcspn(at, ",\r\n");
        buffer_add(cell, at, size);
        return at + size;
    }
    for (at++; *at != '\0'; at++) {
        if (*at == '"' && *++at != '"') {
            return at;
        }
        buffer_add(cell, at, 1);
    }
    return at;
}

/* The apostrophe that our own lists have before what a spreadsheet would take for a formula. */
static const char *unguarded(const char *text)
{
    return text[0] == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL ? text + 1 : text;
}

static void read_csv(struct form *form, const char *text)
{
    size_t column = 0;
    form->row = 1;
    for (const char *at = text; *at != '\0' && !stopped(form);) {
        CLEANUP_BUFFER struct buffer cell = BUFFER_EMPTY;
        at = read_field(at, &cell);
        put_cell(form, column++, unguarded(buffer_text(&cell)));
        at += *at == ',';
        if (*at != '\r' && *at != '\n' && *at != '\0') {
            continue;
        }
        if (at[0] != '\0' && at > text && at[-1] == ',') {
            put_cell(form, column, "");
        }
        at += at[0] == '\r' && at[1] == '\n' ? 2 : at[0] != '\0';
        end_row(form);
        form->row++;
        column = 0;
    }
}

/* --- the file --------------------------------------------------------------------------------- */

/* All of it, or NULL where it is too long for a sheet of texts. */
static char *read_bytes(int file, size_t *size)
{
    struct buffer out = BUFFER_EMPTY;
    char block[16384];
    lseek(file, 0, SEEK_SET);
    for (ssize_t got; (got = read(file, block, sizeof block)) > 0;) {
        buffer_add(&out, block, (size_t)got);
        if (out.size > LIMIT_SHEET_TEXT) {
            buffer_free(&out);
            return NULL;
        }
    }
    *size = out.size;
    return buffer_steal(&out);
}

static bool is_old_excel(const char *bytes, size_t size)
{
    static const char ole[] = "\xD0\xCF\x11\xE0";
    return size > strlen(ole) && memcmp(bytes, ole, strlen(ole)) == 0;
}

static void read_text_file(struct form *form, int file)
{
    size_t size = 0;
    CLEANUP_FREE char *bytes = read_bytes(file, &size);
    if (bytes == NULL) {
        fault(form, "文件太大，不像是一张表");
        return;
    }
    if (is_old_excel(bytes, size)) {
        fault(form, "是旧格式（.xls）或者设了密码；请另存为不带密码的 .xlsx");
        return;
    }
    if (memchr(bytes, '\0', size) != NULL) {
        fault(form, "不是 .xlsx 或 CSV 文件");
        return;
    }
    CLEANUP_FREE char *text = charset_decode(NULL, bytes, size, NULL);
    read_csv(form, strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text);
}

int form_run(int file, int frames, struct error *error)
{
    struct form form = {.frames = frames, .error = error, .cells = json_array()};
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(file);
    if (package != NULL) {
        read_workbook(&form, package);
    } else {
        read_text_file(&form, file);
    }
    json_decref(form.cells);
    if (form.fault != NULL) {
        send_frame(&form, json_pack("{s:s, s:s}", "type", "fault", "text", form.fault));
    }
    send_frame(&form, json_pack("{s:s}", "type", "done"));
    return form.failed ? -1 : 0;
}
