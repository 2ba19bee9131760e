#include "reader/zip.h"

#include "reader/archive.h"
#include "reader/entry_names.h"
#include "reader/names.h"
#include "reader/passwords.h"
#include "reader/zip_method.h"
#include "reader/zip_whole.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An archive that is being read. */
struct zip_input {
    zip_t *archive;
    int fd;
    const char *charset; /* of the names that do not say it themselves */
    bool lied;           /* an entry is not as the directory says: none is read twice any more */
};

/* --- names ----------------------------------------------------------------------------------- */

static const char *raw_name(zip_t *archive, zip_uint64_t index)
{
    const char *name = zip_get_name(archive, index, ZIP_FL_ENC_RAW);
    return name != NULL ? name : "";
}

/*
 * libzip has put the Unicode path of field 0x7075 in place where its checksum is right; it then
 * gives the same text raw and converted, as it does where the flag is true.
 */
static bool is_stated(zip_t *archive, zip_uint64_t index, const char *raw)
{
    const char *strict = zip_get_name(archive, index, ZIP_FL_ENC_STRICT);
    return strict != NULL && strcmp(strict, raw) == 0;
}

static const char *charset_of_names(zip_t *archive, zip_uint64_t count)
{
    struct entry_names names = {0};
    for (zip_uint64_t i = 0; i < count && i < LIMIT_ENTRIES; i++) {
        const char *raw = raw_name(archive, i);
        if (!is_stated(archive, i, raw)) {
            entry_names_add(&names, raw);
        }
    }
    return entry_names_charset(&names);
}

/* --- entries --------------------------------------------------------------------------------- */

static ssize_t pull(void *source, char *buffer, size_t size)
{
    return (ssize_t)zip_fread(source, buffer, size);
}

/* 7-Zip writes no checksum where WinZip's AES has one of its own (AE-2), which libzip has compared
 * before it misses the other. */
static bool only_lacks_checksum(zip_file_t *file, const zip_stat_t *status, uint64_t size)
{
    bool aes =
        status->encryption_method >= ZIP_EM_AES_128 && status->encryption_method <= ZIP_EM_AES_256;
    return aes && status->crc == 0 && status->size == size &&
           zip_error_code_zip(zip_file_get_error(file)) == ZIP_ER_CRC;
}

static enum spool_result spool_entry(struct container *container, zip_file_t *file,
                                     const zip_stat_t *status, struct spool *spool)
{
    enum spool_result result = container_spool(container, pull, file, spool);
    if (result == SPOOL_BROKEN && only_lacks_checksum(file, status, spool->size)) {
        result = SPOOL_WHOLE;
    }
    zip_fclose(file);
    return result;
}

/* Tries what the mail states, and what the office configured. */
static bool spool_encrypted(struct container *container, zip_t *archive, const zip_stat_t *status,
                            struct spool *spool)
{
    struct job *job = container->job;
    for (size_t i = 0; i < job->password_count; i++) {
        zip_file_t *file = zip_fopen_index_encrypted(archive, status->index, 0, job->passwords[i]);
        if (file == NULL) {
            continue;
        }
        /* Of 256 wrong ones one passes the check byte; the checksum at the end finds it out. */
        if (spool_entry(container, file, status, spool) == SPOOL_WHOLE) {
            passwords_prefer(job, i);
            return true;
        }
        spool_discard(job, spool);
    }
    container->encrypted = true;
    return false;
}

static bool spool_whole(struct container *container, struct zip_input *input,
                        const zip_stat_t *status, struct spool *spool, enum spool_result *result)
{
    enum zip_whole_result whole =
        input->lied ? WHOLE_UNFIT
                    : zip_whole_spool(container, input->archive, status, spool, result);
    input->lied |= whole == WHOLE_LIED;
    return whole == WHOLE_DONE;
}

/* False where nothing can be got out of it at all. */
static bool spool_plain(struct container *container, struct zip_input *input,
                        const zip_stat_t *status, struct spool *spool, enum spool_result *result)
{
    if (spool_whole(container, input, status, spool, result)) {
        return true;
    }
    zip_file_t *file = zip_fopen_index(input->archive, status->index, 0);
    if (file != NULL) {
        *result = spool_entry(container, file, status, spool);
        return true;
    }
    if (zip_error_code_zip(zip_get_error(input->archive)) != ZIP_ER_COMPNOTSUPP) {
        container->damaged = true;
        return false;
    }
    bool known = zip_method_spool(container, input->fd, input->archive, status, spool, result);
    container->unreadable |= !known;
    return known;
}

static void take_file(struct container *container, struct zip_input *input,
                      const zip_stat_t *status, const char *name, bool clean)
{
    struct spool spool = {.fd = -1};
    struct leaf_notes notes = {.name_undecodable = !clean};
    enum spool_result result = SPOOL_WHOLE;
    if ((status->valid & ZIP_STAT_ENCRYPTION_METHOD) && status->encryption_method != ZIP_EM_NONE) {
        if (spool_encrypted(container, input->archive, status, &spool)) {
            container_leaf(container, name, &spool, &notes);
        }
        return;
    }
    if (!spool_plain(container, input, status, &spool, &result)) {
        return;
    }
    notes.broken = result == SPOOL_BROKEN;
    notes.cut = result == SPOOL_CUT;
    container->damaged |= notes.broken;
    container_leaf_spooled(container, name, &spool, result, &notes);
}

/* A symbolic link of Unix: its bytes are a path, not a document. */
static bool is_link(zip_t *archive, zip_uint64_t index)
{
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    return zip_file_get_external_attributes(archive, index, 0, &system, &attributes) == 0 &&
           system == ZIP_OPSYS_UNIX && (attributes >> 16 & 0170000) == 0120000;
}

static void take_entry(struct container *container, struct zip_input *input, zip_uint64_t index)
{
    zip_stat_t status;
    bool clean = true;
    if (zip_stat_index(input->archive, index, 0, &status) != 0) {
        container->damaged = true;
        return;
    }
    const char *raw = raw_name(input->archive, index);
    const char *charset = is_stated(input->archive, index, raw) ? "utf-8" : input->charset;
    CLEANUP_FREE char *name = entry_names_decode(charset, raw, &clean);
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == '/' && status.size == 0) {
        return;
    }
    if (names_junk(name) || is_link(input->archive, index)) {
        container_note_junk(container);
        return;
    }
    take_file(container, input, &status, name, clean);
}

static void take_entries(struct container *container, zip_t *archive, int fd)
{
    zip_int64_t entries = zip_get_num_entries(archive, 0);
    zip_uint64_t count = entries > 0 ? (zip_uint64_t)entries : 0;
    struct zip_input input = {
        .archive = archive, .fd = fd, .charset = charset_of_names(archive, count)};
    for (zip_uint64_t i = 0; i < count && container_entry(container, NULL); i++) {
        take_entry(container, &input, i);
    }
}

bool zip_read_volumes(struct container *container, int fd, struct zip_volumes volumes)
{
    zip_t *archive = zip_archive_open(fd, volumes);
    if (archive == NULL) {
        return archive_recover_zip(container, fd);
    }
    take_entries(container, archive, fd);
    zip_discard(archive);
    return true;
}

bool zip_read(struct container *container, int fd)
{
    return zip_read_volumes(container, fd, (struct zip_volumes){0});
}
