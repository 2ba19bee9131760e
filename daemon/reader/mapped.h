/* A file as bytes, without reading it into memory. */
#ifndef BAOSONG_READER_MAPPED_H
#define BAOSONG_READER_MAPPED_H

#include "reader/bytes.h"

#include <stdbool.h>

/* Maps the file behind a descriptor, which stays the caller's; false for one that is empty or has
 * more than LIMIT_DOCUMENT bytes. */
bool mapped_open(int fd, struct bytes *bytes);
void mapped_close(struct bytes *bytes);

#endif
