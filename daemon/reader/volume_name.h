/* What the name and the first bytes of a file say about the archive that it is a volume of. */
#ifndef BAOSONG_READER_VOLUME_NAME_H
#define BAOSONG_READER_VOLUME_NAME_H

#include <stdbool.h>

/* How an archive is cut. */
enum cut {
    CUT_NONE,
    CUT_BYTES, /* X.zip.001: the bytes alone; joined they are the archive */
    CUT_ZIP,   /* X.z01 ... X.zip: offsets count within volumes */
    CUT_RAR,   /* X.part1.rar; X.rar, X.r00: each volume has headers of its own */
};

enum { VOLUME_LAST = 100000 /* number of the one that comes after all others: X.zip */ };

struct volume_name {
    enum cut cut;
    unsigned number; /* of the volume, ascending in their order */
    char *whole;     /* name of the whole archive, the same for all its volumes; owned */
};

/* False where it is no volume; *place is then left alone. `name` is UTF-8 and may be a path; fd is
 * open on the file. */
bool volume_name_read(struct volume_name *place, const char *name, int fd);

/* Is it named as archives are? */
bool volume_name_of_archive(const char *name);

#endif
