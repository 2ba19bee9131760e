/* ZIP archives (APPNOTE.TXT 6.3) by libzip. */
#ifndef BAOSONG_READER_ZIP_H
#define BAOSONG_READER_ZIP_H

#include "reader/container.h"

/* Hands on every entry of the archive in fd. False where it cannot be opened at all. */
bool zip_read(struct container *container, int fd);

#endif
