/*
 * .doc and .wps, [MS-DOC]: the text lies in pieces, Unicode or one byte a character, whose order
 * the piece table says; fields, cells and notes are marked by control characters in it. Documents
 * of Word 6 and 95 hold their text in the code page of their language.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/charset.h"
#include "reader/doc_list.h"
#include "reader/doc_style.h"
#include "reader/ole.h"
#include "reader/outline.h"
#include "reader/utf16.h"

#include <stdlib.h>
#include <string.h>

/* Offsets in the FIB (2.5.1), and their older places in that of Word 6 and 95. */
enum {
    FIB_VERSION = 2,
    FIB_LANGUAGE = 6,
    FIB_FLAGS = 10,
    FIB_TEXT_BEGIN = 0x18,
    FIB_TEXT_END = 0x1C,
    FIB_COUNTS = 0x4C, /* characters of the body, footnotes, heads, macros, remarks, endnotes... */
    FIB_STYLES = 0xA2,
    FIB_CHARACTER_PAGES = 0xFA,
    FIB_PARAGRAPH_PAGES = 0x102,
    FIB_PIECES = 0x1A2,
    FIB_LISTS = 0x2E2,
    FIB_LIST_USES = 0x2EA,
    FIB_SMALLEST = 0x1AA,
    OLD_FIB_COUNTS = 0x34,
    OLD_FIB_PIECES = 0x160,
    OLD_FIB_SMALLEST = 0x168,
    OLD_VERSION = 0x69, /* up to here Word 6 and 95 */
    FLAG_COMPLEX = 0x0004,
    FLAG_ENCRYPTED = 0x0100,
    FLAG_TABLE_1 = 0x0200,
    FLAG_WIDE = 0x1000, /* of Word 6 and 95: written in the Far East, two bytes a character */
};

/* The parts of the text in their order, and which of them a person reads as its content. */
enum { PARTS = 7 };
static const bool part_counts[PARTS] = {true, true, false, false, false, true, true};

/* Control characters (2.4.1 and 2.8.25). */
enum {
    MARK_CELL = 0x07,
    MARK_LINE = 0x0B,
    MARK_PAGE = 0x0C,
    MARK_PARAGRAPH = 0x0D,
    MARK_COLUMN = 0x0E,
    FIELD_BEGIN = 0x13,
    FIELD_RESULT = 0x14,
    FIELD_END = 0x15,
    HYPHEN_FIXED = 0x1E,
    BLANK_FIXED = 0xA0,
};

enum { FIELDS = 32 /* in each other */, INSTRUCTION = 8 /* bytes that tell what a field is */ };

struct document {
    struct described_file *file;
    struct outline *outline;
    struct bytes main;
    struct doc_formats *formats; /* NULL for Word 6 and 95, whose formatting is not read */
    struct doc_styles *styles;
    struct numbering *lists;
    struct buffer text; /* of the present paragraph */
    struct utf16 utf16;
    bool any, all_bold;
    /* Fields, the innermost last: what stands before the result is an instruction. */
    unsigned depth;
    bool instruction[FIELDS], contents[FIELDS];
    char name[INSTRUCTION + 1]; /* of the innermost field's instruction */
    size_t name_size;
};

static struct bytes plex(const struct bytes *main, const struct bytes *table, size_t at)
{
    return bytes_part(table, bytes_u32(main, at), bytes_u32(main, at + 4));
}

/* --- paragraphs ------------------------------------------------------------------------------ */

static bool in_contents(const struct document *document)
{
    for (unsigned i = 0; i < document->depth && i < FIELDS; i++) {
        if (document->contents[i]) {
            return true;
        }
    }
    return false;
}

/* What the formats and styles say of the paragraph whose mark stands at `offset`. */
static struct paragraph describe_paragraph(struct document *document, size_t offset,
                                           struct buffer *label)
{
    struct paragraph paragraph = {.bold = document->any && document->all_bold,
                                  .contents = in_contents(document)};
    if (document->formats == NULL) {
        return paragraph;
    }
    struct doc_paragraph own = doc_formats_paragraph(document->formats, offset);
    struct doc_style style = doc_styles_get(document->styles, own.style);
    paragraph.level = own.outline > 0 ? (unsigned)own.outline : style.level;
    paragraph.title = style.title;
    paragraph.cell = own.in_table;
    paragraph.contents = paragraph.contents || style.contents;
    int list = own.list > 0 ? own.list : style.paragraph.list;
    int level = own.list_level >= 0 ? own.list_level : style.paragraph.list_level;
    if (document->text.size > 0 && list > 1) {
        numbering_label(document->lists, list - 1, level, label);
    }
    return paragraph;
}

