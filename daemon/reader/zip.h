/* ZIP archives (APPNOTE.TXT 6.3) by libzip. */
#ifndef BAOSONG_READER_ZIP_H
#define BAOSONG_READER_ZIP_H

#include "reader/container.h"
#include "reader/zip_source.h"

/* Hands on every entry of the archive in fd. False where it cannot be opened at all. */
bool zip_read(struct container *container, int fd);

/* The same for one that was cut into volumes and is joined again in fd. */
bool zip_read_volumes(struct container *container, int fd, struct zip_volumes volumes);

#endif
