/* Objects in RTF: \objdata, and behind it the hexadecimal digits of what OLE 1 saves ([MS-OLEDS]
 * 2.2.5). */
#include "reader/embedded.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/mapped.h"
#include "reader/ole.h"

#include <stdlib.h>
#include <string.h>

enum {
    OBJECTS = 1000, /* of one document */
    EMBEDDED = 2,   /* FormatID of an object that is here itself, not linked */
};

static int digit_of(unsigned char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    unsigned char letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* The bytes that the digits stand for, up to the end of the group, which is returned; blanks and
 * lines do not count. */
static size_t decode(const struct bytes *text, size_t at, struct buffer *object)
{
    int high = -1;
    for (; at < text->size && text->data[at] != '}' && object->size < LIMIT_EMBEDDED; at++) {
        int digit = digit_of(text->data[at]);
        if (digit < 0) {
            continue;
        }
        if (high >= 0) {
            buffer_add(object, &(char){(char)(high << 4 | digit)}, 1);
        }
        high = high < 0 ? digit : -1;
    }
    return at;
}

/* Behind a name with its length. */
static size_t skip_name(const struct bytes *object, size_t at)
{
    return at + 4 + bytes_u32(object, at);
}

static void take_object(struct container *container, const struct bytes *object)
{
    size_t at = 8;
    for (int name = 0; name < 3; name++) { /* class, topic, item */
        at = skip_name(object, at);
    }
    struct bytes native = bytes_part(object, at, SIZE_MAX);
    if (bytes_u32(object, 4) != EMBEDDED || embedded_native(container, &native) ||
        native.size <= 4) {
        return;
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *storage = ole_open_bytes((const char *)native.data + 4, native.size - 4);
    if (storage != NULL) {
        embedded_object(container, storage);
    }
}

void rtf_embedded(struct container *container, int fd)
{
    static const char word[] = "\\objdata";
    struct bytes text = {0};
    if (!mapped_open(fd, &text)) {
        return;
    }
    size_t at = 0;
    for (int count = 0; count < OBJECTS; count++) {
        const unsigned char *hit = memmem(text.data + at, text.size - at, word, strlen(word));
        if (hit == NULL) {
            break;
        }
        CLEANUP_BUFFER struct buffer object = BUFFER_EMPTY;
        at = decode(&text, (size_t)(hit - text.data) + strlen(word), &object);
        if (object.size > 0) {
            take_object(container, &(struct bytes){(unsigned char *)object.data, object.size});
        }
    }
    mapped_close(&text);
}
