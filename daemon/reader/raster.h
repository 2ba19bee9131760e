/* A page as pixels: what PDF pages and pictures become before anything looks at them. */
#ifndef BAOSONG_READER_RASTER_H
#define BAOSONG_READER_RASTER_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

struct raster {
    int width, height; /* pixels */
    double dpi;        /* of the paper: 210 mm of an A4 page are 8.27 * dpi pixels */
    uint32_t *pixels;  /* 0x00RRGGBB, row by row without gaps */
};

/* White paper. The caller frees it; NULL for a size that is none or over LIMIT_RASTER_PIXELS. */
struct raster *raster_new(int width, int height, double dpi);
void raster_free(struct raster *raster);
DEFINE_CLEANUP(struct raster, raster_free)

/* Turned by so many degrees clockwise (0, 90, 180, 270); a new one. */
struct raster *raster_turned(const struct raster *from, unsigned degrees);

/* Made smaller or larger so that the paper has `dpi`; a new one. Areas are averaged. */
struct raster *raster_scaled(const struct raster *from, double dpi);

/* The upper part of it, `share` of the height; a new one. */
struct raster *raster_head(const struct raster *from, double share);

static inline int raster_red(uint32_t pixel)
{
    return (int)(pixel >> 16 & 0xFF);
}

static inline int raster_green(uint32_t pixel)
{
    return (int)(pixel >> 8 & 0xFF);
}

static inline int raster_blue(uint32_t pixel)
{
    return (int)(pixel & 0xFF);
}

#endif
