#include "reader/rar_unlock.h"

#include "base/buffer.h"
#include "reader/rar_block.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* One file, all its parts joined. */
struct file {
    unsigned char *header; /* of its first part; owned */
    size_t header_size;
    size_t rest, extra; /* of the block */
    uint64_t flags;
    struct run run;
    uint64_t unpacked; /* bytes */
    struct seal seal;  /* by the header of its last part */
    bool locked;
    bool closed; /* it is locked still */
};

struct collection {
    struct file *files;
    size_t count;
    size_t headers; /* bytes of them all */
    uint64_t main_flags;
    bool is_new;
};

/* --- old headers: checksum 2, type 1, flags 2, size 2, packed 4, unpacked 4, system 1, crc 4, time
 * 4, version 1, method 1, size of the name 2, attributes 4, high parts of the sizes 8, name, salt 8
 */

enum {
    OLD_PACKED = 7,
    OLD_UNPACKED = 11,
    OLD_CRC = 16,
    OLD_VERSION = 24,
    OLD_METHOD = 25,
    OLD_PACKED_HIGH = 32,
    OLD_UNPACKED_HIGH = 36,
    OLD_NAME_SIZE = 26,
    OLD_STORED = 0x30, /* method */
    OLD_AES = 29,      /* version, from which on it is AES */
    OLD_MAIN_SIZE = 13,
};

static size_t old_salt_place(const struct bytes *header)
{
    bool large = (bytes_u16(header, 3) & OLD_FILE_LARGE) != 0;
    return (large ? OLD_FIXED_LARGE : OLD_FIXED) + (size_t)bytes_u16(header, OLD_NAME_SIZE);
}

static bool old_is_known(const struct bytes *header)
{
    return bytes_u8(header, OLD_VERSION) >= OLD_AES;
}

/* False where it cannot be opened, or not by this password. */
static bool old_cipher(const struct bytes *header, struct keyring *keyring, struct file *file,
                       struct unlocked *unlocked)
{
    (void)unlocked;
    struct lock_salt salt = {.scheme = LOCK_RAR3};
    size_t place = old_salt_place(header);
    if ((file->flags & OLD_FILE_SALT) != 0) {
        const unsigned char *bytes = bytes_at(header, place, OLD_SALT);
        if (bytes == NULL) {
            return false;
        }
        memcpy(salt.bytes, bytes, OLD_SALT);
        salt.size = OLD_SALT;
    }
    const struct lock_key *key = old_is_known(header) ? keyring_get(keyring, &salt) : NULL;
    if (key != NULL) {
        file->run.cipher = key->cipher;
    }
    return key != NULL;
}

static void old_seal(const struct rar_block *block, struct file *file)
{
    bool large = (block->flags & OLD_FILE_LARGE) != 0;
    file->unpacked = bytes_u32(&block->header, OLD_UNPACKED);
    file->unpacked |= large ? (uint64_t)bytes_u32(&block->header, OLD_UNPACKED_HIGH) << 32 : 0;
    file->seal.known = true;
    file->seal.crc = bytes_u32(&block->header, OLD_CRC);
}

static void old_add_header(struct plain *plain, unsigned char *header, size_t size)
{
    bytes_put_u16(header, (uint32_t)crc32(0, header + 2, (uInt)(size - 2)) & 0xFFFF);
    plain_add(plain, header, size);
}

static void old_begin(struct plain *plain, const struct collection *all)
{
    unsigned char main[OLD_MAIN_SIZE] = {0};
    main[2] = OLD_MAIN;
    bytes_put_u16(main + 3, all->main_flags & OLD_MAIN_SOLID);
    bytes_put_u16(main + 5, sizeof main);
    old_add_header(plain, main, sizeof main);
}

static void old_end(struct plain *plain)
{
    unsigned char end[OLD_LEAST] = {0, 0, OLD_END, 0, 0x40, OLD_LEAST, 0};
    old_add_header(plain, end, sizeof end);
}

/* Bytes of data that are stored: without what fills the last block of the cipher. */
static uint64_t stored_size(const struct file *file)
{
    uint64_t all = run_size(&file->run);
    return file->locked && file->unpacked < all ? file->unpacked : all;
}

