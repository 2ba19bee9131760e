#include "reader/zip_source.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    END_SIZE = 22,      /* bytes of the end record without its comment, APPNOTE 4.3.16 */
    CENTRAL_SIZE = 46,  /* bytes of a central header without its names, 4.3.12 */
    FLAG_HIGH_BYTE = 1, /* of the two bytes of flags, little-endian */
    UTF8_BIT = 0x08,    /* bit 11, in the high byte */
};

/* One byte that is given out instead of the file's. */
struct patch {
    uint64_t offset; /* in the file */
    unsigned char byte;
};

struct source {
    int fd;
    uint64_t start; /* where the archive begins in the file */
    uint64_t size;  /* bytes from there */
    uint64_t at;    /* likewise from there */
    struct zip_volumes volumes;
    uint64_t inserted;     /* bytes somewhere in the archive that its offsets do not count */
    struct patch *patches; /* ascending */
    size_t patch_count;
    zip_error_t error;
};

/* The end record, and what it leads to. */
struct directory {
    uint64_t end;    /* offset of the end record in the file */
    uint64_t offset; /* of the first central header */
    uint64_t start;  /* of the archive */
    uint32_t entries;
    uint64_t inserted; /* bytes somewhere in the archive that nobody counted */
};

static uint32_t u16(const unsigned char *at)
{
    return (uint32_t)(at[0] | at[1] << 8);
}

static uint32_t u32(const unsigned char *at)
{
    return u16(at) | u16(at + 2) << 16;
}

/* --- the directory --------------------------------------------------------------------------- */

static bool has_mark_at(const struct source *source, uint64_t offset, const char mark[4])
{
    char found[4];
    return pread(source->fd, found, sizeof found, (off_t)offset) == sizeof found &&
           memcmp(found, mark, sizeof found) == 0;
}

/* Does the first entry stand where the directory says, counted from the beginning of the file? Then
 * what the directory's own offset lacks was put somewhere between, not before the archive. */
static bool begins_with_file(const struct source *source, const struct directory *directory)
{
    unsigned char offset[4];
    return pread(source->fd, offset, sizeof offset, (off_t)directory->offset + CENTRAL_SIZE - 4) ==
               sizeof offset &&
           has_mark_at(source, u32(offset), "PK\3\4");
}

/* zip64 archives come from tools that tell the truth, and are left alone. */
static bool read_end(const struct source *source, const unsigned char *record,
                     struct directory *directory)
{
    uint32_t length = u32(record + 12), offset = u32(record + 16);
    if (length > directory->end) {
        return false;
    }
    directory->entries = u16(record + 10);
    directory->offset = directory->end - length;
    bool moved = directory->offset > offset;
    uint64_t uncounted = moved ? directory->offset - offset : 0;
    bool inserted = moved && begins_with_file(source, directory);
    directory->inserted = inserted ? uncounted : 0;
    directory->start = inserted ? 0 : uncounted;
    return directory->entries > 0 && has_mark_at(source, directory->offset, "PK\1\2");
}

static bool find_directory(const struct source *source, struct directory *directory)
{
    size_t window = source->size < END_SIZE + 65535 ? (size_t)source->size : END_SIZE + 65535;
    CLEANUP_FREE unsigned char *tail = xmalloc(window + 1);
    if (window < END_SIZE ||
        pread(source->fd, tail, window, (off_t)(source->size - window)) != (ssize_t)window) {
        return false;
    }
    for (size_t at = window - END_SIZE + 1; at-- > 0;) {
        if (memcmp(tail + at, "PK\5\6", 4) == 0) {
            directory->end = source->size - window + at;
            return read_end(source, tail + at, directory);
        }
    }
    return false;
}

/* --- patches --------------------------------------------------------------------------------- */

static void patch(struct source *source, uint64_t offset, unsigned char byte)
{
    source->patches = xgrow(source->patches, source->patch_count, sizeof *source->patches);
    source->patches[source->patch_count++] = (struct patch){.offset = offset, .byte = byte};
}

static void patch_number(struct source *source, uint64_t offset, uint64_t number, unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        patch(source, offset + i, (unsigned char)(number >> (8 * i)));
    }
}

