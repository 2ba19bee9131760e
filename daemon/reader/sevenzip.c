#include "reader/sevenzip.h"

#include "reader/bytes.h"
#include "reader/sevenzip_streams.h"

#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const unsigned char mark[] = {'7', 'z', 0xBC, 0xAF, 0x27, 0x1C};

enum {
    FIRST_HEADER = 32,         /* bytes: mark, version, checksum, then what has that checksum */
    MOST_HEADER = 32 << 20,    /* bytes, unpacked: a hundred thousand files take some 20 million */
    MOST_LEVELS = 4,           /* headers that are packed themselves: one is what programs make */
    DECODER_MEMORY = 64 << 20, /* bytes, for a header: programs take 1 MB */
};

struct archive {
    struct extent file;
    uint64_t packed;                 /* where the packed streams begin in the file */
    struct buffer header;            /* unpacked */
    struct sevenzip_streams streams; /* borrows from the header */
    struct bytes files;              /* the rest of the header, likewise */
    bool locked_header;
};

/* --- coders ---------------------------------------------------------------------------------- */

static bool coder_is(const struct sevenzip_coder *coder, const char *id, size_t size)
{
    return coder->id.size == size && memcmp(coder->id.data, id, size) == 0;
}

static bool is_lock(const struct sevenzip_coder *coder)
{
    return coder_is(coder, "\x06\xF1\x07\x01", 4) && coder->in == 1;
}

/* Properties: rounds and bits that say how long salt and iv are, then both. */
static bool lock_cipher(const struct bytes *properties, struct keyring *keyring,
                        struct cipher *cipher)
{
    uint32_t first = bytes_u8(properties, 0), second = bytes_u8(properties, 1);
    struct lock_salt salt = {.scheme = LOCK_7Z, .power = first & 0x3F};
    bool longer = (first & 0xC0) != 0;
    salt.size = longer ? (first >> 7) + (second >> 4) : 0;
    size_t iv_size = longer ? (first >> 6 & 1) + (second & 0x0F) : 0;
    const unsigned char *bytes = bytes_at(properties, longer ? 2 : 1, salt.size + iv_size);
    if (bytes == NULL || salt.size > LOCK_SALT || iv_size > CIPHER_BLOCK) {
        return false;
    }
    memcpy(salt.bytes, bytes, salt.size);
    const struct lock_key *key = keyring_get(keyring, &salt);
    if (key == NULL) {
        return false;
    }
    *cipher = key->cipher;
    memset(cipher->iv, 0, sizeof cipher->iv);
    memcpy(cipher->iv, bytes + salt.size, iv_size);
    return true;
}

/* --- taking out a coder ---------------------------------------------------------------------- */

static void remove_coder(struct sevenzip_folder *folder, unsigned index)
{
    folder->coder_count--;
    size_t behind = folder->coder_count - index;
    memmove(&folder->coders[index], &folder->coders[index + 1], behind * sizeof *folder->coders);
    memmove(&folder->sizes[index], &folder->sizes[index + 1], behind * sizeof *folder->sizes);
}

/* Numbers behind those of the streams that are gone. */
static void renumber(struct sevenzip_folder *folder, unsigned in, unsigned out)
{
    for (unsigned i = 0; i < folder->bind_count; i++) {
        folder->binds[i].in -= folder->binds[i].in > in;
        folder->binds[i].out -= folder->binds[i].out > out;
    }
    for (unsigned i = 0; i < folder->packed_count; i++) {
        folder->packed[i] -= folder->packed[i] > in;
    }
}

static unsigned first_in(const struct sevenzip_folder *folder, unsigned coder)
{
    unsigned in = 0;
    for (unsigned i = 0; i < coder; i++) {
        in += folder->coders[i].in;
    }
    return in;
}

/* The packed stream that goes into the coder; false where it is no packed one. */
static bool packed_stream(const struct sevenzip_folder *folder, unsigned coder, unsigned *place)
{
    unsigned in = first_in(folder, coder);
    for (unsigned i = 0; i < folder->packed_count; i++) {
        if (folder->packed[i] == in) {
            *place = i;
            return true;
        }
    }
    return false;
}

/* Streams out have the numbers of their coders. Whatever its bytes go into takes them as they are
 * packed; where nothing is behind it, they are stored. */
