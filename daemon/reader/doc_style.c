#include "reader/doc_style.h"

#include "base/buffer.h"
#include "reader/utf16.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    STYLES = 4096,
    BASED_DEPTH = 12,
    NONE = 0xFFF, /* based on nothing */
    /* Built-in styles by their number (sti, 2.9.260). */
    STI_HEADING_1 = 1,
    STI_HEADING_9 = 9,
    STI_CONTENTS_1 = 19,
    STI_CONTENTS_9 = 27,
    STI_TITLE = 62,
    STI_USER = 0xFFE,
};

struct style {
    unsigned builtin;
    unsigned based;
    unsigned heading; /* of a style that a person made and called "标题 2" */
    struct doc_character character;
    struct doc_paragraph paragraph;
};

struct doc_styles {
    struct style *at;
    size_t count;
};

/* A person's own style: its name may say what it is. */
static void take_name(const struct bytes *definition, size_t at, struct style *style)
{
    static const char *const words[] = {"heading ", "标题 ", "标题"};
    CLEANUP_BUFFER struct buffer name = BUFFER_EMPTY;
    struct bytes text = bytes_part(definition, at + 2, 2 * (size_t)bytes_u16(definition, at));
    utf16_add(&name, &text);
    for (size_t i = 0; i < COUNT_OF(words) && style->builtin == STI_USER; i++) {
        size_t length = strlen(words[i]);
        const char *digit = buffer_text(&name) + length;
        if (strncasecmp(buffer_text(&name), words[i], length) == 0 && *digit >= '1' &&
            *digit <= '9' && digit[1] == '\0') {
            style->heading = (unsigned)(*digit - '0');
            return;
        }
    }
}

/* The formatting of a paragraph style: first its paragraphs', then its characters'. */
static void take_formats(const struct bytes *definition, size_t at, struct style *style)
{
    size_t size = bytes_u16(definition, at);
    struct bytes paragraph = bytes_part(definition, at + 4, size >= 2 ? size - 2 : 0);
    doc_paragraph_apply(&paragraph, &style->paragraph);
    at += 2 + size + size % 2;
    struct bytes character = bytes_part(definition, at + 2, bytes_u16(definition, at));
    doc_character_apply(&character, &style->character);
}

static struct style read_style(const struct bytes *definition, size_t base)
{
    struct style style = {.builtin = bytes_u16(definition, 0) & 0xFFF,
                          .based = bytes_u16(definition, 2) >> 4,
                          .paragraph = {.list_level = -1}};
    bool of_paragraphs = (bytes_u16(definition, 2) & 0xF) == 1;
    size_t name = 2 * (size_t)bytes_u16(definition, base);
    take_name(definition, base, &style);
    if (of_paragraphs) {
        size_t formats = base + 2 + name + 2;
        take_formats(definition, formats + formats % 2, &style);
    }
    return style;
}

struct doc_styles *doc_styles_read(const struct bytes *sheet)
{
    struct doc_styles *styles = xcalloc(1, sizeof *styles);
    size_t at = 2 + (size_t)bytes_u16(sheet, 0);
    size_t count = bytes_u16(sheet, 2), base = bytes_u16(sheet, 4);
    count = count < STYLES ? count : STYLES;
    styles->at = xcalloc(count + 1, sizeof *styles->at);
    for (; styles->count < count && at + 2 <= sheet->size; styles->count++) {
        size_t size = bytes_u16(sheet, at);
        struct bytes definition = bytes_part(sheet, at + 2, size);
        styles->at[styles->count] = size > 0 ? read_style(&definition, base)
                                             : (struct style){.builtin = STI_USER, .based = NONE};
        at += 2 + size;
    }
    return styles;
}

void doc_styles_free(struct doc_styles *styles)
{
    if (styles != NULL) {
        free(styles->at);
        free(styles);
    }
}

static bool between(unsigned value, unsigned first, unsigned last)
{
    return value >= first && value <= last;
}

/* The nearest style that says something is right. */
static void inherit(struct doc_style *into, const struct style *from)
{
    if (into->level == 0) {
        into->level = from->heading;
        if (between(from->builtin, STI_HEADING_1, STI_HEADING_9)) {
            into->level = from->builtin;
        } else if (from->paragraph.outline > 0) {
            into->level = (unsigned)from->paragraph.outline;
        }
    }
    into->title = into->title || from->builtin == STI_TITLE;
    into->contents = into->contents || between(from->builtin, STI_CONTENTS_1, STI_CONTENTS_9);
    into->bold = into->bold || from->character.bold == TOGGLE_ON;
    into->hidden = into->hidden || from->character.hidden;
    if (into->paragraph.list == 0) {
        into->paragraph.list = from->paragraph.list;
    }
    if (into->paragraph.list_level < 0) {
        into->paragraph.list_level = from->paragraph.list_level;
    }
}

struct doc_style doc_styles_get(const struct doc_styles *styles, unsigned index)
{
    struct doc_style style = {.paragraph = {.list_level = -1}};
    for (int depth = 0; depth < BASED_DEPTH && index < styles->count; depth++) {
        inherit(&style, &styles->at[index]);
        index = styles->at[index].based;
    }
    return style;
}
