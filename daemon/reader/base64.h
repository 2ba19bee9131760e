/*
 * Base64 (RFC 2045, 6.8) as a stream of GMime, many times as fast as its own filter: most of what
 * units send is base64. Marks outside the alphabet are passed over; behind the padding stands
 * nothing that counts (relays put their footers there); a last group without its padding counts all
 * the same.
 */
#ifndef BAOSONG_READER_BASE64_H
#define BAOSONG_READER_BASE64_H

#include <gmime/gmime.h>

/* The bytes that the marks of `raw` stand for, from where it is; to be read to its end, and no more
 * than that. Keeps a reference of `raw`; the caller unrefs what it gets. */
GMimeStream *base64_stream_new(GMimeStream *raw);

#endif
