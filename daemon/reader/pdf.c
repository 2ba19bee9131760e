#include "reader/pdf.h"

#include "base/utf8.h"
#include "reader/document.h"
#include "reader/page.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MILLIMETRES_PER_POINT (25.4 / 72)

/* --- opening --------------------------------------------------------------------------------- */

static PopplerDocument *open_with(int fd, const char *password, bool *locked)
{
    GError *error = NULL;
    int own = dup(fd); /* poppler closes what it is given */
    if (own < 0 || lseek(own, 0, SEEK_SET) != 0) {
        cleanup_fd(&own);
        return NULL;
    }
    PopplerDocument *document = poppler_document_new_from_fd(own, password, &error);
    *locked = document == NULL && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
    g_clear_error(&error);
    return document;
}

PopplerDocument *pdf_open(const struct job *job, int fd, bool *locked)
{
    PopplerDocument *document = open_with(fd, NULL, locked);
    /* Of a wrong password poppler says that the document is damaged. */
    bool ignored = false;
    for (size_t i = 0; *locked && document == NULL && i < job->password_count; i++) {
        document = open_with(fd, job->passwords[i], &ignored);
    }
    return document;
}

/* --- pages ----------------------------------------------------------------------------------- */

static unsigned millimetres(double points)
{
    double length = points * MILLIMETRES_PER_POINT;
    return isfinite(length) && length >= 1 && length <= LIMIT_PAGE_SIZE ? (unsigned)lround(length)
                                                                        : 0;
}

static void take_size(PopplerPage *page, struct described_file *file)
{
    double width = 0, height = 0;
    poppler_page_get_size(page, &width, &height);
    file->page_width = millimetres(width);
    file->page_height = file->page_width > 0 ? millimetres(height) : 0;
    file->page_width = file->page_height > 0 ? file->page_width : 0;
}

/* What the pages are that could be told: with words, or pictures with hardly one. */
struct tally {
    unsigned words, pictures;
    unsigned avoided;
};

static void read_page(PopplerDocument *document, int index, struct layout *layout,
                      struct tally *tally, struct described_file *file)
{
    PopplerPage *page = poppler_document_get_page(document, index);
    if (page == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    if (index == 0) {
        take_size(page, file);
    }
    if (pdf_text_take(layout, page) > PICTURE_CHARS) {
        tally->words++;
    } else if (page_has_picture(page)) {
        tally->pictures++;
    }
    g_object_unref(page);
}

/* All pages of one document. */
struct pages {
    PopplerDocument *document;
    struct layout *layout;
    struct described_file *file;
    struct tally tally;
    clock_t began;
};

static bool over_time(const struct pages *pages)
{
    return (clock() - pages->began) / CLOCKS_PER_SEC >= LIMIT_PDF_CPU;
}

/* A page may be made to cost hours: that one is left out. Each is a step, also where it is not read
 * any more. */
static void read_page_in_time(struct job *job, struct pages *pages, int index)
{
    const struct avoided *avoided = job_page(job);
    if (avoided != NULL) {
        pages->tally.avoided++;
        document_note_page(pages->file, (unsigned)index + 1, avoided);
    } else if (pages->tally.avoided >= LIMIT_PAGES_AVOIDED || over_time(pages)) {
        document_note(pages->file, FINDING_OVER_BUDGET);
    } else if (!layout_full(pages->layout)) {
        read_page(pages->document, index, pages->layout, &pages->tally, pages->file);
    }
    job_page_end();
}

static void read_pages(struct job *job, PopplerDocument *document, struct described_file *file)
{
    CLEANUP(cleanup_layout_free)
    struct layout *layout = layout_new();
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct pages reading = {.document = document, .layout = layout, .file = file, .began = clock()};
    int pages = poppler_document_get_n_pages(document);
    file->pages = pages > 0 ? (unsigned)pages : 0;
    for (int i = 0; i < pages && i < LIMIT_PDF_PAGES; i++) {
        read_page_in_time(job, &reading, i);
    }
    const struct tally *tally = &reading.tally;
    /* A scan has pictures for pages; one page of text before them (a cover) changes nothing. */
    file->scan = tally->pictures > 0 && tally->pictures >= tally->words;
    file->text_layer = document_text_layer(tally->words, tally->pictures);
    layout_outline(layout, outline);
    outline_finish(outline, file);
    if (pages <= 0) {
        document_note(file, FINDING_DAMAGED);
    }
}

/* --- signatures ------------------------------------------------------------------------------ */

/*
 * A signature says which bytes it covers (12.8.1, ByteRange), so it stands plainly in the file,
 * whatever else is packed or encrypted. poppler counts the fields, also those nobody signed.
 */
static unsigned count_signatures(int fd)
{
    static const char word[] = "/ByteRange";
    enum { BLOCK = 65536, WORD = sizeof word - 1, TAIL = 16 };
    char block[BLOCK];
    unsigned count = 0;
    for (off_t at = 0;;) {
        ssize_t got = pread(fd, block, sizeof block, at);
        if (got < WORD) {
            return count;
        }
        const char *end = block + got;
        bool last = got < BLOCK;
        const char *stop = last ? end : end - WORD - TAIL;
        for (const char *hit = block;
             (hit = memmem(hit, (size_t)(end - hit), word, WORD)) != NULL && hit < stop;) {
            hit += WORD;
            while (hit < end && isspace((unsigned char)*hit)) {
                hit++;
            }
            count += hit < end && *hit == '[' && count < LIMIT_SIGNATURES;
        }
        if (last) {
            return count;
        }
        at += stop - block;
    }
}

/* --- the document ---------------------------------------------------------------------------- */

static bool has_han(const char *text)
{
    for (size_t at = 0, size = strlen(text), length = 0; at < size; at += length) {
        uint32_t c = utf8_decode(text + at, size - at, &length);
        if (c != UTF8_INVALID && utf8_is_han(c)) {
            return true;
        }
    }
    return false;
}

/* What the producing program knows for a title, where the pages themselves say none. */
static void take_stated_title(PopplerDocument *document, struct described_file *file)
{
    char *title = poppler_document_get_title(document);
    bool sensible = title != NULL && file->title[0] == '\0' && strlen(title) <= LIMIT_HEADER / 4 &&
                    has_han(title) && strstr(title, "Microsoft") == NULL;
    if (sensible) {
        free(file->title);
        file->title = xstrdup(title);
    }
    g_free(title);
}

void pdf_describe(struct job *job, int fd, struct described_file *file)
{
    bool locked = false;
    PopplerDocument *document = pdf_open(job, fd, &locked);
    if (document == NULL) {
        document_note(file, locked ? FINDING_ENCRYPTED : FINDING_DAMAGED);
        return;
    }
    read_pages(job, document, file);
    take_stated_title(document, file);
    file->signatures = count_signatures(fd);
    g_object_unref(document);
}
