/*
 * Header text as Chinese mail programs write it. GMime's own decoding loses the second of two
 * encoded words that are folded inside quotes, and believes labels; names of files are too dear.
 */
#ifndef BAOSONG_READER_HEADER_H
#define BAOSONG_READER_HEADER_H

#include <stdbool.h>

/*
 * Encoded words (RFC 2047; also inside quotes, split inside a character, with line ends in them),
 * else raw 8-bit text -> UTF-8. *clean is made false, never true, when bytes could not be decoded.
 * The caller frees the result.
 */
char *header_decode(const char *raw, bool *clean);

/*
 * A parameter ("filename") of a raw header value: RFC 2231 with continuations and charset, else as
 * header_decode. NULL where there is none.
 */
char *header_parameter(const char *raw, const char *name, bool *clean);

#endif
