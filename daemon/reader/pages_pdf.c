/* The pages of a PDF. */
#include "reader/pages.h"

#include "base/utf8.h"
#include "reader/document.h"
#include "reader/page.h"
#include "reader/pdf.h"

#include <string.h>

static void *open_document(struct job *job, int fd, struct described_file *file, int *count)
{
    bool locked = false;
    PopplerDocument *document = file->pages > 0 ? pdf_open(job, fd, &locked) : NULL;
    *count = document != NULL ? poppler_document_get_n_pages(document) : 0;
    return document;
}

static bool has_date(const char *text)
{
    const char *year = strstr(text, "年");
    for (; year != NULL; year = strstr(year + 1, "年")) {
        const char *month = strstr(year, "月");
        const char *day = month != NULL ? strstr(month, "日") : NULL;
        if (day != NULL && day - year < 40) {
            return true;
        }
    }
    return false;
}

static bool about_page(void *state, int index, struct page_about *about)
{
    PopplerDocument *document = state;
    PopplerPage *page = poppler_document_get_page(document, index);
    if (page == NULL) {
        return false;
    }
    char *text = poppler_page_get_text(page);
    const char *words = text != NULL ? text : "";
    bool end = index == 0 || index == poppler_document_get_n_pages(document) - 1;
    about->picture = utf8_count_characters(words) <= PICTURE_CHARS && page_has_picture(page);
    about->wanted = about->picture || end || has_date(words);
    g_free(text);
    g_object_unref(page);
    return true;
}

static struct raster *draw_page(void *state, int index, double dpi, bool *partly)
{
    (void)partly;
    PopplerPage *page = poppler_document_get_page(state, index);
    struct raster *drawn = page != NULL ? page_render(page, dpi, 1) : NULL;
    g_clear_object(&page);
    return drawn;
}

static void take_words(void *state, int index, struct layout *layout)
{
    PopplerPage *page = poppler_document_get_page(state, index);
    if (page != NULL) {
        pdf_text_take(layout, page);
        g_object_unref(page);
    }
}

static void close_document(void *state)
{
    g_object_unref(state);
}

const struct pages_way pages_pdf = {.open = open_document,
                                    .about = about_page,
                                    .draw = draw_page,
                                    .words = take_words,
                                    .close = close_document};
