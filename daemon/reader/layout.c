#include "reader/layout.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "reader/portion.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONG_LINE = 8,  /* 字: lines shorter than this say nothing about the margins */
    SIZES = 256,    /* half points */
    EDGE_LINES = 2, /* at the top and at the bottom of a page: running heads, page numbers */
};

/* The share of the page's height in which running heads stand (GB/T 9704-2012: 37 mm of 297 are
 * margin). */
#define HEAD_ZONE 0.11
/* Of the body's size: what is set larger stands out. */
#define LARGE 1.12

struct line {
    struct layout_line place;
    char *text;
    bool running; /* head, foot, page number: not part of the text */
};

struct page {
    unsigned number;     /* from 1 */
    size_t first, count; /* its lines */
    double width, height;
    double left, right; /* where its text begins and ends */
};

struct layout {
    struct line *lines;
    size_t line_count;
    struct page *pages;
    size_t page_count;
    size_t bytes;
};

struct layout *layout_new(void)
{
    return xcalloc(1, sizeof(struct layout));
}

void layout_free(struct layout *layout)
{
    if (layout != NULL) {
        for (size_t i = 0; i < layout->line_count; i++) {
            free(layout->lines[i].text);
        }
        free(layout->lines);
        free(layout->pages);
        free(layout);
    }
}

bool layout_full(const struct layout *layout)
{
    return layout->bytes >= LIMIT_DOCUMENT_TEXT;
}

void layout_page(struct layout *layout, unsigned number, double width, double height)
{
    layout->pages = xgrow(layout->pages, layout->page_count, sizeof *layout->pages);
    layout->pages[layout->page_count++] = (struct page){.number = number,
                                                        .first = layout->line_count,
                                                        .width = width,
                                                        .height = height,
                                                        .left = width};
}

static bool is_latin(uint32_t c)
{
    return c < 0x80 && (isalnum((int)c) || c == '.' || c == '%');
}

/*
 * Programs set a quarter of a space between Chinese and Latin, which poppler takes for a blank:
 * "黄石市 2017 年". What a line begins with keeps its blank ("1 总则"), and columns keep theirs.
 */
static char *without_spacing(const char *text, size_t size)
{
    struct buffer line = BUFFER_EMPTY;
    bool han = false, within = false; /* right before: Han; Latin that stands within Han */
    for (size_t at = 0, length = 0; at < size; at += length) {
        uint32_t c = utf8_decode(text + at, size - at, &length);
        size_t ignored = 0;
        uint32_t next =
            at + length < size ? utf8_decode(text + at + length, size - at - length, &ignored) : 0;
        if (c == ' ' && ((han && is_latin(next)) || (within && utf8_is_han(next)))) {
            continue;
        }
        buffer_add(&line, text + at, length);
        within = is_latin(c) && (within || han);
        han = utf8_is_han(c);
    }
    return buffer_steal(&line);
}

void layout_add(struct layout *layout, const struct layout_line *line, const char *text,
                size_t size)
{
    if (layout->page_count == 0) {
        return;
    }
    struct page *page = &layout->pages[layout->page_count - 1];
    struct line added = {.place = *line, .text = without_spacing(text, size)};
    layout->lines = xgrow(layout->lines, layout->line_count, sizeof *layout->lines);
    layout->lines[layout->line_count++] = added;
    layout->bytes += size;
    page->count++;
}

/* --- running heads --------------------------------------------------------------------------- */

bool layout_is_page_number(const char *text)
{
    static const char *const words[] = {"第", "页", "共",   "—",  "–", "－",
                                        "·",  "一", "Page", "of", "　"};
    enum { MOST_DIGITS = 3 };   /* 2017-09-05 is a date */
    size_t digits = 0, row = 0; /* all of them, and those side by side */
    while (*text != '\0') {
        size_t step = 0;
        for (size_t i = 0; i < COUNT_OF(words) && step == 0; i++) {
            step = strncmp(text, words[i], strlen(words[i])) == 0 ? strlen(words[i]) : 0;
        }
        row = isdigit((unsigned char)*text) ? row + 1 : 0;
        digits += row > 0;
        bool mark = step > 0 || strchr("0123456789 -/|.,:", *text) != NULL;
        if (!mark || row > MOST_DIGITS) {
            return false;
        }
        text += step > 0 ? step : 1;
    }
    return digits > 0;
}

/* The same but for numbers? */
static bool same_words(const char *one, const char *other)
{
    for (;; one++, other++) {
        while (isdigit((unsigned char)*one) || *one == ' ') {
            one++;
        }
        while (isdigit((unsigned char)*other) || *other == ' ') {
            other++;
        }
        if (*one != *other) {
            return false;
        }
        if (*one == '\0') {
            return true;
        }
    }
}

static bool in_margin(const struct page *page, const struct line *line)
{
    return line->place.bottom < page->height * HEAD_ZONE ||
           line->place.top > page->height * (1 - LAYOUT_FOOT_ZONE);
}

/* How many of the next pages bear the same words in the same margin. */
static size_t count_repeats(const struct layout *layout, size_t from, const struct line *line)
{
    enum { WINDOW = 6 };
    size_t repeats = 0;
    for (size_t p = from > WINDOW ? from - WINDOW : 0; p < layout->page_count && p <= from + WINDOW;
         p++) {
        const struct page *page = &layout->pages[p];
        for (size_t i = page->first; p != from && i < page->first + page->count; i++) {
            const struct line *other = &layout->lines[i];
            if (in_margin(page, other) &&
                fabs(other->place.top - line->place.top) < line->place.size &&
                same_words(other->text, line->text)) {
                repeats++;
                break;
            }
        }
    }
    return repeats;
}

