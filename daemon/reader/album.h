/*
 * The pictures that are pasted into an office document, in its order: units photograph or scan a
 * paper page by page and put the pages into a Word file, or lay the picture of a seal over a
 * signature. A picture is told of once, however often it is shown.
 */
#ifndef BAOSONG_READER_ALBUM_H
#define BAOSONG_READER_ALBUM_H

#include "base/buffer.h"
#include "base/kind.h"
#include "base/memory.h"
#include "reader/bytes.h"

#include <stdbool.h>
#include <zip.h>

struct album;

/* Of the document in `fd`, which stays the caller's and open as long as the album; NULL for a kind
 * that holds none, or a document that cannot be opened. */
struct album *album_open(int fd, enum kind kind);
void album_free(struct album *album);
DEFINE_CLEANUP(struct album, album_free)

size_t album_count(const struct album *album);

/* The first `most` bytes of a picture as the file that it would be; false where there are none. */
bool album_bytes(const struct album *album, size_t index, size_t most, struct buffer *bytes);

/* How large a picture is shown, in millimetres; 0: not known. */
struct album_size {
    double width, height;
};
struct album_size album_shown(const struct album *album, size_t index);

/* --- for those that fill it ------------------------------------------------------------------ */

/* How the bytes of a picture stand in the document. */
enum album_form {
    ALBUM_PLAIN,
    ALBUM_BITMAP, /* a BMP file without its first header */
    ALBUM_HEX,    /* as hexadecimal digits */
    ALBUM_HEX_BITMAP,
};

/* One for each family of formats: what they can find of the document in `fd` is added. */
void album_add_package(struct album *album, int fd, enum kind kind);
void album_add_ole(struct album *album, int fd, enum kind kind);
void album_add_rtf(struct album *album, int fd, enum kind kind);
/* For what has the name of an old format, and is XML. */
void album_add_markup(struct album *album, int fd);

/* Takes over the package, of which parts are added after it. */
void album_keep_package(struct album *album, zip_t *package);
/* Takes over memory (malloc) in which pictures stand. */
void album_keep(struct album *album, void *memory);
/* Takes over a mapping (reader/mapped.h) likewise. */
void album_keep_mapped(struct album *album, const struct bytes *mapped);

/* Nothing is added past LIMIT_ALBUM, nor what is there already. */
void album_add_part(struct album *album, const char *name, struct album_size shown);
void album_add_bytes(struct album *album, const struct bytes *bytes, enum album_form form,
                     struct album_size shown);

#endif
