/* Which way up a page lies: by reading some of its rows in each of the four turns. */
#ifndef BAOSONG_READER_UPRIGHT_H
#define BAOSONG_READER_UPRIGHT_H

#include "reader/ocr.h"
#include "reader/raster.h"

/* Rows that are read with less confidence than this are not seen the right way up, or no rows. */
#define UPRIGHT_LEGIBLE 0.7
/* Poor print is read with so much, when it stands upright; any print that does not, with less. */
#define UPRIGHT_POOR 0.45

/* Degrees clockwise to turn the page by: 90, 180 or 270 where its rows are clearly more legible so
 * than as it lies, else 0. The page at HEAD_DPI. */
unsigned upright_turn(struct ocr *ocr, const struct raster *page);

/* Is it a sheet of paper with something on it, or a photo of the world? */
bool upright_is_paper(const struct raster *page);

#endif
