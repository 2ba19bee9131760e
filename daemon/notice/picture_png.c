/* The picture as PNG by cairo, in a font that fontconfig finds. */
#include "notice/picture.h"

#include <cairo-ft.h>
#include <fontconfig/fontconfig.h>

static void destroy_pattern(FcPattern **pattern)
{
    if (*pattern != NULL) {
        FcPatternDestroy(*pattern);
    }
}

/* Has the font the characters that every report has? fontconfig always returns some font. */
static bool speaks_chinese(FcPattern *font)
{
    enum { EXAMPLE = 0x62A5 }; /* 报 */
    FcCharSet *characters = NULL;
    return FcPatternGetCharSet(font, FC_CHARSET, 0, &characters) == FcResultMatch &&
           FcCharSetHasChar(characters, EXAMPLE);
}

/* The font of the system for plain Chinese text; the caller destroys it. */
static int find_font(cairo_font_face_t **face, struct error *error)
{
    CLEANUP(destroy_pattern)
    FcPattern *wanted = FcNameParse((const FcChar8 *)"sans-serif:lang=zh-cn");
    FcConfigSubstitute(NULL, wanted, FcMatchPattern);
    FcDefaultSubstitute(wanted);
    FcResult result = FcResultMatch;
    CLEANUP(destroy_pattern)
    FcPattern *font = FcFontMatch(NULL, wanted, &result);
    if (font == NULL || !speaks_chinese(font)) {
        return error_set(error, ERROR_NOT_FOUND,
                         "The picture needs a font with Chinese characters, and none is installed; "
                         "install one, such as the package fonts-wqy-microhei");
    }
    *face = cairo_ft_font_face_create_for_pattern(font);
    return 0;
}

static void set_colour(cairo_t *cairo, uint32_t colour)
{
    cairo_set_source_rgb(cairo, (double)(colour >> 16 & 0xFF) / 255,
                         (double)(colour >> 8 & 0xFF) / 255, (double)(colour & 0xFF) / 255);
}

static void draw_text(cairo_t *cairo, const struct picture_shape *line)
{
    static const double shares[] = {[ANCHOR_START] = 0, [ANCHOR_MIDDLE] = 0.5, [ANCHOR_END] = 1};
    cairo_text_extents_t extents;
    cairo_set_font_size(cairo, line->height);
    cairo_text_extents(cairo, line->text, &extents);
    cairo_move_to(cairo, line->x - extents.x_advance * shares[line->anchor], line->y);
    if (!line->bold) {
        cairo_show_text(cairo, line->text);
        return;
    }
    /* Bolder by a stroke, so that no second font is needed. */
    cairo_text_path(cairo, line->text);
    cairo_set_line_width(cairo, line->height / 30);
    cairo_stroke_preserve(cairo);
    cairo_fill(cairo);
}

static void draw(cairo_t *cairo, const struct picture_shape *shape)
{
    set_colour(cairo, shape->colour);
    if (shape->text != NULL) {
        draw_text(cairo, shape);
        return;
    }
    cairo_rectangle(cairo, shape->x, shape->y, shape->width, shape->height);
    cairo_fill(cairo);
}

static cairo_status_t take_bytes(void *closure, const unsigned char *data, unsigned length)
{
    buffer_add(closure, data, length);
    return CAIRO_STATUS_SUCCESS;
}

int picture_png(const struct picture *picture, double scale, struct buffer *out,
                struct error *error)
{
    cairo_font_face_t *face = NULL;
    if (find_font(&face, error) != 0) {
        return -1;
    }
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(picture->width * scale), (int)(picture->height * scale));
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, scale, scale);
    cairo_set_font_face(cairo, face);
    for (size_t i = 0; i < picture->count; i++) {
        draw(cairo, &picture->shapes[i]);
    }
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    cairo_status_t status = cairo_status(cairo);
    status = status != CAIRO_STATUS_SUCCESS
                 ? status
                 : cairo_surface_write_to_png_stream(surface, take_bytes, &bytes);
    cairo_destroy(cairo);
    cairo_surface_destroy(surface);
    cairo_font_face_destroy(face);
    /* Gives back the fonts: the next report is a day away. */
    cairo_debug_reset_static_data();
    FcFini();
    if (status != CAIRO_STATUS_SUCCESS) {
        return error_set(error, ERROR_FAILED, "The picture cannot be drawn: %s",
                         cairo_status_to_string(status));
    }
    buffer_add(out, bytes.data, bytes.size);
    return 0;
}
