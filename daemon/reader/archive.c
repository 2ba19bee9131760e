#include "reader/archive.h"

#include "base/utf8.h"
#include "reader/cab.h"
#include "reader/entry_names.h"
#include "reader/locked.h"
#include "reader/names.h"
#include "reader/rar.h"
#include "reader/rar_unlock.h"
#include "reader/signature.h"
#include "reader/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
    BLOCK = 256 << 10,   /* bytes read at a time */
    MOST_NAMES = 20000,  /* headers that are looked at to learn the charset of the names */
    MOST_RETRIES = 1000, /* headers that libarchive wants to pass over */
};

/* One volume, or the whole archive. */
struct volume {
    const struct plain *plain; /* NULL: in the file */
    int fd;
    int64_t start; /* where the archive begins: behind the program of a self-extracting one */
    int64_t size;  /* bytes from there on */
    int64_t at;
    char *block;
};

/* What is to be opened, and how. */
struct input {
    struct archive_files files;
    const struct unlocked *unlocked; /* NULL: as it stands in the files */
    bool recover_zip;
    struct volume *volumes; /* each with its block */
    size_t count;
};

typedef int (*support_function)(struct archive *archive);

/* --- reading --------------------------------------------------------------------------------- */

static la_ssize_t read_volume(struct archive *archive, void *data, const void **bytes)
{
    struct volume *volume = data;
    int64_t left = volume->size - volume->at;
    size_t size = left < BLOCK ? (size_t)left : BLOCK;
    ssize_t got = volume->plain != NULL
                      ? plain_read(volume->plain, (uint64_t)volume->at, volume->block, size)
                      : pread(volume->fd, volume->block, size, (off_t)(volume->start + volume->at));
    if (got < 0) {
        archive_set_error(archive, errno, "cannot read");
        return ARCHIVE_FATAL;
    }
    volume->at += got;
    *bytes = volume->block;
    return got;
}

static la_int64_t seek_volume(struct archive *archive, void *data, la_int64_t offset, int whence)
{
    (void)archive;
    struct volume *volume = data;
    int64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? volume->at : volume->size;
    if (offset < -from || offset > volume->size - from) {
        return ARCHIVE_FATAL;
    }
    volume->at = from + offset;
    return volume->at;
}

static la_int64_t skip_volume(struct archive *archive, void *data, la_int64_t request)
{
    (void)archive;
    struct volume *volume = data;
    int64_t left = volume->size - volume->at;
    int64_t skipped = request < left ? request : left;
    volume->at += skipped;
    return skipped;
}

static void close_volumes(struct input *input)
{
    for (size_t i = 0; i < input->count && input->volumes != NULL; i++) {
        free(input->volumes[i].block);
    }
    free(input->volumes);
    input->volumes = NULL;
}

static void open_volumes(struct input *input)
{
    const struct plain *plain = input->unlocked != NULL ? &input->unlocked->plain : NULL;
    input->count = plain != NULL ? 1 : input->files.count;
    input->volumes = xcalloc(input->count, sizeof *input->volumes);
    for (size_t i = 0; i < input->count; i++) {
        struct volume *volume = &input->volumes[i];
        *volume = (struct volume){.plain = plain, .block = xmalloc(BLOCK)};
        if (plain != NULL) {
            volume->size = (int64_t)plain->size;
        } else {
            volume->fd = input->files.fds[i];
            volume->start = i == 0 ? input->files.start : 0;
            volume->size = (int64_t)extent_whole(volume->fd).size - volume->start;
        }
    }
}

