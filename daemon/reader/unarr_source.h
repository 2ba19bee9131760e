/* The bytes of an entry that libunarr unpacks. */
#ifndef BAOSONG_READER_UNARR_SOURCE_H
#define BAOSONG_READER_UNARR_SOURCE_H

#include <stdint.h>
#include <sys/types.h>
#include <unarr.h>

struct unarr_source {
    ar_archive *archive; /* borrowed, at the entry */
    uint64_t left;       /* bytes */
    uint32_t crc;        /* of those that have been given */
};

/* The next of them, as a pull_function. */
ssize_t unarr_pull(void *context, char *buffer, size_t size);

#endif
