/*
 * The OCR engine: libtesseract with the model for simplified Chinese (Debian:
 * tesseract-ocr-chi-sim). It is loaded when the first page needs it, once a process.
 */
#ifndef BAOSONG_READER_OCR_H
#define BAOSONG_READER_OCR_H

#include "base/memory.h"

#include <leptonica/allheaders.h>
#include <stdbool.h>

struct ocr;

/* NULL where the model is missing or damaged: then pictures have no words. */
struct ocr *ocr_new(void);
void ocr_free(struct ocr *ocr);
DEFINE_CLEANUP(struct ocr, ocr_free)

/* Call it once, before anything else of theirs. What leptonica and the engine say of bad pictures
 * is noise; threads, which the confinement refuses, read one page no faster. */
void ocr_prepare(void);

/* The text of a picture that holds one line, without a line end and without blanks between Han
 * characters; the caller frees it, "" for none. *confidence (0..1) is the engine's own. */
char *ocr_line(struct ocr *ocr, PIX *line, int dpi, double *confidence);

#endif
