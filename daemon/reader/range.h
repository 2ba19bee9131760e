/* Where bytes come from that are handed on as a file: a part of an open file, or memory. */
#ifndef BAOSONG_READER_RANGE_H
#define BAOSONG_READER_RANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A part of an open file. */
struct range {
    int fd; /* borrowed */
    off_t at, end;
};

/* The next bytes, as a pull_function. */
ssize_t range_pull(void *source, char *buffer, size_t size);
/* A little-endian number of 2 or 4 bytes; false where the range ends before it. */
bool range_number(struct range *range, size_t bytes, uint32_t *number);
/* The first `size` bytes of `range` as its own; what it lacks is missing. Goes behind them. */
struct range range_take(struct range *range, uint64_t size);
/* All of it, at most `limit` bytes, with a NUL that does not count; the caller frees it. */
char *range_read(const struct range *range, size_t limit, size_t *size);

/* Borrowed bytes. */
struct memory {
    const char *at;
    size_t left;
};

/* The next of them, as a pull_function. */
ssize_t memory_pull(void *source, char *buffer, size_t size);

#endif
