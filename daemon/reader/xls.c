/*
 * .xls and .et, [MS-XLS]: a stream of records. BIFF8 keeps its texts in one shared table, which
 * runs over many records; BIFF5 keeps them in the cells, in the code page of its writer.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/bytes.h"
#include "reader/charset.h"
#include "reader/ole.h"
#include "reader/sheet.h"
#include "reader/utf16.h"

#include <stdlib.h>
#include <string.h>

/* Types of records, 2.3. */
enum {
    RECORD_FORMULA = 0x0006,
    RECORD_DATE_1904 = 0x0022,
    RECORD_FILEPASS = 0x002F,
    RECORD_CONTINUE = 0x003C,
    RECORD_CODEPAGE = 0x0042,
    RECORD_OBJECT = 0x005D,
    RECORD_SHEET = 0x0085,
    RECORD_MULTIPLE_RK = 0x00BD,
    RECORD_RICH_LABEL = 0x00D6,
    RECORD_CELL_FORMAT = 0x00E0,
    RECORD_SHARED_STRINGS = 0x00FC,
    RECORD_SHARED_LABEL = 0x00FD,
    RECORD_TEXT_BOX = 0x01B6,
    RECORD_NUMBER = 0x0203,
    RECORD_LABEL = 0x0204,
    RECORD_STRING = 0x0207,
    RECORD_RK = 0x027E,
    RECORD_FORMAT = 0x041E,
    RECORD_BEGIN = 0x0809,
};

enum {
    HEADER = 4, /* bytes before each record */
    BIFF8 = 0x0600,
    SHEET_MACROS = 1, /* a sheet of macros of the kind of 1992 */
    OBJECT_REMARK = 0x19,
    SHEETS = 4096,
    FORMATS = 1024,
    CELL_FORMATS = 4096,
};

struct tab {
    size_t begin; /* offset of its first record */
    char *name;
};

/* What the formats of numbers show, by their number, and which format a cell's has. */
struct formats {
    unsigned char kinds[FORMATS]; /* enum number_kind + 1 of those that the file defines */
    uint16_t cells[CELL_FORMATS];
    size_t cell_count;
};

struct workbook {
    struct described_file *file;
    struct sheet sheet;
    struct bytes stream;
    bool wide;           /* BIFF8: texts are Unicode */
    const char *charset; /* of BIFF5 */
    char **strings;
    size_t string_count;
    struct tab *tabs;
    size_t tab_count;
    size_t begins; /* of sheets and charts so far */
    struct formats formats;
    uint32_t object; /* type of the last one */
    long row;        /* of the last formula, whose text may follow */
};

struct record {
    uint32_t type;
    size_t at; /* of the record itself */
    struct bytes content;
};

static bool next_record(const struct bytes *stream, size_t *at, struct record *record)
{
    if (bytes_at(stream, *at, HEADER) == NULL) {
        return false;
    }
    *record =
        (struct record){.type = bytes_u16(stream, *at),
                        .at = *at,
                        .content = bytes_part(stream, *at + HEADER, bytes_u16(stream, *at + 2))};
    *at += HEADER + record->content.size;
    return true;
}

/* --- the table of shared strings ------------------------------------------------------------- */

/* Reads on over the ends of records, as long as the next one continues. */
struct run {
    const struct bytes *stream;
    size_t at, end; /* of the present record's content */
    bool over;
};

/* Is there a byte? Moves into the next record where this one has ended. */
static bool run_more(struct run *run)
{
    while (run->at >= run->end && !run->over) {
        if (bytes_u16(run->stream, run->end) != RECORD_CONTINUE ||
            bytes_at(run->stream, run->end, HEADER) == NULL) {
            run->over = true;
            return false;
        }
        size_t size = bytes_u16(run->stream, run->end + 2);
        run->at = run->end + HEADER;
        run->end = run->at + size;
    }
    return !run->over;
}

static uint32_t run_byte(struct run *run)
{
    return run_more(run) ? bytes_u8(run->stream, run->at++) : 0;
}

