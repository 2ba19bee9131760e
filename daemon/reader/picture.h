/*
 * Pictures that came as files, or in documents (JPEG, PNG, TIFF, WebP, GIF, BMP; by leptonica,
 * which is there for the OCR anyway): a page photographed or scanned, or a photo of something else.
 */
#ifndef BAOSONG_READER_PICTURE_H
#define BAOSONG_READER_PICTURE_H

#include "reader/raster.h"

#include <stddef.h>

/* One that is open. Zero-initialise; picture_close ends it. */
struct picture {
    const unsigned char *data;
    size_t size;       /* bytes */
    bool mapped;       /* they are a file's */
    int width, height; /* pixels, of the first page */
    bool jpeg;         /* whose decoder can leave out what is not wanted */
    int pages;         /* of a TIFF; 1 of all others */
    int reduction;     /* of a JPEG: each side is decoded to this fraction of its pixels */
};

enum picture_result {
    PICTURE_OPEN,
    PICTURE_FOREIGN,   /* of a kind that is not decoded (HEIC, JPEG 2000): listed only */
    PICTURE_TOO_LARGE, /* refused by its header, before anything is decoded */
    PICTURE_DAMAGED,
};

enum picture_result picture_open(int fd, struct picture *picture);
/* The same for bytes in memory, which must outlive it. The first ones tell width and height. */
enum picture_result picture_open_bytes(const void *bytes, size_t size, struct picture *picture);
void picture_close(struct picture *picture);

/* Of a page that is wanted at `dpi` no more is decoded than is needed for that. */
void picture_reduce(struct picture *picture, double dpi);

/* Page `index`, turned as the camera says (EXIF), on the assumption that its short side is that of
 * A4. The caller frees it; NULL where it cannot be decoded. */
struct raster *picture_page(const struct picture *picture, int index);

#endif
