/*
 * The blocks of a RAR, one after the other: versions 1.5 to 4 ("old") and 5 and later ("new"), also
 * where their headers are locked. Formats: RARLAB's technote.txt of versions 4 and 5; what that of
 * version 4 leaves out of its locks, the published sources of UnRAR say.
 */
#ifndef BAOSONG_READER_RAR_BLOCK_H
#define BAOSONG_READER_RAR_BLOCK_H

#include "reader/bytes.h"
#include "reader/lock_key.h"

#include <stdbool.h>

enum {
    OLD_MAIN = 0x73,
    OLD_FILE = 0x74,
    OLD_END = 0x7B,
    OLD_DATA_FOLLOWS = 0x8000,
    OLD_MAIN_SOLID = 0x0008,
    OLD_MAIN_LOCKED = 0x0080,
    OLD_FILE_BEFORE = 0x0001,
    OLD_FILE_AFTER = 0x0002,
    OLD_FILE_LOCKED = 0x0004,
    OLD_FILE_SOLID = 0x0010,
    OLD_FILE_LARGE = 0x0100,
    OLD_FILE_UNICODE = 0x0200,
    OLD_FILE_SALT = 0x0400,
    OLD_FILE_FOLDER = 0x00E0,
    OLD_LEAST = 7, /* bytes of a block */
    OLD_SALT = 8,  /* bytes */
    OLD_SYSTEM_UNIX = 3,
    OLD_STORED = 0x30, /* method */
};

/* Places in the header of an old file: checksum 2, type 1, flags 2, size 2, packed 4, unpacked 4,
 * system 1, crc 4, time 4, version 1, method 1, size of the name 2, attributes 4, high parts of the
 * sizes 8 (of a large one), name, salt 8. */
enum {
    OLD_FLAGS = 3,
    OLD_PACKED = 7,
    OLD_UNPACKED = 11,
    OLD_SYSTEM = 15,
    OLD_CRC = 16,
    OLD_VERSION = 24,
    OLD_METHOD = 25,
    OLD_NAME_SIZE = 26,
    OLD_ATTRIBUTES = 28,
    OLD_PACKED_HIGH = 32,
    OLD_UNPACKED_HIGH = 36,
};

/* Where its name begins. */
static inline size_t rar_old_name_place(uint64_t flags)
{
    return (flags & OLD_FILE_LARGE) != 0 ? 40 : 32;
}

enum {
    NEW_MAIN = 1,
    NEW_FILE = 2,
    NEW_ENCRYPTION = 4,
    NEW_END = 5,
    NEW_HAS_EXTRA = 0x01,
    NEW_HAS_DATA = 0x02,
    NEW_BEFORE = 0x08,
    NEW_MAIN_SOLID = 0x04,
    NEW_FOLDER = 0x01,
    NEW_HAS_TIME = 0x02,
    NEW_HAS_CRC = 0x04,
    NEW_FILE_LOCKED = 1, /* types of a record of the extra area */
    NEW_FILE_HASH = 2,
    NEW_CHECK_GIVEN = 0x01, /* flags of a lock */
    NEW_TWEAKED = 0x02,
};

/* What an archive of either kind begins with. */
struct bytes rar_mark(bool is_new);

/* One block. Its header is good until the next one is taken. */
struct rar_block {
    struct bytes header;
    struct extent data;
    uint64_t type, flags;
    size_t rest;  /* where in the header the fields begin that only this type has */
    size_t extra; /* new: where its records begin; the size of the header where it has none */
};

enum rar_end {
    RAR_GOING,
    RAR_ENDED, /* also where it is cut off, or no RAR at all */
    RAR_NEEDS_PASSWORD,
    RAR_WRONG_PASSWORD,
};

/* A walk along the blocks of all volumes. */
struct rar_walk {
    struct archive_files files;
    struct keyring *keyring; /* NULL: none; then it ends at locked headers */
    bool is_new;
    unsigned opened; /* locked headers that had their checksum; an old one has 16 bits */
    enum rar_end end;
    /* inner state */
    unsigned count; /* of blocks */
    size_t volume;  /* of the files: the one that is being read; SIZE_MAX: none yet */
    struct extent file;
    uint64_t at;
    bool locked;
    struct lock_salt salt;
    unsigned char *bytes; /* of the header, owned */
};

/* The next block, of any type but the end of a volume; false where `end` says why not, or when
 * there were more blocks than anybody's archive has. */
bool rar_walk_next(struct rar_walk *walk, struct rar_block *block);
/* Begins anew in front of the first volume. */
struct rar_walk rar_walk_start(const struct archive_files *files, struct keyring *keyring);
void rar_walk_end(struct rar_walk *walk);

/* New archives: seven bits a byte, the lowest first; moves *at behind it. */
uint64_t rar_take_number(const struct bytes *bytes, size_t *at);

/* How a file or the headers of a new archive are locked. */
struct rar_lock_record {
    struct lock_salt salt;
    uint64_t flags;
    unsigned char iv[CIPHER_BLOCK];
    unsigned char check[LOCK_CHECK];
    bool has_check; /* and it is whole */
};

/* One record of the extra area: places in the header. */
struct rar_record {
    uint64_t type;
    size_t begin, inside, end; /* `inside`: behind its type, which may be cut off */
};

/* The record at `end`, where the one before it ends; false where there is none. */
bool rar_next_record(const struct bytes *header, struct rar_record *record);
/* Of the records that begin at `extra`, the first of that type: what follows its type; no bytes
 * where there is none. */
struct bytes rar_new_extra(const struct bytes *header, size_t extra, uint64_t type);
/* False where it is cut off, or of a version that is not known. `with_iv`: files have one each. */
bool rar_new_lock(struct rar_lock_record *record, const struct bytes *bytes, bool with_iv);
/* Its key; NULL where there is none, or where the check value says that the password is wrong. */
const struct lock_key *rar_new_key(const struct rar_lock_record *record, struct keyring *keyring);

/* Is it a file, and no folder, whose header is whole? */
bool rar_is_file(const struct rar_walk *walk, const struct rar_block *block);
/* Are its data locked? */
bool rar_is_locked(const struct rar_walk *walk, const struct rar_block *block);

#endif