static void end_paragraph(struct document *document, size_t offset, bool cell)
{
    CLEANUP_BUFFER struct buffer line = BUFFER_EMPTY;
    struct paragraph paragraph = describe_paragraph(document, offset, &line);
    paragraph.cell = paragraph.cell || cell;
    buffer_add(&line, buffer_text(&document->text), document->text.size);
    outline_add(document->outline, buffer_text(&line), &paragraph);
    buffer_clear(&document->text);
    document->any = false;
    document->all_bold = true;
}

/* --- fields ---------------------------------------------------------------------------------- */

static bool in_instruction(const struct document *document)
{
    for (unsigned i = 0; i < document->depth && i < FIELDS; i++) {
        if (document->instruction[i]) {
            return true;
        }
    }
    return false;
}

static void begin_field(struct document *document)
{
    if (document->depth < FIELDS) {
        document->instruction[document->depth] = true;
        document->contents[document->depth] = false;
    }
    document->depth++;
    document->name_size = 0;
}

static void begin_result(struct document *document)
{
    if (document->depth > 0 && document->depth <= FIELDS) {
        document->name[document->name_size] = '\0';
        document->instruction[document->depth - 1] = false;
        document->contents[document->depth - 1] = strncmp(document->name, "TOC", 3) == 0;
    }
}

static void end_field(struct document *document)
{
    document->depth -= document->depth > 0;
}

static void add_instruction(struct document *document, uint32_t unit)
{
    bool leading = document->name_size == 0 && unit == ' ';
    if (!leading && document->name_size < INSTRUCTION) {
        document->name[document->name_size++] = (char)(unit < 0x80 ? unit : '?');
    }
}

/* --- characters ------------------------------------------------------------------------------ */

static bool is_seen(struct document *document, uint32_t unit, size_t offset)
{
    if (document->formats == NULL) {
        return true;
    }
    struct doc_character character = doc_formats_character(document->formats, offset);
    bool blank = unit == ' ' || unit == '\t' || unit == BLANK_FIXED || unit == 0x3000;
    bool seen = !character.hidden && !character.deleted && !character.symbol;
    if (!blank && seen) {
        document->any = true;
        document->all_bold = document->all_bold && character.bold == TOGGLE_ON;
    }
    return seen;
}

static void add_visible(struct document *document, uint32_t unit, size_t offset)
{
    switch (unit) {
    case MARK_PARAGRAPH:
    case MARK_PAGE:
    case MARK_COLUMN:
        end_paragraph(document, offset, false);
        break;
    case MARK_CELL:
        end_paragraph(document, offset, true);
        break;
    case MARK_LINE:
        buffer_add_text(&document->text, "\n");
        break;
    case HYPHEN_FIXED:
        buffer_add_text(&document->text, "-");
        break;
    default:
        if ((unit >= ' ' || unit == '\t') && is_seen(document, unit, offset)) {
            utf16_add_unit(&document->utf16, &document->text, unit == BLANK_FIXED ? ' ' : unit);
        }
    }
}

/* One unit of text, which stands at `offset` of the main stream. */
static void add_unit(struct document *document, uint32_t unit, size_t offset)
{
    if (unit == FIELD_BEGIN) {
        begin_field(document);
    } else if (unit == FIELD_RESULT) {
        begin_result(document);
    } else if (unit == FIELD_END) {
        end_field(document);
    } else if (in_instruction(document)) {
        add_instruction(document, unit);
    } else {
        add_visible(document, unit, offset);
    }
}

/* --- pieces ---------------------------------------------------------------------------------- */