static uint32_t run_number(struct run *run, int size)
{
    uint32_t number = 0;
    for (int i = 0; i < size; i++) {
        number |= run_byte(run) << (8 * i);
    }
    return number;
}

static void run_skip(struct run *run, size_t size)
{
    while (size > 0 && run_more(run)) {
        size_t step = run->end - run->at < size ? run->end - run->at : size;
        run->at += step;
        size -= step;
    }
}

/* XLUnicodeRichExtendedString, 2.5.293. Where characters go on in the next record, that one begins
 * with a flag that says anew how wide they are. */
static char *run_string(struct run *run)
{
    enum { WIDE = 1, PHONETIC = 4, RICH = 8 };
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    struct utf16 state = {0};
    size_t count = run_number(run, 2);
    uint32_t flags = run_byte(run);
    size_t formats = (flags & RICH) != 0 ? run_number(run, 2) : 0;
    size_t phonetic = (flags & PHONETIC) != 0 ? run_number(run, 4) : 0;
    for (size_t i = 0; i < count && !run->over; i++) {
        if (run->at >= run->end) {
            flags = run_byte(run);
        }
        uint32_t unit = (flags & WIDE) != 0 ? run_number(run, 2) : run_byte(run);
        if (unit != 0) {
            utf16_add_unit(&state, &text, unit);
        }
    }
    run_skip(run, 4 * formats + phonetic);
    return buffer_steal(&text);
}

static void read_shared_strings(struct workbook *book, const struct record *record)
{
    size_t count = bytes_u32(&record->content, 4);
    struct run run = {.stream = &book->stream,
                      .at = record->at + HEADER + 8,
                      .end = record->at + HEADER + record->content.size};
    while (book->string_count < count && run_more(&run)) {
        book->strings = xgrow(book->strings, book->string_count, sizeof *book->strings);
        book->strings[book->string_count++] = run_string(&run);
    }
}

/* --- texts in records ------------------------------------------------------------------------ */

/* A text at an offset, whose length is told in `length_size` bytes. The caller frees it. */
static char *text_at(const struct workbook *book, const struct bytes *bytes, size_t at,
                     int length_size)
{
    size_t count = length_size == 1 ? bytes_u8(bytes, at) : bytes_u16(bytes, at);
    at += (size_t)length_size;
    if (!book->wide) {
        struct bytes text = bytes_part(bytes, at, count);
        return charset_decode(book->charset, (const char *)text.data, text.size, NULL);
    }
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    bool wide = (bytes_u8(bytes, at) & 1) != 0;
    struct bytes text = bytes_part(bytes, at + 1, wide ? 2 * count : count);
    if (wide) {
        utf16_add(&out, &text);
    } else {
        utf16_add_low(&out, &text);
    }
    return buffer_steal(&out);
}

