#include "reader/hex.h"

int hex_value(unsigned character)
{
    unsigned letter = character | 0x20;
    return character >= '0' && character <= '9' ? (int)(character - '0')
           : letter >= 'a' && letter <= 'f'     ? (int)(letter - 'a') + 10
                                                : -1;
}

void hex_decode(const struct bytes *digits, size_t most, struct buffer *bytes)
{
    int high = -1;
    for (size_t i = 0; i < digits->size && bytes->size < most; i++) {
        int value = hex_value(digits->data[i]);
        if (value >= 0 && high >= 0) {
            buffer_add(bytes, &(char){(char)(high << 4 | value)}, 1);
            high = -1;
        } else if (value >= 0) {
            high = value;
        }
    }
}
