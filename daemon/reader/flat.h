/*
 * A sheet of paper on a desk, as a telephone sees it: smaller than the picture, turned, and
 * narrower at its far end. Seals are known by their size, and rows by being level.
 */
#ifndef BAOSONG_READER_FLAT_H
#define BAOSONG_READER_FLAT_H

#include "reader/raster.h"

/*
 * The sheet as if it had been scanned, A4 at `dpi` dots; a new one. NULL where the picture shows no
 * such sheet, or nothing around it: then the picture is the page.
 */
struct raster *flat_sheet(const struct raster *picture, double dpi);

#endif
