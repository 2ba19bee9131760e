/*
 * .xlsx (ECMA-376 part 1, 18): the sheets in the order of the workbook, their cells row by row;
 * most texts stand in one shared part and are called by their number.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/package.h"
#include "reader/relations.h"
#include "reader/sheet.h"
#include "reader/xlsx_format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SHEETS = 500, STRINGS = 2000000 };

struct workbook {
    zip_t *package;
    struct described_file *file;
    struct relations *relations;
    struct xlsx_formats *formats;
    struct sheet sheet;
    char **strings;
    size_t string_count;
    size_t string_bytes;
};

/* --- shared strings -------------------------------------------------------------------------- */

/* The text of an element: its runs joined, without how they are pronounced. */
static char *read_text(struct part *part)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    bool in_text = false;
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT) {
            in_text = part_is(part, "t") && !part_empty(part);
            if (part_is(part, "rPh")) {
                part_skip(part);
            }
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            in_text = false;
        } else if (in_text) {
            buffer_add_text(&text, part_text(part));
        }
    }
    return buffer_steal(&text);
}

static void read_strings(struct workbook *book)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(book->package, "xl/sharedStrings.xml");
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT || !part_is(part, "si")) {
            continue;
        }
        if (book->string_count >= STRINGS || book->string_bytes >= LIMIT_PART) {
            document_note(book->file, FINDING_OVER_BUDGET);
            return;
        }
        book->strings = xgrow(book->strings, book->string_count, sizeof *book->strings);
        char *text = read_text(part);
        book->strings[book->string_count++] = text;
        book->string_bytes += strlen(text);
    }
    if (part != NULL && part_broken(part)) {
        document_note(book->file, FINDING_DAMAGED);
    }
}

/* --- cells ----------------------------------------------------------------------------------- */

/* The value of a cell is a number unless its type says what else. */
static void add_value(struct workbook *book, long row, const char *type, long style,
                      const char *value)
{
    char *end = NULL;
    errno = 0;
    if (type != NULL && strcmp(type, "s") == 0) {
        unsigned long index = strtoul(value, &end, 10);
        if (end != value && index < book->string_count) {
            sheet_cell(&book->sheet, row, book->strings[index]);
        }
    } else if (type == NULL || strcmp(type, "n") == 0) {
        double number = strtod(value, &end);
        if (end != value && errno == 0) {
            sheet_number(&book->sheet, row, number, xlsx_formats_kind(book->formats, style));
        }
    } else if (strcmp(type, "b") != 0 && strcmp(type, "e") != 0) {
        sheet_cell(&book->sheet, row, value);
    }
}

static void read_cell(struct workbook *book, struct part *part, long row)
{
    CLEANUP_FREE char *kind = part_attribute(part, "t");
    long style = part_number(part, "s", 0);
    bool in_value = false;
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "is")) {
            CLEANUP_FREE char *text = read_text(part);
            sheet_cell(&book->sheet, row, text);
        } else if (type == XML_READER_TYPE_ELEMENT) {
            in_value = part_is(part, "v") && !part_empty(part);
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            in_value = false;
        } else if (in_value) {
            add_value(book, row, kind, style, part_text(part));
        }
    }
}

static void read_sheet(struct workbook *book, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(book->package, name);
    long row = 0;
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "row")) {
            row++; /* whose number may be left out, and tells nothing that is needed */
        } else if (part_is(part, "c")) {
            read_cell(book, part, row);
        }
        if (outline_full(book->sheet.outline)) {
            return;
        }
    }
    if (part == NULL || part_broken(part)) {
        document_note(book->file, FINDING_DAMAGED);
    }
}

/* --- the workbook ---------------------------------------------------------------------------- */

/* Charts and sheets of macros are named like sheets of cells, and lie elsewhere. */
static void read_listed_sheet(struct workbook *book, struct part *part)
{
    CLEANUP_FREE char *name = part_attribute(part, "name");
    CLEANUP_FREE char *relation = part_attribute(part, "id");
    const char *target = relation != NULL ? relations_find(book->relations, relation) : NULL;
    sheet_begin(&book->sheet, name != NULL ? name : "");
    if (target != NULL && strstr(target, "macrosheets/") != NULL) {
        document_note(book->file, FINDING_MACRO);
    } else if (target != NULL && strstr(target, "chartsheets/") == NULL) {
        read_sheet(book, target);
    }
}

static void read_workbook(struct workbook *book, struct part *part)
{
    unsigned sheets = 0;
    read_strings(book);
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "sheet") && sheets++ < SHEETS) {
            read_listed_sheet(book, part);
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "workbookPr")) {
            CLEANUP_FREE char *other = part_attribute(part, "date1904");
            book->sheet.from_1904 =
                other != NULL && (strcmp(other, "1") == 0 || strcmp(other, "true") == 0);
        }
    }
    if (part_broken(part)) {
        document_note(book->file, FINDING_DAMAGED);
    }
}

static void describe_workbook(zip_t *package, struct part *part, struct described_file *file)
{
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    CLEANUP(cleanup_relations_free)
    struct relations *relations = relations_read(package, "xl/workbook.xml");
    CLEANUP(cleanup_xlsx_formats_free)
    struct xlsx_formats *formats = xlsx_formats_read(package);
    struct workbook book = {.package = package,
                            .file = file,
                            .relations = relations,
                            .formats = formats,
                            .sheet = {.outline = outline}};
    read_workbook(&book, part);
    sheet_end(&book.sheet);
    outline_finish(outline, file);
    for (size_t i = 0; i < book.string_count; i++) {
        free(book.strings[i]);
    }
    free(book.strings);
}

void xlsx_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = document_package(fd, file);
    if (package == NULL) {
        return;
    }
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "xl/workbook.xml");
    if (part != NULL) {
        describe_workbook(package, part, file);
    } else {
        /* .xlsb keeps its cells in a format of its own: nothing is wrong with it. */
        bool binary = package_has(package, "xl/workbook.bin");
        document_note(file, binary ? FINDING_UNREADABLE : FINDING_DAMAGED);
    }
    if (package_has(package, "xl/vbaProject.bin")) {
        document_note(file, FINDING_MACRO);
    }
}
