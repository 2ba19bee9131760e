/*
 * The board as a picture of one page: units down, tasks across, a coloured square for each. It is
 * laid out once as rectangles and lines of text, and drawn as SVG (for the report as a file) or as
 * PNG (for mail programs, which show no SVG).
 */
#ifndef BAOSONG_NOTICE_PICTURE_H
#define BAOSONG_NOTICE_PICTURE_H

#include "notice/report.h"

enum picture_anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };

/* A rectangle, or where there is a text, that text on a line with its foot at y. */
struct picture_shape {
    double x, y, width, height; /* pixels; height of a text: size of its letters */
    uint32_t colour;            /* 0xRRGGBB */
    enum picture_anchor anchor; /* of a text */
    bool bold;
    char *text; /* owned, one line, clean; NULL: a rectangle */
};

struct picture {
    double width, height;
    struct picture_shape *shapes; /* later ones lie above earlier ones */
    size_t count;
};

/* Pure. The caller frees it. */
struct picture *picture_new(const struct report *report);
void picture_free(struct picture *picture);
DEFINE_CLEANUP(struct picture, picture_free)

/* Adds an <svg> element; it cannot fail. */
void picture_svg(const struct picture *picture, struct buffer *out);

/*
 * Adds the bytes of a PNG of `scale` pixels a pixel. Some 100 ms of CPU, and fonts are looked for
 * on the disk: not for an event loop, and one at a time. ERROR_NOT_FOUND where no font with Chinese
 * characters is installed.
 */
int picture_png(const struct picture *picture, double scale, struct buffer *out,
                struct error *error);

#endif
