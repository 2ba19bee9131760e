#include "reader/rar_block.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    MOST_HEADER = 2 << 20, /* bytes: what the new format allows, the old one has 64 KB at most */
    MOST_BLOCKS = 2 * LIMIT_ENTRIES,
};

struct bytes rar_mark(bool is_new)
{
    static const unsigned char old_mark[] = "Rar!\x1A\x07",
                               new_mark[] = "Rar!\x1A\x07\x01"; /* each with its NUL */
    return is_new ? (struct bytes){new_mark, sizeof new_mark}
                  : (struct bytes){old_mark, sizeof old_mark};
}

/* --- numbers and records of the new format --------------------------------------------------- */

uint64_t rar_take_number(const struct bytes *bytes, size_t *at)
{
    uint64_t number = 0;
    uint32_t byte = 0x80;
    for (unsigned shift = 0; shift < 64 && (byte & 0x80) != 0; shift += 7) {
        byte = bytes_u8(bytes, (*at)++);
        number |= (uint64_t)(byte & 0x7F) << shift;
    }
    return number;
}

bool rar_next_record(const struct bytes *header, struct rar_record *record)
{
    size_t at = record->end;
    uint64_t size = at < header->size ? rar_take_number(header, &at) : 0;
    if (at > header->size || size == 0 || size > header->size - at) {
        return false;
    }
    record->begin = record->end;
    record->end = at + (size_t)size;
    record->type = rar_take_number(header, &at);
    record->inside = at;
    return true;
}

struct bytes rar_new_extra(const struct bytes *header, size_t extra, uint64_t type)
{
    struct rar_record record = {.end = extra};
    while (rar_next_record(header, &record)) {
        if (record.type == type && record.inside <= record.end) {
            return bytes_part(header, record.inside, record.end - record.inside);
        }
    }
    return (struct bytes){0};
}

/* The value has a checksum of its own: where that is wrong, it says nothing of the password. */
static bool take_check(struct rar_lock_record *record, const struct bytes *bytes, size_t at)
{
    enum { CHECKSUM = 4 };
    uint8_t digest[SHA256_DIGEST_SIZE];
    const unsigned char *value = bytes_at(bytes, at, LOCK_CHECK + CHECKSUM);
    if ((record->flags & NEW_CHECK_GIVEN) == 0 || value == NULL) {
        return false;
    }
    struct sha256_ctx hash;
    sha256_init(&hash);
    sha256_update(&hash, LOCK_CHECK, value);
    sha256_digest(&hash, sizeof digest, digest);
    memcpy(record->check, value, LOCK_CHECK);
    return memcmp(value + LOCK_CHECK, digest, CHECKSUM) == 0;
}

bool rar_new_lock(struct rar_lock_record *record, const struct bytes *bytes, bool with_iv)
{
    size_t at = 0;
    uint64_t version = rar_take_number(bytes, &at);
    record->flags = rar_take_number(bytes, &at);
    record->salt =
        (struct lock_salt){.scheme = LOCK_RAR5, .power = bytes_u8(bytes, at++), .size = LOCK_SALT};
    const unsigned char *salt = bytes_at(bytes, at, LOCK_SALT + (with_iv ? CIPHER_BLOCK : 0));
    if (version != 0 || salt == NULL) {
        return false;
    }
    memcpy(record->salt.bytes, salt, LOCK_SALT);
    at += LOCK_SALT;
    if (with_iv) {
        memcpy(record->iv, salt + LOCK_SALT, CIPHER_BLOCK);
        at += CIPHER_BLOCK;
    }
    record->has_check = take_check(record, bytes, at);
    return true;
}

const struct lock_key *rar_new_key(const struct rar_lock_record *record, struct keyring *keyring)
{
    const struct lock_key *key = keyring_get(keyring, &record->salt);
    bool wrong =
        key != NULL && record->has_check && memcmp(key->check, record->check, LOCK_CHECK) != 0;
    return wrong ? NULL : key;
}

/* --- headers as bytes ------------------------------------------------------------------------ */

/* What locked headers are deciphered with; moves behind the salt or the iv that stands before. */
static bool header_cipher(struct rar_walk *walk, struct cipher *cipher)
{
    struct lock_salt salt = walk->salt;
    unsigned char *before = walk->is_new ? cipher->iv : salt.bytes;
    size_t size = walk->is_new ? CIPHER_BLOCK : OLD_SALT;
    unsigned char iv[CIPHER_BLOCK];
    if (extent_read(&walk->file, walk->at, before, size) != (ssize_t)size) {
        return false;
    }
    walk->at += size;
    memcpy(iv, cipher->iv, sizeof iv);
    const struct lock_key *key = keyring_get(walk->keyring, &salt);
    if (key == NULL) {
        walk->end = RAR_WRONG_PASSWORD;
        return false;
    }
    *cipher = key->cipher;
    if (walk->is_new) {
        memcpy(cipher->iv, iv, sizeof iv);
    }
    return true;
}

