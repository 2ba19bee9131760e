/*
 * A notice as a mail (RFC 5322, MIME): ASCII lines of at most 76 characters, whatever the notice
 * holds. A pure function of its arguments, so that a repeated mail is the same mail.
 */
#ifndef BAOSONG_NOTICE_COMPOSE_H
#define BAOSONG_NOTICE_COMPOSE_H

#include "base/buffer.h"
#include "ledger/outbox.h"

struct sender {
    const char *address; /* smtp.from */
    const char *name;    /* whom the notices are from, UTF-8; NULL: the address alone */
    const char *replies; /* where people's answers go; NULL: to the address */
};

/* Adds headers and body, with CRLF line ends. */
void compose_mail(const struct notice *notice, const struct sender *sender, struct buffer *out);

/* Adds text as it may stand in a header: ASCII as it is, else as encoded words (RFC 2047), folded.
 * Line breaks and other control characters become blanks. `used`: characters already in the line.
 */
void compose_header_text(const char *text, size_t used, struct buffer *out);

#endif
