#include "reader/album.h"

#include "base/limits.h"
#include "reader/hex.h"
#include "reader/mapped.h"
#include "reader/package.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    char *part;         /* of the package; NULL: */
    struct bytes bytes; /* it stands in memory */
    enum album_form form;
    struct album_size shown;
};

struct album {
    zip_t *package; /* NULL for other documents */
    struct bytes mapped;
    void **kept;
    size_t kept_count;
    struct entry *at;
    size_t count;
};

/* --- filling --------------------------------------------------------------------------------- */

void album_keep_package(struct album *album, zip_t *package)
{
    album->package = package;
}

void album_keep(struct album *album, void *memory)
{
    album->kept = xgrow(album->kept, album->kept_count, sizeof *album->kept);
    album->kept[album->kept_count++] = memory;
}

void album_keep_mapped(struct album *album, const struct bytes *mapped)
{
    album->mapped = *mapped;
}

static void add(struct album *album, const struct entry *entry)
{
    album->at = xgrow(album->at, album->count, sizeof *album->at);
    album->at[album->count++] = *entry;
}

void album_add_part(struct album *album, const char *name, struct album_size shown)
{
    bool known = album->count >= LIMIT_ALBUM;
    for (size_t i = 0; i < album->count && !known; i++) {
        known = album->at[i].part != NULL && strcmp(album->at[i].part, name) == 0;
    }
    if (!known) {
        add(album, &(struct entry){.part = xstrdup(name), .shown = shown});
    }
}

void album_add_bytes(struct album *album, const struct bytes *bytes, enum album_form form,
                     struct album_size shown)
{
    bool known = album->count >= LIMIT_ALBUM || bytes->size == 0;
    for (size_t i = 0; i < album->count && !known; i++) {
        known = album->at[i].bytes.data == bytes->data;
    }
    if (!known) {
        add(album, &(struct entry){.bytes = *bytes, .form = form, .shown = shown});
    }
}

/* --- the bytes of a picture ------------------------------------------------------------------ */

static void take_plain(const struct bytes *plain, size_t most, struct buffer *bytes)
{
    buffer_add(bytes, plain->data, plain->size < most ? plain->size : most);
}

/* The header of a BMP file ([MS-WMF] 2.2.2.9 has what follows it): where the pixels begin is behind
 * the second header, its masks and its palette. */
static void add_header(struct buffer *bytes)
{
    enum { FILE_HEADER = 14, INFO_HEADER = 40, BITFIELDS = 3, MASKS = 12 };
    const struct bytes info = {(const unsigned char *)bytes->data, bytes->size};
    size_t head = bytes_u32(&info, 0), bits = bytes_u16(&info, 14), colours = bytes_u32(&info, 32);
    size_t palette = bits <= 8 && colours == 0 ? (size_t)1 << bits : colours;
    size_t masks = head == INFO_HEADER && bytes_u32(&info, 16) == BITFIELDS ? MASKS : 0;
    size_t pixels = FILE_HEADER + head + masks + 4 * (palette <= 256 ? palette : 0);
    unsigned char header[FILE_HEADER] = "BM";
    bytes_put_u32(header + 2, (uint32_t)(FILE_HEADER + bytes->size));
    bytes_put_u32(header + 10, (uint32_t)pixels);
    CLEANUP_BUFFER struct buffer rest = *bytes;
    *bytes = BUFFER_EMPTY;
    buffer_add(bytes, header, sizeof header);
    buffer_add(bytes, rest.data, rest.size);
}

bool album_bytes(const struct album *album, size_t index, size_t most, struct buffer *bytes)
{
    const struct entry *entry = &album->at[index];
    buffer_clear(bytes);
    if (entry->part != NULL) {
        package_take(album->package, entry->part, most, bytes);
    } else if (entry->form == ALBUM_HEX || entry->form == ALBUM_HEX_BITMAP) {
        hex_decode(&entry->bytes, most, bytes);
    } else {
        take_plain(&entry->bytes, most, bytes);
    }
    if (bytes->size > 0 && (entry->form == ALBUM_BITMAP || entry->form == ALBUM_HEX_BITMAP)) {
        add_header(bytes);
    }
    return bytes->size > 0;
}

size_t album_count(const struct album *album)
{
    return album->count;
}

struct album_size album_shown(const struct album *album, size_t index)
{
    return album->at[index].shown;
}

/* --- opening --------------------------------------------------------------------------------- */

static void (*const fillers[KIND_COUNT])(struct album *album, int fd, enum kind kind) = {
    [KIND_DOCX] = album_add_package, [KIND_XLSX] = album_add_package,
    [KIND_PPTX] = album_add_package, [KIND_DOC] = album_add_ole,
    [KIND_WPS] = album_add_ole,      [KIND_XLS] = album_add_ole,
    [KIND_PPT] = album_add_ole,      [KIND_RTF] = album_add_rtf,
};

struct album *album_open(int fd, enum kind kind)
{
    if (fillers[kind] == NULL) {
        return NULL;
    }
    struct album *album = xcalloc(1, sizeof *album);
    fillers[kind](album, fd, kind);
    return album;
}

void album_free(struct album *album)
{
    if (album == NULL) {
        return;
    }
    for (size_t i = 0; i < album->count; i++) {
        free(album->at[i].part);
    }
    for (size_t i = 0; i < album->kept_count; i++) {
        free(album->kept[i]);
    }
    package_close(album->package);
    mapped_close(&album->mapped);
    free(album->kept);
    free(album->at);
    free(album);
}