static double real_at(const struct bytes *bytes, size_t at)
{
    uint64_t bits = bytes_u32(bytes, at) | (uint64_t)bytes_u32(bytes, at + 4) << 32;
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* RkNumber, 2.5.217: 30 bits of a whole number or of a real one, perhaps of its hundredfold. */
static double rk_number(uint32_t rk)
{
    uint64_t bits = (uint64_t)(rk & 0xFFFFFFFCU) << 32;
    double number = 0;
    memcpy(&number, &bits, sizeof number);
    if ((rk & 2) != 0) {
        number = (int32_t)rk >> 2;
    }
    return (rk & 1) != 0 ? number / 100 : number;
}

static void take_format(struct workbook *book, const struct record *record)
{
    uint32_t number = bytes_u16(&record->content, 0);
    CLEANUP_FREE char *code = text_at(book, &record->content, 2, book->wide ? 2 : 1);
    if (number < FORMATS) {
        book->formats.kinds[number] = (unsigned char)(number_format_kind(number, code) + 1);
    }
}

static void take_cell_format(struct workbook *book, const struct record *record)
{
    if (book->formats.cell_count < CELL_FORMATS) {
        book->formats.cells[book->formats.cell_count++] = (uint16_t)bytes_u16(&record->content, 2);
    }
}

static void take_date_1904(struct workbook *book, const struct record *record)
{
    book->sheet.from_1904 = bytes_u16(&record->content, 0) == 1;
}

/* What the cell format of that index shows. */
static enum number_kind cell_kind(const struct workbook *book, uint32_t index)
{
    const struct formats *formats = &book->formats;
    uint32_t number = index < formats->cell_count ? formats->cells[index] : 0;
    unsigned own = number < FORMATS ? formats->kinds[number] : 0;
    return own > 0 ? (enum number_kind)(own - 1) : number_format_kind(number, NULL);
}

/* --- records --------------------------------------------------------------------------------- */

static void take_sheet(struct workbook *book, const struct record *record)
{
    if (book->tab_count >= SHEETS) {
        return;
    }
    if (bytes_u8(&record->content, 5) == SHEET_MACROS) {
        document_note(book->file, FINDING_MACRO);
    }
    book->tabs = xgrow(book->tabs, book->tab_count, sizeof *book->tabs);
    book->tabs[book->tab_count++] = (struct tab){.begin = bytes_u32(&record->content, 0),
                                                 .name = text_at(book, &record->content, 6, 1)};
}

static void take_begin(struct workbook *book, const struct record *record)
{
    if (record->at == 0) {
        book->wide = bytes_u16(&record->content, 0) >= BIFF8;
    }
    /* A book has hardly more of them than sheets; each is looked for among all. */
    bool usual = book->begins++ < SHEETS;
    for (size_t i = 0; usual && i < book->tab_count; i++) {
        if (book->tabs[i].begin == record->at) {
            sheet_begin(&book->sheet, book->tabs[i].name);
        }
    }
}

static void take_codepage(struct workbook *book, const struct record *record)
{
    static const struct {
        uint32_t page;
        const char *charset;
    } pages[] = {{936, "gbk"}, {950, "big5"}, {932, "shift_jis"}, {949, "euc-kr"}};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        if (pages[i].page == bytes_u16(&record->content, 0)) {
            book->charset = pages[i].charset;
        }
    }
}

static void take_shared_label(struct workbook *book, const struct record *record)
{
    size_t index = bytes_u32(&record->content, 6);
    if (index < book->string_count) {
        sheet_cell(&book->sheet, (long)bytes_u16(&record->content, 0), book->strings[index]);
    }
}

static void take_label(struct workbook *book, const struct record *record)
{
    CLEANUP_FREE char *text = text_at(book, &record->content, 6, 2);
    sheet_cell(&book->sheet, (long)bytes_u16(&record->content, 0), text);
}

static void take_number(struct workbook *book, const struct record *record)
{
    sheet_number(&book->sheet, (long)bytes_u16(&record->content, 0), real_at(&record->content, 6),
                 cell_kind(book, bytes_u16(&record->content, 4)));
}

static void take_rk(struct workbook *book, const struct record *record)
{
    sheet_number(&book->sheet, (long)bytes_u16(&record->content, 0),
                 rk_number(bytes_u32(&record->content, 6)),
                 cell_kind(book, bytes_u16(&record->content, 4)));
}

static void take_multiple_rk(struct workbook *book, const struct record *record)
{
    for (size_t at = 4; at + 8 <= record->content.size; at += 6) {
        sheet_number(&book->sheet, (long)bytes_u16(&record->content, 0),
                     rk_number(bytes_u32(&record->content, at + 2)),
                     cell_kind(book, bytes_u16(&record->content, at)));
    }
}

/* Its result is a number unless the upper bytes say that it is none; a text then follows. */
static void take_formula(struct workbook *book, const struct record *record)
{
    book->row = (long)bytes_u16(&record->content, 0);
    if (bytes_u16(&record->content, 12) != 0xFFFF) {
        sheet_number(&book->sheet, book->row, real_at(&record->content, 6),
                     cell_kind(book, bytes_u16(&record->content, 4)));
    }
}

