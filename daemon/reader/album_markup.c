/* Pictures in what is called .doc and is XML: w:binData of Word 2003, which Kingsoft's programs
 * write as well, and pkg:binaryData of a package as one file. */
#include "reader/album.h"

#include "reader/package.h"

#include <glib.h>

static void take_picture(struct album *album, struct part *part)
{
    gsize size = 0;
    CLEANUP_FREE char *text = part_inner_text(part);
    unsigned char *bytes = g_base64_decode(text, &size);
    album_keep(album, bytes); /* GLib's memory is malloc's */
    album_add_bytes(album, &(struct bytes){bytes, size}, ALBUM_PLAIN, (struct album_size){0});
}

void album_add_markup(struct album *album, int fd)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open_file(fd);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT &&
            (part_is(part, "binData") || part_is(part, "binaryData"))) {
            take_picture(album, part);
        }
    }
}