/* Windows-1252 where it is not Latin-1. */
static uint32_t from_1252(uint32_t byte)
{
    static const uint16_t upper[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return byte >= 0x80 && byte < 0xA0 ? upper[byte - 0x80] : byte;
}

struct piece {
    size_t begin, end; /* characters of the whole text */
    size_t offset;     /* bytes in the main stream */
    bool compressed;
};

/* The piece table: n+1 positions, then n descriptions. False where the CLX has none. */
static bool find_pieces(const struct bytes *clx, struct bytes *table)
{
    enum { MODIFICATIONS = 1, PIECES = 2 };
    size_t at = 0;
    while (bytes_u8(clx, at) == MODIFICATIONS) {
        at += 3 + (size_t)bytes_u16(clx, at + 1);
    }
    *table = bytes_part(clx, at + 5, bytes_u32(clx, at + 1));
    return bytes_u8(clx, at) == PIECES && table->size >= 16;
}

static struct piece piece_at(const struct bytes *table, size_t index)
{
    size_t count = (table->size - 4) / 12;
    return (struct piece){.begin = bytes_u32(table, 4 * index),
                          .end = bytes_u32(table, 4 * index + 4),
                          .offset = bytes_u32(table, 4 * (count + 1) + 8 * index + 2)};
}

/* Of Word 97 and later: a bit says that the characters have one byte, and the offset is doubled. */
static struct piece new_piece_at(const struct bytes *table, size_t index)
{
    struct piece piece = piece_at(table, index);
    piece.compressed = (piece.offset & 0x40000000) != 0;
    piece.offset = piece.compressed ? (piece.offset & 0x3FFFFFFF) / 2 : piece.offset;
    return piece;
}

/* The characters of a piece from one position to another. */
static void add_piece(struct document *document, const struct piece *piece, size_t from, size_t to)
{
    size_t step = piece->compressed ? 1 : 2;
    size_t begin = piece->offset + (from - piece->begin) * step;
    struct bytes bytes = bytes_part(&document->main, begin, (to - from) * step);
    if (bytes.size < (to - from) * step) {
        document_note(document->file, FINDING_DAMAGED);
    }
    for (size_t at = 0; at + step <= bytes.size && !outline_full(document->outline); at += step) {
        uint32_t unit = step == 1 ? from_1252(bytes_u8(&bytes, at)) : bytes_u16(&bytes, at);
        add_unit(document, unit, begin + at);
    }
}

/* What of the whole text lies from `begin` to `end`. */
static void add_range(struct document *document, const struct bytes *table, size_t begin,
                      size_t end)
{
    size_t count = (table->size - 4) / 12;
    for (size_t i = 0; i < count && begin < end; i++) {
        struct piece piece = new_piece_at(table, i);
        size_t from = piece.begin > begin ? piece.begin : begin;
        size_t to = piece.end < end ? piece.end : end;
        if (from < to) {
            add_piece(document, &piece, from, to);
        }
    }
}

static void add_parts(struct document *document, const struct bytes *table)
{
    size_t begin = 0;
    for (size_t i = 0; i < PARTS; i++) {
        size_t size = bytes_u32(&document->main, FIB_COUNTS + 4 * i);
        if (part_counts[i]) {
            document->depth = 0;
            add_range(document, table, begin, begin + size);
            end_paragraph(document, 0, false);
        }
        begin += size;
    }
}

static void read_document(struct document *document, const struct bytes *table)
{
    const struct bytes *main = &document->main;
    struct bytes clx = plex(main, table, FIB_PIECES), pieces;
    struct bytes characters = plex(main, table, FIB_CHARACTER_PAGES);
    struct bytes paragraphs = plex(main, table, FIB_PARAGRAPH_PAGES);
    struct bytes sheet = plex(main, table, FIB_STYLES);
    if (!find_pieces(&clx, &pieces)) {
        document_note(document->file, FINDING_DAMAGED);
        return;
    }
    CLEANUP(cleanup_doc_formats_free)
    struct doc_formats *formats = doc_formats_read(main, &characters, &paragraphs);
    CLEANUP(cleanup_doc_styles_free)
    struct doc_styles *styles = doc_styles_read(&sheet);
    CLEANUP(cleanup_numbering_free)
    struct numbering *lists = doc_lists_read(main, FIB_LISTS, FIB_LIST_USES, table);
    document->formats = formats;
    document->styles = styles;
    document->lists = lists;
    add_parts(document, &pieces);
}

/* --- Word 6 and 95 --------------------------------------------------------------------------- */

/* Big5 where the document is written in the Chinese of Taiwan or Hong Kong. */
static const char *old_charset(uint32_t language)
{
    static const struct {
        uint32_t language;
        const char *charset;
    } charsets[] = {{0x0404, "big5"},   {0x0C04, "big5"},    {0x0411, "shift_jis"},
                    {0x0412, "euc-kr"}, {0x0804, "gb18030"}, {0x1004, "gb18030"}};
    for (size_t i = 0; i < COUNT_OF(charsets); i++) {
        if (charsets[i].language == language) {
            return charsets[i].charset;
        }
    }
    return NULL; /* valid UTF-8 it never is, so GB18030, which reads ASCII as well */
}

/* Control characters are below any second byte of a character of two, so the text may be decoded
 * first. */
static void add_old_text(struct document *document, const struct bytes *bytes, bool wide)
{
    uint32_t language = bytes_u16(&document->main, FIB_LANGUAGE);
    CLEANUP_FREE char *text = charset_decode(wide ? "utf-16le" : old_charset(language),
                                             (const char *)bytes->data, bytes->size, NULL);
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++) {
        if (*at < 0x80 || in_instruction(document)) {
            add_unit(document, *at, 0);
        } else {
            buffer_add(&document->text, at, 1);
        }
    }
    end_paragraph(document, 0, false);
}

