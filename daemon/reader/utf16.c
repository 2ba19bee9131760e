#include "reader/utf16.h"

#include "base/utf8.h"

void utf16_add_unit(struct utf16 *state, struct buffer *out, uint32_t unit)
{
    char text[4];
    uint32_t high = state->high;
    state->high = 0;
    if (unit >= 0xD800 && unit < 0xDC00) {
        state->high = unit;
    } else if (unit < 0xDC00 || unit >= 0xE000) {
        buffer_add(out, text, utf8_encode(unit, text));
    } else if (high != 0) {
        buffer_add(out, text,
                   utf8_encode(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), text));
    }
}

void utf16_add(struct buffer *out, const struct bytes *bytes)
{
    struct utf16 state = {0};
    for (size_t at = 0; at + 1 < bytes->size; at += 2) {
        uint32_t unit = bytes_u16(bytes, at);
        if (unit != 0) {
            utf16_add_unit(&state, out, unit);
        }
    }
}

void utf16_add_low(struct buffer *out, const struct bytes *bytes)
{
    struct utf16 state = {0};
    for (size_t at = 0; at < bytes->size; at++) {
        if (bytes->data[at] != 0) {
            utf16_add_unit(&state, out, bytes->data[at]);
        }
    }
}
