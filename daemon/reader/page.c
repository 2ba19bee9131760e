#include "reader/page.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

static const double mm_a_point = 25.4 / 72;
static const double a4_mm = 210; /* its short side */
/* Millimetres of the short side that are believed whatever the long one is: A4, Letter, 16K, and
 * those with their edges trimmed or a strip of the scanner's glass. */
static const double usual_least = 170, usual_most = 225;

bool page_has_picture(PopplerPage *page)
{
    GList *pictures = poppler_page_get_image_mapping(page);
    bool any = pictures != NULL;
    poppler_page_free_image_mapping(pictures);
    return any;
}

/* Sizes beside A4 that paper has, in millimetres. */
static bool is_paper(double shorter, double longer)
{
    static const double sizes[][2] = {{297, 420}, {148, 210}, {250, 353},
                                      {176, 250}, {260, 368}, {130, 184}};
    if (shorter >= usual_least && shorter <= usual_most) {
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (fabs(shorter / sizes[i][0] - 1) < 0.02 && fabs(longer / sizes[i][1] - 1) < 0.02) {
            return true;
        }
    }
    return false;
}

double page_scale(double width, double height, double dpi)
{
    double shorter = fmin(width, height) * mm_a_point, longer = fmax(width, height) * mm_a_point;
    double scale = dpi / 72;
    return is_paper(shorter, longer) || shorter <= 0 ? scale : scale * a4_mm / shorter;
}

/* Cairo's rows of 32-bit pixels have no gaps either. */
cairo_surface_t *page_surface(struct raster *raster)
{
    return cairo_image_surface_create_for_data((unsigned char *)raster->pixels, CAIRO_FORMAT_RGB24,
                                               raster->width, raster->height,
                                               raster->width * (int)sizeof *raster->pixels);
}

static void draw(PopplerPage *page, cairo_surface_t *surface, double scale)
{
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, scale, scale);
    poppler_page_render(page, cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
}

static bool is_blank(const struct raster *raster)
{
    size_t count = (size_t)raster->width * (size_t)raster->height;
    for (size_t i = 0; i < count; i++) {
        if ((raster->pixels[i] & 0xFFFFFF) != 0xFFFFFF) {
            return false;
        }
    }
    return true;
}

struct raster *page_render(PopplerPage *page, double dpi, double share)
{
    double width = 0, height = 0;
    poppler_page_get_size(page, &width, &height);
    double scale = page_scale(width, height, dpi);
    if (!(width > 0 && height > 0 && width * scale < INT16_MAX && height * scale < INT16_MAX)) {
        return NULL;
    }
    CLEANUP(cleanup_raster_free)
    struct raster *raster =
        raster_new((int)(width * scale + .5), (int)(height * share * scale + .5), dpi);
    if (raster == NULL) {
        return NULL;
    }
    cairo_surface_t *surface = page_surface(raster);
    draw(page, surface, scale);
    bool sound = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return sound && !(page_has_picture(page) && is_blank(raster)) ? STEAL(raster) : NULL;
}
