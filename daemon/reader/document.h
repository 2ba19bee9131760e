/*
 * Documents: what each kind of file says of itself. Each function fills pages, chars, title, text,
 * sections, scan and findings of `file`, as far as that kind has them, from an open descriptor of
 * any offset, which stays the caller's. None fails: what cannot be read is a finding.
 */
#ifndef BAOSONG_READER_DOCUMENT_H
#define BAOSONG_READER_DOCUMENT_H

#include "reader/job.h"
#include "reader/package.h"

void docx_describe(int fd, struct described_file *file);
void xlsx_describe(int fd, struct described_file *file);
void pptx_describe(int fd, struct described_file *file);
/* .doc and .wps */
void doc_describe(int fd, struct described_file *file);
void rtf_describe(int fd, struct described_file *file);
void ofd_describe(int fd, struct described_file *file);
/* .xls and .et */
void xls_describe(int fd, struct described_file *file);
/* .ppt and .dps */
void ppt_describe(int fd, struct described_file *file);
/* With the passwords that the mail states. */
void pdf_describe(struct job *job, int fd, struct described_file *file);
void text_describe(int fd, struct described_file *file);
/* Pages, also saved with their pictures. */
void html_describe(int fd, struct described_file *file);
/* What is called .doc or .xls, and is XML of 2003 or a page. */
void markup_describe(int fd, struct described_file *file);
void wordml_describe(int fd, struct described_file *file);
void sheetml_describe(int fd, struct described_file *file);

/* The office package in `fd`, to be closed; NULL with a finding where it is encrypted or broken. */
zip_t *document_package(int fd, struct described_file *file);

/* 字 at most on a page that is a picture: its number, a stamp of the scanner. */
enum { PICTURE_CHARS = 8 };

/* By how many pages have words, and how many are pictures without. */
enum text_layer document_text_layer(unsigned words, unsigned pictures);

/* Adds a finding once. */
void document_note(struct described_file *file, enum finding_code code);

/* Says of a page, or a picture of an office document, counted from 1, why it was left out; once. */
void document_note_page(struct described_file *file, unsigned number, const struct avoided *why);

#endif