static void old_add_file(struct plain *plain, const struct file *file)
{
    const struct bytes bytes = {file->header, file->header_size};
    size_t size = file->header_size, salt = old_salt_place(&bytes);
    CLEANUP_FREE unsigned char *header = xmalloc(size);
    memcpy(header, file->header, size);
    if ((file->flags & OLD_FILE_SALT) != 0 && salt + OLD_SALT <= size) {
        memmove(header + salt, header + salt + OLD_SALT, size - salt - OLD_SALT);
        size -= OLD_SALT;
    }
    bool stored = bytes_u8(&bytes, OLD_METHOD) == OLD_STORED;
    uint64_t data = stored ? stored_size(file) : run_size(&file->run);
    uint32_t drop = OLD_FILE_BEFORE | OLD_FILE_AFTER | OLD_FILE_LOCKED | OLD_FILE_SALT;
    bytes_put_u16(header + 3, ((uint32_t)file->flags & ~drop) | OLD_DATA_FOLLOWS);
    bytes_put_u16(header + 5, (uint32_t)size);
    bytes_put_u32(header + OLD_PACKED, (uint32_t)data);
    bytes_put_u32(header + OLD_CRC, file->seal.crc);
    if ((file->flags & OLD_FILE_LARGE) != 0) {
        bytes_put_u32(header + OLD_PACKED_HIGH, (uint32_t)(data >> 32));
    }
    old_add_header(plain, header, size);
    plain_add_run(plain, &file->run, data);
}

/* --- new headers: flags of the file, size, attributes, time 4, crc 4, method, system, name ------
 */

enum { NEW_METHOD = 7 << 7 /* bits of how it is packed; none: it is stored */ };

struct new_fields {
    size_t size, crc, system; /* where they begin; those that are not there: the next one */
    uint64_t flags, unpacked, method;
};

static struct new_fields new_fields_of(const struct bytes *header, size_t at)
{
    struct new_fields fields = {.flags = rar_take_number(header, &at)};
    fields.size = at;
    fields.unpacked = rar_take_number(header, &at);
    rar_take_number(header, &at);
    at += (fields.flags & NEW_HAS_TIME) != 0 ? 4 : 0;
    fields.crc = at;
    at += (fields.flags & NEW_HAS_CRC) != 0 ? 4 : 0;
    fields.method = rar_take_number(header, &at);
    fields.system = at;
    /* What is empty is locked as if it were packed, which libarchive does not expect. */
    fields.method &= fields.unpacked > 0 ? UINT64_MAX : ~(uint64_t)NEW_METHOD;
    return fields;
}

static bool new_cipher(const struct bytes *header, struct keyring *keyring, struct file *file,
                       struct unlocked *unlocked)
{
    struct rar_lock_record record = {0};
    const struct bytes bytes = rar_new_extra(header, file->extra, NEW_FILE_LOCKED);
    if (!rar_new_lock(&record, &bytes, true) || record.version != 0) {
        return false;
    }
    const struct lock_key *key = keyring_get(keyring, &record.salt);
    if (key == NULL || (record.has_check && memcmp(key->check, record.check, LOCK_CHECK) != 0)) {
        return false;
    }
    unlocked->proven |= record.has_check;
    file->run.cipher = key->cipher;
    memcpy(file->run.cipher.iv, record.iv, sizeof record.iv);
    memcpy(file->seal.key, key->hash, sizeof key->hash);
    return true;
}

static void new_seal(const struct rar_block *block, struct file *file)
{
    const struct bytes *header = &block->header;
    const struct bytes bytes = rar_new_extra(header, block->extra, NEW_FILE_LOCKED);
    const struct new_fields fields = new_fields_of(header, block->rest);
    struct rar_lock_record record = {0};
    file->seal.keyed = rar_new_lock(&record, &bytes, true) && (record.flags & NEW_TWEAKED) != 0;
    file->unpacked = fields.unpacked;
    file->seal.known = (fields.flags & NEW_HAS_CRC) != 0;
    file->seal.crc = bytes_u32(header, fields.crc);
}