/* Bytes of the whole header, by how it begins; 0 where that makes no sense. */
static size_t header_size(const struct rar_walk *walk, const struct bytes *begin)
{
    if (!walk->is_new) {
        uint32_t size = bytes_u16(begin, 5);
        return size >= OLD_LEAST ? size : 0;
    }
    size_t at = 4;
    uint64_t size = rar_take_number(begin, &at);
    return size > 0 && size <= MOST_HEADER ? at + (size_t)size : 0;
}

static bool has_checksum(const struct rar_walk *walk, const struct bytes *header)
{
    const unsigned char *bytes = header->data;
    if (walk->is_new) {
        return crc32(0, bytes + 4, (uInt)(header->size - 4)) == bytes_u32(header, 0);
    }
    return (crc32(0, bytes + 2, (uInt)(header->size - 2)) & 0xFFFF) == bytes_u16(header, 0);
}

/* No header, where one should be: what follows in this volume cannot be found. */
static bool spoiled(struct rar_walk *walk)
{
    if (walk->locked && walk->opened == 0) {
        walk->end = RAR_WRONG_PASSWORD;
    }
    return false;
}

/* Reads the header at `at`, deciphered, and moves behind it. */
static bool read_header(struct rar_walk *walk, struct bytes *header)
{
    struct cipher cipher = {0};
    if (walk->locked && !header_cipher(walk, &cipher)) {
        return false;
    }
    unsigned char begin[CIPHER_BLOCK];
    ssize_t got = extent_read(&walk->file, walk->at, begin, sizeof begin);
    if (got < OLD_LEAST || (walk->locked && got < CIPHER_BLOCK)) {
        return false;
    }
    if (walk->locked) {
        cipher_open(&cipher, begin, sizeof begin);
    }
    const struct bytes beginning = {begin, (size_t)got};
    size_t size = header_size(walk, &beginning);
    size_t room = walk->locked ? (size + CIPHER_BLOCK - 1) / CIPHER_BLOCK * CIPHER_BLOCK : size;
    if (size == 0 || room > walk->file.size - walk->at) {
        return spoiled(walk);
    }
    free(walk->bytes);
    walk->bytes = xmalloc(room + CIPHER_BLOCK);
    memcpy(walk->bytes, begin, (size_t)got);
    if (room > (size_t)got) {
        size_t more = room - (size_t)got;
        if (extent_read(&walk->file, walk->at + (size_t)got, walk->bytes + got, more) !=
            (ssize_t)more) {
            return false;
        }
        if (walk->locked) {
            cipher_open(&cipher, walk->bytes + got, more);
        }
    }
    walk->at += room;
    *header = (struct bytes){walk->bytes, size};
    if (walk->locked && !has_checksum(walk, header)) {
        return spoiled(walk);
    }
    walk->opened += walk->locked;
    return true;
}

/* --- blocks ---------------------------------------------------------------------------------- */

/* Checksum 2, type 1, flags 2, size 2, size of the data 4. */
static void take_old(struct rar_block *block)
{
    const struct bytes *header = &block->header;
    block->type = bytes_u8(header, 2);
    block->flags = bytes_u16(header, OLD_FLAGS);
    block->rest = OLD_LEAST;
    block->extra = header->size;
    if (block->type == OLD_FILE || (block->flags & OLD_DATA_FOLLOWS) != 0) {
        block->data.size = bytes_u32(header, OLD_PACKED);
    }
    if (block->type == OLD_FILE && (block->flags & OLD_FILE_LARGE) != 0) {
        block->data.size |= (uint64_t)bytes_u32(header, OLD_PACKED_HIGH) << 32;
    }
}

/* Checksum 4, size, type, flags, size of the extra area at its end, size of the data. */
static void take_new(struct rar_block *block)
{
    const struct bytes *header = &block->header;
    size_t at = 4;
    rar_take_number(header, &at);
    block->type = rar_take_number(header, &at);
    block->flags = rar_take_number(header, &at);
    uint64_t extra = (block->flags & NEW_HAS_EXTRA) != 0 ? rar_take_number(header, &at) : 0;
    block->data.size = (block->flags & NEW_HAS_DATA) != 0 ? rar_take_number(header, &at) : 0;
    block->rest = at;
    bool fits = at <= header->size && extra <= header->size - at;
    block->extra = fits ? header->size - (size_t)extra : header->size;
}