static void take_string(struct workbook *book, const struct record *record)
{
    CLEANUP_FREE char *text = text_at(book, &record->content, 0, 2);
    sheet_cell(&book->sheet, book->row, text);
}

static void take_object(struct workbook *book, const struct record *record)
{
    book->object = bytes_u16(&record->content, 4);
}

/* The text of a box stands in the record behind; that of a remark is nobody's content. */
static void take_text_box(struct workbook *book, const struct record *record)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    struct record next;
    size_t at = record->at + HEADER + record->content.size;
    size_t count = bytes_u16(&record->content, 10);
    if (book->object == OBJECT_REMARK || count == 0 || !next_record(&book->stream, &at, &next) ||
        next.type != RECORD_CONTINUE) {
        return;
    }
    bool wide = (bytes_u8(&next.content, 0) & 1) != 0;
    struct bytes characters = bytes_part(&next.content, 1, wide ? 2 * count : count);
    if (wide) {
        utf16_add(&text, &characters);
    } else {
        utf16_add_low(&text, &characters);
    }
    sheet_cell(&book->sheet, -1, buffer_text(&text));
}

static void take_record(struct workbook *book, const struct record *record)
{
    static const struct {
        uint32_t type;
        void (*take)(struct workbook *book, const struct record *record);
    } types[] = {
        {RECORD_SHARED_LABEL, take_shared_label},
        {RECORD_RK, take_rk},
        {RECORD_MULTIPLE_RK, take_multiple_rk},
        {RECORD_NUMBER, take_number},
        {RECORD_FORMULA, take_formula},
        {RECORD_STRING, take_string},
        {RECORD_LABEL, take_label},
        {RECORD_RICH_LABEL, take_label},
        {RECORD_TEXT_BOX, take_text_box},
        {RECORD_OBJECT, take_object},
        {RECORD_SHARED_STRINGS, read_shared_strings},
        {RECORD_SHEET, take_sheet},
        {RECORD_BEGIN, take_begin},
        {RECORD_CODEPAGE, take_codepage},
        {RECORD_FORMAT, take_format},
        {RECORD_CELL_FORMAT, take_cell_format},
        {RECORD_DATE_1904, take_date_1904},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (types[i].type == record->type) {
            types[i].take(book, record);
            return;
        }
    }
}

static void read_records(struct workbook *book)
{
    struct record record;
    for (size_t at = 0; next_record(&book->stream, &at, &record);) {
        if (record.type == RECORD_FILEPASS) {
            document_note(book->file, FINDING_ENCRYPTED);
            return;
        }
        if (outline_full(book->sheet.outline)) {
            return;
        }
        take_record(book, &record);
    }
    if (book->tab_count == 0) {
        document_note(book->file, FINDING_DAMAGED);
    }
}

static void workbook_clear(struct workbook *book)
{
    for (size_t i = 0; i < book->string_count; i++) {
        free(book->strings[i]);
    }
    for (size_t i = 0; i < book->tab_count; i++) {
        free(book->tabs[i].name);
    }
    free(book->strings);
    free(book->tabs);
}

void xls_describe(int fd, struct described_file *file)
{
    size_t size = 0;
    if (!ole_is(fd)) {
        markup_describe(fd, file);
        return;
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *storage = ole_open(fd);
    CLEANUP_FREE unsigned char *stream = NULL;
    if (storage != NULL) {
        stream = ole_stream(storage, "Workbook", LIMIT_STREAM, &size);
        stream = stream != NULL ? stream : ole_stream(storage, "Book", LIMIT_STREAM, &size);
    }
    if (stream == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct workbook book = {.file = file, .sheet = {.outline = outline}, .stream = {stream, size}};
    read_records(&book);
    sheet_end(&book.sheet);
    outline_finish(outline, file);
    workbook_clear(&book);
    if (ole_has(storage, "_VBA_PROJECT_CUR")) {
        document_note(file, FINDING_MACRO);
    }
}
