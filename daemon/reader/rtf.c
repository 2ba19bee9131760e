/*
 * .rtf (Rich Text Format Specification 1.9.1): groups, control words, and text in between, in the
 * code page of its font or as \uN. What stands in destinations that are no text is passed over.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/charset.h"
#include "reader/hex.h"
#include "reader/mapped.h"
#include "reader/outline.h"
#include "reader/rtf_tables.h"
#include "reader/utf16.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    DEPTH = 200, /* groups in each other that are told apart; tables in tables make some thirty */
    WORD = 32,   /* letters of a control word */
};

enum destination {
    DESTINATION_TEXT,
    DESTINATION_NONE,
    DESTINATION_FONTS,
    DESTINATION_STYLES,
    DESTINATION_INSTRUCTION
};

/* What a group inherits and takes back at its end. */
struct group {
    enum destination destination;
    bool bold, hidden, deleted;
    bool contents; /* the result of a field that is a table of contents */
    bool list;     /* an automatic number, as a program without numbering would show it */
    unsigned skip; /* characters that stand for a \u to those who know it not */
    long style;
    unsigned outline_level;
    bool in_table;
    const char *charset; /* of the bytes; NULL: by the rule */
};

struct rtf {
    struct bytes bytes;
    size_t at;
    struct outline *outline;
    struct group groups[DEPTH];
    size_t depth; /* of the present group; may be beyond the last that is kept */
    const char *charset;
    struct rtf_tables tables;
    struct buffer name; /* of the style that is being read */
    /* The paragraph. */
    struct buffer text;
    struct buffer raw; /* bytes of a code page that wait for their last */
    struct utf16 utf16;
    unsigned to_skip;
    bool any, all_bold, contents;
    bool star;             /* "\*" was just read */
    bool contents_pending; /* the instruction just read was that of a table of contents */
    struct buffer instruction;
};

static struct group *group(struct rtf *rtf)
{
    return &rtf->groups[rtf->depth < DEPTH ? rtf->depth : DEPTH - 1];
}

/* --- text ------------------------------------------------------------------------------------ */

static bool is_shown(struct rtf *rtf)
{
    const struct group *now = group(rtf);
    return rtf->depth < DEPTH && now->destination == DESTINATION_TEXT && !now->hidden &&
           !now->deleted;
}

/* Where text of the present destination goes; NULL for nowhere. */
static struct buffer *target(struct rtf *rtf)
{
    struct buffer *named = group(rtf)->destination == DESTINATION_STYLES        ? &rtf->name
                           : group(rtf)->destination == DESTINATION_INSTRUCTION ? &rtf->instruction
                                                                                : NULL;
    if (named != NULL) {
        return named->size < LIMIT_HEADER ? named : NULL;
    }
    return is_shown(rtf) ? &rtf->text : NULL;
}

static void note_emphasis(struct rtf *rtf)
{
    const struct group *now = group(rtf);
    rtf->any = true;
    rtf->all_bold = rtf->all_bold && now->bold;
    rtf->contents = rtf->contents || now->contents;
}

/* Bytes that were gathered become characters. */
static void flush(struct rtf *rtf)
{
    struct buffer *out = target(rtf);
    if (rtf->raw.size > 0 && out != NULL) {
        CLEANUP_FREE char *text =
            charset_decode(group(rtf)->charset, rtf->raw.data, rtf->raw.size, NULL);
        buffer_add_text(out, text);
        if (out == &rtf->text && text[strspn(text, " \t")] != '\0') {
            note_emphasis(rtf);
        }
    }
    buffer_clear(&rtf->raw);
}

static void add_byte(struct rtf *rtf, unsigned byte)
{
    if (rtf->to_skip > 0) {
        rtf->to_skip--;
        return;
    }
    char c = (char)byte;
    buffer_add(&rtf->raw, &c, 1);
}

static void add_mark(struct rtf *rtf, const char *text)
{
    flush(rtf);
    if (is_shown(rtf)) {
        buffer_add_text(&rtf->text, text);
    }
}

static void add_unit(struct rtf *rtf, long unit)
{
    flush(rtf);
    struct buffer *out = target(rtf);
    if (out != NULL && unit != 0) {
        utf16_add_unit(&rtf->utf16, out, (uint32_t)unit & 0xFFFF);
        if (out == &rtf->text) {
            note_emphasis(rtf);
        }
    }
    rtf->to_skip = group(rtf)->skip;
}

