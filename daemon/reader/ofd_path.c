/* Paths of an .ofd (GB/T 33190-2016, 9.1): letters, each with its numbers, as in SVG. */
#include "reader/ofd_draw.h"

#include "base/limits.h"
#include "reader/ofd.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBERS = 7 /* of one letter */ };

/* --- curves ---------------------------------------------------------------------------------- */

/* A point within an ellipse, as an angle on it. */
struct ellipse {
    double rx, ry;
    double x, y; /* its middle, in its own turn, from halfway between begin and end */
};

/* SVG 1.1, F.6.5 and F.6.6, where (px, py) is half the way from the end to the begin. */
static void find_middle(struct ellipse *ellipse, double px, double py, bool opposite)
{
    double over = px * px / (ellipse->rx * ellipse->rx) + py * py / (ellipse->ry * ellipse->ry);
    if (over > 1) { /* too small to reach: as large as need be */
        ellipse->rx *= sqrt(over);
        ellipse->ry *= sqrt(over);
        over = 1;
    }
    double share = sqrt((1 - over) / over) * (opposite ? 1 : -1);
    ellipse->x = share * ellipse->rx * py / ellipse->ry;
    ellipse->y = -share * ellipse->ry * px / ellipse->rx;
}

/* Half axes, degrees that they are turned by, the long way round?, clockwise?, and the end. */
static void add_arc(cairo_t *cairo, const double n[NUMBERS])
{
    double x = 0, y = 0, turn = n[2] * G_PI / 180;
    bool large = n[3] != 0, clockwise = n[4] != 0;
    struct ellipse at = {.rx = fabs(n[0]), .ry = fabs(n[1])};
    cairo_get_current_point(cairo, &x, &y);
    double dx = (x - n[5]) / 2, dy = (y - n[6]) / 2;
    double px = cos(turn) * dx + sin(turn) * dy, py = cos(turn) * dy - sin(turn) * dx;
    if (at.rx <= 0 || at.ry <= 0 || hypot(px, py) <= 0) {
        cairo_line_to(cairo, n[5], n[6]);
        return;
    }
    find_middle(&at, px, py, large != clockwise);
    double begin = atan2((py - at.y) / at.ry, (px - at.x) / at.rx);
    double end = atan2((-py - at.y) / at.ry, (-px - at.x) / at.rx);
    cairo_matrix_t before;
    cairo_get_matrix(cairo, &before);
    cairo_translate(cairo, (x + n[5]) / 2, (y + n[6]) / 2);
    cairo_rotate(cairo, turn);
    cairo_translate(cairo, at.x, at.y);
    cairo_scale(cairo, at.rx, at.ry);
    (clockwise ? cairo_arc : cairo_arc_negative)(cairo, 0, 0, 1, begin, end);
    cairo_set_matrix(cairo, &before);
}

static void add_quadratic(cairo_t *cairo, const double n[NUMBERS])
{
    double x = 0, y = 0;
    cairo_get_current_point(cairo, &x, &y);
    cairo_curve_to(cairo, x + 2 * (n[0] - x) / 3, y + 2 * (n[1] - y) / 3,
                   n[2] + 2 * (n[0] - n[2]) / 3, n[3] + 2 * (n[1] - n[3]) / 3, n[2], n[3]);
}

static void add_cubic(cairo_t *cairo, const double n[NUMBERS])
{
    cairo_curve_to(cairo, n[0], n[1], n[2], n[3], n[4], n[5]);
}

static void add_move(cairo_t *cairo, const double n[NUMBERS])
{
    cairo_move_to(cairo, n[0], n[1]);
}

static void add_line(cairo_t *cairo, const double n[NUMBERS])
{
    cairo_line_to(cairo, n[0], n[1]);
}

static void add_close(cairo_t *cairo, const double n[NUMBERS])
{
    (void)n;
    cairo_close_path(cairo);
}

/* --- the path -------------------------------------------------------------------------------- */

/* The letter that stands at *text with its numbers; moves behind them. */
static void add_step(cairo_t *cairo, const char **text)
{
    static const struct {
        char letter;
        size_t count;
        void (*add)(cairo_t *cairo, const double n[NUMBERS]);
    } steps[] = {{'S', 2, add_move},      {'M', 2, add_move},  {'L', 2, add_line},
                 {'Q', 4, add_quadratic}, {'B', 6, add_cubic}, {'A', 7, add_arc},
                 {'C', 0, add_close}};
    char letter = *(*text)++;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        double n[NUMBERS] = {0};
        if (steps[i].letter != letter) {
            continue;
        }
        for (size_t j = 0; j < steps[i].count; j++) {
            char *end = NULL;
            double number = g_ascii_strtod(*text, &end);
            n[j] = fabs(number) < LIMIT_PAGE_SIZE ? number : 0; /* also not for NaN */
            *text = end;
        }
        steps[i].add(cairo, n);
    }
}

static void add_path(cairo_t *cairo, const char *text)
{
    cairo_new_path(cairo);
    while (*text != '\0') {
        add_step(cairo, &text);
    }
}

static bool says(const struct part *part, const char *name, bool otherwise)
{
    CLEANUP_FREE char *text = part_attribute(part, name);
    return text != NULL ? strcmp(text, "true") == 0 || strcmp(text, "1") == 0 : otherwise;
}

void ofd_draw_path(struct ofd_canvas *canvas, struct part *part)
{
    cairo_t *cairo = canvas->cairo;
    bool fill = says(part, "Fill", false), stroke = says(part, "Stroke", true);
    struct ofd_pen pen = ofd_pen_of(canvas, part);
    cairo_save(cairo);
    ofd_place(canvas, part);
    cairo_new_path(cairo);
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "Clips")) {
            part_skip(part);
        } else if (part_is(part, "AbbreviatedData")) {
            CLEANUP_FREE char *text = part_inner_text(part);
            add_path(cairo, text);
        } else {
            ofd_pen_colour(part, &pen);
        }
    }
    if (fill) {
        cairo_set_source_rgb(cairo, pen.fill[0], pen.fill[1], pen.fill[2]);
        cairo_fill_preserve(cairo);
    }
    if (stroke) {
        cairo_set_source_rgb(cairo, pen.stroke[0], pen.stroke[1], pen.stroke[2]);
        cairo_set_line_width(cairo, pen.line_width);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
    cairo_restore(cairo);
}
