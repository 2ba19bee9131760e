/*
 * OLE2 compound files [MS-CFB] by libgsf: the office formats of 1997, and what is embedded in
 * those of today. Storages and streams are GsfInfile and GsfInput; ole_close() ends each of them.
 */
#ifndef BAOSONG_READER_OLE_H
#define BAOSONG_READER_OLE_H

#include "base/kind.h"
#include "base/memory.h"

#include <gsf/gsf-infile.h>
#include <stdbool.h>

/* Does the file begin like one? */
bool ole_is(int fd);
/* Opens the file behind a descriptor, which stays the caller's; NULL where its structure is
 * broken. The file is mapped, not read. */
GsfInfile *ole_open(int fd);
/* The same for bytes, which must outlive it. */
GsfInfile *ole_open_bytes(const void *bytes, size_t size);
void ole_close(GsfInfile *storage);
DEFINE_CLEANUP(GsfInfile, ole_close)

bool ole_has(GsfInfile *storage, const char *name);
/* A storage in a storage; NULL if there is none of this name. */
GsfInfile *ole_storage(GsfInfile *storage, const char *name);
/* The first `limit` bytes of a stream, as far as they can be read; the caller frees them. NULL if
 * there is no such stream. */
unsigned char *ole_stream(GsfInfile *storage, const char *name, size_t limit, size_t *size);
/* The bytes of a compound file that holds all of `storage`; the caller frees them. NULL where that
 * cannot be had within `limit`. */
unsigned char *ole_rebuild(GsfInfile *storage, size_t limit, size_t *size);

/* KIND_UNKNOWN for what is none of an office program. `name` tells .wps from .doc, which are one
 * format, and what an encrypted package is; it may be NULL. */
enum kind ole_kind(int fd, const char *name);
/* The same for a storage. */
enum kind ole_storage_kind(GsfInfile *storage, const char *name);

#endif