static void take_out(struct sevenzip_folder *folder, unsigned coder, unsigned place)
{
    static const unsigned char copy[] = {0};
    unsigned in = first_in(folder, coder);
    for (unsigned i = 0; i < folder->bind_count; i++) {
        if (folder->binds[i].out == coder) {
            folder->packed[place] = folder->binds[i].in;
            folder->bind_count--;
            memmove(&folder->binds[i], &folder->binds[i + 1],
                    (folder->bind_count - i) * sizeof *folder->binds);
            remove_coder(folder, coder);
            renumber(folder, in, coder);
            return;
        }
    }
    folder->coders[coder] = (struct sevenzip_coder){.id = {copy, sizeof copy}, .in = 1};
}

/* Takes out all locks of the folder, whose packed streams and their sizes these are; the runs get
 * the keys. False where one stays. */
static bool unlock_folder(struct sevenzip_folder *folder, struct keyring *keyring, struct run *runs,
                          uint64_t *sizes)
{
    for (unsigned i = folder->coder_count; i-- > 0;) {
        if (!is_lock(&folder->coders[i])) {
            continue;
        }
        unsigned place = 0;
        if (!packed_stream(folder, i, &place) || runs[place].cipher.size > 0 ||
            folder->sizes[i] > sizes[place] ||
            !lock_cipher(&folder->coders[i].properties, keyring, &runs[place].cipher)) {
            return false;
        }
        sizes[place] = folder->sizes[i];
        take_out(folder, i, place);
    }
    return true;
}

static bool has_lock(const struct sevenzip_folder *folder)
{
    for (unsigned i = 0; i < folder->coder_count; i++) {
        if (is_lock(&folder->coders[i])) {
            return true;
        }
    }
    return false;
}

/* --- headers --------------------------------------------------------------------------------- */

static bool read_first(struct archive *archive, const struct archive_files *files)
{
    unsigned char first[FIRST_HEADER];
    const struct bytes bytes = {first, sizeof first};
    archive->file = extent_whole(files->fds[0]);
    if (extent_read(&archive->file, (uint64_t)files->start, first, sizeof first) != FIRST_HEADER ||
        memcmp(first, mark, sizeof mark) != 0 || crc32(0, first + 12, 20) != bytes_u32(&bytes, 8)) {
        return false;
    }
    archive->packed = (uint64_t)files->start + FIRST_HEADER;
    uint64_t left = archive->file.size - archive->packed;
    uint64_t place = bytes_u64(&bytes, 12), size = bytes_u64(&bytes, 20);
    if (place > left || size > left - place || size == 0 || size > MOST_HEADER) {
        return false;
    }
    CLEANUP_FREE unsigned char *header = xmalloc((size_t)size);
    if (extent_read(&archive->file, archive->packed + place, header, (size_t)size) !=
            (ssize_t)size ||
        crc32(0, header, (uInt)size) != bytes_u32(&bytes, 28)) {
        return false;
    }
    buffer_add(&archive->header, header, (size_t)size);
    return true;
}

/* The packed streams as they stand in the file, one behind the other. The caller ends each of them
 * and frees them. */
static struct run *packed_runs(const struct archive *archive,
                               const struct sevenzip_streams *streams)
{
    struct run *runs = xcalloc(streams->pack_count + 1, sizeof *runs);
    struct extent part = {.fd = archive->file.fd, .start = archive->packed + streams->pack_place};
    for (size_t i = 0; i < streams->pack_count; i++) {
        part.size = streams->pack_sizes[i];
        run_add(&runs[i], part);
        part.start += part.size;
    }
    return runs;
}

static void free_runs(struct run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        run_clear(&runs[i]);
    }
    free(runs);
}

/* All bytes of a run, which has that many. */
static bool read_run(const struct run *run, struct buffer *out, uint64_t size)
{
    struct plain plain = {0};
    char block[4096];
    ssize_t got = 1;
    plain_add_run(&plain, run, size);
    while (got > 0) {
        got = plain_read(&plain, out->size, block, sizeof block);
        buffer_add(out, block, got > 0 ? (size_t)got : 0);
    }
    plain_clear(&plain);
    return got == 0;
}

