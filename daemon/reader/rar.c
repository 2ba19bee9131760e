#include "reader/rar.h"

#include "reader/entry_names.h"
#include "reader/mapped.h"
#include "reader/names.h"
#include "reader/unarr_source.h"

#include <string.h>

static const char old_mark[] = "Rar!\x1A\x07",
                  new_mark[] = "Rar!\x1A\x07\x01"; /* each with its NUL */

/* --- blocks ---------------------------------------------------------------------------------- */

/* Files seen so far, and those of them that need a password. */
struct tally {
    unsigned files, locked;
    bool headers_locked;
};

/* Looks at the block at `at`; where the next one begins, or 0 at the end. */
typedef size_t (*block_function)(const struct bytes *bytes, size_t at, struct tally *tally);

enum {
    OLD_MAIN = 0x73,
    OLD_FILE = 0x74,
    OLD_END = 0x7B,
    OLD_DATA_FOLLOWS = 0x8000,
    OLD_MAIN_LOCKED = 0x0080,
    OLD_FILE_LOCKED = 0x0004,
    OLD_FILE_LARGE = 0x0100,
    OLD_FILE_UNICODE = 0x0200,
    OLD_FILE_FOLDER = 0x00E0,
    OLD_LEAST = 7, /* bytes of a block */
    OLD_SYSTEM_UNIX = 3,
};

/* Checksum 2, type 1, flags 2, size 2, size of the data 4. */
static size_t old_block(const struct bytes *bytes, size_t at, struct tally *tally)
{
    uint32_t type = bytes_u8(bytes, at + 2), flags = bytes_u16(bytes, at + 3);
    uint64_t size = bytes_u16(bytes, at + 5);
    if (size < OLD_LEAST || type == OLD_END) {
        return 0;
    }
    if (type == OLD_FILE || (flags & OLD_DATA_FOLLOWS) != 0) {
        size += bytes_u32(bytes, at + 7);
    }
    if (type == OLD_FILE && (flags & OLD_FILE_FOLDER) != OLD_FILE_FOLDER) {
        tally->files++;
        tally->locked += (flags & OLD_FILE_LOCKED) != 0;
    }
    if (type == OLD_FILE && (flags & OLD_FILE_LARGE) != 0) {
        size += (uint64_t)bytes_u32(bytes, at + 32) << 32;
    }
    tally->headers_locked |= type == OLD_MAIN && (flags & OLD_MAIN_LOCKED) != 0;
    return size < bytes->size - at ? at + (size_t)size : 0;
}

enum {
    NEW_FILE = 2,
    NEW_ENCRYPTION = 4,
    NEW_END = 5,
    NEW_HAS_EXTRA = 1,
    NEW_HAS_DATA = 2,
    NEW_FOLDER = 1,
    NEW_FILE_LOCKED = 1, /* type of a record of the extra area */
};

/* Seven bits a byte, the lowest first; moves *at behind it. */
static uint64_t take_number(const struct bytes *bytes, size_t *at)
{
    uint64_t number = 0;
    uint32_t byte = 0x80;
    for (unsigned shift = 0; shift < 64 && (byte & 0x80) != 0; shift += 7) {
        byte = bytes_u8(bytes, (*at)++);
        number |= (uint64_t)(byte & 0x7F) << shift;
    }
    return number;
}

/* Records of a size, a type and what belongs to it. */
static bool new_extra_is_locked(const struct bytes *bytes, size_t at, size_t end)
{
    while (at < end) {
        uint64_t size = take_number(bytes, &at);
        size_t type = at;
        if (take_number(bytes, &type) == NEW_FILE_LOCKED) {
            return true;
        }
        if (size == 0 || size > end - at) {
            return false;
        }
        at += (size_t)size;
    }
    return false;
}

/* Checksum 4, size, type, flags, size of the extra area at its end, size of the data. */
static size_t new_block(const struct bytes *bytes, size_t at, struct tally *tally)
{
    at += 4;
    uint64_t size = take_number(bytes, &at);
    if (at >= bytes->size || size == 0 || size > bytes->size - at) {
        return 0;
    }
    size_t end = at + (size_t)size;
    uint64_t type = take_number(bytes, &at), flags = take_number(bytes, &at);
    uint64_t extra = (flags & NEW_HAS_EXTRA) != 0 ? take_number(bytes, &at) : 0;
    uint64_t data = (flags & NEW_HAS_DATA) != 0 ? take_number(bytes, &at) : 0;
    tally->headers_locked |= type == NEW_ENCRYPTION;
    if (type == NEW_FILE && (take_number(bytes, &at) & NEW_FOLDER) == 0) {
        tally->files++;
        tally->locked += extra < size && new_extra_is_locked(bytes, end - (size_t)extra, end);
    }
    return type != NEW_END && data < bytes->size - end ? end + (size_t)data : 0;
}

static bool begins_as(const struct bytes *bytes, size_t at, const char *mark, size_t size)
{
    const unsigned char *found = bytes_at(bytes, at, size);
    return found != NULL && memcmp(found, mark, size) == 0;
}

