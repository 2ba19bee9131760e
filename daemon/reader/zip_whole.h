/*
 * Entries of a ZIP that are unpacked in one go, in memory: libdeflate does so twice as fast as the
 * stream of zlib, and computes checksums many times as fast.
 */
#ifndef BAOSONG_READER_ZIP_WHOLE_H
#define BAOSONG_READER_ZIP_WHOLE_H

#include "reader/container.h"

#include <zip.h>

/* The memory for it: one for all archives of a message, for only one entry is unpacked at a time.
 * zip_whole_free accepts NULL. */
struct zip_whole;
void zip_whole_free(struct zip_whole *whole);

enum zip_whole_result {
    WHOLE_DONE,
    WHOLE_UNFIT, /* too large, too much for the budget, locked, or packed otherwise */
    WHOLE_LIED,  /* not what the directory says */
};

/* Unpacks the entry that `status` speaks of into the job folder; *result says how it went. Unless
 * it is done nothing is in the job folder, and its stream says what can be had of it. */
enum zip_whole_result zip_whole_spool(struct container *container, zip_t *archive,
                                      const zip_stat_t *status, struct spool *spool,
                                      enum spool_result *result);

#endif
