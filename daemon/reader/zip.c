#include "reader/zip.h"

#include "base/utf8.h"
#include "reader/charset.h"
#include "reader/names.h"
#include "reader/zip_source.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- names ----------------------------------------------------------------------------------- */

static const char *raw_name(zip_t *archive, zip_uint64_t index)
{
    const char *name = zip_get_name(archive, index, ZIP_FL_ENC_RAW);
    return name != NULL ? name : "";
}

static bool is_ascii(const char *name)
{
    while (*name != '\0' && (unsigned char)*name < 0x80) {
        name++;
    }
    return *name == '\0';
}

/*
 * One archive was written by one program: all its names are UTF-8, or none is. Where one of them is
 * Chinese beyond doubt, the others need only be valid (accents of pinyin, taken apart on a Mac).
 */
static bool names_are_utf8(zip_t *archive, zip_uint64_t count)
{
    bool strange = false, certain = false;
    for (zip_uint64_t i = 0; i < count && i < LIMIT_ENTRIES; i++) {
        const char *name = raw_name(archive, i);
        size_t size = strlen(name);
        if (!utf8_valid(name, size)) {
            return false;
        }
        bool chinese = charset_is_chinese_utf8(name, size);
        strange = strange || !chinese;
        certain = certain || (chinese && !is_ascii(name));
    }
    return certain || !strange;
}

/*
 * The name in UTF-8. libzip has put the Unicode path of field 0x7075 in place where its checksum is
 * right; it then gives the same text raw and converted, as it does where the flag is true.
 */
static char *decoded_name(zip_t *archive, zip_uint64_t index, bool utf8, bool *clean)
{
    const char *raw = raw_name(archive, index);
    const char *strict = zip_get_name(archive, index, ZIP_FL_ENC_STRICT);
    bool stated = strict != NULL && strcmp(strict, raw) == 0;
    CLEANUP_FREE char *name =
        charset_decode(utf8 || stated ? "utf-8" : "gb18030", raw, strlen(raw), clean);
    /* Only now is a backslash one: before, it may be half of a character. */
    for (char *at = strchr(name, '\\'); at != NULL; at = strchr(at, '\\')) {
        *at = '/';
    }
    return STEAL(name);
}

/* --- entries --------------------------------------------------------------------------------- */

static ssize_t pull(void *source, char *buffer, size_t size)
{
    return (ssize_t)zip_fread(source, buffer, size);
}

static enum spool_result spool_entry(struct container *container, zip_file_t *file,
                                     struct spool *spool)
{
    enum spool_result result = container_spool(container, pull, file, spool);
    zip_fclose(file);
    return result;
}

/* Tries what the mail states. The right one goes to the front, for it opens the others as well. */
static bool spool_encrypted(struct container *container, zip_t *archive, zip_uint64_t index,
                            struct spool *spool)
{
    struct job *job = container->job;
    for (size_t i = 0; i < job->password_count; i++) {
        zip_file_t *file = zip_fopen_index_encrypted(archive, index, 0, job->passwords[i]);
        if (file == NULL) {
            continue;
        }
        /* Of 256 wrong ones one passes the check byte; the checksum at the end finds it out. */
        if (spool_entry(container, file, spool) == SPOOL_WHOLE) {
            char *right = job->passwords[i];
            job->passwords[i] = job->passwords[0];
            job->passwords[0] = right;
            return true;
        }
        spool_discard(job, spool);
    }
    container->encrypted = true;
    return false;
}

static void take_file(struct container *container, zip_t *archive, const zip_stat_t *status,
                      const char *name, bool clean)
{
    struct spool spool = {.fd = -1};
    struct leaf_notes notes = {.name_undecodable = !clean};
    if ((status->valid & ZIP_STAT_ENCRYPTION_METHOD) && status->encryption_method != ZIP_EM_NONE) {
        if (spool_encrypted(container, archive, status->index, &spool)) {
            container_leaf(container, name, &spool, &notes);
        }
        return;
    }
    zip_file_t *file = zip_fopen_index(archive, status->index, 0);
    if (file == NULL) {
        container->damaged = true;
        return;
    }
    enum spool_result result = spool_entry(container, file, &spool);
    notes.broken = result == SPOOL_BROKEN;
    notes.cut = result == SPOOL_CUT;
    if (result != SPOOL_WHOLE && spool.size == 0) {
        container->damaged |= notes.broken;
        spool_discard(container->job, &spool);
        return;
    }
    container_leaf(container, name, &spool, &notes);
}

/* A symbolic link of Unix: its bytes are a path, not a document. */
static bool is_link(zip_t *archive, zip_uint64_t index)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    return zip_file_get_external_attributes(archive, index, 0, &system, &attributes) == 0 &&
           system == ZIP_OPSYS_UNIX && (attributes >> 16 & 0170000) == 0120000;
}

static void take_entry(struct container *container, zip_t *archive, zip_uint64_t index, bool utf8)
{
    zip_stat_t status;
    bool clean = true;
    if (zip_stat_index(archive, index, 0, &status) != 0) {
        container->damaged = true;
        return;
    }
    CLEANUP_FREE char *name = decoded_name(archive, index, utf8, &clean);
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == '/' && status.size == 0) {
        return;
    }
    if (names_junk(name) || is_link(archive, index)) {
        container->junk++;
        container->job->junk++;
        return;
    }
    take_file(container, archive, &status, name, clean);
}

bool zip_read(struct container *container, int fd)
{
    zip_t *archive = zip_archive_open(fd);
    if (archive == NULL) {
        char magic[4] = "";
        container->damaged =
            pread(fd, magic, sizeof magic, 0) == sizeof magic && memcmp(magic, "PK", 2) == 0;
        return false;
    }
    zip_int64_t entries = zip_get_num_entries(archive, 0);
    zip_uint64_t count = entries > 0 ? (zip_uint64_t)entries : 0;
    bool utf8 = names_are_utf8(archive, count);
    for (zip_uint64_t i = 0; i < count && container_entry(container); i++) {
        take_entry(container, archive, i, utf8);
    }
    zip_discard(archive);
    return true;
}