static void add_number(struct buffer *out, uint64_t number)
{
    do {
        char byte = (char)((number & 0x7F) | (number > 0x7F ? 0x80 : 0));
        buffer_add(out, &byte, 1);
        number >>= 7;
    } while (number > 0);
}

/* Checksum and size before what follows them. */
static void new_add_header(struct plain *plain, const struct buffer *header)
{
    CLEANUP_BUFFER struct buffer sized = BUFFER_EMPTY;
    unsigned char crc[4];
    add_number(&sized, header->size);
    buffer_add(&sized, header->data, header->size);
    bytes_put_u32(crc, (uint32_t)crc32(0, (const Bytef *)sized.data, (uInt)sized.size));
    plain_add(plain, crc, sizeof crc);
    plain_add(plain, sized.data, sized.size);
}

static void new_add_short(struct plain *plain, uint64_t type, uint64_t flags)
{
    CLEANUP_BUFFER struct buffer header = BUFFER_EMPTY;
    add_number(&header, type);
    add_number(&header, 0);
    add_number(&header, flags);
    new_add_header(plain, &header);
}

static void new_begin(struct plain *plain, const struct collection *all)
{
    new_add_short(plain, NEW_MAIN, all->main_flags & NEW_MAIN_SOLID);
}

static void new_end(struct plain *plain)
{
    new_add_short(plain, NEW_END, 0);
}

/* The records of the extra area but for the lock, and for a checksum that was made with the key. */
static void add_records(struct buffer *out, const struct bytes *header, const struct file *file)
{
    for (size_t at = file->extra; at < header->size;) {
        size_t begin = at;
        uint64_t size = rar_take_number(header, &at);
        if (at > header->size || size == 0 || size > header->size - at) {
            return;
        }
        size_t inside = at;
        uint64_t type = rar_take_number(header, &inside);
        at += (size_t)size;
        if (type != NEW_FILE_LOCKED && !(type == NEW_FILE_HASH && file->seal.keyed)) {
            buffer_add(out, header->data + begin, at - begin);
        }
    }
}

/* Bytes of the header from one place to another, as far as they are there. */
static void add_slice(struct buffer *out, const struct bytes *header, size_t from, size_t to)
{
    const struct bytes slice = bytes_part(header, from, to > from ? to - from : 0);
    buffer_add(out, slice.data, slice.size);
}

/* Moves behind the block of packed data at *at: flags, checksum, size in 1 to 3 bytes. False where
 * it is the last one, or none. */
static bool next_packed(const struct plain *plain, uint64_t *at)
{
    enum { LAST = 0x40, CHECKSUM_BASE = 0x5A, HEAD = 5 };
    unsigned char head[HEAD] = {0};
    size_t filled = 0;
    for (ssize_t got = 1; got > 0 && filled<sizeof head; filled += got> 0 ? (size_t)got : 0) {
        got = plain_read(plain, *at + filled, head + filled, sizeof head - filled);
    }
    size_t count = (head[0] >> 3 & 3) + 1U;
    uint64_t size = 0;
    unsigned sum = CHECKSUM_BASE ^ head[0];
    for (size_t i = 0; i < count && i < HEAD - 2; i++) {
        size |= (uint64_t)head[2 + i] << (8 * i);
        sum ^= head[2 + i];
    }
    if (filled < 2 + count || sum != head[1]) {
        return false;
    }
    *at += 2 + count + size;
    return (head[0] & LAST) == 0;
}

/* Bytes up to the end of the last block. libarchive takes what fills the cipher's for more. */
static uint64_t packed_size(const struct run *run)
{
    struct plain plain = {0};
    uint64_t all = run_size(run), size = 0;
    plain_add_run(&plain, run, all);
    while (next_packed(&plain, &size)) {
    }
    plain_clear(&plain);
    return size > 0 && size < all ? size : all;
}

