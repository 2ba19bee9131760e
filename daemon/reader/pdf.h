/* PDF (ISO 32000-1) by poppler-glib: what its several readers share. */
#ifndef BAOSONG_READER_PDF_H
#define BAOSONG_READER_PDF_H

#include "reader/job.h"
#include "reader/layout.h"

#include <poppler.h>

/* Opens the document in `fd`, which stays the caller's, with the passwords that the mail states
 * where it needs one; the caller unrefs it. NULL and *locked where none fits; NULL where it is
 * damaged beyond repair. */
PopplerDocument *pdf_open(const struct job *job, int fd, bool *locked);

/* Adds the lines of a page; returns the 字 on it. */
uint32_t pdf_text_take(struct layout *layout, PopplerPage *page);

#endif
