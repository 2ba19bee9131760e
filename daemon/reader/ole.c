#include "reader/ole.h"

#include "base/memory.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    HEADER = 512,
    ENTRY = 128,           /* bytes of a directory entry, 2.6.1 */
    NAME = 64,             /* bytes of its name, UTF-16LE */
    DIFAT_IN_HEADER = 109, /* enough for 6.8 MB of 512-byte sectors; directories lie in front */
    MOST_SECTORS = 4096,   /* of a directory: 16384 entries */
};

struct ole {
    int fd;
    uint32_t sector_size; /* bytes */
    unsigned char header[HEADER];
};

static uint32_t u16(const unsigned char *at)
{
    return (uint32_t)(at[0] | at[1] << 8);
}

static uint32_t u32(const unsigned char *at)
{
    return u16(at) | u16(at + 2) << 16;
}

static bool read_at(const struct ole *ole, uint64_t offset, void *data, size_t size)
{
    return pread(ole->fd, data, size, (off_t)offset) == (ssize_t)size;
}

static uint64_t sector_offset(const struct ole *ole, uint32_t sector)
{
    return ((uint64_t)sector + 1) * ole->sector_size;
}

/* The sector after this one in its chain, by the FAT; false at the end or where it is broken. */
static bool next_sector(const struct ole *ole, uint32_t *sector)
{
    uint32_t per_sector = ole->sector_size / 4;
    uint32_t index = *sector / per_sector;
    unsigned char bytes[4];
    if (index >= DIFAT_IN_HEADER) {
        return false;
    }
    uint32_t fat = u32(ole->header + 76 + 4 * (size_t)index);
    if (fat >= 0xFFFFFFFA ||
        !read_at(ole, sector_offset(ole, fat) + 4 * (uint64_t)(*sector % per_sector), bytes, 4)) {
        return false;
    }
    *sector = u32(bytes);
    return *sector < 0xFFFFFFFA;
}

/* The encryption bit of the FIB, [MS-DOC] 2.5.2: fEncrypted. */
static bool document_encrypted(const struct ole *ole, uint32_t start)
{
    unsigned char flags[2];
    return read_at(ole, sector_offset(ole, start) + 10, flags, 2) && (u16(flags) & 0x0100) != 0;
}

static void take_entry(const struct ole *ole, const unsigned char *entry, struct ole_facts *facts)
{
    char name[NAME / 2 + 1] = "";
    uint32_t length = u16(entry + NAME);
    for (uint32_t i = 0; i + 1 < NAME && i + 3 < length + 2; i += 2) {
        name[i / 2] = entry[i + 1] == 0 ? (char)entry[i] : '?';
    }
    const struct {
        const char *name;
        bool *fact;
    } known[] = {
        {"WordDocument", &facts->document},
        {"Workbook", &facts->workbook},
        {"Book", &facts->workbook},
        {"PowerPoint Document", &facts->slides},
        {"EncryptedPackage", &facts->package},
        {"Macros", &facts->macros},
        {"_VBA_PROJECT_CUR", &facts->macros},
        {"VBA", &facts->macros},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (strcmp(known[i].name, name) == 0) {
            *known[i].fact = true;
        }
    }
    if (strcmp(name, "WordDocument") == 0) {
        facts->encrypted = document_encrypted(ole, u32(entry + 116));
    }
}

bool ole_facts(int fd, struct ole_facts *facts)
{
    struct ole ole = {.fd = fd};
    *facts = (struct ole_facts){0};
    if (!read_at(&ole, 0, ole.header, HEADER)) {
        return false;
    }
    uint32_t shift = u16(ole.header + 30);
    if (shift != 9 && shift != 12) {
        return false;
    }
    ole.sector_size = 1U << shift;
    uint32_t sector = u32(ole.header + 48);
    for (unsigned seen = 0; seen < MOST_SECTORS; seen++) {
        unsigned char bytes[4096];
        if (!read_at(&ole, sector_offset(&ole, sector), bytes, ole.sector_size)) {
            return false;
        }
        for (uint32_t at = 0; at < ole.sector_size; at += ENTRY) {
            take_entry(&ole, bytes + at, facts);
        }
        if (!next_sector(&ole, &sector)) {
            return true;
        }
    }
    return false;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t size = name != NULL ? strlen(name) : 0, length = strlen(ending);
    return size >= length && strcasecmp(name + size - length, ending) == 0;
}

enum kind ole_kind(int fd, const char *name)
{
    struct ole_facts facts;
    ole_facts(fd, &facts);
    if (facts.package) {
        return ends_with(name, ".xlsx")   ? KIND_XLSX
               : ends_with(name, ".pptx") ? KIND_PPTX
                                          : KIND_DOCX;
    }
    if (facts.document) {
        return ends_with(name, ".wps") ? KIND_WPS : KIND_DOC;
    }
    return facts.workbook ? KIND_XLS : facts.slides ? KIND_PPT : KIND_UNKNOWN;
}
