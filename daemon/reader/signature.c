#include "reader/signature.h"

#include "base/memory.h"
#include "reader/kind_magic.h"
#include "reader/zip_source.h"

#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
    WINDOW = 2 << 20,    /* bytes: self-extracting programs have 80 KB to 1 MB */
    HEADER_7Z = 32,      /* bytes of 7z's first header */
    RAR4_MAIN = 0x73,    /* type of the block that must come first */
    RAR5_MAIN = 1,       /* likewise */
    RAR5_ENCRYPTION = 4, /* or this, where the headers are encrypted */
};

static uint32_t u32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The six bytes alone stand in many a program; the header behind them has a checksum. */
static bool is_7z(const unsigned char *at, size_t size)
{
    return size >= HEADER_7Z && memcmp(at, "7z\xBC\xAF\x27\x1C", 6) == 0 &&
           crc32(0, at + 12, 20) == u32(at + 8);
}

static bool is_rar(const unsigned char *at, size_t size)
{
    if (size < 20) {
        return false;
    }
    if (memcmp(at, "Rar!\x1A\x07\0", 7) == 0) {
        return at[9] == RAR4_MAIN;
    }
    /* checksum, size in 1 to 3 bytes of 7 bits, type */
    size_t type = 12;
    while (type < 14 && (at[type] & 0x80) != 0) {
        type++;
    }
    return memcmp(at, "Rar!\x1A\x07\x01\0", 8) == 0 &&
           (at[type + 1] == RAR5_MAIN || at[type + 1] == RAR5_ENCRYPTION);
}

static int64_t start_behind_program(const unsigned char *bytes, size_t size)
{
    for (size_t at = 2; at + HEADER_7Z <= size; at++) {
        if ((bytes[at] == '7' && is_7z(bytes + at, size - at)) ||
            (bytes[at] == 'R' && is_rar(bytes + at, size - at))) {
            return (int64_t)at;
        }
    }
    return 0;
}

bool signature_is_program(const char *head, size_t size)
{
    return magic_at(head, size, 0, "MZ", 2) || magic_at(head, size, 0,
                                                        "\x7F"
                                                        "ELF",
                                                        4);
}

bool signature_is_disc(int fd)
{
    enum { MARK = 0x8001 }; /* ECMA-119, 8.4.2: the first volume descriptor, in sector 16 */
    char mark[5];
    return pread(fd, mark, sizeof mark, MARK) == sizeof mark && memcmp(mark, "CD001", 5) == 0;
}

/* Another archive may hold a ZIP as it is, and near its end the directory of that one. */
static bool is_other_archive(int fd, const char *head, size_t size)
{
    return kind_by_magic(head, size) == KIND_ARCHIVE || signature_is_disc(fd);
}

struct signature signature_of(int fd)
{
    char head[512] = ""; /* a record of tar */
    struct signature found = {0};
    ssize_t got = pread(fd, head, sizeof head, 0);
    found.zip = got >= 4 && memcmp(head, "PK", 2) == 0;
    if (signature_is_program(head, got > 0 ? (size_t)got : 0)) {
        CLEANUP_FREE unsigned char *bytes = xmalloc(WINDOW);
        ssize_t more = pread(fd, bytes, WINDOW, 0);
        found.start = more > 0 ? start_behind_program(bytes, (size_t)more) : 0;
    }
    if (!found.zip && found.start == 0 && got > 0 && !is_other_archive(fd, head, (size_t)got)) {
        found.zip = zip_source_ends_as_zip(fd);
    }
    return found;
}
