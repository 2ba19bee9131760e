/*
 * Files and folders, durably: what is said to be on disk is on disk, also after a power cut. A file
 * appears by temporary file, fsync, rename, fsync of the folder.
 */
#ifndef BAOSONG_BASE_FILES_H
#define BAOSONG_BASE_FILES_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Writes all of it, whatever the kernel takes at a time. */
int files_write_all(int fd, const void *data, size_t size, struct error *error);

/* Makes the folder and its parents where they are missing; new ones get `mode`. */
int files_make_folder(const char *path, mode_t mode, struct error *error);

/* Opens a folder for the *at() calls; the caller closes it. -1 and *error on failure. */
int files_open_folder(const char *path, struct error *error);

/* fsync of a file or folder that is open. `name` is for the message only. */
int files_sync(int fd, const char *name, struct error *error);

/* Reads a whole file of at most `limit` bytes; the caller frees *data (NUL-terminated). */
int files_read(const char *path, size_t limit, char **data, size_t *size, struct error *error);

/* Writes a file under its final name so that it is old or new, never half (mode as given). */
int files_replace(const char *path, const void *data, size_t size, mode_t mode,
                  struct error *error);

/* The same for a file that must not be there yet. */
int files_create(const char *path, const void *data, size_t size, mode_t mode, struct error *error);

/* Removes a folder and all in it, following no links; a missing one is fine. */
int files_remove_tree(const char *path, struct error *error);

/* Bytes that an ordinary user may still write on the file system of `path`. */
int files_free_space(const char *path, uint64_t *bytes, struct error *error);

#endif
