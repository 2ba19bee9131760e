#include "reader/recognise.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/docx_number.h"
#include "reader/folio.h"
#include "reader/inspect.h"
#include "reader/job.h"
#include "reader/kind.h"
#include "reader/layout.h"
#include "reader/ocr.h"
#include "reader/outline.h"
#include "reader/portion.h"
#include "reader/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK = 65536,  /* bytes hashed at a time */
    LEAST_CHARS = 2 /* 字 of a row: below it is dirt */
};

static const double least_confidence = 0.35; /* of a row: below it is a picture, not text */
static const double indent_mm = 7;           /* of a paragraph's first row: two 字 of 16 points */
static const double red_head_mm = 60;        /* of its width at least */
static const double short_mm = 12;           /* what its last row leaves free at the right */

/* --- rows to paragraphs ---------------------------------------------------------------------- */

struct reading {
    struct ocr *ocr;
    struct outline *outline;
    struct layout *layout;   /* pages with words of their own, not yet handed on; NULL: none */
    struct buffer paragraph; /* rows of one that goes on */
    struct paragraph place;  /* of it */
    unsigned page;           /* the newest */
    bool fresh, red_head;    /* nothing of that page was taken yet; but red rows */
    size_t headings;         /* 一、 二、 so far */
    size_t brackets;         /* （一） （二） so far below the last of them */
};

/* 一, 十二; the caller frees. */
static char *numeral_text(size_t number)
{
    struct buffer text = BUFFER_EMPTY;
    docx_number_add(&text, "chineseCounting", (unsigned)number);
    return buffer_steal(&text);
}

enum { NUMERALS = 19 };

/* The numeral at the beginning of a text that `mark` follows, from 1; 0 for none. */
static size_t numeral_before(const char *text, const char *mark, size_t *size)
{
    for (size_t number = 1; number <= NUMERALS; number++) {
        CLEANUP_FREE char *numeral = numeral_text(number);
        size_t length = strlen(numeral);
        if (strncmp(text, numeral, length) == 0 &&
            strncmp(text + length, mark, strlen(mark)) == 0) {
            *size = length;
            return number;
        }
    }
    return 0;
}

/* The numeral that a heading begins with, from 1; 0 for none. A stroke counts as 一. */
static size_t numeral_of(const char *text, size_t *size)
{
    static const char *const strokes[] = {"-", "—", "－", "ー", "~"};
    static const char comma[] = "、";
    for (size_t i = 0; i < COUNT_OF(strokes); i++) {
        size_t length = strlen(strokes[i]);
        if (strncmp(text, strokes[i], length) == 0 &&
            strncmp(text + length, comma, strlen(comma)) == 0) {
            *size = length;
            return 1;
        }
    }
    return numeral_before(text, comma, size);
}

/* Bytes of "太）" where a numeral should stand: a character that numerals are taken for, and words
 * behind the bracket; 0 for anything else, as "原）环保局" is. */
static size_t unread_numeral(const char *inside)
{
    static const char close[] = "）";
    static const char like_numerals[] =
        "太大木文亢穴玉王互正瓦匹田西匕比人入几丸久士土干千于兰丰工";
    size_t size = 0, length = 0;
    bool like = utf8_is_one_of(utf8_decode(inside, strlen(inside), &size), like_numerals);
    if (!like || strncmp(inside + size, close, strlen(close)) != 0) {
        return 0;
    }
    size += strlen(close);
    return utf8_is_han(utf8_decode(inside + size, strlen(inside + size), &length)) ? size : 0;
}

/* "（五）" counts on; one that could not be read is the next of those before it. NULL where the
 * text begins with no such thing. */
static char *bracketed(struct reading *reading, const char *text)
{
    static const char open[] = "（";
    if (strncmp(text, open, strlen(open)) != 0) {
        return NULL;
    }
    const char *inside = text + strlen(open);
    size_t ignored = 0, number = numeral_before(inside, "）", &ignored);
    if (number > 0) {
        reading->brackets = number;
        return xstrdup(text);
    }
    bool counts = reading->brackets > 0 && reading->brackets < NUMERALS;
    size_t unread = counts ? unread_numeral(inside) : 0;
    if (unread == 0) {
        return NULL;
    }
    CLEANUP_FREE char *numeral = numeral_text(++reading->brackets);
    return xasprintf("（%s）%s", numeral, inside + unread);
}

/* Dirt before a heading's number: ".（五）". */
static const char *without_dirt(const char *text)
{
    static const char open[] = "（";
    const char *at = text + strspn(text, ".,'`*~-");
    return strncmp(at, open, strlen(open)) == 0 ? at : text;
}

/* 一、 is read as a stroke, and 二、 as 一、: the second of two firsts. A third one begins anew. */
static char *numbered(struct reading *reading, const char *text)
{
    text = without_dirt(text);
    char *below = bracketed(reading, text);
    size_t size = 0, number = below == NULL ? numeral_of(text, &size) : 0;
    if (number == 0) {
        return below != NULL ? below : xstrdup(text);
    }
    number += number == 1 && reading->headings == 1;
    reading->headings = number;
    reading->brackets = 0;
    CLEANUP_FREE char *numeral = numeral_text(number);
    return xasprintf("%s%s", numeral, text + size);
}

static void end_paragraph(struct reading *reading)
{
    if (reading->paragraph.size > 0) {
        CLEANUP_FREE char *text = numbered(reading, buffer_text(&reading->paragraph));
        outline_add(reading->outline, text, &reading->place);
    }
    buffer_clear(&reading->paragraph);
}

/* Where the text of the page begins and ends: of its wide rows. */
struct column {
    int left, right;
};

