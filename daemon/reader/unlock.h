/* What a password makes of a locked archive. Each format that can be locked does it its own way:
 * reader/rar_unlock.h, reader/sevenzip.h. */
#ifndef BAOSONG_READER_UNLOCK_H
#define BAOSONG_READER_UNLOCK_H

#include "reader/lock_key.h"

#include <stdbool.h>

/* What of the files needs a password. */
enum lock { LOCK_NONE, LOCK_SOME, LOCK_ALL };

struct lock_state {
    enum lock lock;
    bool unknown; /* some of it is locked in a way that nothing here opens */
};

/* What a file's bytes must come to. */
struct seal {
    bool known;
    bool keyed; /* the checksum itself is hashed with the key: RAR 5 */
    uint32_t crc;
    unsigned char key[LOCK_HASH];
};

/* An archive without its lock. Zero-initialise; unlocked_clear ends it. */
struct unlocked {
    struct plain plain;
    struct seal *seals; /* of its entries, in their order; owned; none: its reader checks them */
    size_t seal_count;
    bool proven;  /* the password is right: a check value says so, or the checksum of a header */
    size_t probe; /* else: the first entry with bytes that were locked. Its checksum will tell */
    bool loose;   /* where the data of its entries end can only be found out by unpacking them */
    /* If so: of each entry, zeros behind its data that belong to them; borrowed; NULL: none. */
    const unsigned char *zeros;
    bool cut;  /* of its files, which are too many, some are not in it */
    bool left; /* files stay locked: by another password, or in a way that is not known */
};

/* How a format is unlocked. */
struct lock_format {
    struct lock_state (*lock_of)(const struct archive_files *files);
    /*
     * False where this is not the password, or where nothing can be opened by it. `probe`: 0: the
     * whole archive; else an archive whose probe proves the password, and there may be several,
     * from 1 on: false where there is no such one.
     */
    bool (*unlock)(const struct archive_files *files, struct keyring *keyring, unsigned probe,
                   struct unlocked *unlocked);
};

void unlocked_clear(struct unlocked *unlocked);

bool seal_holds(const struct seal *seal, uint32_t crc);

#endif
