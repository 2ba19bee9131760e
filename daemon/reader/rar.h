/*
 * RAR where libarchive does not suffice: of what versions before 5 wrote it gives up a part (1.5 to
 * 2.9, solid archives of 3) and does not look at the checksums of files that are only stored. Those
 * libunarr reads; volumes are joined for it (reader/rar_unlock.h). Format: RARLAB's technote.txt of
 * version 4.
 */
#ifndef BAOSONG_READER_RAR_H
#define BAOSONG_READER_RAR_H

#include "reader/container.h"

enum { RAR_OLD_MARK = 7 /* bytes that it begins with */ };

bool rar_begins_as_old(const void *bytes);

/* Hands on the files of a RAR up to version 4; false where it is none, or cannot be opened.
 * `start`: where the archive begins in the file. */
bool rar_read_old(struct container *container, int fd, int64_t start);

/* How many of its files have their checksum, up to the first that has not. */
size_t rar_old_sound(struct container *container, int fd);

#endif