/* Formats and filters by name: the "all" functions of libarchive would call programs. */
static int support(struct archive *archive, bool recover_zip)
{
    static const support_function usual[] = {
        archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
        archive_read_support_filter_xz,   archive_read_support_filter_lzma,
        archive_read_support_filter_lzip, archive_read_support_filter_zstd,
        archive_read_support_filter_lz4,  archive_read_support_filter_compress,
        archive_read_support_filter_rpm,  archive_read_support_format_7zip,
        archive_read_support_format_rar,  archive_read_support_format_rar5,
        archive_read_support_format_tar,  archive_read_support_format_iso9660,
        archive_read_support_format_lha,  archive_read_support_format_cpio,
        archive_read_support_format_ar,   archive_read_support_format_empty,
        archive_read_support_format_raw,
    };
    static const support_function recovery[] = {archive_read_support_format_zip_streamable};
    const support_function *functions = recover_zip ? recovery : usual;
    size_t count = recover_zip ? COUNT_OF(recovery) : COUNT_OF(usual);
    for (size_t i = 0; i < count; i++) {
        if (functions[i](archive) < ARCHIVE_WARN) {
            return -1;
        }
    }
    /* Where no charset is said, libarchive gives up an LHA at the first name that is no UTF-8. In
     * this one each byte is a character, so that all come through. */
    return recover_zip ? 0
                       : archive_read_set_format_option(archive, "lha", "hdrcharset", "ISO-8859-1");
}

/* The archive at its beginning; NULL where libarchive does not know it. Needs close_archive. */
static struct archive *open_archive(const struct container *container, struct input *input)
{
    struct archive *archive = archive_read_new();
    const struct job *job = container->job;
    if (archive == NULL || support(archive, input->recover_zip) != 0) {
        archive_read_free(archive);
        return NULL;
    }
    for (size_t i = 0; i < job->password_count; i++) {
        archive_read_add_passphrase(archive, job->passwords[i]);
    }
    open_volumes(input);
    archive_read_set_read_callback(archive, read_volume);
    archive_read_set_seek_callback(archive, seek_volume);
    archive_read_set_skip_callback(archive, skip_volume);
    for (size_t i = 0; i < input->count; i++) {
        archive_read_append_callback_data(archive, &input->volumes[i]);
    }
    if (archive_read_open1(archive) != ARCHIVE_OK) {
        archive_read_free(archive);
        close_volumes(input);
        return NULL;
    }
    return archive;
}

static void close_archive(struct archive *archive, struct input *input)
{
    archive_read_free(archive);
    close_volumes(input);
}

/* The next header, passing over those that libarchive itself gives up. */
static int next_header(struct archive *archive, struct archive_entry **entry)
{
    int result = ARCHIVE_RETRY;
    for (int i = 0; result == ARCHIVE_RETRY && i < MOST_RETRIES; i++) {
        result = archive_read_next_header(archive, entry);
    }
    return result;
}

static bool usable(int result)
{
    return result == ARCHIVE_OK || result == ARCHIVE_WARN;
}

/* --- names ----------------------------------------------------------------------------------- */

/* As it stands in the archive, or in UTF-8 where the format says what its names are. The caller
 * frees it. */
static char *stated_name(struct archive *archive, struct archive_entry *entry)
{
    if (archive_format(archive) == ARCHIVE_FORMAT_LHA) {
        CLEANUP_FREE char *bytes = entry_names_bytes(archive_entry_pathname_w(entry));
        if (bytes != NULL) {
            return STEAL(bytes);
        }
    }
    const char *name = archive_entry_pathname(entry);
    if (name == NULL) {
        name = archive_entry_pathname_utf8(entry);
    }
    return xstrdup(name != NULL ? name : "");
}

/* Does the format say that its names are Unicode, as this one may well be? A tar does, entry by
 * entry, but there are programs that write what they like into it. */
static bool is_unicode(struct archive *archive, const char *name)
{
    static const int formats[] = {ARCHIVE_FORMAT_7ZIP, ARCHIVE_FORMAT_RAR_V5,
                                  ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE};
    bool says = false;
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        says = says || archive_format(archive) == formats[i];
    }
    return says && utf8_valid(name, strlen(name));
}

