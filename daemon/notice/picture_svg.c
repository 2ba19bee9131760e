#include "notice/html.h"
#include "notice/picture.h"

#include <inttypes.h>

static void add_box(const struct picture_shape *box, struct buffer *out)
{
    buffer_add_format(
        out,
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#%06" PRIx32 "\"/>\n",
        box->x, box->y, box->width, box->height, box->colour);
}

static void add_line(const struct picture_shape *line, struct buffer *out)
{
    static const char *const anchors[] = {
        [ANCHOR_START] = "start", [ANCHOR_MIDDLE] = "middle", [ANCHOR_END] = "end"};
    buffer_add_format(out,
                      "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.0f\" fill=\"#%06" PRIx32
                      "\" text-anchor=\"%s\"%s>",
                      line->x, line->y, line->height, line->colour, anchors[line->anchor],
                      line->bold ? " font-weight=\"bold\"" : "");
    html_text(out, line->text);
    buffer_add_text(out, "</text>\n");
}

void picture_svg(const struct picture *picture, struct buffer *out)
{
    buffer_add_format(out,
                      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
                      "width=\"100%%\" style=\"max-width:%.0fpx;" HTML_FONT "\">\n",
                      picture->width, picture->height, picture->width);
    for (size_t i = 0; i < picture->count; i++) {
        const struct picture_shape *shape = &picture->shapes[i];
        (shape->text != NULL ? add_line : add_box)(shape, out);
    }
    buffer_add_text(out, "</svg>\n");
}
