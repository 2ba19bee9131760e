/*
 * The banner on a photograph of an event: light letters on a red, blue or green ground, a board or
 * a cloth much wider than high. It says what the event is, and mostly nothing else on the photo
 * does.
 */
#ifndef BAOSONG_READER_BANNER_H
#define BAOSONG_READER_BANNER_H

#include "reader/ocr.h"
#include "reader/raster.h"

/* What the largest legible banner says, its rows as one line; the caller frees it. NULL where there
 * is none. */
char *banner_read(struct ocr *ocr, const struct raster *photo);

#endif
