/*
 * What the pages of a PDF or a picture show: seals, and where the pages are pictures also the
 * number, title and issuer in the head of the first one, and which way up they lie.
 */
#ifndef BAOSONG_READER_SCAN_H
#define BAOSONG_READER_SCAN_H

#include "reader/job.h"

/*
 * After the document's own text was read (`file` has pages, scan, text, title). Where it cannot be
 * known `seal` stays negative. When the job has spent LIMIT_LOOK_CPU, or the whole text is wanted,
 * file->recognise is set: somebody shall come back to it (reader/recognise.h).
 */
void scan_describe(struct job *job, int fd, struct described_file *file);

#endif
