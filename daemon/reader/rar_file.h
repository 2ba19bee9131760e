/* Files of a RAR without their lock, in the two forms that headers have. Only for rar_unlock.c. */
#ifndef BAOSONG_READER_RAR_FILE_H
#define BAOSONG_READER_RAR_FILE_H

#include "reader/rar_block.h"
#include "reader/unlock.h"

/* One file, all its parts joined. */
struct rar_file {
    unsigned char *header; /* of its first part; owned */
    size_t header_size;
    size_t rest, extra; /* of the block */
    uint64_t flags;
    struct run run;
    uint64_t unpacked; /* bytes */
    struct seal seal;  /* by the header of its last part */
    bool locked;
    bool closed;    /* it is locked still */
    bool hollow;    /* it is empty, but its data say how those behind it are packed */
    size_t hollows; /* files that are so right before it; they stand before it in memory, too */
};

struct rar_form;

/* All of one archive. */
struct rar_files {
    struct rar_file *files;
    size_t count;
    size_t headers; /* bytes of them all */
    uint64_t main_flags;
    const struct rar_form *form;
};

/* What the two forms differ in. */
struct rar_form {
    /* Is the lock of this file one that can be opened at all? */
    bool (*known)(const struct rar_block *block);
    /* Its key; false where it cannot be opened, or not by this password. Sets *proven where
     * something says that the password is right. */
    bool (*take_key)(struct rar_file *file, const struct rar_block *block, struct keyring *keyring,
                     bool *proven);
    /* What the header of one of its parts says of the whole; that of the last one stands. */
    void (*take_seal)(struct rar_file *file, const struct rar_block *block);
    void (*begin)(struct plain *plain, const struct rar_files *all);
    void (*add_file)(struct plain *plain, const struct rar_file *file, unsigned zeros);
    void (*finish)(struct plain *plain);
    uint64_t before; /* flag of a part that goes on with the file before it */
    uint64_t main;   /* type of the block that says what the archive is */
};

extern const struct rar_form rar_old_form, rar_new_form;

/* Bytes of data that are stored: without what fills the last block of the cipher. */
uint64_t rar_stored_size(const struct rar_file *file);

static inline struct bytes rar_file_header(const struct rar_file *file)
{
    return (struct bytes){file->header, file->header_size};
}

#endif
