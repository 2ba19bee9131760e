/* UTF-16LE as Microsoft's binary formats hold it -> UTF-8. */
#ifndef BAOSONG_READER_UTF16_H
#define BAOSONG_READER_UTF16_H

#include "base/buffer.h"
#include "reader/bytes.h"

/* Joins surrogates that come one unit at a time. Zero-initialise. */
struct utf16 {
    uint32_t high; /* half a character that waits for the other half; 0: none */
};

/* Appends one unit; a lone half is dropped. */
void utf16_add_unit(struct utf16 *state, struct buffer *out, uint32_t unit);
/* Appends all of it but NULs. */
void utf16_add(struct buffer *out, const struct bytes *bytes);
/* The same for text that is stored in the low bytes only (Latin-1). */
void utf16_add_low(struct buffer *out, const struct bytes *bytes);

#endif
