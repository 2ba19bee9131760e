/* The head of a document that came as a picture: its number, its title, who issued it. */
#ifndef BAOSONG_READER_HEAD_H
#define BAOSONG_READER_HEAD_H

#include "reader/ocr.h"
#include "reader/raster.h"

#include <stdbool.h>

/* NULL where it was not found. */
struct head {
    char *number; /* normalised */
    double number_confidence;
    bool number_unclear; /* what may be one could not be read, or not well enough to say it */
    char *title;
    double title_confidence; /* of its row that was read worst */
    char *issuer;
    double legibility; /* 0..1: how sure the engine was of the rows that it read */
    unsigned rows;     /* that were read */
};

/* What a head is read at: more dots are no better, and slower. */
#define HEAD_DPI 150.0
/* The share of the page in which a head stands. */
#define HEAD_SHARE 0.66

/* Reads the head of a page that stands upright; `page` is its upper part at HEAD_DPI. */
void head_read(struct ocr *ocr, const struct raster *page, struct head *head);
void head_clear(struct head *head);

#endif
