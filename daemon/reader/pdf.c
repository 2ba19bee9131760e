#include "reader/document.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "reader/outline.h"

#include <poppler.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    TEXT_PAGES = 300, /* pages whose text is read; what counts stands long before */
    SCAN_PAGES = 20,  /* pages looked at to see whether they are pictures */
    SCAN_CHARS = 8,   /* 字 on a page of a scan: a page number, a stamp of the scanner */
};

static void note_failure(struct described_file *file, const GError *error)
{
    bool locked = g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
    document_note(file, locked ? FINDING_ENCRYPTED : FINDING_DAMAGED);
}

static void add_lines(struct outline *outline, const char *text)
{
    static const struct paragraph plain = {0};
    while (*text != '\0') {
        size_t size = strcspn(text, "\n\f");
        CLEANUP_FREE char *line = xstrndup(text, size);
        outline_add(outline, line, &plain);
        text += size + (text[size] != '\0');
    }
}

static bool has_picture(PopplerPage *page)
{
    GList *pictures = poppler_page_get_image_mapping(page);
    bool any = pictures != NULL;
    poppler_page_free_image_mapping(pictures);
    return any;
}

/* Reads one page; true if it is a picture with hardly a word. */
static bool read_page(PopplerPage *page, struct outline *outline, bool look)
{
    char *text = poppler_page_get_text(page);
    bool wordless = text == NULL || utf8_count_characters(text) <= SCAN_CHARS;
    if (text != NULL) {
        add_lines(outline, text);
        g_free(text);
    }
    return look && wordless && has_picture(page);
}

static void read_pages(PopplerDocument *document, struct described_file *file)
{
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    int pages = poppler_document_get_n_pages(document);
    int looked = 0, pictures = 0;
    file->pages = pages > 0 ? (unsigned)pages : 0;
    for (int i = 0; i < pages && i < TEXT_PAGES && !outline_full(outline); i++) {
        PopplerPage *page = poppler_document_get_page(document, i);
        if (page == NULL) {
            document_note(file, FINDING_DAMAGED);
            continue;
        }
        bool look = i < SCAN_PAGES;
        looked += look;
        pictures += read_page(page, outline, look);
        g_object_unref(page);
    }
    /* A scan has pictures for pages; one page of text before them (a cover) changes nothing. */
    file->scan = pictures > 0 && 2 * pictures >= looked;
    outline_finish(outline, file);
    if (pages <= 0) {
        document_note(file, FINDING_DAMAGED);
    }
}

void pdf_describe(int fd, struct described_file *file)
{
    GError *error = NULL;
    int own = dup(fd); /* poppler closes what it is given */
    if (own < 0 || lseek(own, 0, SEEK_SET) != 0) {
        cleanup_fd(&own);
        document_note(file, FINDING_UNREADABLE);
        return;
    }
    PopplerDocument *document = poppler_document_new_from_fd(own, NULL, &error);
    if (document == NULL) {
        note_failure(file, error);
        g_clear_error(&error);
        return;
    }
    read_pages(document, file);
    g_object_unref(document);
}