/* --- paragraphs ------------------------------------------------------------------------------ */

static void end_paragraph(struct rtf *rtf, bool cell)
{
    flush(rtf);
    if (!is_shown(rtf) && rtf->text.size == 0) {
        return;
    }
    const struct group *now = group(rtf);
    const struct rtf_style *style = rtf_tables_style(&rtf->tables, now->style);
    const struct paragraph paragraph = {
        .level = now->outline_level > 0 ? now->outline_level
                 : style != NULL        ? style->level
                                        : 0,
        .bold = rtf->any && rtf->all_bold,
        .cell = cell || now->in_table,
        .title = style != NULL && style->title,
        .contents = rtf->contents || (style != NULL && style->contents),
    };
    outline_add(rtf->outline, buffer_text(&rtf->text), &paragraph);
    buffer_clear(&rtf->text);
    rtf->any = false;
    rtf->all_bold = true;
    rtf->contents = false;
}

/* --- control words --------------------------------------------------------------------------- */

static void set_page(struct rtf *rtf, long page)
{
    rtf->charset = rtf_page_charset(page);
    group(rtf)->charset = rtf->charset;
}

static void begin_font(struct rtf *rtf, long number)
{
    if (group(rtf)->destination == DESTINATION_FONTS) {
        rtf_tables_add_font(&rtf->tables, number);
        return;
    }
    flush(rtf);
    const char *charset = rtf_tables_charset(&rtf->tables, number);
    group(rtf)->charset = charset != NULL ? charset : rtf->charset;
}

static void set_font_charset(struct rtf *rtf, long charset)
{
    if (group(rtf)->destination == DESTINATION_FONTS) {
        rtf_tables_set_charset(&rtf->tables, charset);
    }
}

static void begin_style(struct rtf *rtf, long number)
{
    if (group(rtf)->destination == DESTINATION_STYLES) {
        rtf_tables_add_style(&rtf->tables, number);
    } else {
        group(rtf)->style = number;
    }
}

/* The name of a style ends the group that defines it. */
static void end_style(struct rtf *rtf)
{
    flush(rtf);
    rtf_tables_set_name(&rtf->tables, buffer_text(&rtf->name));
    buffer_clear(&rtf->name);
}

static void reset_paragraph(struct rtf *rtf)
{
    group(rtf)->style = -1;
    group(rtf)->outline_level = 0;
    group(rtf)->in_table = false;
}

static void reset_characters(struct rtf *rtf)
{
    flush(rtf);
    group(rtf)->bold = false;
    group(rtf)->hidden = false;
    group(rtf)->deleted = false;
}

/* Words that begin a destination; those that begin with "\*" and are not here are passed over. */
static bool begin_destination(struct rtf *rtf, const char *word)
{
    static const struct {
        const char *word;
        enum destination destination;
    } destinations[] = {
        {"fonttbl", DESTINATION_FONTS},
        {"stylesheet", DESTINATION_STYLES},
        {"fldinst", DESTINATION_INSTRUCTION},
        {"colortbl", DESTINATION_NONE},
        {"info", DESTINATION_NONE},
        {"pict", DESTINATION_NONE},
        {"header", DESTINATION_NONE},
        {"headerl", DESTINATION_NONE},
        {"headerr", DESTINATION_NONE},
        {"headerf", DESTINATION_NONE},
        {"footer", DESTINATION_NONE},
        {"footerl", DESTINATION_NONE},
        {"footerr", DESTINATION_NONE},
        {"footerf", DESTINATION_NONE},
        {"objdata", DESTINATION_NONE},
        {"objclass", DESTINATION_NONE},
        {"objname", DESTINATION_NONE},
        {"annotation", DESTINATION_NONE},
        {"atnid", DESTINATION_NONE},
        {"atnauthor", DESTINATION_NONE},
        {"bkmkstart", DESTINATION_NONE},
        {"bkmkend", DESTINATION_NONE},
        {"listtable", DESTINATION_NONE},
        {"listoverridetable", DESTINATION_NONE},
        {"nonshppict", DESTINATION_NONE},
        {"xe", DESTINATION_NONE},
        {"tc", DESTINATION_NONE},
        {"ftnsep", DESTINATION_NONE},
        {"aftnsep", DESTINATION_NONE},
        {"filetbl", DESTINATION_NONE},
        {"revtbl", DESTINATION_NONE},
        {"template", DESTINATION_NONE},
        {"sp", DESTINATION_NONE},
        {"private", DESTINATION_NONE},
    };
    /* Of these the text is read, "\*" or not. */
    static const char *const texts[] = {"shptxt", "shpinst", "cs", "footnote", "fldrslt"};
    for (size_t i = 0; i < COUNT_OF(destinations); i++) {
        if (strcmp(destinations[i].word, word) == 0) {
            group(rtf)->destination = destinations[i].destination;
            return true;
        }
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (strcmp(texts[i], word) == 0) {
            return false;
        }
    }
    if (rtf->star) {
        group(rtf)->destination = DESTINATION_NONE;
    }
    return rtf->star;
}

