#include "reader/rar_file.h"

#include "base/buffer.h"

#include <string.h>
#include <zlib.h>

enum {
    METHOD = 7 << 7,       /* bits of how it is packed; none: it is stored */
    MOST_PACKED = 1 << 20, /* blocks of a file's data; each has some 100 KB */
};

/* Behind what all headers have: flags of the file, size, attributes, time 4, checksum 4, method,
 * system, name. */
struct fields {
    size_t size, crc, system; /* where they begin; those that are not there: the next one */
    uint64_t flags, unpacked, method;
};

static struct fields fields_of(const struct bytes *header, size_t at)
{
    struct fields fields = {.flags = rar_take_number(header, &at)};
    fields.size = at;
    fields.unpacked = rar_take_number(header, &at);
    rar_take_number(header, &at);
    at += (fields.flags & NEW_HAS_TIME) != 0 ? 4 : 0;
    fields.crc = at;
    at += (fields.flags & NEW_HAS_CRC) != 0 ? 4 : 0;
    fields.method = rar_take_number(header, &at);
    fields.system = at;
    /* What is empty is locked as if it were packed, which libarchive does not expect. */
    fields.method &= fields.unpacked > 0 ? UINT64_MAX : ~(uint64_t)METHOD;
    return fields;
}

static bool take_lock(struct rar_lock_record *record, const struct rar_block *block)
{
    const struct bytes bytes = rar_new_extra(&block->header, block->extra, NEW_FILE_LOCKED);
    return rar_new_lock(record, &bytes, true);
}

static bool is_known(const struct rar_block *block)
{
    struct rar_lock_record record = {0};
    return take_lock(&record, block);
}

static bool take_key(struct rar_file *file, const struct rar_block *block, struct keyring *keyring,
                     bool *proven)
{
    struct rar_lock_record record = {0};
    const struct lock_key *key = take_lock(&record, block) ? rar_new_key(&record, keyring) : NULL;
    if (key == NULL) {
        return false;
    }
    *proven |= record.has_check;
    file->run.cipher = key->cipher;
    memcpy(file->run.cipher.iv, record.iv, sizeof record.iv);
    memcpy(file->seal.key, key->hash, sizeof key->hash);
    return true;
}

static void take_seal(struct rar_file *file, const struct rar_block *block)
{
    const struct fields fields = fields_of(&block->header, block->rest);
    struct rar_lock_record record = {0};
    file->seal.keyed = take_lock(&record, block) && (record.flags & NEW_TWEAKED) != 0;
    file->unpacked = fields.unpacked;
    file->seal.known = (fields.flags & NEW_HAS_CRC) != 0;
    file->seal.crc = bytes_u32(&block->header, fields.crc);
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
static void add_header(struct plain *plain, const struct buffer *header)
{
    CLEANUP_BUFFER struct buffer sized = BUFFER_EMPTY;
    unsigned char crc[4];
    add_number(&sized, header->size);
    buffer_add(&sized, header->data, header->size);
    bytes_put_u32(crc, (uint32_t)crc32(0, (const Bytef *)sized.data, (uInt)sized.size));
    plain_add(plain, crc, sizeof crc);
    plain_add(plain, sized.data, sized.size);
}

static void add_short(struct plain *plain, uint64_t type, uint64_t flags)
{
    CLEANUP_BUFFER struct buffer header = BUFFER_EMPTY;
    add_number(&header, type);
    add_number(&header, 0);
    add_number(&header, flags);
    add_header(plain, &header);
}

static void begin(struct plain *plain, const struct rar_files *all)
{
    add_short(plain, NEW_MAIN, all->main_flags & NEW_MAIN_SOLID);
}

static void finish(struct plain *plain)
{
    add_short(plain, NEW_END, 0);
}

/* The records of the extra area but for the lock, and for a checksum that was made with the key. */
static void add_records(struct buffer *out, const struct bytes *header, const struct rar_file *file)
{
    struct rar_record record = {.end = file->extra};
    while (rar_next_record(header, &record)) {
        bool keyed_hash = record.type == NEW_FILE_HASH && file->seal.keyed;
        if (record.type != NEW_FILE_LOCKED && !keyed_hash) {
            buffer_add(out, header->data + record.begin, record.end - record.begin);
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
    ssize_t got = 1;
    while (got > 0 && filled < sizeof head) {
        got = plain_read(plain, *at + filled, head + filled, sizeof head - filled);
        filled += got > 0 ? (size_t)got : 0;
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
    for (unsigned i = 0; i < MOST_PACKED && next_packed(&plain, &size); i++) {
    }
    plain_clear(&plain);
    return size > 0 && size < all ? size : all;
}

static void add_file(struct plain *plain, const struct rar_file *file, unsigned zeros)
{
    (void)zeros; /* its blocks say where they end */
    const struct bytes header = rar_file_header(file);
    const struct fields fields = fields_of(&header, file->rest);
    bool checked = file->seal.known && !file->seal.keyed;
    uint64_t data = (fields.method & METHOD) == 0 ? rar_stored_size(file)
                    : file->locked                ? packed_size(&file->run)
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
    add_header(plain, &out);
    plain_add_run(plain, &file->run, data);
}

const struct rar_form rar_new_form = {
    .known = is_known,
    .take_key = take_key,
    .take_seal = take_seal,
    .begin = begin,
    .add_file = add_file,
    .finish = finish,
    .before = NEW_BEFORE,
    .main = NEW_MAIN,
};
