#include "reader/zip_source.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdbool.h>
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

struct source {
    int fd;
    uint64_t size; /* bytes */
    uint64_t at;
    uint64_t *lies; /* offsets of the bytes whose UTF8_BIT is not true, ascending */
    size_t lie_count;
    zip_error_t error;
};

static uint32_t u16(const unsigned char *at)
{
    return (uint32_t)(at[0] | at[1] << 8);
}

static uint32_t u32(const unsigned char *at)
{
    return u16(at) | u16(at + 2) << 16;
}

/* --- finding the flags that lie -------------------------------------------------------------- */

/* Where the central directory begins and how many entries it has; zip64 archives come from tools
 * that tell the truth, and are left alone. */
static bool find_directory(const struct source *source, uint64_t *offset, uint32_t *entries)
{
    size_t window = source->size < END_SIZE + 65535 ? (size_t)source->size : END_SIZE + 65535;
    CLEANUP_FREE unsigned char *tail = xmalloc(window);
    if (window < END_SIZE ||
        pread(source->fd, tail, window, (off_t)(source->size - window)) != (ssize_t)window) {
        return false;
    }
    for (size_t at = window - END_SIZE + 1; at-- > 0;) {
        if (memcmp(tail + at, "PK\5\6", 4) == 0) {
            uint64_t end = source->size - window + at;
            uint32_t length = u32(tail + at + 12);
            *entries = u16(tail + at + 10);
            *offset = end - length; /* also where something stands before the archive */
            return length <= end;
        }
    }
    return false;
}

static void add_lie(struct source *source, uint64_t offset)
{
    source->lies = xgrow(source->lies, source->lie_count, sizeof *source->lies);
    source->lies[source->lie_count++] = offset;
}

static int by_offset(const void *left, const void *right)
{
    uint64_t a = 0, b = 0;
    memcpy(&a, left, sizeof a);
    memcpy(&b, right, sizeof b);
    return a < b ? -1 : a > b;
}

/* Looks at one central header; returns its whole size, 0 where there is none. */
static size_t check_header(struct source *source, uint64_t offset)
{
    unsigned char header[CENTRAL_SIZE];
    char name[UINT16_MAX];
    if (pread(source->fd, header, sizeof header, (off_t)offset) != CENTRAL_SIZE ||
        memcmp(header, "PK\1\2", 4) != 0) {
        return 0;
    }
    size_t length = u16(header + 28);
    bool flagged = (header[8 + FLAG_HIGH_BYTE] & UTF8_BIT) != 0;
    if (flagged &&
        pread(source->fd, name, length, (off_t)offset + CENTRAL_SIZE) == (ssize_t)length &&
        !utf8_valid(name, length)) {
        add_lie(source, offset + 8 + FLAG_HIGH_BYTE);
        add_lie(source, u32(header + 42) + (uint64_t)6 + FLAG_HIGH_BYTE);
    }
    return CENTRAL_SIZE + length + u16(header + 30) + u16(header + 32);
}

static void find_lies(struct source *source)
{
    uint64_t offset = 0;
    uint32_t entries = 0;
    if (!find_directory(source, &offset, &entries)) {
        return;
    }
    for (uint32_t i = 0; i < entries; i++) {
        size_t size = check_header(source, offset);
        if (size == 0) {
            break;
        }
        offset += size;
    }
    if (source->lie_count > 0) {
        qsort(source->lies, source->lie_count, sizeof *source->lies, by_offset);
    }
}

/* --- what libzip asks for -------------------------------------------------------------------- */

static void mend(const struct source *source, unsigned char *data, size_t size)
{
    size_t low = 0, high = source->lie_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->lies[middle] < source->at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < source->lie_count && source->lies[low] < source->at + size; low++) {
        data[source->lies[low] - source->at] &= (unsigned char)~UTF8_BIT;
    }
}

static zip_int64_t source_read(struct source *source, void *data, uint64_t size)
{
    ssize_t got = pread(source->fd, data, (size_t)size, (off_t)source->at);
    if (got < 0) {
        zip_error_set(&source->error, ZIP_ER_READ, 0);
        return -1;
    }
    mend(source, data, (size_t)got);
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
    free(source->lies);
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

zip_t *zip_archive_open(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return NULL;
    }
    struct source *state = xcalloc(1, sizeof *state);
    state->fd = fd;
    state->size = (uint64_t)status.st_size;
    zip_error_init(&state->error);
    find_lies(state);
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
