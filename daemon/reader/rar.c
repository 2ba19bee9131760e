#include "reader/rar.h"

#include "reader/entry_names.h"
#include "reader/mapped.h"
#include "reader/names.h"
#include "reader/rar_block.h"
#include "reader/unarr_source.h"

#include <string.h>

static uint32_t flags_of(ar_archive *archive, const struct bytes *bytes)
{
    return bytes_u16(bytes, (size_t)ar_entry_get_offset(archive) + OLD_FLAGS);
}

/* Does the block have the name in Unicode, too? */
static bool name_is_unicode(ar_archive *archive, const struct bytes *bytes)
{
    return (flags_of(archive, bytes) & OLD_FILE_UNICODE) != 0;
}

/* In UTF-8 where it is Unicode; otherwise as it stands in the block, which libunarr takes for the
 * charset of DOS. The caller frees it. */
static char *stated_name(ar_archive *archive, const struct bytes *bytes)
{
    size_t at = (size_t)ar_entry_get_offset(archive);
    size_t place = at + rar_old_name_place(flags_of(archive, bytes));
    size_t size = bytes_u16(bytes, at + OLD_NAME_SIZE);
    const unsigned char *raw = bytes_at(bytes, place, size);
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
    return bytes_u8(bytes, at + OLD_SYSTEM) == OLD_SYSTEM_UNIX &&
           (bytes_u32(bytes, at + OLD_ATTRIBUTES) & 0170000) == 0120000;
}

/* By RAR 1.5, of 1994: nothing here unpacks that, and it is not damaged. */
static bool is_packed_unknown(ar_archive *archive, const struct bytes *bytes)
{
    enum { VERSION_2 = 20 };
    size_t at = (size_t)ar_entry_get_offset(archive);
    return bytes_u8(bytes, at + OLD_VERSION) < VERSION_2 &&
           bytes_u8(bytes, at + OLD_METHOD) != OLD_STORED;
}

static void take_file(struct container *container, ar_archive *archive, const char *name,
                      bool clean)
{
    struct spool spool = {.fd = -1};
    struct unarr_source source = {.archive = archive, .left = ar_entry_get_size(archive)};
    enum spool_result result = container_spool(container, unarr_pull, &source, &spool);
    const struct leaf_notes notes = {
        .name_undecodable = !clean, .broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    if (notes.broken) {
        container_note_broken(container);
    }
    container_leaf_spooled(container, name, &spool, result, &notes);
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
            container_note_junk(container);
        } else if (is_packed_unknown(archive, bytes)) {
            container->unreadable = true;
        } else {
            take_file(container, archive, name, clean);
        }
    }
    container->damaged |= !ar_at_eof(archive);
}

/* An archive that libunarr has open. */
struct opened {
    struct bytes file, bytes; /* all of it, and from where the archive begins */
    ar_stream *stream;
    ar_archive *archive;
};

static bool open_old(struct opened *opened, int fd, int64_t start)
{
    if (!mapped_open(fd, &opened->file)) {
        return false;
    }
    opened->bytes = bytes_part(&opened->file, (size_t)start, SIZE_MAX);
    const unsigned char *begin = bytes_at(&opened->bytes, 0, RAR_OLD_MARK);
    if (begin != NULL && rar_begins_as_old(begin)) {
        opened->stream = ar_open_memory(opened->bytes.data, opened->bytes.size);
    }
    opened->archive = opened->stream != NULL ? ar_open_rar_archive(opened->stream) : NULL;
    return opened->archive != NULL;
}

static void close_old(struct opened *opened)
{
    ar_close_archive(opened->archive);
    ar_close(opened->stream);
    mapped_close(&opened->file);
}

bool rar_read_old(struct container *container, int fd, int64_t start)
{
    struct opened opened = {0};
    bool known = open_old(&opened, fd, start);
    if (known) {
        take_files(container, opened.archive, &opened.bytes);
    }
    close_old(&opened);
    return known;
}

static bool is_sound(struct container *container, ar_archive *archive)
{
    struct spool spool = {.fd = -1};
    struct unarr_source source = {.archive = archive, .left = ar_entry_get_size(archive)};
    enum spool_result result = container_spool(container, unarr_pull, &source, &spool);
    spool_discard(container->job, &spool);
    return result == SPOOL_WHOLE;
}

size_t rar_old_sound(struct container *container, int fd)
{
    struct opened opened = {0};
    size_t sound = 0;
    bool more = open_old(&opened, fd, 0);
    while (more && ar_parse_entry(opened.archive)) {
        more = is_sound(container, opened.archive);
        sound += more;
    }
    close_old(&opened);
    return sound;
}

bool rar_begins_as_old(const void *bytes)
{
    return memcmp(bytes, rar_mark(false).data, RAR_OLD_MARK) == 0;
}