/* By LZMA or LZMA2, as liblzma has them. There is no mark at the end: all bytes are counted. */
static bool unpack_lzma(const struct sevenzip_coder *coder, const struct buffer *packed,
                        unsigned char *out, size_t size)
{
    lzma_filter filters[] = {
        {.id = coder_is(coder, "\x21", 1) ? LZMA_FILTER_LZMA2 : LZMA_FILTER_LZMA1},
        {.id = LZMA_VLI_UNKNOWN}};
    lzma_stream stream = LZMA_STREAM_INIT;
    if (lzma_properties_decode(&filters[0], NULL, coder->properties.data, coder->properties.size) !=
        LZMA_OK) {
        return false;
    }
    lzma_ret result = lzma_raw_decoder_memusage(filters) <= DECODER_MEMORY
                          ? lzma_raw_decoder(&stream, filters)
                          : LZMA_MEMLIMIT_ERROR;
    stream.next_in = (const uint8_t *)packed->data;
    stream.avail_in = packed->size;
    stream.next_out = out;
    stream.avail_out = size;
    while (result == LZMA_OK && stream.avail_out > 0) {
        result = lzma_code(&stream, LZMA_RUN);
    }
    bool whole = stream.avail_out == 0;
    lzma_end(&stream);
    free(filters[0].options);
    return whole;
}

static bool unpack_header(const struct sevenzip_folder *folder, const struct buffer *packed,
                          struct buffer *header)
{
    const struct sevenzip_coder *coder = &folder->coders[0];
    size_t size = (size_t)folder->sizes[0];
    CLEANUP_FREE unsigned char *out = xmalloc(size + 1);
    if (folder->coder_count != 1) {
        return false;
    }
    if (coder_is(coder, "\0", 1) && packed->size == size) {
        memcpy(out, packed->data, size);
    } else if ((!coder_is(coder, "\x03\x01\x01", 3) && !coder_is(coder, "\x21", 1)) ||
               !unpack_lzma(coder, packed, out, size)) {
        return false;
    }
    buffer_add(header, out, size);
    return !folder->has_crc || crc32(0, out, (uInt)size) == folder->crc;
}

/* Puts what the header is packed from in its place. */
static bool open_level(struct archive *archive, struct sevenzip_streams *streams,
                       struct keyring *keyring)
{
    struct sevenzip_folder *folder = &streams->folders[0];
    struct run *runs = packed_runs(archive, streams);
    CLEANUP_BUFFER struct buffer packed = BUFFER_EMPTY;
    CLEANUP_BUFFER struct buffer header = BUFFER_EMPTY;
    bool opened =
        (!has_lock(folder) || unlock_folder(folder, keyring, runs, streams->pack_sizes)) &&
        streams->pack_sizes[0] <= MOST_HEADER && folder->sizes[0] <= MOST_HEADER &&
        read_run(&runs[0], &packed, streams->pack_sizes[0]) &&
        unpack_header(folder, &packed, &header);
    free_runs(runs, streams->pack_count);
    if (opened) {
        buffer_free(&archive->header);
        archive->header = header;
        header = BUFFER_EMPTY;
    }
    return opened;
}

/* Unpacks the header. False where that cannot be done; `locked_header` says whether a password is
 * what it takes. Without a keyring it ends there. */
static bool open_header(struct archive *archive, struct keyring *keyring)
{
    for (int level = 0; level < MOST_LEVELS; level++) {
        struct sevenzip_cursor cursor = {
            .bytes = {(const unsigned char *)archive->header.data, archive->header.size}};
        if (sevenzip_take_byte(&cursor) != SEVENZIP_ENCODED_HEADER) {
            return true;
        }
        struct sevenzip_streams streams = {0};
        bool opened = sevenzip_streams_read(&streams, &cursor) && streams.folder_count == 1 &&
                      streams.folders[0].packed_count == 1;
        bool locked = opened && has_lock(&streams.folders[0]);
        archive->locked_header |= locked;
        opened = opened && (!locked || keyring != NULL) && open_level(archive, &streams, keyring);
        sevenzip_streams_clear(&streams);
        if (!opened) {
            return false;
        }
    }
    return false;
}

/* Id and data of each; a size before the data. */
static void skip_properties(struct sevenzip_cursor *cursor)
{
    while (sevenzip_take_number(cursor) != SEVENZIP_END && !cursor->failed) {
        sevenzip_skip(cursor, sevenzip_take_number(cursor));
    }
}

static bool parse_header(struct archive *archive)
{
    struct sevenzip_cursor cursor = {
        .bytes = {(const unsigned char *)archive->header.data, archive->header.size}};
    cursor.failed = sevenzip_take_byte(&cursor) != SEVENZIP_HEADER;
    unsigned id = sevenzip_take_byte(&cursor);
    if (id == SEVENZIP_ARCHIVE_PROPERTIES) {
        skip_properties(&cursor);
        id = sevenzip_take_byte(&cursor);
    }
    if (id == SEVENZIP_STREAMS) {
        sevenzip_streams_read(&archive->streams, &cursor);
        id = sevenzip_take_byte(&cursor);
    }
    archive->files = bytes_part(&cursor.bytes, cursor.at - 1, SIZE_MAX);
    return !cursor.failed && (id == SEVENZIP_FILES || id == SEVENZIP_END);
}

