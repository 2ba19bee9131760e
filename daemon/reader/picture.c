#include "reader/picture.h"

#include "base/limits.h"

#include <leptonica/allheaders.h>
#include <libexif/exif-data.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum {
    SMALLEST = 16,             /* bytes of a picture */
    WORKING_PIXELS = 12000000, /* of a JPEG: more than A4 at 300 dpi is decoded smaller */
};

static const double a4_inches = 210 / 25.4;
static const double spare = 1.2; /* of the dots that are wanted, for what is scaled loses some */

static bool is_decoded(int format)
{
    static const int formats[] = {IFF_JFIF_JPEG, IFF_PNG,       IFF_TIFF,    IFF_TIFF_PACKBITS,
                                  IFF_TIFF_RLE,  IFF_TIFF_G3,   IFF_TIFF_G4, IFF_TIFF_LZW,
                                  IFF_TIFF_ZIP,  IFF_TIFF_JPEG, IFF_BMP,     IFF_GIF,
                                  IFF_WEBP};
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (formats[i] == format) {
            return true;
        }
    }
    return false;
}

static bool is_tiff(int format)
{
    return format != IFF_JFIF_JPEG && format != IFF_PNG && format != IFF_BMP && format != IFF_GIF &&
           format != IFF_WEBP;
}

/* A JPEG decoder leaves out what is not wanted: half, a quarter, an eighth of each side. */
static int reduction_of(int64_t pixels)
{
    int reduction = 1;
    while (reduction < 8 && pixels / ((int64_t)reduction * reduction) > WORKING_PIXELS) {
        reduction *= 2;
    }
    return reduction;
}

/* Pages of a TIFF, by asking each for its size; what is too large or broken ends it. */
static int count_pages(const struct picture *picture)
{
    int pages = 0, width = 0, height = 0, bits = 0, samples = 0, resolution = 0, mapped = 0;
    while (pages < LIMIT_SEAL_PAGES &&
           readHeaderMemTiff(picture->data, picture->size, pages, &width, &height, &bits, &samples,
                             &resolution, &mapped, NULL) == 0 &&
           (int64_t)width * height <= LIMIT_RASTER_PIXELS) {
        pages++;
    }
    return pages;
}

static enum picture_result look(struct picture *picture)
{
    int format = 0, width = 0, height = 0, bits = 0, samples = 0, mapped = 0;
    if (findFileFormatBuffer(picture->data, &format) != 0 || !is_decoded(format)) {
        return PICTURE_FOREIGN;
    }
    if (pixReadHeaderMem(picture->data, picture->size, &format, &width, &height, &bits, &samples,
                         &mapped) != 0 ||
        width <= 0 || height <= 0) {
        return PICTURE_DAMAGED;
    }
    picture->width = width;
    picture->height = height;
    int64_t pixels = (int64_t)width * height;
    picture->jpeg = format == IFF_JFIF_JPEG;
    picture->reduction = picture->jpeg ? reduction_of(pixels) : 1;
    if (pixels > (picture->jpeg ? LIMIT_JPEG_PIXELS : LIMIT_RASTER_PIXELS)) {
        return PICTURE_TOO_LARGE;
    }
    picture->pages = is_tiff(format) ? count_pages(picture) : 1;
    return picture->pages > 0 ? PICTURE_OPEN : PICTURE_DAMAGED;
}

enum picture_result picture_open(int fd, struct picture *picture)
{
    struct stat about;
    if (fstat(fd, &about) != 0 || about.st_size < SMALLEST) {
        return PICTURE_DAMAGED;
    }
    void *data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
        return PICTURE_DAMAGED;
    }
    *picture = (struct picture){.data = data, .size = (size_t)about.st_size, .mapped = true};
    enum picture_result result = look(picture);
    if (result != PICTURE_OPEN) {
        picture_close(picture);
    }
    return result;
}

enum picture_result picture_open_bytes(const void *bytes, size_t size, struct picture *picture)
{
    *picture = (struct picture){.data = bytes, .size = size};
    enum picture_result result = size < SMALLEST ? PICTURE_DAMAGED : look(picture);
    if (result != PICTURE_OPEN) {
        picture_close(picture);
    }
    return result;
}

void picture_close(struct picture *picture)
{
    if (picture->mapped) {
        munmap((void *)(uintptr_t)picture->data, picture->size);
    }
    *picture = (struct picture){0};
}

void picture_reduce(struct picture *picture, double dpi)
{
    int shorter = picture->width < picture->height ? picture->width : picture->height;
    double wanted = spare * dpi * a4_inches;
    while (picture->jpeg && picture->reduction < 8 &&
           shorter / (2.0 * picture->reduction) >= wanted) {
        picture->reduction *= 2;
    }
}

/* --- decoding -------------------------------------------------------------------------------- */

/* EXIF's orientation as degrees clockwise; mirrored ones do not come from cameras. */
static unsigned turn_of(const struct picture *picture)
{
    static const unsigned degrees[] = {[3] = 180, [6] = 90, [8] = 270};
    unsigned size = picture->size < UINT32_MAX ? (unsigned)picture->size : UINT32_MAX;
    ExifData *exif = exif_data_new_from_data(picture->data, size);
    ExifEntry *entry =
        exif != NULL ? exif_content_get_entry(exif->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION) : NULL;
    unsigned value = entry != NULL && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2
                         ? exif_get_short(entry->data, exif_data_get_byte_order(exif))
                         : 1;
    exif_data_unref(exif);
    return value < COUNT_OF(degrees) ? degrees[value] : 0;
}

static PIX *decode(const struct picture *picture, int index)
{
    if (picture->reduction > 1) {
        return pixReadMemJpeg(picture->data, picture->size, 0, picture->reduction, NULL, 0);
    }
    return index == 0 && picture->pages == 1 ? pixReadMem(picture->data, picture->size)
                                             : pixReadMemTiff(picture->data, picture->size, index);
}

/* Whatever depth it has, as 32 bits; what is transparent lies on white paper. */
static PIX *in_colour(PIX *pix)
{
    PIX *opaque = pix != NULL && pixGetSpp(pix) == 4 ? pixAlphaBlendUniform(pix, 0xFFFFFF00) : NULL;
    PIX *plain = pix != NULL ? pixConvertTo32(opaque != NULL ? opaque : pix) : NULL;
    pixDestroy(&opaque);
    return plain;
}

/* Leptonica keeps red in the highest byte, the raster in the third. */
static struct raster *raster_of(PIX *pix)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    int shorter = width < height ? width : height;
    struct raster *raster = raster_new(width, height, shorter / a4_inches);
    for (int y = 0; raster != NULL && y < height; y++) {
        const l_uint32 *row = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
        for (int x = 0; x < width; x++) {
            raster->pixels[(ptrdiff_t)y * width + x] = row[x] >> 8;
        }
    }
    return raster;
}

struct raster *picture_page(const struct picture *picture, int index)
{
    PIX *pix = decode(picture, index);
    PIX *plain = in_colour(pix);
    pixDestroy(&pix);
    CLEANUP(cleanup_raster_free)
    struct raster *raster = plain != NULL ? raster_of(plain) : NULL;
    pixDestroy(&plain);
    unsigned turn = raster != NULL ? turn_of(picture) : 0;
    return turn != 0 ? raster_turned(raster, turn) : STEAL(raster);
}
