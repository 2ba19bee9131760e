/*
 * Pictures in .doc, .wps, .xls and .ppt: each lies in a record of its own ([MS-ODRAW] 2.2.23 to
 * 2.2.31, OfficeArtBlip), whichever program wrote the file and whatever leads to it. Those of the
 * lines of a .doc are in its stream Data, in their order; those that float over the text behind the
 * text itself; those of a .ppt in a stream of their own; those of an .xls in records of its.
 */
#include "reader/album.h"

#include "base/limits.h"
#include "reader/ole.h"

#include <stdlib.h>
#include <string.h>

enum {
    HEADER = 8,  /* bytes of each record: instance and version, type, size */
    UID = 16,    /* a hash of the picture; two of them where the instance is odd */
    MARK = 0xF0, /* the upper byte of every type */
};

/* --- records --------------------------------------------------------------------------------- */

/* Those of pictures that are pixels: the first two bytes without the count of hashes, the type, and
 * how the picture begins. Drawings (EMF, WMF) are none. */
static const struct blip {
    uint32_t instance, type;
    enum album_form form;
    const char *magic;
    size_t magic_size;
} blips[] = {
    {0x46A0, 0xF01D, ALBUM_PLAIN, "\xFF\xD8\xFF", 3},
    {0x6E20, 0xF01D, ALBUM_PLAIN, "\xFF\xD8\xFF", 3},
    {0x46A0, 0xF02A, ALBUM_PLAIN, "\xFF\xD8\xFF", 3},
    {0x6E20, 0xF02A, ALBUM_PLAIN, "\xFF\xD8\xFF", 3},
    {0x6E00, 0xF01E, ALBUM_PLAIN, "\x89PNG", 4},
    {0x7A80, 0xF01F, ALBUM_BITMAP, "\x28\0\0\0", 4},
    {0x6E40, 0xF029, ALBUM_PLAIN, "II*", 3},
    {0x6E40, 0xF029, ALBUM_PLAIN, "MM\0", 3},
};

/* The picture whose record begins there; its form, and behind it the end. False for anything else.
 */
static bool is_blip(const struct bytes *bytes, size_t at, struct bytes *picture,
                    enum album_form *form)
{
    enum { ODD = 0x10 };
    uint32_t instance = bytes_u16(bytes, at), type = bytes_u16(bytes, at + 2);
    size_t before = ((instance & ODD) != 0 ? 2 : 1) * (size_t)UID + 1;
    size_t size = bytes_u32(bytes, at + 4);
    if (size <= before || bytes_at(bytes, at + HEADER, before) == NULL) {
        return false;
    }
    *picture = bytes_part(bytes, at + HEADER + before, size - before);
    for (size_t i = 0; i < COUNT_OF(blips); i++) {
        const unsigned char *begin = bytes_at(picture, 0, blips[i].magic_size);
        if ((instance & ~(uint32_t)ODD) == blips[i].instance && type == blips[i].type &&
            begin != NULL && memcmp(begin, blips[i].magic, blips[i].magic_size) == 0) {
            *form = blips[i].form;
            return true;
        }
    }
    return false;
}

static void add_blips(struct album *album, const struct bytes *bytes)
{
    enum { TYPE_END = 3 /* where the mark stands in a record */ };
    for (size_t at = TYPE_END; at < bytes->size;) {
        const unsigned char *mark = memchr(bytes->data + at, MARK, bytes->size - at);
        if (mark == NULL) {
            return;
        }
        struct bytes picture;
        enum album_form form;
        at = (size_t)(mark - bytes->data);
        if (is_blip(bytes, at - TYPE_END, &picture, &form)) {
            album_add_bytes(album, &picture, form, (struct album_size){0});
            at = (size_t)(picture.data - bytes->data) + picture.size;
        }
        at++;
    }
}

/* --- streams --------------------------------------------------------------------------------- */

static void add_stream(struct album *album, GsfInfile *storage, const char *name)
{
    size_t size = 0;
    unsigned char *stream = ole_stream(storage, name, LIMIT_STREAM, &size);
    if (stream != NULL) {
        album_keep(album, stream);
        add_blips(album, &(struct bytes){stream, size});
    }
}

/* [MS-XLS] 2.4.171, MsoDrawingGroup: one run of bytes, cut into records. */
static void add_workbook(struct album *album, GsfInfile *storage)
{
    enum { RECORD_HEADER = 4, DRAWINGS = 0x00EB, CONTINUE = 0x003C };
    size_t size = 0;
    CLEANUP_FREE unsigned char *stream = ole_stream(storage, "Workbook", LIMIT_STREAM, &size);
    const struct bytes book = {stream, stream != NULL ? size : 0};
    CLEANUP_BUFFER struct buffer drawings = BUFFER_EMPTY;
    bool within = false;
    for (size_t at = 0; bytes_at(&book, at, RECORD_HEADER) != NULL;) {
        uint32_t type = bytes_u16(&book, at);
        struct bytes content = bytes_part(&book, at + RECORD_HEADER, bytes_u16(&book, at + 2));
        within = type == DRAWINGS || (within && type == CONTINUE);
        if (within) {
            buffer_add(&drawings, content.data, content.size);
        }
        at += RECORD_HEADER + content.size;
    }
    size = drawings.size;
    char *joined = buffer_steal(&drawings);
    album_keep(album, joined);
    add_blips(album, &(struct bytes){(unsigned char *)joined, size});
}

void album_add_ole(struct album *album, int fd, enum kind kind)
{
    if (!ole_is(fd)) {
        album_add_markup(album, fd);
        return;
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *storage = ole_open(fd);
    if (storage == NULL) {
        return;
    }
    if (kind == KIND_XLS) {
        add_workbook(album, storage);
    } else if (kind == KIND_PPT) {
        add_stream(album, storage, "Pictures");
    } else {
        add_stream(album, storage, "Data");
        add_stream(album, storage, "WordDocument");
    }
}
