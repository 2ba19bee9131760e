/*
 * Where a mail really begins, and where its lines end. Programs put a byte order mark, the "From "
 * line of an mbox or empty lines before the headers; old or broken ones end lines by CR alone, or
 * by CR CR LF. GMime is given what they meant.
 */
#ifndef BAOSONG_READER_SOURCE_H
#define BAOSONG_READER_SOURCE_H

#include "reader/container.h"

#include <gmime/gmime.h>

/* The bytes of one mail. Initialise `copy.fd` to -1; source_close ends it. */
struct source {
    GMimeStream *stream; /* seekable; NULL when it could not be opened */
    bool cut;          /* it ends in the middle of a line, as what was cut off in transport does */
    struct spool copy; /* with mended line ends, if that was needed */
};

/* `fd` is borrowed; `most` bytes of it are read. False where nothing can be read. */
bool source_open(struct source *source, struct container *container, int fd, off_t most);
void source_close(struct source *source, struct container *container);

#endif
