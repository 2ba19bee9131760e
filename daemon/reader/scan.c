#include "reader/scan.h"

#include "base/utf8.h"
#include "reader/banner.h"
#include "reader/document.h"
#include "reader/head.h"
#include "reader/pages.h"
#include "reader/seal.h"
#include "reader/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double mm_an_inch = 25.4;
static const double least_seal = 0.1; /* less sure ones are not told of */

/* One file being looked at. */
struct look {
    struct job *job;
    struct described_file *file;
    unsigned colour, unknown; /* pages that could show a red seal; that could not be looked at */
    unsigned avoided;         /* of these: that an earlier attempt did not survive */
    unsigned papers, photos;  /* pictures in an office document: of a sheet of paper, or not */
    unsigned left;            /* pages that are left to the background */
};

/* --- the engine and the budget --------------------------------------------------------------- */

struct ocr *scan_engine(struct job *job)
{
    if (job->ocr == NULL && !job->ocr_missing) {
        job->ocr = ocr_new();
        job->ocr_missing = job->ocr == NULL;
        if (job->ocr_missing) {
            job_log(job, "no OCR: the model of tesseract-ocr-chi-sim cannot be loaded");
        }
    }
    return job->ocr;
}

static bool has_spent(long seconds)
{
    struct timespec spent;
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent) == 0 && spent.tv_sec >= seconds;
}

/* --- the head -------------------------------------------------------------------------------- */

static void take_head(struct described_file *file, struct head *head)
{
    if (file->document_number == NULL && head->number != NULL) {
        file->document_number = STEAL(head->number);
        file->number_confidence = head->number_confidence;
    }
    file->number_unclear = file->document_number == NULL && head->number_unclear;
    if (head->title != NULL && file->title[0] == '\0') {
        free(file->title);
        file->title = STEAL(head->title);
    }
    if (head->issuer != NULL) {
        free(file->issuer);
        file->issuer = STEAL(head->issuer);
    }
}

/* A photo says what is on its banner, if anything. */
static bool take_banner(struct look *look, const struct raster *photo)
{
    struct described_file *file = look->file;
    struct ocr *ocr = file->kind == KIND_IMAGE ? scan_engine(look->job) : NULL;
    char *said = ocr != NULL ? banner_read(ocr, photo) : NULL;
    if (said == NULL) {
        return false;
    }
    free(file->title);
    free(file->text);
    file->title = said;
    file->text = xstrdup(said);
    file->chars = utf8_count_characters(said);
    return true;
}

static bool is_legible(const struct head *head)
{
    return head->number != NULL || (head->rows > 1 && head->legibility >= UPRIGHT_LEGIBLE);
}

/* Reads the head of a page as it lies, at first; turns *page where that makes it legible. */
static void read_first(struct look *look, struct raster **page)
{
    if (!upright_is_paper(*page)) {
        take_banner(look, *page);
        return;
    }
    struct ocr *ocr = scan_engine(look->job);
    if (ocr == NULL) {
        return;
    }
    struct head head = {0};
    CLEANUP(cleanup_raster_free)
    struct raster *upper = raster_head(*page, HEAD_SHARE);
    head_read(ocr, upper, &head);
    unsigned turn = is_legible(&head) ? 0 : upright_turn(ocr, *page);
    if (turn != 0) {
        struct raster *turned = raster_turned(*page, turn);
        raster_free(*page);
        *page = turned;
        look->file->rotation = turn;
        head_clear(&head);
        raster_free(upper);
        upper = raster_head(*page, HEAD_SHARE);
        head_read(ocr, upper, &head);
    }
    /* Print among pictures: the page as a whole tells less than its title. */
    bool titled = head.title != NULL && head.title_confidence >= UPRIGHT_LEGIBLE;
    if (is_legible(&head) || titled ||
        (!take_banner(look, *page) && head.legibility >= UPRIGHT_POOR)) {
        take_head(look->file, &head);
    }
    head_clear(&head);
}

/* --- the seals ------------------------------------------------------------------------------- */

