/*
 * The store: every raw message and every file in it, once, by SHA-256, read-only:
 * STATE/store/ab/abcdef... The folder STATE/incoming beside it is where children write.
 */
#ifndef BAOSONG_LEDGER_STORE_H
#define BAOSONG_LEDGER_STORE_H

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store;

/* Makes store/ and incoming/ below state_dir where they are missing (mode 0700). */
int store_open(const char *state_dir, struct store **store, struct error *error);
void store_close(struct store *store);
DEFINE_CLEANUP(struct store, store_close)

/* What is not in this store is looked for in that of another state folder, which is only read. */
int store_look_behind(struct store *store, const char *state_dir, struct error *error);

/* STATE/incoming, owned by the store. */
const char *store_incoming(const struct store *store);

/* A file that a child wrote, to be taken over. */
struct store_item {
    int folder;       /* open folder it lies in */
    const char *name; /* in that folder: one component, a plain file, no link */
    const char *sha256;
    uint64_t size;
};

/*
 * Takes all of them or says why not: each is opened without following links, hashed, compared with
 * what was claimed (ERROR_PROTOCOL if it differs), synced, made read-only and renamed into the
 * store; then the touched folders are synced once. What the store already has is not written again;
 * the item is then unlinked from its folder. Repeating it changes nothing.
 */
int store_take(struct store *store, const struct store_item *items, size_t count,
               struct error *error);

/* Is it there with this size, as far as a look can tell? store_verify() reads it. */
bool store_has(const struct store *store, const char *sha256, uint64_t size);

/* Opens a stored file for reading; -1 and ERROR_NOT_FOUND if it is not there. */
int store_open_file(const struct store *store, const char *sha256, struct error *error);

/* Path of a stored file, whether it exists or not; the caller frees it. */
char *store_path(const struct store *store, const char *sha256);

/* Is it there, whole and right? Re-hashes it: slow. *right says; an error only if reading fails. */
int store_verify(const struct store *store, const char *sha256, bool *right, struct error *error);

/* Moves a file that is not right to STATE/damaged, so that a right one can come; a missing one is
 * fine. */
int store_set_aside(struct store *store, const char *sha256, struct error *error);

/* Removes what children left in incoming/ when a crash cut them off. Only while no child runs. */
int store_clean_incoming(struct store *store, struct error *error);

#endif