/* Words with a number. */
static bool set_property(struct rtf *rtf, const char *word, long number)
{
    struct group *now = group(rtf);
    if (strcmp(word, "u") == 0) {
        add_unit(rtf, number);
    } else if (strcmp(word, "uc") == 0) {
        now->skip = number >= 0 && number < 16 ? (unsigned)number : 1;
    } else if (strcmp(word, "f") == 0) {
        begin_font(rtf, number);
    } else if (strcmp(word, "fcharset") == 0) {
        set_font_charset(rtf, number);
    } else if (strcmp(word, "ansicpg") == 0) {
        set_page(rtf, number);
    } else if (strcmp(word, "s") == 0) {
        begin_style(rtf, number);
    } else if (strcmp(word, "outlinelevel") == 0) {
        group(rtf)->outline_level = number >= 0 && number < 9 ? (unsigned)number + 1 : 0;
    } else if (strcmp(word, "bin") == 0) {
        rtf->at += number > 0 ? (size_t)number : 0;
    } else {
        return false;
    }
    return true;
}

/* On without a number or with another than 0. */
static bool set_switch(struct rtf *rtf, const char *word, bool on)
{
    struct group *now = group(rtf);
    bool *value = strcmp(word, "b") == 0         ? &now->bold
                  : strcmp(word, "v") == 0       ? &now->hidden
                  : strcmp(word, "deleted") == 0 ? &now->deleted
                                                 : NULL;
    if (value != NULL) {
        flush(rtf);
        *value = on;
    }
    return value != NULL;
}

static bool add_character(struct rtf *rtf, const char *word)
{
    static const struct {
        const char *word;
        const char *text;
    } characters[] = {{"tab", "\t"},   {"line", "\n"},   {"emdash", "—"},    {"endash", "–"},
                      {"lquote", "‘"}, {"rquote", "’"},  {"ldblquote", "“"}, {"rdblquote", "”"},
                      {"bullet", "•"}, {"emspace", " "}, {"enspace", " "}};
    for (size_t i = 0; i < COUNT_OF(characters); i++) {
        if (strcmp(characters[i].word, word) == 0) {
            add_mark(rtf, characters[i].text);
            return true;
        }
    }
    return false;
}

static void shape(struct rtf *rtf, const char *word)
{
    static const char *const ends[] = {"par", "sect", "page", "column"};
    static const char *const cells[] = {"cell", "nestcell"};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        if (strcmp(ends[i], word) == 0) {
            end_paragraph(rtf, false);
        }
    }
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        if (strcmp(cells[i], word) == 0) {
            end_paragraph(rtf, true);
        }
    }
    if (strcmp(word, "pard") == 0) {
        reset_paragraph(rtf);
    } else if (strcmp(word, "plain") == 0) {
        reset_characters(rtf);
    } else if (strcmp(word, "intbl") == 0) {
        group(rtf)->in_table = true;
    } else if (strcmp(word, "listtext") == 0 || strcmp(word, "pntext") == 0) {
        group(rtf)->list = true;
    } else if (strcmp(word, "fldrslt") == 0) {
        group(rtf)->contents = group(rtf)->contents || rtf->contents_pending;
    }
}

static void take_word(struct rtf *rtf, const char *word, bool numbered, long number)
{
    bool done = begin_destination(rtf, word) || set_switch(rtf, word, !numbered || number != 0) ||
                (numbered && set_property(rtf, word, number)) || add_character(rtf, word);
    if (!done) {
        shape(rtf, word);
    }
    rtf->star = false;
}

/* --- the stream ------------------------------------------------------------------------------ */

static unsigned next(struct rtf *rtf)
{
    return rtf->at < rtf->bytes.size ? bytes_u8(&rtf->bytes, rtf->at++) : 0;
}