/* From here on the headers are locked; false where nobody can open them. */
static bool take_lock(struct rar_walk *walk, const struct rar_block *block)
{
    walk->locked = true;
    walk->salt = (struct lock_salt){.scheme = LOCK_RAR3, .size = OLD_SALT};
    if (walk->keyring == NULL) {
        walk->end = RAR_NEEDS_PASSWORD;
        return false;
    }
    if (!walk->is_new) {
        return true;
    }
    struct rar_lock_record record = {0};
    const struct bytes bytes = bytes_part(&block->header, block->rest, SIZE_MAX);
    bool right =
        rar_new_lock(&record, &bytes, false) && rar_new_key(&record, walk->keyring) != NULL;
    walk->salt = record.salt;
    walk->end = right ? walk->end : RAR_WRONG_PASSWORD;
    return right;
}

static bool begins_as(const struct rar_walk *walk, bool is_new)
{
    const struct bytes mark = rar_mark(is_new);
    unsigned char found[CIPHER_BLOCK];
    return extent_read(&walk->file, walk->at, found, mark.size) == (ssize_t)mark.size &&
           memcmp(found, mark.data, mark.size) == 0;
}

static bool next_volume(struct rar_walk *walk)
{
    walk->volume = walk->volume == SIZE_MAX ? 0 : walk->volume + 1;
    if (walk->volume >= walk->files.count) {
        walk->end = RAR_ENDED;
        return false;
    }
    walk->file = extent_whole(walk->files.fds[walk->volume]);
    walk->at = walk->volume == 0 ? (uint64_t)walk->files.start : 0;
    walk->locked = false;
    bool is_new = begins_as(walk, true);
    if ((!is_new && !begins_as(walk, false)) || (walk->volume > 0 && is_new != walk->is_new)) {
        walk->end = RAR_ENDED;
        return false;
    }
    walk->is_new = is_new;
    walk->at += rar_mark(is_new).size;
    return true;
}

/* The next block of this volume; false at its end. */
static bool next_block(struct rar_walk *walk, struct rar_block *block)
{
    *block = (struct rar_block){.data.fd = walk->file.fd};
    if (walk->at >= walk->file.size || !read_header(walk, &block->header)) {
        return false;
    }
    if (walk->is_new) {
        take_new(block);
    } else {
        take_old(block);
    }
    uint64_t left = walk->file.size - walk->at;
    block->data.start = walk->at;
    block->data.size = block->data.size < left ? block->data.size : left;
    walk->at += block->data.size;
    return block->type != (walk->is_new ? NEW_END : OLD_END);
}

static bool locks_headers(const struct rar_walk *walk, const struct rar_block *block)
{
    return walk->is_new ? block->type == NEW_ENCRYPTION
                        : block->type == OLD_MAIN && (block->flags & OLD_MAIN_LOCKED) != 0;
}

bool rar_walk_next(struct rar_walk *walk, struct rar_block *block)
{
    while (walk->end == RAR_GOING && walk->count < MOST_BLOCKS) {
        if (walk->volume != SIZE_MAX && next_block(walk, block)) {
            walk->count++;
            if (!walk->locked && locks_headers(walk, block) && !take_lock(walk, block)) {
                return false;
            }
            return true;
        }
        if (walk->end != RAR_GOING || !next_volume(walk)) {
            return false;
        }
    }
    return false;
}

struct rar_walk rar_walk_start(const struct archive_files *files, struct keyring *keyring)
{
    return (struct rar_walk){.files = *files, .keyring = keyring, .volume = SIZE_MAX};
}

void rar_walk_end(struct rar_walk *walk)
{
    free(walk->bytes);
    walk->bytes = NULL;
}

bool rar_is_file(const struct rar_walk *walk, const struct rar_block *block)
{
    if (!walk->is_new) {
        return block->type == OLD_FILE && (block->flags & OLD_FILE_FOLDER) != OLD_FILE_FOLDER &&
               block->header.size >= rar_old_name_place(block->flags);
    }
    size_t at = block->rest;
    return block->type == NEW_FILE && (rar_take_number(&block->header, &at) & NEW_FOLDER) == 0;
}

bool rar_is_locked(const struct rar_walk *walk, const struct rar_block *block)
{
    return walk->is_new ? rar_new_extra(&block->header, block->extra, NEW_FILE_LOCKED).size > 0
                        : (block->flags & OLD_FILE_LOCKED) != 0;
}
