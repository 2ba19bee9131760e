/*
 * Pictures pasted into an office document: those shaped like a page are pages, and those as large
 * as a seal are looked at for one. Icons, screenshots and drawings are left alone.
 */
#include "reader/pages.h"

#include "base/limits.h"
#include "reader/album.h"
#include "reader/picture.h"

#include <math.h>
#include <stdlib.h>

enum {
    HEAD_BYTES = 1 << 20, /* of a picture, in which its size is said */
    CAPTION = 40,         /* 字 beside a page: a title, "附件3" */
    CAPTIONS = 160,       /* 字 beside all of them; with more it is a text with pictures */
    PAGE_PIXELS = 500,    /* of the short side: A4 as office programs shrink it for mail has 600 */
    SEAL_PIXELS = 80,
};

static const double page_ratio[] = {1.15, 1.65}; /* of the sides: 16K to a photo of 3 : 2 */
static const double seal_ratio = 1.45;           /* oval ones */
static const double seal_mm[] = {26, 62};        /* of the long side; clerks pull them larger */
static const double usual_seal_mm = 42;

struct sight {
    size_t picture; /* in the album */
    bool page;      /* else it may be a seal */
    double long_mm; /* of what may be one */
};

struct sights {
    struct album *album;
    struct sight *at;
    int count;
    int first; /* the first that is a page; -1: none */
    bool beside_text;
    struct buffer bytes; /* of the present picture */
};

/* --- which are looked at --------------------------------------------------------------------- */

static bool is_page(double shorter, double longer)
{
    double ratio = longer / shorter;
    return shorter >= PAGE_PIXELS && ratio >= page_ratio[0] && ratio <= page_ratio[1];
}

/* Its long side in millimetres if it may be the picture of a seal alone, else 0. */
static double seal_side(double shorter, double longer, struct album_size shown)
{
    double side = fmax(shown.width, shown.height);
    bool shaped = shorter >= SEAL_PIXELS && longer / shorter <= seal_ratio;
    if (shaped && side > 0) {
        return side >= seal_mm[0] && side <= seal_mm[1] ? side : 0;
    }
    return shaped && !is_page(shorter, longer) ? usual_seal_mm : 0;
}

/* Width and height by the first bytes; where those do not tell, by all of them. */
static enum picture_result measure(struct sights *sights, size_t index, struct picture *picture)
{
    static const size_t sizes[] = {HEAD_BYTES, LIMIT_ALBUM_PICTURE};
    enum picture_result result = PICTURE_DAMAGED;
    for (size_t i = 0; i < COUNT_OF(sizes) && result == PICTURE_DAMAGED; i++) {
        if ((i > 0 && sights->bytes.size < sizes[i - 1]) ||
            !album_bytes(sights->album, index, sizes[i], &sights->bytes)) {
            break;
        }
        result = picture_open_bytes(sights->bytes.data, sights->bytes.size, picture);
    }
    return result;
}

static void take(struct sights *sights, size_t index)
{
    struct picture picture = {0};
    enum picture_result result = measure(sights, index, &picture);
    double shorter = fmin(picture.width, picture.height);
    double longer = fmax(picture.width, picture.height);
    picture_close(&picture);
    double side = seal_side(shorter, longer, album_shown(sights->album, index));
    /* One that is too large to be drawn stays unseen, which must be told. */
    if (result != PICTURE_TOO_LARGE && side <= 0 && !is_page(shorter, longer)) {
        return;
    }
    sights->at = xgrow(sights->at, (size_t)sights->count, sizeof *sights->at);
    sights->at[sights->count] =
        (struct sight){.picture = index, .page = side <= 0, .long_mm = side};
    sights->first = side <= 0 && sights->first < 0 ? sights->count : sights->first;
    sights->count++;
}

static unsigned count_pages(const struct sights *sights)
{
    unsigned count = 0;
    for (int i = 0; i < sights->count; i++) {
        count += sights->at[i].page;
    }
    return count;
}

static void *open_album(struct job *job, int fd, struct described_file *file, int *count)
{
    struct album *album = album_open(fd, file->kind);
    if (album == NULL) {
        return NULL;
    }
    struct sights *sights = xcalloc(1, sizeof *sights);
    sights->album = album;
    sights->first = -1;
    for (size_t i = 0; i < album_count(album); i++) {
        if (job_page(job) == NULL) {
            take(sights, i);
        }
        job_page_end();
    }
    unsigned captions = CAPTION * count_pages(sights);
    sights->beside_text = file->chars > (captions < CAPTIONS ? captions : CAPTIONS);
    *count = sights->count;
    return sights;
}

static void close_album(void *state)
{
    struct sights *sights = state;
    album_free(sights->album);
    buffer_free(&sights->bytes);
    free(sights->at);
    free(sights);
}

/* --- looking at them ------------------------------------------------------------------------- */

static unsigned number_of(const void *state, int index)
{
    return (unsigned)((const struct sights *)state)->at[index].picture + 1;
}

static bool about_picture(void *state, int index, struct page_about *about)
{
    const struct sights *sights = state;
    const struct sight *sight = &sights->at[index];
    about->picture = sight->page;
    about->wanted = true;
    about->first = index == sights->first && !sights->beside_text;
    return true;
}

static struct raster *draw_picture(void *state, int index, double dpi, bool *partly)
{
    (void)partly;
    struct sights *sights = state;
    const struct sight *sight = &sights->at[index];
    struct picture picture = {0};
    if (!album_bytes(sights->album, sight->picture, LIMIT_ALBUM_PICTURE, &sights->bytes) ||
        picture_open_bytes(sights->bytes.data, sights->bytes.size, &picture) != PICTURE_OPEN) {
        return NULL;
    }
    if (sight->page) {
        picture_reduce(&picture, dpi);
    }
    struct raster *drawn = picture_page(&picture, 0);
    picture_close(&picture);
    if (drawn != NULL && !sight->page) {
        CLEANUP(cleanup_raster_free)
        struct raster *whole = drawn;
        whole->dpi = fmax(whole->width, whole->height) / (sight->long_mm / 25.4);
        drawn = raster_scaled(whole, dpi);
    }
    return drawn;
}

static bool stands_beside_text(const void *state)
{
    return ((const struct sights *)state)->beside_text;
}

const struct pages_way pages_album = {.open = open_album,
                                      .about = about_picture,
                                      .draw = draw_picture,
                                      .number = number_of,
                                      .beside_text = stands_beside_text,
                                      .close = close_album};
