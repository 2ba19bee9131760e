#include "reader/rtf_compressed.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "reader/bytes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { HEADER = 16 /* bytes */, WINDOW = 4096, PACKED = 0x75465A4C, PLAIN = 0x414C454D };

/* What the window holds before the first byte [MS-OXRTFCP 2.1.2.1]. */
static const char dictionary[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct unpacker {
    const unsigned char *at, *end;
    unsigned char window[WINDOW];
    size_t write; /* where the next byte goes in the window */
    struct buffer text;
};

static void put(struct unpacker *unpacker, unsigned char byte)
{
    unpacker->window[unpacker->write] = byte;
    unpacker->write = (unpacker->write + 1) % WINDOW;
    buffer_add(&unpacker->text, &byte, 1);
}

/* A reference of 12 bits into the window and 4 of length; false at the end mark, which is one that
 * points to where it writes. */
static bool put_reference(struct unpacker *unpacker)
{
    unsigned reference = (unsigned)unpacker->at[0] << 8 | unpacker->at[1];
    size_t from = reference >> 4;
    unpacker->at += 2;
    if (from == unpacker->write) {
        return false;
    }
    for (unsigned i = 0; i < (reference & 15) + 2; i++) {
        put(unpacker, unpacker->window[(from + i) % WINDOW]);
    }
    return true;
}

/* One control byte and the eight things it speaks of. */
static bool unpack_run(struct unpacker *unpacker)
{
    unsigned control = *unpacker->at++;
    for (unsigned bit = 0; bit < 8; bit++) {
        bool reference = control >> bit & 1;
        if (unpacker->end - unpacker->at < (reference ? 2 : 1)) {
            return false;
        }
        if (!reference) {
            put(unpacker, *unpacker->at++);
        } else if (!put_reference(unpacker)) {
            return false;
        }
    }
    return unpacker->at < unpacker->end && unpacker->text.size < LIMIT_TEXT_FILE;
}

char *rtf_decompress(const char *packed, size_t size, size_t *text_size)
{
    if (size <= HEADER) {
        return NULL;
    }
    const struct bytes bytes = {.data = (const unsigned char *)packed, .size = size};
    uint32_t kind = bytes_u32(&bytes, 8);
    struct unpacker unpacker = {
        .at = bytes.data + HEADER, .end = bytes.data + size, .write = sizeof dictionary - 1};
    memcpy(unpacker.window, dictionary, sizeof dictionary - 1);
    if (kind == PLAIN) {
        buffer_add(&unpacker.text, packed + HEADER, size - HEADER);
    } else if (kind == PACKED) {
        while (unpack_run(&unpacker)) {
        }
    } else {
        return NULL;
    }
    *text_size = unpacker.text.size;
    return buffer_steal(&unpacker.text);
}
