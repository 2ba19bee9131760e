#include "reader/doc_format.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE = 512 /* bytes of a formatted page */, ENTRY_PARAGRAPH = 13, ENTRY_CHARACTER = 1 };

/* A stretch of the main stream and where the modifications for it stand. */
struct run {
    size_t from, to;
    struct bytes modifications;
    unsigned style;
};

struct runs {
    struct run *at;
    size_t count;
    size_t last; /* the one that was asked for last: the next question is about its neighbour */
};

struct doc_formats {
    struct runs characters, paragraphs;
};

/* --- modifications --------------------------------------------------------------------------- */

struct modification {
    unsigned code;
    struct bytes operand;
};

/* Bytes of an operand, by the three highest bits of the code (2.2.5.1); 0: it says itself. */
static const unsigned char operand_sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};

enum { DEFINE_TABLE = 0xD608 /* the one whose own size has two bytes */ };

static bool next_modification(const struct bytes *bytes, size_t *at, struct modification *found)
{
    if (*at + 3 > bytes->size) {
        return false;
    }
    found->code = bytes_u16(bytes, *at);
    *at += 2;
    size_t size = operand_sizes[found->code >> 13];
    if (found->code == DEFINE_TABLE) {
        size = bytes_u16(bytes, *at) + 1;
    } else if (size == 0) {
        size = bytes_u8(bytes, *at);
        *at += 1;
    }
    found->operand = bytes_part(bytes, *at, size);
    *at += size;
    return true;
}

void doc_character_apply(const struct bytes *modifications, struct doc_character *character)
{
    enum { REVISION_DELETED = 0x0800, BOLD = 0x0835, VANISH = 0x083C, SYMBOL = 0x6A09 };
    struct modification found;
    for (size_t at = 0; next_modification(modifications, &at, &found);) {
        unsigned value = bytes_u8(&found.operand, 0);
        if (found.code == BOLD) {
            character->bold = value == 0x81   ? TOGGLE_OTHER
                              : value == 0x80 ? TOGGLE_SAME
                              : value > 0     ? TOGGLE_ON
                                              : TOGGLE_OFF;
        } else if (found.code == VANISH) {
            character->hidden = value == 1 || value == 0x81;
        } else if (found.code == REVISION_DELETED) {
            character->deleted = value == 1;
        } else if (found.code == SYMBOL) {
            character->symbol = true;
        }
    }
}

void doc_paragraph_apply(const struct bytes *modifications, struct doc_paragraph *paragraph)
{
    enum {
        IN_TABLE = 0x2416,
        ROW_END = 0x2417,
        LIST_LEVEL = 0x260A,
        OUTLINE = 0x2640,
        STYLE = 0x4600,
        LIST = 0x460B,
    };
    struct modification found;
    for (size_t at = 0; next_modification(modifications, &at, &found);) {
        unsigned byte = bytes_u8(&found.operand, 0), word = bytes_u16(&found.operand, 0);
        switch (found.code) {
        case IN_TABLE:
            paragraph->in_table = byte == 1;
            break;
        case ROW_END:
            paragraph->row_end = byte == 1;
            break;
        case LIST_LEVEL:
            paragraph->list_level = byte < 9 ? (int)byte : -1;
            break;
        case OUTLINE:
            paragraph->outline = byte < 9 ? (int)byte + 1 : 0;
            break;
        case STYLE:
            paragraph->style = word;
            break;
        case LIST:
            paragraph->list = word < 0x7FF ? (int)word + 1 : 1;
            break;
        default:
            break;
        }
    }
}

/* --- formatted pages ------------------------------------------------------------------------- */

static struct run character_run(const struct bytes *page, size_t entry)
{
    size_t at = 2 * (size_t)bytes_u8(page, entry);
    struct run run = {0};
    if (at > 0) {
        run.modifications = bytes_part(page, at + 1, bytes_u8(page, at));
    }
    return run;
}