static unsigned peek(const struct rtf *rtf)
{
    return bytes_u8(&rtf->bytes, rtf->at);
}

static void read_word(struct rtf *rtf)
{
    char word[WORD + 1];
    size_t size = 0;
    long number = 0;
    bool numbered = false, negative = false;
    while (isalpha((int)peek(rtf))) {
        char letter = (char)next(rtf);
        if (size < WORD) {
            word[size++] = letter;
        }
    }
    word[size] = '\0';
    if (peek(rtf) == '-') {
        negative = true;
        next(rtf);
    }
    while (isdigit((int)peek(rtf))) {
        long digit = (long)next(rtf) - '0';
        number = number < 100000000 ? 10 * number + digit : number;
        numbered = true;
    }
    if (peek(rtf) == ' ') {
        next(rtf);
    }
    take_word(rtf, word, numbered, negative ? -number : number);
}

static void read_symbol(struct rtf *rtf)
{
    unsigned symbol = next(rtf);
    if (symbol == '\'') {
        int high = hex_value(next(rtf)), low = hex_value(next(rtf));
        if (high >= 0 && low >= 0) {
            add_byte(rtf, (unsigned)(high << 4 | low));
        }
    } else if (symbol == '*') {
        rtf->star = true;
    } else if (symbol == '~') {
        add_mark(rtf, " ");
    } else if (symbol == '_') {
        add_mark(rtf, "-");
    } else if (symbol == '\r' || symbol == '\n') {
        end_paragraph(rtf, false);
    } else if (symbol == '{' || symbol == '}' || symbol == '\\') {
        add_byte(rtf, symbol);
    }
}

static void begin_group(struct rtf *rtf)
{
    flush(rtf);
    struct group inherited = *group(rtf);
    rtf->depth++;
    if (rtf->depth < DEPTH) {
        rtf->groups[rtf->depth] = inherited;
    }
    if (inherited.destination == DESTINATION_STYLES) {
        buffer_clear(&rtf->name);
    }
    rtf->to_skip = 0;
}

static void end_group(struct rtf *rtf)
{
    flush(rtf);
    enum destination ended = group(rtf)->destination;
    if (ended == DESTINATION_STYLES) {
        end_style(rtf);
    } else if (ended == DESTINATION_INSTRUCTION && rtf->instruction.size > 0) {
        const char *words = buffer_text(&rtf->instruction);
        rtf->contents_pending = strncmp(words + strspn(words, " "), "TOC", 3) == 0;
        buffer_clear(&rtf->instruction);
    }
    bool list = group(rtf)->list;
    rtf->depth -= rtf->depth > 0;
    rtf->to_skip = 0;
    if (list && !group(rtf)->list && rtf->text.size > 0 &&
        rtf->text.data[rtf->text.size - 1] == '\t') {
        rtf->text.data[--rtf->text.size] = '\0'; /* the gap behind a number is no part of it */
    }
}

static void read_stream(struct rtf *rtf)
{
    while (rtf->at < rtf->bytes.size && !outline_full(rtf->outline)) {
        unsigned c = next(rtf);
        if (c == '{') {
            begin_group(rtf);
        } else if (c == '}') {
            end_group(rtf);
        } else if (c == '\\' && isalpha((int)peek(rtf))) {
            read_word(rtf);
        } else if (c == '\\') {
            read_symbol(rtf);
        } else if (c != '\r' && c != '\n' && c != '\0') {
            add_byte(rtf, c);
        }
    }
    rtf->depth = 0;
    end_paragraph(rtf, false);
}

void rtf_describe(int fd, struct described_file *file)
{
    struct rtf *rtf = xcalloc(1, sizeof *rtf);
    if (!mapped_open(fd, &rtf->bytes)) {
        document_note(file, FINDING_UNREADABLE);
        free(rtf);
        return;
    }
    rtf->outline = outline_new();
    rtf->groups[0] = (struct group){.skip = 1, .style = -1};
    rtf->all_bold = true;
    read_stream(rtf);
    outline_finish(rtf->outline, file);
    outline_free(rtf->outline);
    mapped_close(&rtf->bytes);
    buffer_free(&rtf->name);
    buffer_free(&rtf->text);
    buffer_free(&rtf->raw);
    buffer_free(&rtf->instruction);
    rtf_tables_clear(&rtf->tables);
    free(rtf);
}
