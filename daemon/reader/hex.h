/* Bytes that are written as hexadecimal digits, two each. */
#ifndef BAOSONG_READER_HEX_H
#define BAOSONG_READER_HEX_H

#include "base/buffer.h"
#include "reader/bytes.h"

/* -1 for what is no digit. */
int hex_value(unsigned character);

/* Adds what the digits stand for until `bytes` holds `most`; what is between them does not count.
 */
void hex_decode(const struct bytes *digits, size_t most, struct buffer *bytes);

#endif
