/*
 * A PDF knows where characters stand, not what a paragraph is. Lines are rejoined by what a reader
 * sees: a line that runs to the right margin goes on in the next, unless that one is indented.
 */
#include "reader/pdf.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LONG_LINE = 8,  /* 字: lines shorter than this say nothing about the margins */
    SIZES = 256,    /* half points */
    EDGE_LINES = 2, /* at the top and at the bottom of a page: running heads, page numbers */
};

/* Shares of the page's height in which running heads and feet stand (GB/T 9704-2012: 37 mm and
 * 35 mm of 297 are margin). */
#define HEAD_ZONE 0.11
#define FOOT_ZONE 0.12
/* Of the body's size: what is set larger stands out. */
#define LARGE 1.12

struct line {
    char *text;
    double left, top, right, bottom; /* points, from the page's upper left corner */
    double size;                     /* of its characters, points */
    bool bold;
    bool running; /* head, foot, page number: not part of the text */
};

struct page {
    size_t first, count; /* its lines */
    double width, height;
    double left, right; /* where its text begins and ends */
};

struct pdf_text {
    struct line *lines;
    size_t line_count;
    struct page *pages;
    size_t page_count;
    size_t bytes;
};

struct pdf_text *pdf_text_new(void)
{
    return xcalloc(1, sizeof(struct pdf_text));
}

void pdf_text_free(struct pdf_text *text)
{
    if (text != NULL) {
        for (size_t i = 0; i < text->line_count; i++) {
            free(text->lines[i].text);
        }
        free(text->lines);
        free(text->pages);
        free(text);
    }
}

bool pdf_text_full(const struct pdf_text *text)
{
    return text->bytes >= LIMIT_DOCUMENT_TEXT;
}

/* --- lines ----------------------------------------------------------------------------------- */

/* The characters of a page, with what poppler knows of each. */
struct glyphs {
    char *text;
    PopplerRectangle *places; /* of each character; may be fewer than there are */
    guint place_count;
    GList *attributes;
};

static bool is_bold(const char *font)
{
    static const char *const words[] = {"bold", "heavy", "black", "hei", "黑", NULL};
    for (size_t i = 0; font != NULL && words[i] != NULL; i++) {
        /* "MicroHei", "YaHei" and "Heiti" name whole families, in which body text is set too. */
        if (strcasestr(font, words[i]) != NULL && strcasestr(font, "micro") == NULL &&
            strcasestr(font, "yahei") == NULL) {
            return true;
        }
    }
    return false;
}

static const PopplerTextAttributes *attributes_at(GList **attributes, guint index)
{
    while (*attributes != NULL &&
           ((const PopplerTextAttributes *)(*attributes)->data)->end_index < (gint)index) {
        *attributes = (*attributes)->next;
    }
    return *attributes != NULL ? (*attributes)->data : NULL;
}

static void add_glyph(struct line *line, const PopplerRectangle *place,
                      const PopplerTextAttributes *attributes)
{
    double size = attributes != NULL ? attributes->font_size : place->y2 - place->y1;
    bool first = line->size <= 0;
    line->left = first ? place->x1 : fmin(line->left, place->x1);
    line->top = first ? place->y1 : fmin(line->top, place->y1);
    line->right = first ? place->x2 : fmax(line->right, place->x2);
    line->bottom = first ? place->y2 : fmax(line->bottom, place->y2);
    line->size = fmax(line->size, size > 0 ? size : 1);
    line->bold = (first || line->bold) && attributes != NULL && is_bold(attributes->font_name);
}

static void keep_line(struct pdf_text *text, struct line *line, const char *from, size_t size)
{
    if (line->size > 0) {
        line->text = xstrndup(from, size);
        text->bytes += size;
        text->lines = xgrow(text->lines, text->line_count, sizeof *text->lines);
        text->lines[text->line_count++] = *line;
    }
    *line = (struct line){0};
}

static void take_lines(struct pdf_text *text, const struct glyphs *glyphs)
{
    GList *attributes = glyphs->attributes;
    struct line line = {0};
    const char *begin = glyphs->text, *at = begin, *end = begin + strlen(begin);
    for (guint i = 0; *at != '\0'; i++) {
        size_t length = 0;
        uint32_t c = utf8_decode(at, (size_t)(end - at), &length);
        if (c == '\n' || c == '\f') {
            keep_line(text, &line, begin, (size_t)(at - begin));
            begin = at + length;
        } else if (c > ' ' && c != 0x3000 && i < glyphs->place_count) {
            add_glyph(&line, &glyphs->places[i], attributes_at(&attributes, i));
        }
        at += length;
    }
    keep_line(text, &line, begin, (size_t)(at - begin));
}

static void find_margins(const struct pdf_text *text, struct page *page)
{
    page->left = page->width;
    for (size_t i = page->first; i < page->first + page->count; i++) {
        const struct line *line = &text->lines[i];
        if (utf8_count_characters(line->text) >= LONG_LINE) {
            page->left = fmin(page->left, line->left);
            page->right = fmax(page->right, line->right);
        }
    }
}

uint32_t pdf_text_take(struct pdf_text *text, PopplerPage *page)
{
    struct page taken = {.first = text->line_count};
    struct glyphs glyphs = {.text = poppler_page_get_text(page)};
    if (glyphs.text == NULL) {
        return 0;
    }
    uint32_t chars = utf8_count_characters(glyphs.text);
    if (chars > 0) {
        poppler_page_get_text_layout(page, &glyphs.places, &glyphs.place_count);
        glyphs.attributes = poppler_page_get_text_attributes(page);
        take_lines(text, &glyphs);
        poppler_page_free_text_attributes(glyphs.attributes);
        g_free(glyphs.places);
    }
    g_free(glyphs.text);
    poppler_page_get_size(page, &taken.width, &taken.height);
    taken.count = text->line_count - taken.first;
    find_margins(text, &taken);
    text->pages = xgrow(text->pages, text->page_count, sizeof *text->pages);
    text->pages[text->page_count++] = taken;
    return chars;
}

