/*
 * A locked RAR as the same archive without its lock, in one volume: its files' headers are written
 * anew, their data are deciphered as they are read. RAR 2.9 to 4 (AES-128) and 5 and later
 * (AES-256), also with locked headers; what older versions locked stays so. Checksums that RAR 5
 * has hashed with the key are compared all the same (struct seal), but for BLAKE2: there the check
 * value tells a wrong password, and damage only what cannot be unpacked.
 */
#ifndef BAOSONG_READER_RAR_UNLOCK_H
#define BAOSONG_READER_RAR_UNLOCK_H

#include "reader/unlock.h"

/* LOCK_NONE also where it is no RAR. */
struct lock_state rar_lock_of(const struct archive_files *files);

/* See struct lock_format. A probe is an archive of one file that was locked: the smallest of them,
 * then the next, for one may be damaged, or have another password. */
bool rar_unlock(const struct archive_files *files, struct keyring *keyring, unsigned probe,
                struct unlocked *unlocked);

/* What is not locked of a RAR up to version 4 that is in volumes or solid, as one archive that
 * libunarr can read to its end; libarchive gives up those that are solid. False where it is none.
 */
bool rar_join_old(const struct archive_files *files, struct unlocked *joined);

#endif
