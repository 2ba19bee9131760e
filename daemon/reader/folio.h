/*
 * A page prepared for reading: set straight, its red ink apart from its black, and its rows of text
 * found. The black is taken from the red channel, in which seals and red heads vanish.
 */
#ifndef BAOSONG_READER_FOLIO_H
#define BAOSONG_READER_FOLIO_H

#include "reader/ocr.h"
#include "reader/raster.h"

#include <leptonica/allheaders.h>

/* A row of text: pixels from the upper edge. */
struct text_row {
    int top, bottom;
    int left, right; /* of its ink */
    bool red;        /* it is of red ink */
};

enum { FOLIO_ROWS = 96 };

struct folio {
    int dpi;
    double mm;   /* pixels a millimetre */
    PIX *black;  /* 8 bits; paper made even and white, red ink gone */
    PIX *any;    /* 8 bits; the same with red ink as dark as black */
    double tilt; /* degrees that it was turned by to lie straight */
    int rule;    /* of the red line below the head: its row of pixels; -1: none */
    struct text_row rows[FOLIO_ROWS]; /* from the top; black ones and red ones */
    size_t row_count;
};

/* Of the upper part of a page, or all of it. Never NULL; the caller frees it. */
struct folio *folio_new(const struct raster *page);
void folio_free(struct folio *folio);
DEFINE_CLEANUP(struct folio, folio_free)

/* A row cut out of its ink, with a margin; the caller destroys it. NULL when it is too narrow. */
PIX *folio_row(const struct folio *folio, const struct text_row *row);

/* What is read in a row, as by ocr_line(); "" when it is too narrow. */
char *folio_text(const struct folio *folio, const struct text_row *row, struct ocr *ocr,
                 double *confidence);

#endif
