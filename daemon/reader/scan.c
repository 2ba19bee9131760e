#include "reader/scan.h"

#include "base/utf8.h"
#include "reader/document.h"
#include "reader/flat.h"
#include "reader/head.h"
#include "reader/page.h"
#include "reader/pdf.h"
#include "reader/picture.h"
#include "reader/seal.h"
#include "reader/upright.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    PICTURE_CHARS = 8, /* 字 on a page that is a picture: its number, a stamp of the scanner */
};

static const double mm_an_inch = 25.4;
static const double sure_seal = 0.5;  /* below it a grey or unseen page leaves the answer open */
static const double least_dpi = 36;   /* 300 dots across: with fewer a seal is a spot */
static const double least_seal = 0.1; /* less sure ones are not told of */

/* One file being looked at. */
struct look {
    struct job *job;
    struct described_file *file;
    unsigned colour, unknown; /* pages that could show a red seal; that could not be looked at */
    unsigned avoided;         /* of these: that an earlier attempt did not survive */
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

static bool is_spent(const struct look *look)
{
    return has_spent(look->job->look_seconds);
}

/* --- the head -------------------------------------------------------------------------------- */

static void take_head(struct described_file *file, struct head *head)
{
    if (file->document_number == NULL && head->number != NULL) {
        file->document_number = STEAL(head->number);
        file->number_confidence = head->number_confidence;
    }
    if (head->title != NULL && file->title[0] == '\0') {
        free(file->title);
        file->title = STEAL(head->title);
    }
    if (head->issuer != NULL) {
        free(file->issuer);
        file->issuer = STEAL(head->issuer);
    }
}

/* Reads the head of a page as it lies, at first; turns *page where that makes it legible. */
static void read_first(struct look *look, struct raster **page)
{
    struct ocr *ocr = upright_is_paper(*page) ? scan_engine(look->job) : NULL;
    if (ocr == NULL) {
        return;
    }
    struct head head = {0};
    CLEANUP(cleanup_raster_free)
    struct raster *upper = raster_head(*page, HEAD_SHARE);
    head_read(ocr, upper, &head);
    bool legible = head.number != NULL || (head.rows > 1 && head.legibility >= UPRIGHT_LEGIBLE);
    unsigned turn = legible ? 0 : upright_turn(ocr, *page);
    if (turn != 0) {
        struct raster *turned = raster_turned(*page, turn);
        raster_free(*page);
        *page = turned;
        look->file->rotation = turn;
        head_clear(&head);
        raster_free(upper);
        upper = raster_head(*page, HEAD_SHARE);
        head_read(ocr, upper, &head);
        legible = head.legibility >= UPRIGHT_LEGIBLE;
    }
    if (legible) {
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

/* No seal where one could have been seen is an answer; on grey or unseen pages it is none. */
static void conclude(const struct look *look)
{
    struct described_file *file = look->file;
    if (file->seal_count > 0) {
        qsort(file->seals, file->seal_count, sizeof *file->seals, surer_first);
    }
    double best = file->seal_count > 0 ? file->seals[0].confidence : 0;
    bool open = look->colour == 0 || look->unknown > 0;
    file->seal = best >= sure_seal || !open ? best : -1;
}

/* --- paper ----------------------------------------------------------------------------------- */

/* The page at so many dots, and only the sheet where it was photographed on a desk; a new one. NULL
 * for an icon: made as large as a page it would only cost time. */
static struct raster *paper_of(const struct raster *page, double dpi)
{
    if (page->dpi < least_dpi) {
        return NULL;
    }
    struct raster *flat = flat_sheet(page, dpi);
    return flat != NULL ? flat : raster_scaled(page, dpi);
}

/* --- one page -------------------------------------------------------------------------------- */

/* Takes over the raster; the first page of a picture is read, too. */
static void look_at(struct look *look, struct raster *page, unsigned number, bool picture)
{
    if (page == NULL) {
        look->unknown++;
        return;
    }
    if (number == 1 && picture) {
        read_first(look, &page);
    } else if (look->file->rotation != 0 && picture) {
        struct raster *turned = raster_turned(page, look->file->rotation);
        raster_free(page);
        page = turned;
    }
    find_seals(look, page, number, picture);
    raster_free(page);
}

/* --- PDF ------------------------------------------------------------------------------------- */

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

/* What is known of a page before it is drawn. */
struct page_kind {
    bool picture; /* of paper: a picture and hardly a word */
    bool dated;
};

static struct page_kind kind_of_page(PopplerPage *page)
{
    char *text = poppler_page_get_text(page);
    const char *words = text != NULL ? text : "";
    struct page_kind kind = {.picture = utf8_count_characters(words) <= PICTURE_CHARS &&
                                        page_has_picture(page),
                             .dated = has_date(words)};
    g_free(text);
    return kind;
}

static void look_at_page(struct look *look, PopplerDocument *document, int index, int last)
{
    PopplerPage *page = poppler_document_get_page(document, index);
    if (page == NULL) {
        look->unknown++;
        return;
    }
    struct page_kind kind = kind_of_page(page);
    if (kind.picture || kind.dated || index == 0 || index == last) {
        double dpi = index == 0 && kind.picture ? HEAD_DPI : SEAL_DPI;
        CLEANUP(cleanup_raster_free)
        struct raster *drawn = page_render(page, dpi, 1);
        struct raster *flat = kind.picture && drawn != NULL ? flat_sheet(drawn, dpi) : NULL;
        look_at(look, flat != NULL ? flat : STEAL(drawn), (unsigned)index + 1, kind.picture);
    }
    g_object_unref(page);
}

/* Each page is a step, also where nothing is looked at any more; drawing one may take for ever. */
static void look_in_time(struct look *look, PopplerDocument *document, int index, int last)
{
    const struct avoided *avoided = job_page(look->job);
    if (avoided != NULL) {
        look->avoided++;
        document_note_page(look->file, index, avoided);
    }
    if (avoided != NULL || look->avoided >= LIMIT_PAGES_AVOIDED || is_spent(look)) {
        look->unknown++;
    } else {
        look_at_page(look, document, index, last);
    }
    job_page_end();
}

static void look_at_pdf(struct look *look, int fd)
{
    bool locked = false;
    PopplerDocument *document = pdf_open(look->job, fd, &locked);
    if (document == NULL) {
        look->unknown++;
        return;
    }
    int pages = poppler_document_get_n_pages(document);
    for (int i = 0; i < pages; i++) {
        if (i < LIMIT_SEAL_PAGES - 1 || i == pages - 1) {
            look_in_time(look, document, i, pages - 1);
        }
    }
    g_object_unref(document);
}

/* --- pictures -------------------------------------------------------------------------------- */

static void look_at_picture(struct look *look, int fd)
{
    struct picture picture = {0};
    enum picture_result result = picture_open(fd, &picture);
    if (result == PICTURE_DAMAGED) {
        document_note(look->file, FINDING_DAMAGED);
    } else if (result == PICTURE_TOO_LARGE) {
        document_note(look->file, FINDING_OVER_BUDGET);
    }
    look->unknown += result != PICTURE_OPEN;
    look->file->pages = result == PICTURE_OPEN ? (unsigned)picture.pages : 0;
    for (int i = 0; i < picture.pages && !is_spent(look); i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *page = picture_page(&picture, i);
        look_at(look, page != NULL ? paper_of(page, HEAD_DPI) : NULL, (unsigned)i + 1, true);
    }
    look->unknown += is_spent(look);
    picture_close(&picture);
}

/* --- all pages ------------------------------------------------------------------------------- */

/* Somebody who wants the pages of a file one after the other. */
struct walk {
    const struct described_file *file;
    unsigned most;
    void (*take)(void *context, const struct raster *page);
    void *context;
};

static void hand_on(const struct walk *walk, const struct raster *page)
{
    if (page != NULL) {
        CLEANUP(cleanup_raster_free)
        struct raster *turned = raster_turned(page, walk->file->rotation);
        walk->take(walk->context, turned);
    }
}

/* The page where it is a picture; the caller unrefs it. */
static PopplerPage *picture_at(PopplerDocument *document, int index)
{
    PopplerPage *page = poppler_document_get_page(document, index);
    if (page != NULL && !kind_of_page(page).picture) {
        g_clear_object(&page);
    }
    return page;
}

static unsigned count_pictures(struct job *job, PopplerDocument *document, int pages)
{
    unsigned count = 0;
    for (int i = 0; i < pages; i++) {
        PopplerPage *page = job_page(job) == NULL ? picture_at(document, i) : NULL;
        count += page != NULL;
        g_clear_object(&page);
        job_page_end();
    }
    return count;
}

/* NULL where the page is no picture, or an earlier attempt did not survive it. */
static struct raster *draw_picture(struct job *job, PopplerDocument *document, int index)
{
    PopplerPage *page = job_page(job) == NULL ? picture_at(document, index) : NULL;
    CLEANUP(cleanup_raster_free)
    struct raster *drawn = page != NULL ? page_render(page, HEAD_DPI, 1) : NULL;
    g_clear_object(&page);
    job_page_end();
    return drawn != NULL ? paper_of(drawn, HEAD_DPI) : NULL;
}

static void walk_pdf(struct job *job, int fd, const struct walk *walk)
{
    bool locked = false;
    PopplerDocument *document = pdf_open(job, fd, &locked);
    int pages = document != NULL ? poppler_document_get_n_pages(document) : 0;
    pages = pages > (int)walk->most ? (int)walk->most : pages;
    bool scanned = pages > 0 && 2 * count_pictures(job, document, pages) >= (unsigned)pages;
    for (int i = 0; scanned && i < pages && !has_spent(LIMIT_RECOGNISE_CPU); i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *page = draw_picture(job, document, i);
        hand_on(walk, page);
    }
    g_clear_object(&document);
}

static void walk_picture(int fd, const struct walk *walk)
{
    struct picture picture = {0};
    if (picture_open(fd, &picture) != PICTURE_OPEN) {
        return;
    }
    for (int i = 0; i < picture.pages && i < (int)walk->most && !has_spent(LIMIT_RECOGNISE_CPU);
         i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *page = picture_page(&picture, i);
        CLEANUP(cleanup_raster_free)
        struct raster *paper = page != NULL ? paper_of(page, HEAD_DPI) : NULL;
        hand_on(walk, paper);
    }
    picture_close(&picture);
}

void scan_each_page(struct job *job, int fd, const struct described_file *file, unsigned most,
                    void (*take)(void *context, const struct raster *page), void *context)
{
    struct walk walk = {.file = file, .most = most, .take = take, .context = context};
    if (file->kind == KIND_PDF) {
        walk_pdf(job, fd, &walk);
    } else if (file->kind == KIND_IMAGE) {
        walk_picture(fd, &walk);
    }
}

/* --- the file -------------------------------------------------------------------------------- */

/* A few words decide: whose whole text is worth the time that recognising it takes. */
static bool is_report(const struct described_file *file)
{
    static const char *const words[] = {"自查", "总结", "报告", "自评"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strstr(file->title, words[i]) != NULL || strstr(file->name, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

void scan_describe(struct job *job, int fd, struct described_file *file)
{
    struct look look = {.job = job, .file = file};
    bool pdf = file->kind == KIND_PDF;
    if (!(pdf && file->pages > 0) && !(file->kind == KIND_IMAGE && !file->decoration)) {
        return;
    }
    if (pdf) {
        look_at_pdf(&look, fd);
    } else {
        look_at_picture(&look, fd);
    }
    conclude(&look);
    bool wordless = file->scan || (!pdf && file->title[0] != '\0');
    file->recognise = is_spent(&look) || (wordless && is_report(file));
}
