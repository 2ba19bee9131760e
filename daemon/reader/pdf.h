/* PDF (ISO 32000-1) by poppler-glib: what its several readers share. */
#ifndef BAOSONG_READER_PDF_H
#define BAOSONG_READER_PDF_H

#include "reader/job.h"
#include "reader/outline.h"

#include <poppler.h>

/* Opens the document in `fd`, which stays the caller's, with the passwords that the mail states
 * where it needs one; the caller unrefs it. NULL and *locked where none fits; NULL where it is
 * damaged beyond repair. */
PopplerDocument *pdf_open(const struct job *job, int fd, bool *locked);

/* The lines of all pages, collected before they are understood: only their repetition tells what
 * is a running head. */
struct pdf_text;

struct pdf_text *pdf_text_new(void);
void pdf_text_free(struct pdf_text *text);
DEFINE_CLEANUP(struct pdf_text, pdf_text_free)

/* Takes the lines of the next page; returns the 字 on it. */
uint32_t pdf_text_take(struct pdf_text *text, PopplerPage *page);
/* No more is wanted. */
bool pdf_text_full(const struct pdf_text *text);
/* Joins the lines to paragraphs and hands them on, without running heads and page numbers. */
void pdf_text_outline(struct pdf_text *text, struct outline *outline);

#endif