static struct run paragraph_run(const struct bytes *page, size_t entry)
{
    size_t at = 2 * (size_t)bytes_u8(page, entry);
    struct run run = {0};
    if (at == 0) {
        return run;
    }
    size_t size = 2 * (size_t)bytes_u8(page, at);
    if (size == 0) {
        at++;
        size = 2 * (size_t)bytes_u8(page, at) + 1;
    }
    run.style = bytes_u16(page, at + 1);
    run.modifications = bytes_part(page, at + 3, size > 3 ? size - 3 : 0);
    return run;
}

static void read_page(const struct bytes *page, size_t entry_size, struct runs *runs)
{
    size_t count = bytes_u8(page, PAGE - 1);
    if ((count + 1) * 4 + count * entry_size > PAGE) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t entry = (count + 1) * 4 + i * entry_size;
        struct run run =
            entry_size == ENTRY_CHARACTER ? character_run(page, entry) : paragraph_run(page, entry);
        run.from = bytes_u32(page, 4 * i);
        run.to = bytes_u32(page, 4 * i + 4);
        if (run.from < run.to) {
            runs->at = xgrow(runs->at, runs->count, sizeof *runs->at);
            runs->at[runs->count++] = run;
        }
    }
}

static int by_place(const void *one, const void *other)
{
    const struct run *a = one, *b = other;
    return (a->from > b->from) - (a->from < b->from);
}

/* The plex: n+1 offsets, then n numbers of pages. No page can be named more often than once. */
static void read_pages(const struct bytes *main, const struct bytes *plex, size_t entry_size,
                       struct runs *runs)
{
    size_t count = plex->size >= 4 ? (plex->size - 4) / 8 : 0;
    count = count < main->size / PAGE + 1 ? count : main->size / PAGE + 1;
    for (size_t i = 0; i < count; i++) {
        size_t number = bytes_u32(plex, 4 * ((plex->size - 4) / 8 + 1) + 4 * i) & 0x3FFFFF;
        struct bytes page = bytes_part(main, number * PAGE, PAGE);
        if (page.size == PAGE) {
            read_page(&page, entry_size, runs);
        }
    }
    if (runs->count > 0) {
        qsort(runs->at, runs->count, sizeof *runs->at, by_place);
    }
}

struct doc_formats *doc_formats_read(const struct bytes *main, const struct bytes *characters,
                                     const struct bytes *paragraphs)
{
    struct doc_formats *formats = xcalloc(1, sizeof *formats);
    read_pages(main, characters, ENTRY_CHARACTER, &formats->characters);
    read_pages(main, paragraphs, ENTRY_PARAGRAPH, &formats->paragraphs);
    return formats;
}

void doc_formats_free(struct doc_formats *formats)
{
    if (formats != NULL) {
        free(formats->characters.at);
        free(formats->paragraphs.at);
        free(formats);
    }
}

/* --- asking ---------------------------------------------------------------------------------- */

static bool holds(const struct run *run, size_t offset)
{
    return run->from <= offset && offset < run->to;
}

/* The last run that begins at or before the offset; NULL if it does not reach so far. */
static const struct run *find(struct runs *runs, size_t offset)
{
    if (runs->last < runs->count && holds(&runs->at[runs->last], offset)) {
        return &runs->at[runs->last];
    }
    size_t low = 0, high = runs->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (runs->at[middle].from <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0 || !holds(&runs->at[low - 1], offset)) {
        return NULL;
    }
    runs->last = low - 1;
    return &runs->at[runs->last];
}

struct doc_character doc_formats_character(struct doc_formats *formats, size_t offset)
{
    struct doc_character character = {0};
    const struct run *run = find(&formats->characters, offset);
    if (run != NULL) {
        doc_character_apply(&run->modifications, &character);
    }
    return character;
}

struct doc_paragraph doc_formats_paragraph(struct doc_formats *formats, size_t offset)
{
    struct doc_paragraph paragraph = {.list_level = -1};
    const struct run *run = find(&formats->paragraphs, offset);
    if (run != NULL) {
        paragraph.style = run->style;
        doc_paragraph_apply(&run->modifications, &paragraph);
    }
    return paragraph;
}
