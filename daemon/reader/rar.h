/*
 * RAR where libarchive does not suffice: it does not say that a RAR 5 is locked; and of what older
 * versions wrote it gives up a part (1.5 to 2.9, solid archives of 3) and does not look at the
 * checksums of files that are only stored. Those libunarr reads, but for archives in volumes.
 * Formats: RARLAB's technote.txt of versions 4 and 5.
 */
#ifndef BAOSONG_READER_RAR_H
#define BAOSONG_READER_RAR_H

#include "reader/container.h"

/* What of the files needs a password. */
enum rar_lock { RAR_OPEN, RAR_SOME_LOCKED, RAR_ALL_LOCKED };

/* `start`: where the archive begins in the file. RAR_OPEN also where it is no RAR. */
enum rar_lock rar_lock_of(int fd, int64_t start);

/* Hands on the files of a RAR up to version 4; false where it is none, or cannot be opened. */
bool rar_read_old(struct container *container, int fd, int64_t start);

#endif
