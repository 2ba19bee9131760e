/* Characters of an .ofd (GB/T 33190-2016, 11): each at its place, in a font of this machine. */
#include "reader/ofd_draw.h"

#include "base/utf8.h"
#include "reader/ofd.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* A font for Chinese text, whichever there is; the caller destroys it. NULL where there is none. */
static cairo_font_face_t *find_font(void)
{
    FcPattern *wanted = FcNameParse((const FcChar8 *)"serif:lang=zh-cn");
    FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultMatch;
    FcPattern *found = FcFontMatch(NULL, wanted, &result);
    cairo_font_face_t *font = found != NULL ? cairo_ft_font_face_create_for_pattern(found) : NULL;
    FcPatternDestroy(wanted);
    if (found != NULL) {
        FcPatternDestroy(found);
    }
    return font;
}

/* --- distances ------------------------------------------------------------------------------- */

/* "4 4 g 10 2.5": distances from one character to the next, of which some are said to repeat. */
struct distances {
    const char *text;
    double value;
    unsigned repeats;
};

static double next_number(struct distances *distances)
{
    char *end = NULL;
    double number = g_ascii_strtod(distances->text, &end);
    distances->text = end;
    return number;
}

/* The next one; the last one again where the list has ended. */
static double next_distance(struct distances *distances)
{
    if (distances->repeats > 0) {
        distances->repeats--;
        return distances->value;
    }
    distances->text += strspn(distances->text, " \t\r\n");
    if (*distances->text == 'g') {
        distances->text++;
        double count = next_number(distances);
        distances->repeats = count > 1 && count < INT16_MAX ? (unsigned)count - 1 : 0;
    }
    const char *before = distances->text;
    double number = next_number(distances);
    distances->value = distances->text != before ? number : distances->value;
    return distances->value;
}

/* --- the text -------------------------------------------------------------------------------- */

struct pen_place {
    double x, y;
};

/* One TextCode, the present element. */
static void draw_code(cairo_t *cairo, struct part *part, struct pen_place *at)
{
    CLEANUP_FREE char *across = part_attribute(part, "DeltaX");
    CLEANUP_FREE char *down = part_attribute(part, "DeltaY");
    struct distances right = {.text = across != NULL ? across : ""};
    struct distances below = {.text = down != NULL ? down : ""};
    ofd_attribute(part, "X", &at->x, 1);
    ofd_attribute(part, "Y", &at->y, 1);
    double x = at->x, y = at->y;
    CLEANUP_FREE char *text = part_inner_text(part);
    for (size_t i = 0, size = strlen(text), length = 0; i < size; i += length) {
        char glyph[8] = "";
        utf8_decode(text + i, size - i, &length);
        memcpy(glyph, text + i, length < sizeof glyph ? length : sizeof glyph - 1);
        cairo_move_to(cairo, x, y);
        cairo_show_text(cairo, glyph);
        x += next_distance(&right);
        y += next_distance(&below);
    }
}

void ofd_draw_text(struct ofd_canvas *canvas, struct part *part)
{
    cairo_t *cairo = canvas->cairo;
    double size = 0;
    struct pen_place at = {0};
    struct ofd_pen pen = ofd_pen_of(canvas, part);
    canvas->font = canvas->font != NULL ? canvas->font : find_font();
    cairo_save(cairo);
    ofd_place(canvas, part);
    if (canvas->font != NULL) {
        cairo_set_font_face(cairo, canvas->font);
    }
    ofd_attribute(part, "Size", &size, 1);
    cairo_set_font_size(cairo, size > 0 ? size : 1);
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        ofd_pen_colour(part, &pen);
        if (part_is(part, "Clips")) {
            part_skip(part);
        } else if (part_is(part, "TextCode") && !part_empty(part)) {
            cairo_set_source_rgb(cairo, pen.fill[0], pen.fill[1], pen.fill[2]);
            draw_code(cairo, part, &at);
        }
    }
    cairo_restore(cairo);
}
