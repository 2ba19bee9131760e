/* The lines of a page of a PDF, from what poppler knows of its characters. */
#include "reader/pdf.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

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

static void add_glyph(struct layout_line *line, const PopplerRectangle *place,
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

static void keep_line(struct layout *layout, struct layout_line *line, const char *from,
                      size_t size)
{
    if (line->size > 0) {
        layout_add(layout, line, from, size);
    }
    *line = (struct layout_line){0};
}

static void take_lines(struct layout *layout, const struct glyphs *glyphs)
{
    GList *attributes = glyphs->attributes;
    struct layout_line line = {0};
    const char *begin = glyphs->text, *at = begin, *end = begin + strlen(begin);
    for (guint i = 0; *at != '\0'; i++) {
        size_t length = 0;
        uint32_t c = utf8_decode(at, (size_t)(end - at), &length);
        if (c == '\n' || c == '\f') {
            keep_line(layout, &line, begin, (size_t)(at - begin));
            begin = at + length;
        } else if (c > ' ' && c != 0x3000 && i < glyphs->place_count) {
            add_glyph(&line, &glyphs->places[i], attributes_at(&attributes, i));
        }
        at += length;
    }
    keep_line(layout, &line, begin, (size_t)(at - begin));
}

uint32_t pdf_text_take(struct layout *layout, PopplerPage *page)
{
    double width = 0, height = 0;
    struct glyphs glyphs = {.text = poppler_page_get_text(page)};
    if (glyphs.text == NULL) {
        return 0;
    }
    uint32_t chars = utf8_count_characters(glyphs.text);
    poppler_page_get_size(page, &width, &height);
    layout_page(layout, (unsigned)poppler_page_get_index(page) + 1, width, height);
    if (chars > 0) {
        poppler_page_get_text_layout(page, &glyphs.places, &glyphs.place_count);
        glyphs.attributes = poppler_page_get_text_attributes(page);
        take_lines(layout, &glyphs);
        poppler_page_free_text_attributes(glyphs.attributes);
        g_free(glyphs.places);
    }
    g_free(glyphs.text);
    return chars;
}
