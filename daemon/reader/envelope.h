/* The headers of a mail that say whose it is, when it came, and whether a person wrote it. */
#ifndef BAOSONG_READER_ENVELOPE_H
#define BAOSONG_READER_ENVELOPE_H

#include "reader/description.h"

#include <gmime/gmime.h>

/* Fills everything of the description that headers say. */
void envelope_read(GMimeMessage *message, struct description *description);

/* What stands between "<" and ">" in a header, of several the first; else its first word; "" where
 * it is absent. The caller frees it. */
char *envelope_identifier(GMimeMessage *message, const char *name);

/* The decoded subject on one line, "" if there is none. The caller frees it. */
char *envelope_subject(GMimeMessage *message);

/* Sender and subject in words, to stand before a forwarded mail's text. The caller frees it. */
char *envelope_heading(GMimeMessage *message);

#endif
