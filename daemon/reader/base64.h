/*
 * Base64 (RFC 2045, 6.8) as a filter of GMime, several times as fast as its own: most of what units
 * send is base64. Marks outside the alphabet are passed over; behind the padding stands nothing
 * that counts (relays put their footers there); a last group without its padding counts all the
 * same.
 */
#ifndef BAOSONG_READER_BASE64_H
#define BAOSONG_READER_BASE64_H

#include <gmime/gmime.h>

/* The caller unrefs it. */
GMimeFilter *base64_filter_new(void);

#endif
