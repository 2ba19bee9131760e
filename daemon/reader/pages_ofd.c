/* The pages of an .ofd. */
#include "reader/pages.h"

#include "base/utf8.h"
#include "reader/document.h"
#include "reader/ofd_draw.h"
#include "reader/page.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double points_a_mm = 72 / 25.4;

struct opened {
    zip_t *package;
    struct ofd_document *document;
};

static void close_document(void *state)
{
    struct opened *opened = state;
    ofd_document_free(opened->document);
    package_close(opened->package);
    free(opened);
}

static void *open_document(struct job *job, int fd, struct described_file *file, int *count)
{
    (void)job;
    (void)file;
    zip_t *package = package_open(fd);
    if (package == NULL) {
        return NULL;
    }
    struct opened *opened = xmalloc(sizeof *opened);
    *opened = (struct opened){.package = package, .document = ofd_document_read(package)};
    *count = (int)opened->document->pages.count;
    return opened;
}

/* What the text of a page tells before it is drawn. */
struct tally {
    uint32_t chars;
    bool pictures;
    bool year, month, day; /* characters of a date, each perhaps an object of its own */
};

static void take_text(struct tally *tally, const char *text)
{
    tally->chars += utf8_count_characters(text);
    tally->year = tally->year || strstr(text, "年") != NULL;
    tally->month = tally->month || strstr(text, "月") != NULL;
    tally->day = tally->day || strstr(text, "日") != NULL;
}

static void take_page(zip_t *package, const char *name, struct tally *tally)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "TextCode")) {
            CLEANUP_FREE char *text = part_inner_text(part);
            take_text(tally, text);
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "ImageObject")) {
            tally->pictures = true;
        }
    }
}

static bool has_stamp(const struct ofd_document *document, const char *page)
{
    for (size_t i = 0; i < document->stamp_count; i++) {
        if (strcmp(document->stamps[i].page, page) == 0) {
            return true;
        }
    }
    return false;
}

static bool about_page(void *state, int index, struct page_about *about)
{
    const struct opened *opened = state;
    const struct ofd_document *document = opened->document;
    const struct ofd_sheet *page = &document->pages.at[index];
    struct tally tally = {0};
    take_page(opened->package, page->name, &tally);
    bool end = index == 0 || (size_t)index + 1 == document->pages.count;
    bool dated = tally.year && tally.month && tally.day;
    about->picture = tally.pictures && tally.chars <= PICTURE_CHARS;
    about->wanted = tally.pictures || end || dated || has_stamp(document, page->id) ||
                    ofd_sheets_find(&document->notes, page->id) != NULL;
    return true;
}

static struct raster *draw_page(void *state, int index, double dpi, bool *partly)
{
    struct ofd_document *document = ((struct opened *)state)->document;
    double width = 0, height = 0;
    if (!ofd_page_size(document, (size_t)index, &width, &height)) {
        return NULL;
    }
    double scale = page_scale(width * points_a_mm, height * points_a_mm, dpi) * points_a_mm;
    if (width * scale >= INT16_MAX || height * scale >= INT16_MAX) {
        return NULL;
    }
    CLEANUP(cleanup_raster_free)
    struct raster *raster =
        raster_new((int)lround(width * scale), (int)lround(height * scale), dpi);
    if (raster == NULL) {
        return NULL;
    }
    cairo_surface_t *surface = page_surface(raster);
    cairo_t *cairo = cairo_create(surface);
    cairo_scale(cairo, scale, scale);
    *partly = !ofd_draw(document, (size_t)index, cairo);
    bool sound = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    cairo_surface_destroy(surface);
    return sound ? STEAL(raster) : NULL;
}

const struct pages_way pages_ofd = {
    .open = open_document, .about = about_page, .draw = draw_page, .close = close_document};
