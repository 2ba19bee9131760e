#include "reader/doc_list.h"

#include "base/buffer.h"
#include "reader/utf16.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum {
    LIST = 28,  /* bytes of an LSTF */
    LEVEL = 28, /* bytes of an LVLF */
    USE = 16,   /* bytes of an LFO */
    LISTS = 4000,
};

/* The format of a level by its number, [MS-OSHARED] 2.2.1.3 (MSONFC). */
static const char *format_name(uint32_t code)
{
    static const char *const names[] = {
        [0x00] = "decimal",
        [0x01] = "upperRoman",
        [0x02] = "lowerRoman",
        [0x03] = "upperLetter",
        [0x04] = "lowerLetter",
        [0x0A] = "ideographDigital",
        [0x0B] = "japaneseCounting",
        [0x0E] = "decimalFullWidth",
        [0x12] = "decimalEnclosedCircle",
        [0x16] = "decimalZero",
        [0x17] = "bullet",
        [0x1A] = "decimalEnclosedFullstop",
        [0x1B] = "decimalEnclosedParen",
        [0x1C] = "decimalEnclosedCircleChinese",
        [0x1D] = "ideographEnclosedCircle",
        [0x1E] = "ideographTraditional",
        [0x1F] = "ideographZodiac",
        [0x21] = "taiwaneseCounting",
        [0x22] = "ideographLegalTraditional",
        [0x23] = "taiwaneseCountingThousand",
        [0x25] = "chineseCounting",
        [0x26] = "chineseLegalSimplified",
        [0x27] = "chineseCountingThousand",
        [0xFF] = "none",
    };
    const char *name = code < COUNT_OF(names) ? names[code] : NULL;
    return name != NULL ? name : "decimal";
}

/* The text of a level: its characters 0 to 8 stand for the counters of those levels. */
static void take_text(const struct bytes *text, struct numbering_level *level)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct utf16 state = {0};
    for (size_t at = 0; at + 1 < text->size; at += 2) {
        uint32_t unit = bytes_u16(text, at);
        if (unit < NUMBERING_LEVELS) {
            buffer_add_format(&out, "%%%u", unit + 1);
        } else {
            utf16_add_unit(&state, &out, unit);
        }
    }
    if (out.size < sizeof level->text) {
        memcpy(level->text, buffer_text(&out), out.size + 1);
    }
}

/* Reads a level; returns where it ends. */
static size_t read_level(const struct bytes *table, size_t at, struct numbering_level *level)
{
    size_t modifications = (size_t)bytes_u8(table, at + 24) + bytes_u8(table, at + 25);
    size_t text = at + LEVEL + modifications;
    size_t size = 2 * (size_t)bytes_u16(table, text);
    struct bytes characters = bytes_part(table, text + 2, size);
    level->start = bytes_u32(table, at) & 0xFFFF;
    snprintf(level->format, sizeof level->format, "%s", format_name(bytes_u8(table, at + 4)));
    take_text(&characters, level);
    return text + 2 + size;
}

/* All lists come first, then the levels of all, one or nine of each. */
static void read_lists(const struct bytes *table, size_t offset, struct numbering *numbering)
{
    size_t count = bytes_u16(table, offset);
    size_t at = offset + 2 + count * LIST;
    for (size_t i = 0; i < count && at < table->size; i++) {
        size_t list = offset + 2 + i * LIST;
        bool simple = (bytes_u8(table, list + 26) & 1) != 0;
        struct numbering_level *levels =
            numbering_add_list(numbering, (long)bytes_u32(table, list));
        for (size_t k = 0; levels != NULL && k < (simple ? 1 : NUMBERING_LEVELS); k++) {
            at = read_level(table, at, &levels[k]);
        }
    }
}

static void read_uses(const struct bytes *table, size_t offset, struct numbering *numbering)
{
    size_t count = bytes_u32(table, offset);
    for (size_t i = 0; i < count && i < LISTS; i++) {
        size_t at = offset + 4 + i * USE;
        if (bytes_at(table, at, USE) == NULL) {
            return;
        }
        numbering_add_use(numbering, (long)i + 1, (long)bytes_u32(table, at));
    }
}

struct numbering *doc_lists_read(const struct bytes *main, size_t lists, size_t uses,
                                 const struct bytes *table)
{
    struct numbering *numbering = numbering_new();
    /* Their sizes say whether there are any: Kingsoft's begin at the first byte of the table. */
    if (bytes_u32(main, lists + 4) > 0 && bytes_u32(main, uses + 4) > 0) {
        read_lists(table, bytes_u32(main, lists), numbering);
        read_uses(table, bytes_u32(main, uses), numbering);
    }
    return numbering;
}
