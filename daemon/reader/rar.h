/*
 * RAR where libarchive does not suffice: it does not say that a RAR 5 is locked, and gives up what
 * versions 1.5 to 2.9 wrote and many a solid archive of version 3, which libunarr unpacks.
 * Formats: RARLAB's technote.txt of versions 4 and 5.
 */
#ifndef BAOSONG_READER_RAR_H
#define BAOSONG_READER_RAR_H

#include "reader/container.h"

/* What of the files needs a password. */
enum rar_lock { RAR_OPEN, RAR_SOME_LOCKED, RAR_ALL_LOCKED };

/* `start`: where the archive begins in the file. RAR_OPEN also where it is no RAR. */
enum rar_lock rar_lock_of(int fd, int64_t start);

/* A RAR up to version 4? */
bool rar_is_old(int fd, int64_t start);

/* Hands on the files of such a one, but for the first `done`; folders do not count. What libarchive
 * called damaged is so only if it is for libunarr, too. False where that cannot open it at all. */
bool rar_read_rest(struct container *container, int fd, int64_t start, unsigned done);

#endif
