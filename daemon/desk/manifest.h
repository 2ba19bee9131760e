/* What we wrote into a folder: contents by their paths, kept in a file of that folder. */
#ifndef BAOSONG_DESK_MANIFEST_H
#define BAOSONG_DESK_MANIFEST_H

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stddef.h>

struct manifest_entry {
    char *path; /* relative: plain components joined by "/" */
    char sha256[HASH_TEXT_SIZE];
};

/* Zero-initialised; manifest_clear ends it. A path may stand twice, with two contents, while one
 * takes the place of the other. */
struct manifest {
    struct manifest_entry *entries; /* by path and content, once manifest_sort was called */
    size_t count;
};

void manifest_add(struct manifest *manifest, const char *path, const char *sha256);
/* Needed before manifest_has and manifest_save; drops what stands twice. */
void manifest_sort(struct manifest *manifest);
/* sha256 NULL: with any content. */
bool manifest_has(const struct manifest *manifest, const char *path, const char *sha256);
void manifest_clear(struct manifest *manifest);

/* Adds what FILE says. ERROR_NOT_FOUND if there is none; ERROR_CONFIG if it is not one of ours, is
 * of another `purpose`, or names a path that could lead out of the folder. */
int manifest_load(struct manifest *manifest, const char *file, const char *purpose,
                  struct error *error);
int manifest_save(const struct manifest *manifest, const char *file, const char *purpose,
                  struct error *error);

#endif
