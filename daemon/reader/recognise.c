#include "reader/recognise.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/folio.h"
#include "reader/inspect.h"
#include "reader/job.h"
#include "reader/kind.h"
#include "reader/ocr.h"
#include "reader/outline.h"
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
static const double short_mm = 12;           /* what its last row leaves free at the right */

/* --- rows to paragraphs ---------------------------------------------------------------------- */

struct reading {
    struct ocr *ocr;
    struct outline *outline;
    struct buffer paragraph; /* rows of one that goes on */
    size_t headings;         /* 一、 二、 so far */
};

static const char *const numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

/* The numeral that a heading begins with, from 1; 0 for none. A stroke counts as 一. */
static size_t numeral_of(const char *text, size_t *size)
{
    static const char *const strokes[] = {"-", "—", "－", "一", "ー", "~"};
    static const char comma[] = "、";
    for (size_t i = 0; i < COUNT_OF(numerals) + COUNT_OF(strokes); i++) {
        bool stroke = i >= COUNT_OF(numerals);
        const char *numeral = stroke ? strokes[i - COUNT_OF(numerals)] : numerals[i];
        size_t length = strlen(numeral);
        if (strncmp(text, numeral, length) == 0 &&
            strncmp(text + length, comma, strlen(comma)) == 0) {
            *size = length;
            return stroke ? 1 : i + 1;
        }
    }
    return 0;
}

/* 一、 is read as a stroke, and 二、 as 一、: the second of two firsts. A third one begins anew. */
static char *numbered(struct reading *reading, const char *text)
{
    size_t size = 0, numeral = numeral_of(text, &size);
    numeral += numeral == 1 && reading->headings == 1;
    if (numeral == 0) {
        return xstrdup(text);
    }
    reading->headings = numeral;
    return xasprintf("%s%s", numerals[numeral - 1], text + size);
}

static void end_paragraph(struct reading *reading)
{
    static const struct paragraph plain = {0};
    if (reading->paragraph.size > 0) {
        CLEANUP_FREE char *text = numbered(reading, buffer_text(&reading->paragraph));
        outline_add(reading->outline, text, &plain);
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

static void take_row(struct reading *reading, const struct folio *folio,
                     const struct column *column, const struct text_row *row)
{
    double confidence = 0;
    PIX *picture = folio_row(folio, row);
    CLEANUP_FREE char *text =
        picture != NULL ? ocr_line(reading->ocr, picture, folio->dpi, &confidence) : xstrdup("");
    pixDestroy(&picture);
    if (confidence < least_confidence || utf8_count_characters(text) < LEAST_CHARS) {
        return;
    }
    if (row->left - column->left > indent_mm * folio->mm) {
        end_paragraph(reading);
    }
    buffer_add_text(&reading->paragraph, text);
    if (column->right - row->right > short_mm * folio->mm) {
        end_paragraph(reading);
    }
}

static void take_page(void *context, const struct raster *page)
{
    struct reading *reading = context;
    CLEANUP(cleanup_folio_free)
    struct folio *folio = folio_new(page);
    struct column column = column_of(folio);
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

/* What an office document says in words beside its pictures comes first. */
static void take_words(struct outline *outline, const struct described_file *file)
{
    static const struct paragraph plain = {0};
    for (const char *line = file->text; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        CLEANUP_FREE char *text = xstrndup(line, size);
        outline_add(outline, text, &plain);
        line += size + (line[size] != '\0');
    }
}

/* False where the text could not be read at all. */
static bool read_text(struct job *job, int fd, struct described_file *file)
{
    if (!file->scan && file->text[0] != '\0') {
        return true; /* words that need not be recognised */
    }
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    take_words(outline, file);
    described_file_drop_words(file);
    struct reading reading = {.ocr = scan_engine(job), .outline = outline};
    if (reading.ocr == NULL) {
        return false;
    }
    scan_each_page(job, fd, file, job->orders->pages, take_page, &reading);
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