static void new_add_file(struct plain *plain, const struct file *file)
{
    const struct bytes header = {file->header, file->header_size};
    const struct new_fields fields = new_fields_of(&header, file->rest);
    bool checked = file->seal.known && !file->seal.keyed;
    uint64_t data = (fields.method & NEW_METHOD) == 0 ? stored_size(file)
                    : file->locked                    ? packed_size(&file->run)
                                                      : run_size(&file->run);
    CLEANUP_BUFFER struct buffer records = BUFFER_EMPTY;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    unsigned char crc[4];
    add_records(&records, &header, file);
    bytes_put_u32(crc, file->seal.crc);
    add_number(&out, NEW_FILE);
    add_number(&out, NEW_HAS_DATA | (records.size > 0 ? NEW_HAS_EXTRA : 0));
    if (records.size > 0) {
        add_number(&out, records.size);
    }
    add_number(&out, data);
    add_number(&out, (fields.flags & ~(uint64_t)NEW_HAS_CRC) | (checked ? NEW_HAS_CRC : 0));
    add_slice(&out, &header, fields.size, fields.crc);
    buffer_add(&out, crc, checked ? sizeof crc : 0);
    add_number(&out, fields.method);
    add_slice(&out, &header, fields.system, file->extra);
    buffer_add(&out, records.data, records.size);
    new_add_header(plain, &out);
    plain_add_run(plain, &file->run, data);
}

/* --- both ------------------------------------------------------------------------------------ */

static const struct writer {
    bool (*cipher)(const struct bytes *header, struct keyring *keyring, struct file *file,
                   struct unlocked *unlocked);
    void (*seal)(const struct rar_block *block, struct file *file);
    void (*begin)(struct plain *plain, const struct collection *all);
    void (*add_file)(struct plain *plain, const struct file *file);
    void (*end)(struct plain *plain);
    uint64_t before, after; /* flags of a file's part */
} writers[] = {
    {old_cipher, old_seal, old_begin, old_add_file, old_end, OLD_FILE_BEFORE, OLD_FILE_AFTER},
    {new_cipher, new_seal, new_begin, new_add_file, new_end, NEW_BEFORE, NEW_AFTER},
};

static void begin_file(struct collection *all, const struct rar_walk *walk,
                       const struct rar_block *block, struct unlocked *unlocked)
{
    all->files = xgrow(all->files, all->count, sizeof *all->files);
    struct file *file = &all->files[all->count++];
    *file = (struct file){.header_size = block->header.size,
                          .rest = block->rest,
                          .extra = block->extra,
                          .flags = block->flags,
                          .locked = rar_is_locked(walk, block)};
    file->header = xmalloc(file->header_size);
    memcpy(file->header, block->header.data, file->header_size);
    all->headers += file->header_size;
    if (file->locked) {
        const struct writer *writer = &writers[walk->is_new];
        file->closed = !writer->cipher(&block->header, walk->keyring, file, unlocked);
    }
}

static void take_file(struct collection *all, const struct rar_walk *walk,
                      const struct rar_block *block, struct unlocked *unlocked)
{
    bool goes_on = all->count > 0 && (block->flags & writers[walk->is_new].before) != 0;
    if (!goes_on) {
        begin_file(all, walk, block, unlocked);
    }
    struct file *file = &all->files[all->count - 1];
    run_add(&file->run, block->data);
    writers[walk->is_new].seal(block, file);
}

/* False where it is not the password of the headers. */
static bool collect(struct collection *all, const struct archive_files *files,
                    struct keyring *keyring, struct unlocked *unlocked)
{
    struct rar_walk walk = rar_walk_start(files, keyring);
    struct rar_block block;
    while (all->count < LIMIT_ENTRIES && all->headers < LIMIT_PART &&
           rar_walk_next(&walk, &block)) {
        if (block.type == (walk.is_new ? NEW_MAIN : OLD_MAIN) && walk.volume == 0) {
            size_t at = block.rest;
            all->main_flags = walk.is_new ? rar_take_number(&block.header, &at) : block.flags;
        }
        if (rar_is_file(&walk, &block)) {
            take_file(all, &walk, &block, unlocked);
        }
    }
    all->is_new = walk.is_new;
    unlocked->proven |= walk.proven;
    rar_walk_end(&walk);
    return walk.end != RAR_WRONG_PASSWORD;
}

