/*
 * Pages of a PDF as pixels. The size that a page says it has is believed only where paper has such
 * a size: telephones' programs write one point for each pixel of a photo. Else its short side is
 * taken for that of A4.
 */
#ifndef BAOSONG_READER_PAGE_H
#define BAOSONG_READER_PAGE_H

#include "reader/raster.h"

#include <cairo.h>
#include <poppler.h>

/* The upper `share` (0..1] of a page at `dpi` of its paper; the caller frees it. NULL where it
 * cannot be rendered; also where a page that holds a picture came out blank, for then there was no
 * memory for it, and nothing is known. */
struct raster *page_render(PopplerPage *page, double dpi, double share);

/* The raster as a surface of cairo, which draws right into it; the caller destroys it, and then has
 * the raster to himself again. */
cairo_surface_t *page_surface(struct raster *raster);

/* Pixels a point that give `dpi` on the paper of a page of this size in points. */
double page_scale(double width, double height, double dpi);

/* Does it hold a picture? */
bool page_has_picture(PopplerPage *page);

#endif