static bool archive_open(struct archive *archive, const struct archive_files *files,
                         struct keyring *keyring)
{
    return files->count == 1 && read_first(archive, files) && open_header(archive, keyring) &&
           parse_header(archive);
}

static void archive_close(struct archive *archive)
{
    sevenzip_streams_clear(&archive->streams);
    buffer_free(&archive->header);
}

struct lock_state sevenzip_lock_of(const struct archive_files *files)
{
    struct archive archive = {0};
    bool opened = archive_open(&archive, files, NULL);
    size_t locked = 0;
    for (size_t i = 0; i < archive.streams.folder_count && opened; i++) {
        locked += has_lock(&archive.streams.folders[i]);
    }
    bool all = archive.locked_header || (locked > 0 && locked == archive.streams.folder_count);
    archive_close(&archive);
    return (struct lock_state){.lock = all ? LOCK_ALL : locked > 0 ? LOCK_SOME : LOCK_NONE};
}

/* --- the archive without its lock ------------------------------------------------------------ */

static void write_first(struct plain *plain, uint64_t packed, const struct buffer *header)
{
    unsigned char first[FIRST_HEADER] = {0};
    memcpy(first, mark, sizeof mark);
    first[7] = 4; /* version 0.4 */
    bytes_put_u64(first + 12, packed);
    bytes_put_u64(first + 20, header->size);
    bytes_put_u32(first + 28, (uint32_t)crc32(0, (const Bytef *)header->data, (uInt)header->size));
    bytes_put_u32(first + 8, (uint32_t)crc32(0, first + 12, 20));
    plain_add(plain, first, sizeof first);
}

static void write_header(struct buffer *out, const struct archive *archive)
{
    sevenzip_put_byte(out, SEVENZIP_HEADER);
    if (archive->streams.folder_count > 0) {
        sevenzip_put_byte(out, SEVENZIP_STREAMS);
        sevenzip_streams_write(out, &archive->streams);
    }
    buffer_add(out, archive->files.data, archive->files.size);
}

/* Unlocks the folders. The first one that was locked tells the probe. */
static bool unlock_folders(struct archive *archive, struct keyring *keyring, struct run *runs,
                           struct unlocked *unlocked)
{
    struct sevenzip_streams *streams = &archive->streams;
    bool opened = false;
    uint64_t files = 0;
    for (size_t i = 0, stream = 0; i < streams->folder_count; i++) {
        struct sevenzip_folder *folder = &streams->folders[i];
        size_t packed = folder->packed_count;
        if (has_lock(folder)) {
            bool done = unlock_folder(folder, keyring, runs + stream, streams->pack_sizes + stream);
            unlocked->left |= !done;
            unlocked->probe = done && !opened ? (size_t)files : unlocked->probe;
            opened |= done && folder->files > 0;
        }
        files += folder->files;
        stream += packed;
    }
    return opened;
}

static void write_plain(const struct archive *archive, const struct run *runs, struct plain *plain)
{
    CLEANUP_BUFFER struct buffer header = BUFFER_EMPTY;
    uint64_t packed = 0;
    for (size_t i = 0; i < archive->streams.pack_count; i++) {
        packed += archive->streams.pack_sizes[i];
    }
    write_header(&header, archive);
    write_first(plain, packed, &header);
    for (size_t i = 0; i < archive->streams.pack_count; i++) {
        plain_add_run(plain, &runs[i], archive->streams.pack_sizes[i]);
    }
    plain_add(plain, header.data, header.size);
}

static bool unlock_archive(struct archive *archive, struct keyring *keyring,
                           struct unlocked *unlocked)
{
    struct run *runs = packed_runs(archive, &archive->streams);
    unlocked->proven = archive->locked_header;
    bool opened = unlock_folders(archive, keyring, runs, unlocked) || unlocked->proven;
    archive->streams.pack_place = 0;
    if (opened) {
        write_plain(archive, runs, &unlocked->plain);
    }
    free_runs(runs, archive->streams.pack_count);
    return opened;
}

bool sevenzip_unlock(const struct archive_files *files, struct keyring *keyring, unsigned probe,
                     struct unlocked *unlocked)
{
    struct archive archive = {0};
    bool opened = probe <= 1 && archive_open(&archive, files, keyring) &&
                  unlock_archive(&archive, keyring, unlocked);
    archive_close(&archive);
    return opened;
}
