/*
 * What the pages of a PDF, a picture, or the pictures in an office document show: seals, and where
 * the pages are pictures also the number, title and issuer in the head of the first one, and which
 * way up they lie.
 */
#ifndef BAOSONG_READER_SCAN_H
#define BAOSONG_READER_SCAN_H

#include "reader/job.h"
#include "reader/pages.h"
#include "reader/raster.h"

/*
 * After the document's own text was read (`file` has pages, scan, text, title). Where it cannot be
 * known `seal` stays negative. When the job has spent LIMIT_LOOK_CPU, or the whole text is wanted,
 * file->recognise is set: somebody shall come back to it (reader/recognise.h).
 */
void scan_describe(struct job *job, int fd, struct described_file *file);

struct ocr;

/* The engine, loaded now if need be; NULL where there is none. */
struct ocr *scan_engine(struct job *job);

/* Who wants the pages of a file: those that are pictures, upright, at HEAD_DPI, each with its
 * number as pages_number(); and those with words of their own, for pages_words(). */
struct page_taker {
    void (*picture)(void *context, const struct raster *page, unsigned number);
    void (*words)(void *context, struct pages *pages, int index);
    void *context;
};

/*
 * Hands on the first `most` pages, until the process has spent LIMIT_RECOGNISE_CPU, and sets how
 * many there are. None where there is no picture among them, or where the words of the others
 * cannot be had and pictures are the exception: then the text is known.
 */
void scan_each_page(struct job *job, int fd, struct described_file *file, unsigned most,
                    const struct page_taker *taker);

#endif