static struct column column_of(const struct folio *folio)
{
    struct column column = {pixGetWidth(folio->black), 0};
    for (size_t i = 0; i < folio->row_count; i++) {
        const struct text_row *row = &folio->rows[i];
        if (!row->red) {
            column.left = row->left < column.left ? row->left : column.left;
            column.right = row->right > column.right ? row->right : column.right;
        }
    }
    return column;
}

/* In the margin below the text. */
static bool is_page_number(const struct folio *folio, const struct text_row *row, const char *text)
{
    return row->top > pixGetHeight(folio->black) * (1 - LAYOUT_FOOT_ZONE) &&
           layout_is_page_number(text);
}

static void take_row(struct reading *reading, const struct folio *folio,
                     const struct column *column, const struct text_row *row)
{
    double confidence = 0;
    CLEANUP_FREE char *text = folio_text(folio, row, reading->ocr, &confidence);
    if (confidence < least_confidence || utf8_count_characters(text) < LEAST_CHARS ||
        is_page_number(folio, row, text)) {
        return;
    }
    bool begins = reading->fresh && (reading->red_head || portion_label(text));
    if (begins || row->left - column->left > indent_mm * folio->mm) {
        end_paragraph(reading);
    }
    if (reading->paragraph.size == 0) {
        reading->place = (struct paragraph){
            .page = reading->page, .top = reading->fresh, .red_head = reading->red_head};
    }
    reading->fresh = reading->red_head = false;
    buffer_add_text(&reading->paragraph, text);
    if (column->right - row->right > short_mm * folio->mm) {
        end_paragraph(reading);
    }
}

/* The pages with words up to here are complete. */
static void end_words(struct reading *reading)
{
    if (reading->layout != NULL) {
        layout_outline(reading->layout, reading->outline);
        layout_free(reading->layout);
        reading->layout = NULL;
    }
}

/* A page of the same file that is no picture. */
static void take_page_words(void *context, struct pages *pages, int index)
{
    struct reading *reading = context;
    end_paragraph(reading);
    reading->layout = reading->layout != NULL ? reading->layout : layout_new();
    pages_words(pages, index, reading->layout);
}

/* Is the first row of a page red, and none is black above it? A seal is not as wide. */
static bool has_red_head(const struct folio *folio)
{
    const struct text_row *first = folio->row_count > 0 ? &folio->rows[0] : NULL;
    return first != NULL && first->red && first->right - first->left > red_head_mm * folio->mm;
}

static void take_page(void *context, const struct raster *page, unsigned number)
{
    struct reading *reading = context;
    end_words(reading);
    reading->page = number;
    reading->fresh = true;
    CLEANUP(cleanup_folio_free)
    struct folio *folio = folio_new(page);
    struct column column = column_of(folio);
    reading->red_head = has_red_head(folio);
    for (size_t i = 0; i < folio->row_count && !outline_full(reading->outline); i++) {
        if (!folio->rows[i].red) {
            take_row(reading, folio, &column, &folio->rows[i]);
        }
    }
}

/* --- the file -------------------------------------------------------------------------------- */

static int take_hash(int fd, struct described_file *file, struct error *error)
{
    struct hash hash;
    char block[BLOCK];
    hash_start(&hash);
    for (;;) {
        ssize_t got = pread(fd, block, sizeof block, (off_t)hash.size);
        if (got < 0 && errno != EINTR) {
            return error_set_errno(error, errno, "cannot read the file to be recognised");
        }
        if (got == 0) {
            file->size = hash.size;
            hash_end(&hash, file->sha256);
            return 0;
        }
        if (got > 0) {
            hash_add(&hash, block, (size_t)got);
        }
    }
}

/* False where the text could not be read at all. */
static bool read_text(struct job *job, int fd, struct described_file *file)
{
    if (!file->scan && file->kind != KIND_IMAGE && file->text[0] != '\0') {
        return true; /* words that need not be recognised; a picture's are those of its banner */
    }
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    if (file->kind != KIND_IMAGE) { /* words beside the pictures come first */
        outline_add_lines(outline, file->text);
    }
    described_file_drop_words(file);
    struct reading reading = {.ocr = scan_engine(job), .outline = outline};
    if (reading.ocr == NULL) {
        return false;
    }
    const struct page_taker taker = {take_page, take_page_words, &reading};
    scan_each_page(job, fd, file, job->orders->pages, &taker);
    end_words(&reading);
    end_paragraph(&reading);
    outline_finish(outline, file);
    buffer_free(&reading.paragraph);
    return true;
}

static int describe(struct job *job, int fd, struct error *error)
{
    struct described_file file = {.seal = -1,
                                  .path = xstrdup("file"),
                                  .name = xstrdup("file"),
                                  .title = xstrdup(""),
                                  .text = xstrdup(""),
                                  .issuer = xstrdup(""),
                                  .stored = xstrdup("0")};
    int result = take_hash(fd, &file, error);
    if (result == 0) {
        file.kind = kind_of_file(fd, "");
        file.pages = file.kind == KIND_PDF; /* whose text is not read here */
        inspect_words(fd, &file);
        if (job_step(job) == NULL) {
            scan_describe(job, fd, &file);
        }
        file.recognise = job_step(job) != NULL || !read_text(job, fd, &file);
        job_send_file(job, &file);
        job_send_done(job);
    }
    described_file_clear(&file);
    return result;
}

int recognise_run(int file, int frames, const struct orders *orders, struct error *error)
{
    struct job job = {.folder = -1,
                      .frames = frames,
                      .orders = orders,
                      .look_seconds = LIMIT_RECOGNISE_LOOK_CPU,
                      .description = description_new()};
    int result = describe(&job, file, error);
    if (result == 0 && job.failed) {
        *error = job.error;
        result = -1;
    }
    ocr_free(job.ocr);
    description_free(job.description);
    return result;
}
