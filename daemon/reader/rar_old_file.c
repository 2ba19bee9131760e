#include "reader/rar_file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    AES = 29,       /* version, from which on it is AES */
    MAIN_SIZE = 13, /* bytes */
};

/* Behind the name. */
static size_t salt_place(const struct bytes *header)
{
    return rar_old_name_place(bytes_u16(header, OLD_FLAGS)) + bytes_u16(header, OLD_NAME_SIZE);
}

static bool is_known(const struct rar_block *block)
{
    return bytes_u8(&block->header, OLD_VERSION) >= AES;
}

/* Nothing tells a wrong password but the checksum of the file. */
static bool take_key(struct rar_file *file, const struct rar_block *block, struct keyring *keyring,
                     bool *proven)
{
    (void)proven;
    struct lock_salt salt = {.scheme = LOCK_RAR3};
    if ((block->flags & OLD_FILE_SALT) != 0) {
        const unsigned char *bytes = bytes_at(&block->header, salt_place(&block->header), OLD_SALT);
        if (bytes == NULL) {
            return false;
        }
        memcpy(salt.bytes, bytes, OLD_SALT);
        salt.size = OLD_SALT;
    }
    const struct lock_key *key = is_known(block) ? keyring_get(keyring, &salt) : NULL;
    if (key != NULL) {
        file->run.cipher = key->cipher;
    }
    return key != NULL;
}

static void take_seal(struct rar_file *file, const struct rar_block *block)
{
    bool large = (block->flags & OLD_FILE_LARGE) != 0;
    file->unpacked = bytes_u32(&block->header, OLD_UNPACKED);
    file->unpacked |= large ? (uint64_t)bytes_u32(&block->header, OLD_UNPACKED_HIGH) << 32 : 0;
    file->seal.known = true;
    file->seal.crc = bytes_u32(&block->header, OLD_CRC);
}

static void add_header(struct plain *plain, unsigned char *header, size_t size)
{
    bytes_put_u16(header, (uint32_t)crc32(0, header + 2, (uInt)(size - 2)) & 0xFFFF);
    plain_add(plain, header, size);
}

static void begin(struct plain *plain, const struct rar_files *all)
{
    unsigned char main[MAIN_SIZE] = {0};
    main[2] = OLD_MAIN;
    bytes_put_u16(main + OLD_FLAGS, all->main_flags & OLD_MAIN_SOLID);
    bytes_put_u16(main + 5, sizeof main);
    add_header(plain, main, sizeof main);
}

static void finish(struct plain *plain)
{
    unsigned char end[OLD_LEAST] = {0, 0, OLD_END, 0, 0x40, OLD_LEAST, 0};
    add_header(plain, end, sizeof end);
}

/* Bytes of packed data: to the last that is no zero, and so many zeros more. Zeros fill the last
 * block of the cipher, but some may belong to the data. Where a solid archive goes on libunarr has
 * read on behind the data, and must have found nothing there. */
static uint64_t packed_size(const struct run *run, unsigned zeros)
{
    struct plain plain = {0};
    unsigned char end[CIPHER_BLOCK] = {0};
    uint64_t all = run_size(run), size = all;
    uint64_t begin = all > sizeof end ? all - sizeof end : 0;
    plain_add_run(&plain, run, all);
    ssize_t got = plain_read(&plain, begin, end, sizeof end);
    while (got > 0 && size > begin && end[size - begin - 1] == 0) {
        size--;
    }
    plain_clear(&plain);
    return size + zeros < all ? size + zeros : all;
}

static uint64_t data_size(const struct rar_file *file, unsigned zeros)
{
    const struct bytes header = rar_file_header(file);
    bool stored = bytes_u8(&header, OLD_METHOD) == OLD_STORED;
    return stored         ? rar_stored_size(file)
           : file->locked ? packed_size(&file->run, zeros)
                          : run_size(&file->run);
}

/* libunarr does not look at the data of an empty file, which end the tables of a solid archive: put
 * before those of the next file, they are read as what they are. */
static void add_data(struct plain *plain, const struct rar_file *file, uint64_t size)
{
    for (const struct rar_file *hollow = file - file->hollows; hollow < file; hollow++) {
        plain_add_run(plain, &hollow->run, data_size(hollow, 0));
    }
    plain_add_run(plain, &file->run, size);
}

static void add_file(struct plain *plain, const struct rar_file *file, unsigned zeros)
{
    const struct bytes bytes = rar_file_header(file);
    size_t size = bytes.size, salt = salt_place(&bytes);
    CLEANUP_FREE unsigned char *header = xmalloc(size);
    memcpy(header, bytes.data, size);
    if ((file->flags & OLD_FILE_SALT) != 0 && salt + OLD_SALT <= size) {
        memmove(header + salt, header + salt + OLD_SALT, size - salt - OLD_SALT);
        size -= OLD_SALT;
    }
    uint64_t own = file->hollow ? 0 : data_size(file, zeros), data = own;
    for (size_t i = 1; i <= file->hollows; i++) {
        data += data_size(file - i, 0);
    }
    uint32_t drop = OLD_FILE_BEFORE | OLD_FILE_AFTER | OLD_FILE_LOCKED | OLD_FILE_SALT;
    bytes_put_u16(header + OLD_FLAGS, ((uint32_t)file->flags & ~drop) | OLD_DATA_FOLLOWS);
    bytes_put_u16(header + 5, (uint32_t)size);
    bytes_put_u32(header + OLD_PACKED, (uint32_t)data);
    bytes_put_u32(header + OLD_CRC, file->seal.crc);
    if ((file->flags & OLD_FILE_LARGE) != 0) {
        bytes_put_u32(header + OLD_PACKED_HIGH, (uint32_t)(data >> 32));
    }
    add_header(plain, header, size);
    add_data(plain, file, own);
}

const struct rar_form rar_old_form = {
    .known = is_known,
    .take_key = take_key,
    .take_seal = take_seal,
    .begin = begin,
    .add_file = add_file,
    .finish = finish,
    .before = OLD_FILE_BEFORE,
    .main = OLD_MAIN,
};