static void add_mark(struct described_file *file, const struct seal *seal, double dpi,
                     unsigned page, bool grey)
{
    if (seal->confidence < least_seal || file->seal_count == LIMIT_SEALS) {
        return;
    }
    file->seals = xgrow(file->seals, file->seal_count, sizeof *file->seals);
    file->seals[file->seal_count++] =
        (struct seal_mark){.page = page,
                           .x_mm = round(fmax(0, seal->x) / dpi * mm_an_inch),
                           .y_mm = round(fmax(0, seal->y) / dpi * mm_an_inch),
                           .confidence = round(seal->confidence * 100) / 100,
                           .grey = grey};
}

static void find_seals(struct look *look, const struct raster *page, unsigned number, bool picture)
{
    CLEANUP(cleanup_raster_free)
    struct raster *small = raster_scaled(page, SEAL_DPI);
    struct seals seals;
    if (small == NULL) {
        look->unknown++;
        return;
    }
    seal_find(small, picture, &seals);
    /* What was never on paper can show any colour. */
    look->colour += !seals.colourless || !picture;
    for (size_t i = 0; i < seals.count; i++) {
        add_mark(look->file, &seals.found[i], SEAL_DPI, number, seals.grey);
    }
}

static int surer_first(const void *one, const void *other)
{
    double a = ((const struct seal_mark *)one)->confidence;
    double b = ((const struct seal_mark *)other)->confidence;
    return a < b ? 1 : a > b ? -1 : 0;
}

/* No seal where one could have been seen is an answer; on grey or unseen pages it is none, nor on
 * pictures beside a text. */
static void conclude(const struct look *look, const struct pages *pages)
{
    struct described_file *file = look->file;
    if (file->seal_count > 0) {
        qsort(file->seals, file->seal_count, sizeof *file->seals, surer_first);
    }
    double best = file->seal_count > 0 ? file->seals[0].confidence : 0;
    bool open = look->colour == 0 || look->unknown > 0 || pages_beside_text(pages);
    file->seal = best >= SEAL_SURE || !open ? best : -1;
}

/* --- one page -------------------------------------------------------------------------------- */

/* A picture in an office document that shows the world: it has no head, and no seal. */
static bool is_photo(struct look *look, const struct raster *page)
{
    bool photo = !kind_has_pages(look->file->kind) && !upright_is_paper(page);
    look->photos += photo;
    look->papers += !photo;
    return photo;
}

/* Takes over the raster; the first page is read, too. */
static void look_at(struct look *look, struct raster *page, unsigned number,
                    const struct page_about *about)
{
    if (page == NULL) {
        look->unknown++;
        return;
    }
    if (about->picture && is_photo(look, page)) {
        raster_free(page);
        return;
    }
    if (about->first && about->picture) {
        read_first(look, &page);
    } else if (look->file->rotation != 0 && about->picture) {
        struct raster *turned = raster_turned(page, look->file->rotation);
        raster_free(page);
        page = turned;
    }
    find_seals(look, page, number, about->picture);
    raster_free(page);
}

static void look_at_page(struct look *look, struct pages *pages, int index)
{
    struct page_about about;
    if (!pages_about(pages, index, &about)) {
        look->unknown++;
    } else if (about.wanted) {
        double dpi = about.first && about.picture ? HEAD_DPI : SEAL_DPI;
        struct raster *page = pages_draw(pages, index, &about, dpi);
        look_at(look, page, pages_number(pages, index), &about);
        look->unknown += about.partly;
    }
}

/* Each page is a step, also where nothing is looked at any more; drawing one may take for ever. */
static void look_in_time(struct look *look, struct pages *pages, int index)
{
    const struct avoided *avoided = job_page(look->job);
    if (avoided != NULL) {
        look->avoided++;
        document_note_page(look->file, pages_number(pages, index), avoided);
    }
    if (avoided != NULL || look->avoided >= LIMIT_PAGES_AVOIDED) {
        look->unknown++;
    } else if (has_spent(look->job->look_seconds)) {
        look->unknown++;
        look->left++;
    } else {
        look_at_page(look, pages, index);
    }
    job_page_end();
}

