/*
 * The keys that RAR and 7z make of a password. Each format hashes it many thousand times, so that
 * guessing is slow; a stranger's archive may ask for thousands of millions. What a message may
 * cost us so is LIMIT_KEY_BLOCKS.
 *
 * Sources: RARLAB's technote.txt of version 5 and the published sources of UnRAR (RAR 3: SHA-1;
 * RAR 5: PBKDF2 of RFC 8018 with HMAC-SHA-256), 7zFormat.txt and the LZMA SDK (7z: SHA-256).
 */
#ifndef BAOSONG_READER_LOCK_KEY_H
#define BAOSONG_READER_LOCK_KEY_H

#include "reader/job.h"
#include "reader/plain.h"

enum lock_scheme { LOCK_RAR3, LOCK_RAR5, LOCK_7Z };
enum { LOCK_SALT = 16, LOCK_CHECK = 8, LOCK_HASH = 32 /* bytes, at most */ };

/* What a key is made of beside the password. */
struct lock_salt {
    enum lock_scheme scheme;
    unsigned power; /* rounds, as a power of two; RAR 3 has its own number */
    unsigned char bytes[LOCK_SALT];
    size_t size;
};

struct lock_key {
    struct cipher cipher;            /* RAR 3 makes its iv as well; the others state theirs */
    unsigned char hash[LOCK_HASH];   /* RAR 5: what checksums are hashed with */
    unsigned char check[LOCK_CHECK]; /* RAR 5: what tells a wrong password */
};

enum { LOCK_KEYS = 4 };

/* The keys of one password. Headers and files mostly share theirs. */
struct keyring {
    struct job *job;      /* borrowed; pays */
    const char *password; /* UTF-8; borrowed */
    struct {
        struct lock_salt salt;
        struct lock_key key;
    } kept[LOCK_KEYS];
    unsigned made;
    bool refused; /* a key would have cost more than what is left */
};

/* Good until the next call; NULL where it costs too much, or its salt makes no sense. */
const struct lock_key *keyring_get(struct keyring *keyring, const struct lock_salt *salt);

#endif
