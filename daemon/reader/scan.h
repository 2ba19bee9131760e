/*
 * What the pages of a PDF, a picture, or the pictures in an office document show: seals, and where
 * the pages are pictures also the number, title and issuer in the head of the first one, and which
 * way up they lie.
 */
#ifndef BAOSONG_READER_SCAN_H
#define BAOSONG_READER_SCAN_H

#include "reader/job.h"
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

/*
 * Hands the first `most` pages that are pictures to `take`, upright, at HEAD_DPI, until the process
 * has spent LIMIT_RECOGNISE_CPU. None of a document in which such pages are the exception: it has
 * text of its own.
 */
void scan_each_page(struct job *job, int fd, struct described_file *file, unsigned most,
                    void (*take)(void *context, const struct raster *page), void *context);

#endif
