/* Methods of ZIP (APPNOTE 4.4.5) that Debian's libzip does not know: Deflate64 of Windows' own
 * archiver, LZMA and PPMd by libunarr, Zstandard by libzstd, xz by liblzma. */
#ifndef BAOSONG_READER_ZIP_METHOD_H
#define BAOSONG_READER_ZIP_METHOD_H

#include "reader/container.h"

#include <zip.h>

/*
 * Unpacks the entry that `status` speaks of from the archive in fd into the job folder. False where
 * its method is not known here either; else *result says how it went.
 */
bool zip_method_spool(struct container *container, int fd, zip_t *archive, const zip_stat_t *status,
                      struct spool *spool, enum spool_result *result);

#endif