static void collection_clear(struct collection *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->files[i].header);
        run_clear(&all->files[i].run);
    }
    free(all->files);
}

/* In a solid archive only the first can be unpacked alone, and what is empty proves nothing. */
static bool is_probe(const struct collection *all, const struct file *file)
{
    bool solid = !all->is_new && (file->flags & OLD_FILE_SOLID) != 0;
    return file->locked && !file->closed && !solid && file->seal.known && file->unpacked > 0 &&
           run_size(&file->run) > 0;
}

/* The nth smallest that may be one, from 1 on; NULL where there are not so many. */
static const struct file *choose_probe(const struct collection *all, unsigned nth)
{
    const struct file *last = NULL;
    for (unsigned i = 0; i < nth; i++) {
        const struct file *best = NULL;
        for (const struct file *file = all->files; file < all->files + all->count; file++) {
            bool behind = last == NULL || run_size(&file->run) > run_size(&last->run) ||
                          (run_size(&file->run) == run_size(&last->run) && file > last);
            bool smaller = best == NULL || run_size(&file->run) < run_size(&best->run);
            best = behind && smaller && is_probe(all, file) ? file : best;
        }
        if (best == NULL) {
            return NULL;
        }
        last = best;
    }
    return last;
}

static void put_file(const struct writer *writer, const struct file *file,
                     struct unlocked *unlocked)
{
    writer->add_file(&unlocked->plain, file);
    unlocked->seals = xgrow(unlocked->seals, unlocked->seal_count, sizeof *unlocked->seals);
    unlocked->seals[unlocked->seal_count++] = file->seal;
}

/* False where there is nothing to write. */
static bool write_plain(const struct collection *all, unsigned probe, struct unlocked *unlocked)
{
    const struct writer *writer = &writers[all->is_new];
    const struct file *only = probe > 0 ? choose_probe(all, probe) : NULL;
    const struct bytes mark = rar_mark(all->is_new);
    bool opened = false;
    plain_add(&unlocked->plain, mark.data, mark.size);
    writer->begin(&unlocked->plain, all);
    for (size_t i = 0; i < all->count; i++) {
        const struct file *file = &all->files[i];
        opened |= file->locked && !file->closed;
        unlocked->left |= file->closed;
        if (!file->closed && (probe == 0 || file == only)) {
            put_file(writer, file, unlocked);
        }
    }
    writer->end(&unlocked->plain);
    return probe > 0 ? only != NULL : opened || unlocked->proven;
}

bool rar_unlock(const struct archive_files *files, struct keyring *keyring, unsigned probe,
                struct unlocked *unlocked)
{
    struct collection all = {0};
    bool opened = collect(&all, files, keyring, unlocked) && write_plain(&all, probe, unlocked);
    collection_clear(&all);
    return opened;
}

/* --- is it locked? --------------------------------------------------------------------------- */

static bool is_known(const struct rar_walk *walk, const struct rar_block *block)
{
    size_t at = 0;
    const struct bytes record = rar_new_extra(&block->header, block->extra, NEW_FILE_LOCKED);
    bool solid = (block->flags & OLD_FILE_SOLID) != 0; /* libunarr would want its exact size */
    return walk->is_new ? rar_take_number(&record, &at) == 0
                        : old_is_known(&block->header) && !solid;
}

struct lock_state rar_lock_of(const struct archive_files *files)
{
    struct rar_walk walk = rar_walk_start(files, NULL);
    struct rar_block block;
    struct lock_state state = {.lock = LOCK_NONE};
    unsigned all = 0, locked = 0;
    while (all < LIMIT_ENTRIES && rar_walk_next(&walk, &block)) {
        bool file = rar_is_file(&walk, &block);
        all += file;
        if (file && rar_is_locked(&walk, &block)) {
            locked++;
            state.unknown |= !is_known(&walk, &block);
        }
    }
    rar_walk_end(&walk);
    if (walk.end == RAR_NEEDS_PASSWORD || locked > 0) {
        state.lock = locked == all ? LOCK_ALL : LOCK_SOME;
    }
    return state;
}