static void look_at_pages(struct look *look, struct pages *pages)
{
    int count = pages_count(pages);
    for (int i = 0; i < count; i++) {
        if (i < LIMIT_SEAL_PAGES - 1 || i == count - 1) {
            look_in_time(look, pages, i);
        }
    }
}

/* --- all pages ------------------------------------------------------------------------------- */

static bool is_picture(struct pages *pages, int index, struct page_about *about)
{
    return pages_about(pages, index, about) && about->picture;
}

static unsigned count_pictures(struct job *job, struct pages *pages, int count)
{
    struct page_about about;
    unsigned pictures = 0;
    for (int i = 0; i < count; i++) {
        pictures += job_page(job) == NULL && is_picture(pages, i, &about);
        job_page_end();
    }
    return pictures;
}

/* One page, unless an earlier attempt did not survive it. */
static void hand_on(struct job *job, struct pages *pages, int index, unsigned rotation,
                    const struct page_taker *taker)
{
    struct page_about about;
    bool whole = job_page(job) == NULL;
    bool picture = whole && is_picture(pages, index, &about);
    CLEANUP(cleanup_raster_free)
    struct raster *drawn = picture ? pages_draw(pages, index, &about, HEAD_DPI) : NULL;
    if (whole && !picture) {
        taker->words(taker->context, pages, index);
    }
    job_page_end();
    if (drawn != NULL) {
        CLEANUP(cleanup_raster_free)
        struct raster *upright = raster_turned(drawn, rotation);
        taker->picture(taker->context, upright, pages_number(pages, index));
    }
}

void scan_each_page(struct job *job, int fd, struct described_file *file, unsigned most,
                    const struct page_taker *taker)
{
    CLEANUP(cleanup_pages_free)
    struct pages *pages = pages_open(job, fd, file);
    int count = pages != NULL && !pages_beside_text(pages) ? pages_count(pages) : 0;
    file->pages = (unsigned)count;
    count = count > (int)most ? (int)most : count;
    unsigned pictures = count_pictures(job, pages, count);
    bool scanned =
        pages != NULL && pages_have_words(pages) ? pictures > 0 : 2 * pictures >= (unsigned)count;
    for (int i = 0; scanned && i < count && !has_spent(LIMIT_RECOGNISE_CPU); i++) {
        hand_on(job, pages, i, file->rotation, taker);
    }
}

/* --- the file -------------------------------------------------------------------------------- */

/* A few words decide: whose whole text is worth the time that recognising it takes. */
static bool is_report(const struct described_file *file)
{
    static const char *const words[] = {"自查",     "总结",     "报告",     "自评",    "汇报",
                                        "工作情况", "完成情况", "情况说明", "评估材料"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strstr(file->title, words[i]) != NULL || strstr(file->name, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Whether an office document is a scan its text does not tell. */
static void take_layer(const struct look *look, const struct pages *pages)
{
    struct described_file *file = look->file;
    if (look->papers > 0 && !kind_has_pages(file->kind)) {
        file->scan = !pages_beside_text(pages) && look->papers >= look->photos;
        file->text_layer = file->scan ? TEXT_LAYER_SCAN : TEXT_LAYER_MIXED;
    }
}

void scan_describe(struct job *job, int fd, struct described_file *file)
{
    struct look look = {.job = job, .file = file};
    CLEANUP(cleanup_pages_free)
    struct pages *pages = pages_open(job, fd, file);
    if (pages == NULL) {
        return;
    }
    look_at_pages(&look, pages);
    take_layer(&look, pages);
    conclude(&look, pages);
    bool scanned = file->scan || (file->kind == KIND_PDF && file->text_layer == TEXT_LAYER_MIXED);
    bool wordless = scanned || (file->kind == KIND_IMAGE && file->title[0] != '\0');
    bool unseen = look.left > 0 && !pages_beside_text(pages);
    file->recognise = unseen || (wordless && is_report(file));
}
