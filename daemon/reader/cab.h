/*
 * Cabinets ([MS-CAB]) by libmspack, which knows all their methods (MSZIP, LZX, Quantum) and what
 * programs reserve in their headers; libarchive gives up at half of that. A cabinet of a set gives
 * the files that lie in it as a whole.
 */
#ifndef BAOSONG_READER_CAB_H
#define BAOSONG_READER_CAB_H

#include "reader/container.h"

/* Does a file that begins so look like one? */
bool cab_is(int fd);

/* Hands on every entry of the cabinet in fd. False where it cannot be opened at all. */
bool cab_read(struct container *container, int fd);

#endif