static void mark_running(struct layout *layout)
{
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct page *page = &layout->pages[p];
        for (size_t i = 0; i < page->count; i++) {
            struct line *line = &layout->lines[page->first + i];
            bool edge = i < EDGE_LINES || i + EDGE_LINES >= page->count;
            line->running =
                edge && in_margin(page, line) && !portion_label(line->text) &&
                (layout_is_page_number(line->text) || count_repeats(layout, p, line) > 0);
        }
    }
}

/* --- paragraphs ------------------------------------------------------------------------------ */

/* The size in which most of the text is set. */
static double body_size(const struct layout *layout)
{
    unsigned weight[SIZES] = {0};
    size_t best = 0;
    for (size_t i = 0; i < layout->line_count; i++) {
        double half_points = fmin(2 * layout->lines[i].place.size, SIZES - 1);
        size_t slot = half_points > 0 ? (size_t)lround(half_points) : 0;
        weight[slot] += utf8_count_characters(layout->lines[i].text);
        best = weight[slot] > weight[best] ? slot : best;
    }
    return (double)best / 2;
}

/* From where to where the body reaches: a title may be wider, a column of a table narrower. */
static void find_margins(const struct layout *layout, struct page *page, double body)
{
    for (size_t i = page->first; i < page->first + page->count; i++) {
        const struct line *line = &layout->lines[i];
        if (!line->running && line->place.size <= body * LARGE &&
            utf8_count_characters(line->text) >= LONG_LINE) {
            page->left = fmin(page->left, line->place.left);
            page->right = fmax(page->right, line->place.right);
        }
    }
}

static bool is_centred(const struct page *page, const struct line *line)
{
    return fabs((line->place.left + line->place.right) / 2 - page->width / 2) < page->width * 0.03;
}

struct place {
    const struct page *page;
    const struct line *line;
};

static bool ends_sentence(const char *text)
{
    static const char *const ends[] = {"。", "；", "！", "？", "："};
    return utf8_ends_with_any(text, ends, COUNT_OF(ends));
}

/* Does the paragraph of `one` go on in `next`? */
static bool goes_on(const struct place *one, const struct place *next, double body)
{
    const struct line *line = one->line, *below = next->line;
    double size = line->place.size;
    if (fabs(size - below->place.size) > 0.6) {
        return false;
    }
    bool same_page = one->page == next->page;
    bool beside = same_page && fabs(line->place.top - below->place.top) < size / 2;
    bool near = !same_page || (below->place.top > line->place.top &&
                               below->place.top - line->place.bottom < 1.5 * size);
    if (beside) {
        return below->place.left >= line->place.right - 1;
    }
    if (!near) {
        return false;
    }
    if (size > body * LARGE && is_centred(one->page, line) && is_centred(next->page, below)) {
        return same_page; /* a title over several lines */
    }
    if (!same_page && portion_label(below->text)) {
        return false;
    }
    bool full = line->place.right >= one->page->right - 1.6 * size;
    bool indented = below->place.left > next->page->left + 1.2 * size;
    bool numbered = outline_numbering_level(below->text) > 0 && ends_sentence(line->text);
    return full && !indented && !numbered;
}

/* Words of Latin letters that a line end parted get a blank; Chinese needs none. */
static void join(struct buffer *paragraph, const char *text)
{
    if (paragraph->size > 0) {
        unsigned char last = (unsigned char)paragraph->data[paragraph->size - 1];
        if (isalnum(last) && isalnum((unsigned char)*text)) {
            buffer_add_text(paragraph, " ");
        }
    }
    buffer_add_text(paragraph, text);
}

struct gathering {
    struct outline *outline;
    struct buffer text;
    struct paragraph paragraph;
    double body;
};

static void finish_paragraph(struct gathering *gathering)
{
    outline_add(gathering->outline, buffer_text(&gathering->text), &gathering->paragraph);
    buffer_clear(&gathering->text);
}

static void add_line(struct gathering *gathering, const struct line *line, unsigned page, bool top)
{
    bool stands_out = line->place.bold || line->place.size > gathering->body * LARGE;
    bool first = gathering->text.size == 0;
    gathering->paragraph.bold = stands_out && (first || gathering->paragraph.bold);
    if (first) {
        gathering->paragraph.page = page;
        gathering->paragraph.top = top;
    }
    join(&gathering->text, line->text);
}

void layout_outline(struct layout *layout, struct outline *outline)
{
    struct gathering gathering = {.outline = outline, .body = body_size(layout)};
    struct place before = {0};
    mark_running(layout);
    for (size_t p = 0; p < layout->page_count; p++) {
        struct place place = {.page = &layout->pages[p]};
        find_margins(layout, &layout->pages[p], gathering.body);
        for (size_t i = 0; i < place.page->count; i++) {
            place.line = &layout->lines[place.page->first + i];
            if (place.line->running) {
                continue;
            }
            if (before.line != NULL && !goes_on(&before, &place, gathering.body)) {
                finish_paragraph(&gathering);
            }
            add_line(&gathering, place.line, place.page->number, place.page != before.page);
            before = place;
        }
    }
    finish_paragraph(&gathering);
    buffer_free(&gathering.text);
}
