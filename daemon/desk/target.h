/*
 * A folder that is ours to fill: files are put into it whole or not at all, below folders that are
 * made as needed, and no symbolic link in it is followed. DIR/.baosong is our own corner of it.
 */
#ifndef BAOSONG_DESK_TARGET_H
#define BAOSONG_DESK_TARGET_H

#include "base/error.h"
#include "base/memory.h"
#include "desk/manifest.h"

#include <stdint.h>

struct target {
    char *path;
    char *manifest_path;
    char *purpose;
    int folder;
    int lock;
    struct manifest written; /* what earlier runs wrote, or were about to */
};

/*
 * Makes it where it is missing, locks it and reads what was written before. ERROR_USAGE for a
 * folder that has something in it but was never ours, or was for another purpose (a word);
 * ERROR_BUSY while another process has it.
 */
int target_open(const char *path, const char *purpose, struct target **target, struct error *error);
void target_close(struct target *target);
DEFINE_CLEANUP(struct target, target_close)

/* Keeps the list of what is or will be written, which must be sorted. */
int target_record(struct target *target, const struct manifest *manifest, struct error *error);

enum target_state { TARGET_ABSENT, TARGET_RIGHT, TARGET_OTHER };
/* Right: a plain file of that size and time. */
int target_look(const struct target *target, const char *path, uint64_t size, int64_t time,
                enum target_state *state, struct error *error);

/* Copies from an open file to `path`, in whose place it comes when it is whole. The content must
 * have that hash: else nothing is put, and *right is false. */
int target_copy(const struct target *target, const char *path, int from, const char *sha256,
                int64_t time, bool *right, struct error *error);

/* Puts bytes at `path`; what is the same already is not touched. */
int target_put(const struct target *target, const char *path, const void *data, size_t size,
               struct error *error);

/* Removes the file if its content has that hash, and folders that become empty. *removed is false
 * where it has another one; an absent file counts as removed. */
int target_remove(const struct target *target, const char *path, const char *sha256, bool *removed,
                  struct error *error);

/* Everything put so far is safely on the disk. */
int target_sync(const struct target *target, struct error *error);

#endif
