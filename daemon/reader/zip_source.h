/*
 * An open file as a ZIP archive of libzip, mended on the way where libzip asks for more than the
 * archivers of this world keep to; the file itself is not changed:
 *
 * - libzip refuses a whole archive when one name says that it is UTF-8 and is not. The flag that
 *   lies (general purpose bit 11, APPNOTE 4.4.4) is read as not set.
 * - Offsets count from the archive's own beginning where a program or anything else was put before;
 *   where it was put between the entries, each offset is mended that leads nowhere.
 * - Where the archive was cut into volumes (APPNOTE 8.3) and has been joined again, offsets count
 *   from the beginning of the whole.
 */
#ifndef BAOSONG_READER_ZIP_SOURCE_H
#define BAOSONG_READER_ZIP_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zip.h>

/* Where the volumes of a joined archive begin in it, ascending; none: it was never cut. */
struct zip_volumes {
    const uint64_t *starts; /* borrowed while the archive is opened */
    size_t count;
};

/* The descriptor stays the caller's and must outlive the archive, which zip_discard ends. NULL
 * where it is no ZIP archive with a central directory. */
zip_t *zip_archive_open(int fd, struct zip_volumes volumes);

/* Does the file end with a central directory, whatever it begins with? */
bool zip_source_ends_as_zip(int fd);

#endif
