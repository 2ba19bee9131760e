/* The inks of a page: its paper told from what is on it, and red from every other colour. */
#ifndef BAOSONG_READER_SEAL_INK_H
#define BAOSONG_READER_SEAL_INK_H

#include "reader/raster.h"

#include <stdbool.h>
#include <stdint.h>

enum ink {
    INK_PAPER,
    INK_RED,
    INK_DARK,
    INK_GOLD,
    INK_COLOUR,
    INK_OUTSIDE = 255 /* beyond the page */
};

struct ink_map {
    int width, height;
    double mm;        /* pixels a millimetre */
    uint8_t *redness; /* by how much red outdoes the other two, once the paper is white */
    uint8_t *smooth;  /* the same over 3 x 3 pixels */
    uint8_t *inks;    /* enum ink, with everything reddish as INK_RED */
    long histogram[256];
    long red, coloured; /* pixels */
    bool grey;          /* no coloured ink: redness is darkness, and red means dark */
    bool colourless;    /* neither ink nor paper has a colour */
};

struct ink_map *ink_map_new(const struct raster *page);
void ink_map_free(struct ink_map *map);
DEFINE_CLEANUP(struct ink_map, ink_map_free)

/*
 * What counts as red depends on the page: fresh ink is far redder than the shine of a scanner, a
 * faded seal hardly more. Each fills `inks` (width * height) with what counts at that strength, and
 * returns the least redness; 0 where the page holds nothing of it.
 */
int ink_map_fresh(const struct ink_map *map, uint8_t *inks);
int ink_map_faded(const struct ink_map *map, uint8_t *inks);

#endif
