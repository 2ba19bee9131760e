#include "reader/raster.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct raster *raster_new(int width, int height, double dpi)
{
    if (width <= 0 || height <= 0 || (int64_t)width * height > LIMIT_RASTER_PIXELS) {
        return NULL;
    }
    struct raster *raster = xmalloc(sizeof *raster);
    size_t count = (size_t)width * (size_t)height;
    *raster = (struct raster){.width = width, .height = height, .dpi = dpi};
    raster->pixels = xreallocarray(NULL, count, sizeof *raster->pixels);
    for (size_t i = 0; i < count; i++) {
        raster->pixels[i] = 0xFFFFFF;
    }
    return raster;
}

void raster_free(struct raster *raster)
{
    if (raster != NULL) {
        free(raster->pixels);
        free(raster);
    }
}

struct raster *raster_turned(const struct raster *from, unsigned degrees)
{
    bool lies = degrees == 90 || degrees == 270;
    int width = lies ? from->height : from->width, height = lies ? from->width : from->height;
    struct raster *to = raster_new(width, height, from->dpi);
    for (int y = 0; y < from->height; y++) {
        const uint32_t *row = from->pixels + (size_t)y * (size_t)from->width;
        for (int x = 0; x < from->width; x++) {
            int column = degrees == 90    ? width - 1 - y
                         : degrees == 180 ? width - 1 - x
                         : degrees == 270 ? y
                                          : x;
            int line = degrees == 90    ? x
                       : degrees == 180 ? height - 1 - y
                       : degrees == 270 ? height - 1 - x
                                        : y;
            to->pixels[(size_t)line * (size_t)width + (size_t)column] = row[x];
        }
    }
    return to;
}

/* The mean colour of the pixels of `from` in a box. */
static uint32_t mean_of(const struct raster *from, int left, int top, int right, int bottom)
{
    unsigned red = 0, green = 0, blue = 0;
    for (int y = top; y < bottom; y++) {
        const uint32_t *row = from->pixels + (size_t)y * (size_t)from->width;
        for (int x = left; x < right; x++) {
            red += row[x] >> 16 & 0xFF;
            green += row[x] >> 8 & 0xFF;
            blue += row[x] & 0xFF;
        }
    }
    unsigned count = (unsigned)((right - left) * (bottom - top));
    return (red / count) << 16 | (green / count) << 8 | blue / count;
}

/* Where a pixel of the new one ends in the old one: at least one pixel, never beyond the last. */
static int end_of(int begin, double step, int index, int most)
{
    int end = (int)((index + 1) * step);
    end = end > begin ? end : begin + 1;
    return end > most ? most : end;
}

struct raster *raster_scaled(const struct raster *from, double dpi)
{
    double step = from->dpi / dpi;
    int width = (int)fmax(1, from->width / step), height = (int)fmax(1, from->height / step);
    struct raster *to = raster_new(width, height, dpi);
    for (int y = 0; to != NULL && y < height; y++) {
        int top = (int)(y * step);
        top = top < from->height ? top : from->height - 1;
        int bottom = end_of(top, step, y, from->height);
        for (int x = 0; x < width; x++) {
            int left = (int)(x * step);
            left = left < from->width ? left : from->width - 1;
            to->pixels[(size_t)y * (size_t)width + (size_t)x] =
                mean_of(from, left, top, end_of(left, step, x, from->width), bottom);
        }
    }
    return to;
}

struct raster *raster_head(const struct raster *from, double share)
{
    int height = (int)(from->height * share);
    height = height > 0 ? height : 1;
    struct raster *to = raster_new(from->width, height, from->dpi);
    memcpy(to->pixels, from->pixels, (size_t)height * (size_t)from->width * sizeof *to->pixels);
    return to;
}
