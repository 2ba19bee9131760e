/* What is looked at in documents: the pictures pasted into them, and the pages of an OFD as they
 * are drawn; the first byte chooses the kind. */
#include "fuzz_job.h"

#include "reader/pages.h"

#include <leptonica/allheaders.h>
#include <signal.h>

static const enum kind kinds[] = {KIND_OFD, KIND_DOCX, KIND_XLSX, KIND_PPTX,
                                  KIND_DOC, KIND_XLS,  KIND_PPT,  KIND_RTF};
static const double coarse_dpi = 40; /* what is drawn matters, not how fine */

static enum kind chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    fuzz_drop_log();
    setMsgSeverity(L_SEVERITY_NONE);
    signal(SIGPROF, SIG_IGN); /* the time of a page, which the fuzzer keeps itself */
    return 0;
}

static void draw_pages(struct job *job, int fd)
{
    enum { MOST = 4 };
    struct described_file file = {.kind = chosen, .seal = -1, .title = xstrdup("")};
    CLEANUP(cleanup_pages_free)
    struct pages *pages = pages_open(job, fd, &file);
    int count = pages != NULL ? pages_count(pages) : 0;
    for (int i = 0; i < count && i < MOST; i++) {
        struct page_about about;
        if (pages_about(pages, i, &about)) {
            raster_free(pages_draw(pages, i, &about, coarse_dpi));
        }
    }
    described_file_clear(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0) {
        chosen = kinds[data[0] % COUNT_OF(kinds)];
        fuzz_job(data + 1, size - 1, draw_pages);
    }
    return 0;
}
