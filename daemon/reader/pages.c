#include "reader/pages.h"

#include "reader/flat.h"

#include <stdlib.h>

static const double least_dpi = 36; /* 300 dots across: with fewer a seal is a spot */

struct pages {
    const struct pages_way *way;
    void *state;
    int count;
};

static const struct pages_way *const ways[KIND_COUNT] = {
    [KIND_PDF] = &pages_pdf,    [KIND_IMAGE] = &pages_picture, [KIND_DOCX] = &pages_album,
    [KIND_XLSX] = &pages_album, [KIND_PPTX] = &pages_album,    [KIND_DOC] = &pages_album,
    [KIND_WPS] = &pages_album,  [KIND_XLS] = &pages_album,     [KIND_PPT] = &pages_album,
    [KIND_RTF] = &pages_album,  [KIND_OFD] = &pages_ofd,
};

struct pages *pages_open(struct job *job, int fd, struct described_file *file)
{
    const struct pages_way *way = ways[file->kind];
    int count = 0;
    void *state = way != NULL ? way->open(job, fd, file, &count) : NULL;
    if (state == NULL) {
        return NULL;
    }
    struct pages *pages = xmalloc(sizeof *pages);
    *pages = (struct pages){.way = way, .state = state, .count = count};
    return pages;
}

void pages_free(struct pages *pages)
{
    if (pages != NULL) {
        pages->way->close(pages->state);
        free(pages);
    }
}

int pages_count(const struct pages *pages)
{
    return pages->count;
}

unsigned pages_number(const struct pages *pages, int index)
{
    return pages->way->number != NULL ? pages->way->number(pages->state, index)
                                      : (unsigned)index + 1;
}

bool pages_beside_text(const struct pages *pages)
{
    return pages->way->beside_text != NULL && pages->way->beside_text(pages->state);
}

bool pages_about(struct pages *pages, int index, struct page_about *about)
{
    *about = (struct page_about){.first = index == 0};
    return pages->way->about(pages->state, index, about);
}

bool pages_have_words(const struct pages *pages)
{
    return pages->way->words != NULL;
}

void pages_words(struct pages *pages, int index, struct layout *layout)
{
    if (pages->way->words != NULL) {
        pages->way->words(pages->state, index, layout);
    }
}

/* Only the sheet where it was photographed on a desk. An icon, made as large as a page, would only
 * cost time. */
static struct raster *paper_of(const struct raster *page, double dpi)
{
    if (page->dpi < least_dpi) {
        return NULL;
    }
    struct raster *flat = flat_sheet(page, dpi);
    return flat != NULL ? flat : raster_scaled(page, dpi);
}

struct raster *pages_draw(struct pages *pages, int index, struct page_about *about, double dpi)
{
    CLEANUP(cleanup_raster_free)
    struct raster *drawn = pages->way->draw(pages->state, index, dpi, &about->partly);
    return drawn != NULL && about->picture ? paper_of(drawn, dpi) : STEAL(drawn);
}
