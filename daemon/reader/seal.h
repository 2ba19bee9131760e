/*
 * 公章: the round (or oval) red seal of an office, found by its shape and colour. It sees a mark
 * that looks like a seal: it says nothing of whose it is or whether it is genuine, and a red
 * emblem with ring, star and writing around cannot be told from one.
 */
#ifndef BAOSONG_READER_SEAL_H
#define BAOSONG_READER_SEAL_H

#include "reader/raster.h"

#include <stdbool.h>
#include <stddef.h>

/* What the detector was measured at; a page of more dots is made smaller before. */
#define SEAL_DPI 100.0

struct seal {
    double x, y;   /* pixels, its middle */
    double radius; /* pixels; of an oval one the half short axis */
    double confidence;
};

enum { SEALS_A_PAGE = 12 };

struct seals {
    struct seal found[SEALS_A_PAGE]; /* the surest first */
    size_t count;
    bool grey;       /* no ink of it has a colour: the rings are those of dark print */
    bool colourless; /* not even the paper has one: a copy in grey, which can show no red */
};

/* Searches one page. Its dpi must be that of the real paper, for seals are known by their size.
 * Dark rings on a page without colours are looked for only where `copy` says that it was on paper.
 */
void seal_find(const struct raster *page, bool copy, struct seals *seals);

#endif