/* Looks at the names from the beginning until they leave no doubt. */
static const char *charset_of_names(const struct container *container, const struct input *from)
{
    struct input input = *from;
    struct entry_names names = {0};
    struct archive_entry *entry = NULL;
    struct archive *archive = open_archive(container, &input);
    if (archive == NULL) {
        return "gb18030";
    }
    for (int i = 0;
         i < MOST_NAMES && !entry_names_settled(&names) && usable(next_header(archive, &entry));
         i++) {
        CLEANUP_FREE char *name = stated_name(archive, entry);
        entry_names_add(&names, name);
    }
    close_archive(archive, &input);
    return entry_names_charset(&names);
}

static bool needs_charset(const char *name)
{
    return name[strspn(name, "\t !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                             "abcdefghijklmnopqrstuvwxyz{|}~")] != '\0';
}

/* --- entries --------------------------------------------------------------------------------- */

/* The data of one entry as a run of bytes; holes are zeros. */
struct stream {
    struct archive *archive;
    const char *bytes;
    size_t left;
    int64_t at;       /* bytes given so far */
    int64_t next;     /* where `bytes` belongs */
    int64_t declared; /* bytes that there must be; 0 where nothing says so */
    uint32_t crc;     /* of those that were given */
    bool failed;
};

/* Of a sparse file in a tar no block shows the end. */
static bool ends_in_hole(const struct stream *stream)
{
    bool tar = (archive_format(stream->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
    return tar && stream->at < stream->declared;
}

static ssize_t pull(void *source, char *buffer, size_t size)
{
    struct stream *stream = source;
    while (stream->left == 0) {
        const void *bytes = NULL;
        int result = archive_read_data_block(stream->archive, &bytes, &stream->left, &stream->next);
        if (result == ARCHIVE_EOF) {
            if (!ends_in_hole(stream)) {
                return 0;
            }
            stream->next = stream->declared;
            break;
        }
        if (result < ARCHIVE_WARN || stream->next < stream->at) {
            return -1;
        }
        stream->failed |= result == ARCHIVE_WARN; /* a checksum, as a rule */
        stream->bytes = bytes;
    }
    size_t hole = (size_t)(stream->next - stream->at);
    size_t most = hole > 0 ? hole : stream->left;
    size_t given = size < most ? size : most;
    if (hole > 0) {
        memset(buffer, 0, given);
    } else {
        memcpy(buffer, stream->bytes, given);
        stream->bytes += given;
        stream->left -= given;
        stream->next += (int64_t)given;
    }
    stream->at += (int64_t)given;
    stream->crc = (uint32_t)crc32(stream->crc, (const Bytef *)buffer, (uInt)given);
    return (ssize_t)given;
}

/* Have all its bytes come, as the archive says they are? libarchive takes the end of a volume for
 * the end of the file. `seal`: NULL where it says nothing but to libarchive. */
static bool is_whole(enum spool_result result, const struct stream *stream, const struct seal *seal)
{
    return result == SPOOL_WHOLE && !stream->failed && stream->at >= stream->declared &&
           (seal == NULL || seal_holds(seal, stream->crc));
}

/* "Unknown codec ID", "Unexpected codec ID": Deflate64, Zstandard and LZ4 in 7z, and the like. */
static bool is_packed_unknown(struct archive *archive)
{
    const char *why = archive_error_string(archive);
    return why != NULL && strstr(why, "codec ID") != NULL;
}

static void take_file(struct container *container, struct archive *archive,
                      struct archive_entry *entry, const struct seal *seal, const char *name,
                      bool clean)
{
    struct spool spool = {.fd = -1};
    struct stream stream = {.archive = archive, .declared = archive_entry_size(entry)};
    enum spool_result result = container_spool(container, pull, &stream, &spool);
    const struct leaf_notes notes = {.name_undecodable = !clean,
                                     .broken =
                                         result != SPOOL_CUT && !is_whole(result, &stream, seal),
                                     .cut = result == SPOOL_CUT};
    container->unreadable |= notes.broken && is_packed_unknown(archive);
    if (notes.broken && !container->unreadable) {
        container_note_broken(container);
    }
    container_leaf_spooled(container, name, &spool, result, &notes);
}

/* Links and devices have no bytes of their own. */
static bool is_plain(struct archive_entry *entry)
{
    __LA_MODE_T type = archive_entry_filetype(entry);
    return (type == AE_IFREG || type == 0) && archive_entry_symlink(entry) == NULL &&
           archive_entry_hardlink(entry) == NULL;
}

static void take_entry(struct container *container, struct archive *archive,
                       struct archive_entry *entry, const char *charset, const struct seal *seal)
{
    bool clean = true;
    CLEANUP_FREE char *stated = stated_name(archive, entry);
    CLEANUP_FREE char *name = entry_names_decode(charset, stated, &clean);
    size_t length = strlen(name);
    if (archive_format(archive) == ARCHIVE_FORMAT_RAW) {
        free(name);
        name = names_of_compressed(container->path);
    } else if (archive_entry_filetype(entry) == AE_IFDIR ||
               (length > 0 && name[length - 1] == '/')) {
        return;
    }
    if (names_junk(name) || !is_plain(entry)) {
        container_note_junk(container);
        return;
    }
    if (archive_entry_is_encrypted(entry) == 1 && archive_format(archive) != ARCHIVE_FORMAT_ZIP) {
        container->encrypted = true; /* libarchive decrypts nothing but ZIP */
        return;
    }
    take_file(container, archive, entry, seal, name, clean);
}

/* --- the whole archive ----------------------------------------------------------------------- */

/* With a format for anything, anything opens: without a filter before it, that is no archive. */
static bool is_archive(struct archive *archive)
{
    return archive_format(archive) != ARCHIVE_FORMAT_RAW || archive_filter_count(archive) > 1;
}

static const struct seal *seal_of(const struct input *input, size_t entry)
{
    const struct unlocked *unlocked = input->unlocked;
    return unlocked != NULL && entry < unlocked->seal_count ? &unlocked->seals[entry] : NULL;
}

static bool walk(struct container *container, struct archive *archive, const struct input *input)
{
    struct archive_entry *entry = NULL;
    const char *charset = NULL;
    bool opened = false;
    size_t count = 0;
    while (container->stopped == NULL) {
        int result = next_header(archive, &entry);
        if (result == ARCHIVE_EOF) {
            return opened || is_archive(archive);
        }
        if (!usable(result)) {
            bool locked = archive_read_has_encrypted_entries(archive) == 1;
            container->encrypted |= locked;
            if (!locked && !container->unreadable) {
                container_note_broken(container);
            }
            return opened;
        }
        if (!is_archive(archive)) {
            return false;
        }
        opened = true;
        if (!container_entry(container, NULL)) {
            return true;
        }
        CLEANUP_FREE char *name = stated_name(archive, entry);
        bool unicode = is_unicode(archive, name) || !needs_charset(name);
        if (charset == NULL && !unicode) {
            charset = charset_of_names(container, input);
        }
        take_entry(container, archive, entry, unicode ? "utf-8" : charset, seal_of(input, count));
        count++;
    }
    return true;
}

static bool read_input(struct container *container, struct input input)
{
    struct archive *archive = open_archive(container, &input);
    if (archive == NULL) {
        container->damaged = true;
        return false;
    }
    bool opened = walk(container, archive, &input);
    close_archive(archive, &input);
    return opened;
}

/* --- without its lock ------------------------------------------------------------------------ */

struct plain_source {
    const struct plain *plain;
    uint64_t at;
};

static ssize_t pull_plain(void *context, char *buffer, size_t size)
{
    struct plain_source *source = context;
    ssize_t got = plain_read(source->plain, source->at, buffer, size);
    source->at += got > 0 ? (uint64_t)got : 0;
    return got;
}

/* libunarr has its bytes from a file. The caller discards it. */
static bool spool_plain(struct container *container, const struct unlocked *unlocked,
                        struct spool *spool)
{
    struct plain_source source = {.plain = &unlocked->plain};
    uint64_t unpacked = container->unpacked;
    enum spool_result result = container_spool(container, pull_plain, &source, spool);
    container->unpacked = unpacked; /* nothing of it has been unpacked yet */
    return result != SPOOL_CUT;
}

static bool is_old_rar(const struct unlocked *unlocked)
{
    char begin[RAR_OLD_MARK];
    return plain_read(&unlocked->plain, 0, begin, sizeof begin) == sizeof begin &&
           rar_begins_as_old(begin);
}

static bool read_plain_old(struct container *container, const struct unlocked *unlocked)
{
    struct spool spool = {.fd = -1};
    bool opened = is_old_rar(unlocked) && spool_plain(container, unlocked, &spool) &&
                  rar_read_old(container, spool.fd, 0);
    spool_discard(container->job, &spool);
    return opened;
}

bool archive_read_unlocked(struct container *container, const struct unlocked *unlocked)
{
    container->unlocked = true;
    return read_plain_old(container, unlocked) ||
           read_input(container, (struct input){.unlocked = unlocked});
}

/* The entry is of those that have bytes. */
static bool go_to_entry(struct archive *archive, size_t index)
{
    struct archive_entry *entry = NULL;
    for (size_t i = 0; usable(next_header(archive, &entry));) {
        bool bytes = archive_entry_size_is_set(entry) == 0 || archive_entry_size(entry) > 0;
        if (bytes && i++ == index) {
            return true;
        }
    }
    return false;
}

static bool is_sound(struct container *container, const struct unlocked *unlocked)
{
    struct input input = {.unlocked = unlocked};
    struct archive *archive = open_archive(container, &input);
    struct stream stream = {.archive = archive};
    struct spool spool = {.fd = -1};
    bool sound = archive != NULL && go_to_entry(archive, unlocked->probe) &&
                 is_whole(container_spool(container, pull, &stream, &spool), &stream,
                          seal_of(&input, unlocked->probe));
    spool_discard(container->job, &spool);
    if (archive != NULL) {
        container->unreadable |= !sound && is_packed_unknown(archive);
        close_archive(archive, &input);
    }
    return sound;
}

bool archive_is_sound(struct container *container, const struct unlocked *unlocked)
{
    if (!is_old_rar(unlocked)) {
        return is_sound(container, unlocked);
    }
    return archive_sound_entries(container, unlocked) > unlocked->probe;
}

size_t archive_sound_entries(struct container *container, const struct unlocked *unlocked)
{
    struct spool spool = {.fd = -1};
    size_t sound =
        spool_plain(container, unlocked, &spool) ? rar_old_sound(container, spool.fd) : 0;
    spool_discard(container->job, &spool);
    return sound;
}

/* --- any of them ----------------------------------------------------------------------------- */

/* By libunarr. */
static bool read_old(struct container *container, const struct archive_files *files)
{
    struct unlocked joined = {0};
    bool opened = rar_join_old(files, &joined)
                      ? read_plain_old(container, &joined)
                      : files->count == 1 && rar_read_old(container, files->fds[0], files->start);
    container->over_budget |= joined.cut;
    unlocked_clear(&joined);
    return opened;
}

bool archive_read_volumes(struct container *container, const int *fds, size_t count)
{
    const struct archive_files files = {fds, count, signature_of(fds[0]).start};
    enum lock lock = LOCK_NONE;
    if (locked_read(container, &files, &lock)) {
        return true;
    }
    if (lock == LOCK_ALL) {
        return false;
    }
    bool opened =
        read_old(container, &files) || read_input(container, (struct input){.files = files});
    container->damaged &= lock == LOCK_NONE; /* as far as anybody can know */
    return opened;
}

void archive_prepare(void)
{
    /* libarchive gives names in this locale's charset, where a format says what they are. */
    setlocale(LC_CTYPE, "C.UTF-8");
}

bool archive_recover_zip(struct container *container, int fd)
{
    container->damaged = true;
    return read_input(container, (struct input){.files = {&fd, 1, 0}, .recover_zip = true});
}

bool archive_read(struct container *container, int fd)
{
    if (cab_is(fd)) {
        return cab_read(container, fd);
    }
    return signature_of(fd).zip ? zip_read(container, fd) : archive_read_volumes(container, &fd, 1);
}
