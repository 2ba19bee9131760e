/* Objects in RTF: \objdata, and behind it the hexadecimal digits of what OLE 1 saves ([MS-OLEDS]
 * 2.2.5). */
#include "reader/embedded.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/hex.h"
#include "reader/mapped.h"
#include "reader/ole.h"

#include <stdlib.h>
#include <string.h>

enum {
    OBJECTS = 1000, /* of one document */
    EMBEDDED = 2,   /* FormatID of an object that is here itself, not linked */
};

/* The digits up to the end of the group. */
static struct bytes digits_at(const struct bytes *text, size_t at)
{
    size_t left = text->size - at;
    const unsigned char *end = memchr(text->data + at, '}', left);
    return bytes_part(text, at, end != NULL ? (size_t)(end - text->data) - at : left);
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
        struct bytes digits = digits_at(&text, (size_t)(hit - text.data) + strlen(word));
        hex_decode(&digits, LIMIT_EMBEDDED, &object);
        at = (size_t)(hit - text.data) + strlen(word) + digits.size;
        if (object.size > 0) {
            take_object(container, &(struct bytes){(unsigned char *)object.data, object.size});
        }
    }
    mapped_close(&text);
}