static int by_offset(const void *left, const void *right)
{
    const struct patch *a = left, *b = right;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Where the local header is that a directory of volumes, or one that does not count all, says to be
 * there. */
static uint64_t mended_offset(const struct source *source, uint32_t volume, uint64_t offset)
{
    if (volume < source->volumes.count) {
        return source->volumes.starts[volume] + offset;
    }
    bool moved = source->inserted > 0 && !has_mark_at(source, offset, "PK\3\4") &&
                 has_mark_at(source, offset + source->inserted, "PK\3\4");
    return moved ? offset + source->inserted : offset;
}

static void mend_flag(struct source *source, uint64_t header, const unsigned char *bytes,
                      uint64_t local)
{
    char name[UINT16_MAX];
    size_t length = u16(bytes + 28);
    unsigned char flag = bytes[8 + FLAG_HIGH_BYTE];
    if ((flag & UTF8_BIT) != 0 &&
        pread(source->fd, name, length, (off_t)header + CENTRAL_SIZE) == (ssize_t)length &&
        !utf8_valid(name, length)) {
        flag &= (unsigned char)~UTF8_BIT;
        patch(source, header + 8 + FLAG_HIGH_BYTE, flag);
        patch(source, local + 6 + FLAG_HIGH_BYTE, flag);
    }
}

/* Looks at one central header; returns its whole size, 0 where there is none. */
static size_t mend_header(struct source *source, uint64_t offset)
{
    unsigned char bytes[CENTRAL_SIZE];
    if (pread(source->fd, bytes, sizeof bytes, (off_t)offset) != CENTRAL_SIZE ||
        memcmp(bytes, "PK\1\2", 4) != 0) {
        return 0;
    }
    uint64_t local = mended_offset(source, u16(bytes + 34), u32(bytes + 42));
    if (source->volumes.count > 0 || source->inserted > 0) {
        patch_number(source, offset + 34, 0, 2);
        patch_number(source, offset + 42, local, 4);
    }
    mend_flag(source, offset, bytes, source->start + local);
    return CENTRAL_SIZE + (size_t)u16(bytes + 28) + u16(bytes + 30) + u16(bytes + 32);
}

static void mend_end(struct source *source, const struct directory *directory)
{
    patch_number(source, directory->end + 4, 0, 4); /* this volume, and that of the directory */
    patch_number(source, directory->end + 8, directory->entries, 2);
    patch_number(source, directory->end + 16, directory->offset, 4);
}

static void mend_all(struct source *source)
{
    struct directory directory = {0};
    if (!find_directory(source, &directory)) {
        return;
    }
    source->inserted = directory.inserted;
    if (source->volumes.count > 0 || directory.inserted > 0) {
        directory.start = 0;
        mend_end(source, &directory);
    }
    source->start = directory.start;
    source->size -= directory.start;
    uint64_t offset = directory.offset;
    for (uint32_t i = 0; i < directory.entries; i++) {
        size_t size = mend_header(source, offset);
        if (size == 0) {
            break;
        }
        offset += size;
    }
    if (source->patch_count > 0) {
        qsort(source->patches, source->patch_count, sizeof *source->patches, by_offset);
    }
}

/* --- what libzip asks for -------------------------------------------------------------------- */

static void mend(const struct source *source, uint64_t from, unsigned char *data, size_t size)
{
    size_t low = 0, high = source->patch_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->patches[middle].offset < from) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < source->patch_count && source->patches[low].offset < from + size; low++) {
        data[source->patches[low].offset - from] = source->patches[low].byte;
    }
}

static zip_int64_t source_read(struct source *source, void *data, uint64_t size)
{
    uint64_t from = source->start + source->at;
    ssize_t got = pread(source->fd, data, (size_t)size, (off_t)from);
    if (got < 0) {
        zip_error_set(&source->error, ZIP_ER_READ, 0);
        return -1;
    }
    mend(source, from, data, (size_t)got);
    source->at += (uint64_t)got;
    return got;
}

static zip_int64_t source_seek(struct source *source, void *data, uint64_t size)
{
    zip_int64_t to =
        zip_source_seek_compute_offset(source->at, source->size, data, size, &source->error);
    if (to < 0) {
        return -1;
    }
    source->at = (uint64_t)to;
    return 0;
}

static zip_int64_t source_stat(const struct source *source, zip_stat_t *status)
{
    zip_stat_init(status);
    status->size = source->size;
    status->valid |= ZIP_STAT_SIZE;
    return sizeof *status;
}

static zip_int64_t source_free(struct source *source)
{
    zip_error_fini(&source->error);
    free(source->patches);
    free(source);
    return 0;
}

static zip_int64_t answer(void *state, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
    struct source *source = state;
    switch ((int)command) { /* libzip adds commands; what is not known is not supported */
    case ZIP_SOURCE_OPEN:
        source->at = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return source_read(source, data, size);
    case ZIP_SOURCE_SEEK:
        return source_seek(source, data, size);
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)source->at;
    case ZIP_SOURCE_STAT:
        return source_stat(source, data);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&source->error, data, size);
    case ZIP_SOURCE_FREE:
        return source_free(source);
    case ZIP_SOURCE_CLOSE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    }
    zip_error_set(&source->error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
}

bool zip_source_ends_as_zip(int fd)
{
    struct stat status;
    struct directory directory = {0};
    return fstat(fd, &status) == 0 &&
           find_directory(&(struct source){.fd = fd, .size = (uint64_t)status.st_size}, &directory);
}

zip_t *zip_archive_open(int fd, struct zip_volumes volumes)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return NULL;
    }
    struct source *state = xcalloc(1, sizeof *state);
    state->fd = fd;
    state->size = (uint64_t)status.st_size;
    state->volumes = volumes;
    zip_error_init(&state->error);
    mend_all(state);
    zip_source_t *source = zip_source_function_create(answer, state, NULL);
    if (source == NULL) {
        source_free(state);
        return NULL;
    }
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (archive == NULL) {
        zip_source_free(source);
    }
    return archive;
}