static struct tally count_blocks(const struct bytes *bytes, size_t start)
{
    struct tally tally = {0};
    block_function look = NULL;
    size_t at = start;
    if (begins_as(bytes, start, old_mark, sizeof old_mark)) {
        look = old_block;
        at += sizeof old_mark;
    } else if (begins_as(bytes, start, new_mark, sizeof new_mark)) {
        look = new_block;
        at += sizeof new_mark;
    }
    while (look != NULL && at != 0 && at < bytes->size && !tally.headers_locked &&
           tally.files < LIMIT_ENTRIES) {
        at = look(bytes, at, &tally);
    }
    return tally;
}

enum rar_lock rar_lock_of(int fd, int64_t start)
{
    struct bytes bytes = {0};
    if (!mapped_open(fd, &bytes)) {
        return RAR_OPEN;
    }
    const struct tally tally = count_blocks(&bytes, (size_t)start);
    mapped_close(&bytes);
    if (tally.headers_locked || (tally.locked > 0 && tally.locked == tally.files)) {
        return RAR_ALL_LOCKED;
    }
    return tally.locked > 0 ? RAR_SOME_LOCKED : RAR_OPEN;
}

/* --- by libunarr ----------------------------------------------------------------------------- */

/* Does the block have the name in Unicode, too? */
static bool name_is_unicode(ar_archive *archive, const struct bytes *bytes)
{
    return (bytes_u16(bytes, (size_t)ar_entry_get_offset(archive) + 3) & OLD_FILE_UNICODE) != 0;
}

/* In UTF-8 where it is Unicode; otherwise as it stands in the block, which libunarr takes for the
 * charset of DOS. The caller frees it. */
static char *stated_name(ar_archive *archive, const struct bytes *bytes)
{
    size_t at = (size_t)ar_entry_get_offset(archive);
    bool large = (bytes_u16(bytes, at + 3) & OLD_FILE_LARGE) != 0;
    size_t size = bytes_u16(bytes, at + 26);
    const unsigned char *raw = bytes_at(bytes, at + (large ? 40 : 32), size);
    if (name_is_unicode(archive, bytes) || raw == NULL) {
        const char *name = ar_entry_get_name(archive);
        return xstrdup(name != NULL ? name : "");
    }
    return xstrndup((const char *)raw, size);
}

/* Of the names that are not Unicode. */
static const char *charset_of_names(ar_archive *archive, const struct bytes *bytes)
{
    struct entry_names names = {0};
    for (bool more = ar_parse_entry_at(archive, 0); more && !entry_names_settled(&names);
         more = ar_parse_entry(archive)) {
        CLEANUP_FREE char *name = stated_name(archive, bytes);
        if (!name_is_unicode(archive, bytes)) {
            entry_names_add(&names, name);
        }
    }
    return entry_names_charset(&names);
}

/* Of Unix: its bytes are a path, not a document. */
static bool is_link(ar_archive *archive, const struct bytes *bytes)
{
    size_t at = (size_t)ar_entry_get_offset(archive);
    return bytes_u8(bytes, at + 15) == OLD_SYSTEM_UNIX &&
           (bytes_u32(bytes, at + 28) & 0170000) == 0120000;
}

static void take_file(struct container *container, ar_archive *archive, const char *name,
                      bool clean)
{
    struct spool spool = {.fd = -1};
    struct unarr_source source = {.archive = archive, .left = ar_entry_get_size(archive)};
    enum spool_result result = container_spool(container, unarr_pull, &source, &spool);
    const struct leaf_notes notes = {
        .name_undecodable = !clean, .broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    container->damaged |= notes.broken;
    if (result != SPOOL_WHOLE && spool.size == 0) {
        spool_discard(container->job, &spool);
        return;
    }
    container_leaf(container, name, &spool, &notes);
}

static void take_files(struct container *container, ar_archive *archive, const struct bytes *bytes)
{
    const char *charset = charset_of_names(archive, bytes);
    for (bool more = ar_parse_entry_at(archive, 0); more; more = ar_parse_entry(archive)) {
        bool clean = true;
        CLEANUP_FREE char *stated = stated_name(archive, bytes);
        const char *its = name_is_unicode(archive, bytes) ? "utf-8" : charset;
        CLEANUP_FREE char *name = entry_names_decode(its, stated, &clean);
        if (!container_entry(container, name)) {
            return;
        }
        if (names_junk(name) || is_link(archive, bytes)) {
            container->junk++;
            container->job->junk++;
        } else {
            take_file(container, archive, name, clean);
        }
    }
    container->damaged |= !ar_at_eof(archive);
}

bool rar_read_old(struct container *container, int fd, int64_t start)
{
    struct bytes file = {0};
    if (!mapped_open(fd, &file)) {
        return false;
    }
    const struct bytes bytes = bytes_part(&file, (size_t)start, SIZE_MAX);
    bool old = begins_as(&bytes, 0, old_mark, sizeof old_mark);
    ar_stream *stream = old ? ar_open_memory(bytes.data, bytes.size) : NULL;
    ar_archive *archive = stream != NULL ? ar_open_rar_archive(stream) : NULL;
    if (archive != NULL) {
        take_files(container, archive, &bytes);
    }
    bool opened = archive != NULL;
    ar_close_archive(archive);
    ar_close(stream);
    mapped_close(&file);
    return opened;
}