/* --- running heads --------------------------------------------------------------------------- */

/* "- 3 -", "第 3 页 共 9 页", "3/9", "Page 3": digits, and nothing but marks of that sort. */
static bool is_page_number(const char *text)
{
    static const char *const words[] = {"第", "页", "共", "—", "–", "－", "·", "Page", "of", "　"};
    bool digits = false;
    while (*text != '\0') {
        size_t step = 0;
        for (size_t i = 0; i < COUNT_OF(words) && step == 0; i++) {
            step = strncmp(text, words[i], strlen(words[i])) == 0 ? strlen(words[i]) : 0;
        }
        digits = digits || isdigit((unsigned char)*text);
        if (step == 0 && strchr("0123456789 -/|.,:", *text) == NULL) {
            return false;
        }
        text += step > 0 ? step : 1;
    }
    return digits;
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
    return line->bottom < page->height * HEAD_ZONE || line->top > page->height * (1 - FOOT_ZONE);
}

/* How many of the next pages bear the same words in the same margin. */
static size_t count_repeats(const struct pdf_text *text, size_t from, const struct line *line)
{
    enum { WINDOW = 6 };
    size_t repeats = 0;
    for (size_t p = from > WINDOW ? from - WINDOW : 0; p < text->page_count && p <= from + WINDOW;
         p++) {
        const struct page *page = &text->pages[p];
        for (size_t i = page->first; p != from && i < page->first + page->count; i++) {
            const struct line *other = &text->lines[i];
            if (in_margin(page, other) && fabs(other->top - line->top) < line->size &&
                same_words(other->text, line->text)) {
                repeats++;
                break;
            }
        }
    }
    return repeats;
}

static void mark_running(struct pdf_text *text)
{
    for (size_t p = 0; p < text->page_count; p++) {
        const struct page *page = &text->pages[p];
        for (size_t i = 0; i < page->count; i++) {
            struct line *line = &text->lines[page->first + i];
            bool edge = i < EDGE_LINES || i + EDGE_LINES >= page->count;
            line->running = edge && in_margin(page, line) &&
                            (is_page_number(line->text) || count_repeats(text, p, line) > 0);
        }
    }
}

/* --- paragraphs ------------------------------------------------------------------------------ */

/* The size in which most of the text is set. */
static double body_size(const struct pdf_text *text)
{
    unsigned weight[SIZES] = {0};
    size_t best = 0;
    for (size_t i = 0; i < text->line_count; i++) {
        double half_points = fmin(2 * text->lines[i].size, SIZES - 1);
        size_t slot = half_points > 0 ? (size_t)lround(half_points) : 0;
        weight[slot] += utf8_count_characters(text->lines[i].text);
        best = weight[slot] > weight[best] ? slot : best;
    }
    return (double)best / 2;
}

static bool is_centred(const struct page *page, const struct line *line)
{
    return fabs((line->left + line->right) / 2 - page->width / 2) < page->width * 0.03;
}

struct place {
    const struct page *page;
    const struct line *line;
};

static bool ends_sentence(const char *text)
{
    static const char *const ends[] = {"。", "；", "！", "？", "："};
    size_t size = strlen(text);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        size_t length = strlen(ends[i]);
        if (size >= length && strcmp(text + size - length, ends[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Does the paragraph of `one` go on in `next`? */
static bool goes_on(const struct place *one, const struct place *next, double body)
{
    const struct line *line = one->line, *below = next->line;
    double size = line->size;
    if (fabs(size - below->size) > 0.6) {
        return false;
    }
    bool same_page = one->page == next->page;
    bool beside = same_page && fabs(line->top - below->top) < size / 2;
    bool near = !same_page || (below->top > line->top && below->top - line->bottom < 1.5 * size);
    if (beside) {
        return below->left >= line->right - 1;
    }
    if (!near) {
        return false;
    }
    if (size > body * LARGE && is_centred(one->page, line) && is_centred(next->page, below)) {
        return same_page; /* a title over several lines */
    }
    bool full = line->right >= one->page->right - 1.6 * size;
    bool indented = below->left > next->page->left + 1.2 * size;
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

static void add_line(struct gathering *gathering, const struct line *line)
{
    bool stands_out = line->bold || line->size > gathering->body * LARGE;
    bool first = gathering->text.size == 0;
    gathering->paragraph.bold = stands_out && (first || gathering->paragraph.bold);
    join(&gathering->text, line->text);
}

void pdf_text_outline(struct pdf_text *text, struct outline *outline)
{
    struct gathering gathering = {.outline = outline, .body = body_size(text)};
    struct place before = {0};
    mark_running(text);
    for (size_t p = 0; p < text->page_count; p++) {
        struct place place = {.page = &text->pages[p]};
        for (size_t i = 0; i < place.page->count; i++) {
            place.line = &text->lines[place.page->first + i];
            if (place.line->running) {
                continue;
            }
            if (before.line != NULL && !goes_on(&before, &place, gathering.body)) {
                finish_paragraph(&gathering);
            }
            add_line(&gathering, place.line);
            before = place;
        }
    }
    finish_paragraph(&gathering);
    buffer_free(&gathering.text);
}