static void read_old_document(struct document *document)
{
    const struct bytes *main = &document->main;
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    size_t begin = bytes_u32(main, FIB_TEXT_BEGIN), end = bytes_u32(main, FIB_TEXT_END);
    size_t size = bytes_u32(main, OLD_FIB_COUNTS);
    uint32_t flags = bytes_u16(main, FIB_FLAGS);
    bool wide = (flags & FLAG_WIDE) != 0 && end >= begin && end - begin >= 2 * size;
    size_t step = wide ? 2 : 1;
    struct bytes clx = plex(main, main, OLD_FIB_PIECES), table;
    if ((flags & FLAG_COMPLEX) == 0 || !find_pieces(&clx, &table)) {
        struct bytes bytes = bytes_part(main, begin, size * step);
        add_old_text(document, &bytes, wide);
        return;
    }
    for (size_t i = 0; i < (table.size - 4) / 12 && text.size < LIMIT_DOCUMENT_TEXT; i++) {
        struct piece piece = piece_at(&table, i);
        size_t last = piece.end < size ? piece.end : size;
        if (piece.begin < last) {
            struct bytes bytes = bytes_part(main, piece.offset, (last - piece.begin) * step);
            buffer_add(&text, bytes.data, bytes.size);
        }
    }
    struct bytes joined = {(const unsigned char *)buffer_text(&text), text.size};
    add_old_text(document, &joined, wide);
}

/* --- the file -------------------------------------------------------------------------------- */

static void describe_text(GsfInfile *storage, struct document *document)
{
    const struct bytes *main = &document->main;
    uint32_t version = bytes_u16(main, FIB_VERSION), flags = bytes_u16(main, FIB_FLAGS);
    if ((flags & FLAG_ENCRYPTED) != 0) {
        document_note(document->file, FINDING_ENCRYPTED);
        return;
    }
    document->outline = outline_new();
    document->all_bold = true;
    if (version < OLD_VERSION && main->size >= OLD_FIB_SMALLEST) {
        read_old_document(document);
    } else {
        size_t size = 0;
        const char *name = (flags & FLAG_TABLE_1) != 0 ? "1Table" : "0Table";
        CLEANUP_FREE unsigned char *stream = ole_stream(storage, name, LIMIT_STREAM, &size);
        struct bytes table = {stream, stream != NULL ? size : 0};
        read_document(document, &table);
    }
    outline_finish(document->outline, document->file);
    outline_free(document->outline);
    buffer_free(&document->text);
}

void doc_describe(int fd, struct described_file *file)
{
    size_t size = 0;
    if (!ole_is(fd)) {
        markup_describe(fd, file);
        return;
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *storage = ole_open(fd);
    CLEANUP_FREE unsigned char *main =
        storage != NULL ? ole_stream(storage, "WordDocument", LIMIT_STREAM, &size) : NULL;
    if (main == NULL || size < OLD_FIB_SMALLEST) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    struct document document = {.file = file, .main = {main, size}};
    describe_text(storage, &document);
    if (ole_has(storage, "Macros") || ole_has(storage, "_VBA_PROJECT_CUR")) {
        document_note(file, FINDING_MACRO);
    }
}
