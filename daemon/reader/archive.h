/*
 * Archives by their content: ZIP by libzip (reader/zip.h), cabinets by libmspack (reader/cab.h),
 * everything else by libarchive: RAR, 7z, tar, iso, lzh, cpio, ar, rpm, and what is only compressed
 * (gz, bz2, xz, zst, lz4, lz, lzma, Z).
 * No external program is ever asked.
 */
#ifndef BAOSONG_READER_ARCHIVE_H
#define BAOSONG_READER_ARCHIVE_H

#include "reader/container.h"
#include "reader/unlock.h"

/* What libarchive loads once, while the process may still open files. */
void archive_prepare(void);

/* Hands on every entry of the archive in fd. False where it cannot be opened at all. */
bool archive_read(struct container *container, int fd);

/* The same for an archive that is cut into volumes, in their order; not for ZIP. */
bool archive_read_volumes(struct container *container, const int *fds, size_t count);

/* The same for what a password has made of a locked one. */
bool archive_read_unlocked(struct container *container, const struct unlocked *unlocked);

/* Does the entry that it names as its probe have its checksum, so that the password is right? */
bool archive_is_sound(struct container *container, const struct unlocked *unlocked);

/* How many of its entries are sound, up to the first that is not; for an old RAR only. */
size_t archive_sound_entries(struct container *container, const struct unlocked *unlocked);

/* What the local headers of a ZIP lead to whose central directory is lost or wrong. */
bool archive_recover_zip(struct container *container, int fd);

#endif
