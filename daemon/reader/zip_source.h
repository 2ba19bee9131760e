/*
 * An open file as a ZIP archive of libzip.
 *
 * libzip refuses a whole archive when one name says that it is UTF-8 and is not. Such names are
 * common, so the flag that lies (general purpose bit 11, APPNOTE 4.4.4) is read as not set; the
 * file itself is not changed.
 */
#ifndef BAOSONG_READER_ZIP_SOURCE_H
#define BAOSONG_READER_ZIP_SOURCE_H

#include <zip.h>

/* The descriptor stays the caller's and must outlive the archive, which zip_discard ends. NULL
 * where it is no ZIP archive with a central directory. */
zip_t *zip_archive_open(int fd);

#endif
