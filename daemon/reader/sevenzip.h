/*
 * A locked 7z as the same archive without its lock (AES-256 with SHA-256), also with locked
 * headers: the coder that deciphers is taken out of the folders, and what it would give is what the
 * archive has packed. All other coders stay: those are libarchive's.
 */
#ifndef BAOSONG_READER_SEVENZIP_H
#define BAOSONG_READER_SEVENZIP_H

#include "reader/unlock.h"

/* LOCK_NONE also where it is no 7z, or none that can be understood. */
struct lock_state sevenzip_lock_of(const struct archive_files *files);

/* See struct lock_format. The probe is the whole archive, for nothing of it is unpacked yet. */
bool sevenzip_unlock(const struct archive_files *files, struct keyring *keyring, unsigned probe,
                     struct unlocked *unlocked);

#endif
