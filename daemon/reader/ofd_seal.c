/* The seals of signatures: where they are laid (GB/T 33190, 18), and their pictures (GM/T 0031). */
#include "reader/ofd_document.h"

#include "base/limits.h"
#include "reader/bytes.h"
#include "reader/ofd.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- stamps ---------------------------------------------------------------------------------- */

static void add_stamp(struct ofd_document *document, const struct part *part)
{
    struct ofd_stamp stamp = {.page = part_attribute(part, "PageRef")};
    ofd_attribute(part, "Boundary", stamp.box, COUNT_OF(stamp.box));
    ofd_attribute(part, "Clip", stamp.clip, COUNT_OF(stamp.clip));
    if (stamp.page == NULL || document->stamp_count >= LIMIT_SIGNATURES) {
        free(stamp.page);
        return;
    }
    document->stamps = xgrow(document->stamps, document->stamp_count, sizeof *document->stamps);
    document->stamps[document->stamp_count++] = stamp;
}

/* One signature: its stamps, and the part that has the picture, which may be named behind them. The
 * seal itself, or else the signed value, which repeats it. */
static void read_signature(struct ofd_document *document, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(document->package, name);
    CLEANUP_FREE char *seal = NULL;
    CLEANUP_FREE char *value = NULL;
    size_t first = document->stamp_count;
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        char **into = part_is(part, "BaseLoc")       ? &seal
                      : part_is(part, "SignedValue") ? &value
                                                     : NULL;
        if (into != NULL && *into == NULL) {
            CLEANUP_FREE char *location = part_inner_text(part);
            *into = ofd_resolve(name, location);
        } else if (part_is(part, "StampAnnot")) {
            add_stamp(document, part);
        }
    }
    const char *picture = seal != NULL ? seal : value != NULL ? value : "";
    for (size_t i = first; i < document->stamp_count; i++) {
        document->stamps[i].seal = xstrdup(picture);
    }
}

void ofd_stamps_read(struct ofd_document *document, const char *list)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(document->package, list);
    unsigned count = 0;
    for (int type; part != NULL && (type = part_next(part)) >= 0 && count < LIMIT_SIGNATURES;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Signature")) {
            CLEANUP_FREE char *location = part_attribute(part, "BaseLoc");
            CLEANUP_FREE char *name = ofd_resolve(list, location);
            read_signature(document, name);
            count++;
        }
    }
}

/* --- pictures -------------------------------------------------------------------------------- */

/* The bytes of a DER string of type `tag` that begins there; NULL data where there is none whole.
 */
static struct bytes der_string(const struct bytes *der, size_t at, unsigned tag)
{
    enum { LONG = 0x80, MOST = 4 };
    size_t size = bytes_u8(der, at + 1), count = size & ~(size_t)LONG;
    if (bytes_u8(der, at) != tag || (size >= LONG && (count == 0 || count > MOST))) {
        return (struct bytes){0};
    }
    at += 2;
    if (size >= LONG) {
        for (size = 0; count > 0; count--) {
            size = size << 8 | bytes_u8(der, at++);
        }
    }
    const unsigned char *data = bytes_at(der, at, size);
    return (struct bytes){data, data != NULL ? size : 0};
}

/*
 * SES_ESPictureInfo is the type of the picture as a string, then its bytes. Its place differs from
 * one edition of the standard to the next; nothing else in a seal looks like it.
 */
static struct bytes find_picture(const struct bytes *der, bool *nested)
{
    enum { IA5_STRING = 0x16, OCTET_STRING = 0x04 };
    static const char *const types[] = {"ofd", "png", "jpg", "jpeg", "bmp", "gif"};
    for (size_t at = 0; at < der->size; at++) {
        struct bytes type = der_string(der, at, IA5_STRING);
        for (size_t i = 0; type.data != NULL && i < COUNT_OF(types); i++) {
            if (type.size == strlen(types[i]) &&
                strncasecmp((const char *)type.data, types[i], type.size) == 0) {
                size_t end = (size_t)(type.data - der->data) + type.size;
                struct bytes picture = der_string(der, end, OCTET_STRING);
                *nested = i == 0;
                if (picture.size > 0) {
                    return picture;
                }
            }
        }
    }
    return (struct bytes){0};
}

bool ofd_seal_picture(zip_t *package, const char *name, struct buffer *bytes, bool *nested)
{
    CLEANUP_BUFFER struct buffer der = BUFFER_EMPTY;
    if (!package_take(package, name, LIMIT_ALBUM_PICTURE, &der)) {
        return false;
    }
    struct bytes picture =
        find_picture(&(struct bytes){(unsigned char *)der.data, der.size}, nested);
    buffer_clear(bytes);
    buffer_add(bytes, picture.data, picture.size);
    return picture.size > 0;
}
