#include "reader/volume_name.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    HEAD = 64,       /* bytes of a volume that are looked at */
    ZIP_END = 22,    /* bytes of a ZIP's end record without comment, APPNOTE 4.3.16 */
    RAR_MAIN = 0x73, /* type of RAR 4's main header; its flags follow */
};

static bool digits_only(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!isdigit((unsigned char)text[i])) {
            return false;
        }
    }
    return count > 0;
}

static unsigned number_of(const char *digits)
{
    return (unsigned)strtoul(digits, NULL, 10);
}

static bool is_ending(const char *dot, const char *ending)
{
    return strcasecmp(dot, ending) == 0;
}

static char *whole_name(const char *name, const char *end, const char *ending)
{
    return xasprintf("%.*s%s", (int)(end - name), name, ending);
}

/* --- content --------------------------------------------------------------------------------- */

/* Of a RAR: does the main header say that it is a volume? */
static bool rar_is_volume(int fd)
{
    unsigned char head[HEAD] = {0};
    if (pread(fd, head, sizeof head, 0) < 16 || memcmp(head, "Rar!\x1A\x07", 6) != 0) {
        return false;
    }
    if (head[6] == 0) {
        return head[9] == RAR_MAIN && (head[10] & 1) != 0;
    }
    /* RAR 5: checksum, then numbers of 7 bits a byte: size, type, flags, perhaps the size of an
     * extra area, flags of the archive */
    size_t at = 12;
    unsigned values[5] = {0};
    for (size_t i = 0; i < 5 && at < sizeof head; i++) {
        bool has_extra = i < 3 || (values[2] & 1) != 0;
        if (i == 3 && !has_extra) {
            continue;
        }
        for (unsigned shift = 0; at < sizeof head && shift < 28; shift += 7) {
            values[i] |= (unsigned)(head[at] & 0x7F) << shift;
            if ((head[at++] & 0x80) == 0) {
                break;
            }
        }
    }
    return values[1] == 1 && (values[4] & 1) != 0;
}

/* Of a ZIP: does the record at its very end count more volumes than this one? */
static bool zip_is_last_volume(int fd)
{
    unsigned char end[ZIP_END];
    off_t size = lseek(fd, 0, SEEK_END);
    return size >= ZIP_END && pread(fd, end, sizeof end, size - ZIP_END) == ZIP_END &&
           memcmp(end, "PK\5\6", 4) == 0 && (end[4] != 0 || end[5] != 0) &&
           !(end[4] == 0xFF && end[5] == 0xFF);
}

/* --- names ----------------------------------------------------------------------------------- */

/* X.zip.001; X alone may be anything, but then the first volume must come, too. */
static bool read_bytes(struct volume_name *place, const char *name, const char *dot)
{
    if (strlen(dot) != 4 || !digits_only(dot + 1, 3) || number_of(dot + 1) == 0 || dot == name) {
        return false;
    }
    *place = (struct volume_name){CUT_BYTES, number_of(dot + 1), whole_name(name, dot, "")};
    return true;
}

/* X.z01 */
static bool read_zip(struct volume_name *place, const char *name, const char *dot, int fd)
{
    bool cut = (dot[1] == 'z' || dot[1] == 'Z') && digits_only(dot + 2, strlen(dot + 2));
    bool last = is_ending(dot, ".zip") && zip_is_last_volume(fd);
    if ((!cut || number_of(dot + 2) == 0) && !last) {
        return false;
    }
    *place = (struct volume_name){CUT_ZIP, last ? (unsigned)VOLUME_LAST : number_of(dot + 2),
                                  whole_name(name, dot, ".zip")};
    return true;
}

/* X.part01.rar, where the first may be a program */
static bool read_rar_parts(struct volume_name *place, const char *name, const char *dot)
{
    const char *digits = dot;
    while (digits > name && isdigit((unsigned char)digits[-1])) {
        digits--;
    }
    if ((!is_ending(dot, ".rar") && !is_ending(dot, ".exe")) || digits == dot ||
        digits - name < 5 || strncasecmp(digits - 5, ".part", 5) != 0) {
        return false;
    }
    *place = (struct volume_name){CUT_RAR, number_of(digits), whole_name(name, digits - 5, ".rar")};
    return true;
}

/* X.rar, X.r00 ... X.r99, X.s00 */
static bool read_rar_of_old(struct volume_name *place, const char *name, const char *dot, int fd)
{
    bool first = is_ending(dot, ".rar") && rar_is_volume(fd);
    char letter = (char)tolower((unsigned char)dot[1]);
    bool later = letter >= 'r' && letter <= 'v' && strlen(dot) == 4 && digits_only(dot + 2, 2) &&
                 rar_is_volume(fd);
    if (!first && !later) {
        return false;
    }
    unsigned number = first ? 1 : 2 + 100 * (unsigned)(letter - 'r') + number_of(dot + 2);
    *place = (struct volume_name){CUT_RAR, number, whole_name(name, dot, ".rar")};
    return true;
}

bool volume_name_of_archive(const char *name)
{
    static const char *const endings[] = {".zip", ".7z",  ".rar", ".tar", ".gz",
                                          ".tgz", ".bz2", ".xz",  ".exe"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; i < COUNT_OF(endings) && dot != NULL; i++) {
        if (is_ending(dot, endings[i])) {
            return true;
        }
    }
    return false;
}

bool volume_name_read(struct volume_name *place, const char *name, int fd)
{
    const char *slash = strrchr(name, '/');
    const char *dot = strrchr(slash != NULL ? slash : name, '.');
    return dot != NULL && dot[1] != '\0' &&
           (read_bytes(place, name, dot) || read_zip(place, name, dot, fd) ||
            read_rar_parts(place, name, dot) || read_rar_of_old(place, name, dot, fd));
}
