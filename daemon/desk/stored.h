/* What the ledger names of the store: raw messages and files, each content once. */
#ifndef BAOSONG_DESK_STORED_H
#define BAOSONG_DESK_STORED_H

#include "ledger/ledger.h"

struct stored {
    char sha256[HASH_TEXT_SIZE];
    uint64_t size; /* bytes */
};

/* By hash, each once; the caller frees the array (NULL if there is nothing). */
int stored_load(struct ledger *ledger, struct stored **stored, size_t *count, struct error *error);

/* Is this hash among them? */
bool stored_has(const struct stored *stored, size_t count, const char *sha256);

#endif
