#include "reader/kind_package.h"

#include "reader/package.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    HEAD = 65536,      /* bytes of a broken package that are looked at */
    MOST_PARTS = 5000, /* names that are looked at */
    LOCAL_HEADER = 30, /* bytes of a local header before its name, APPNOTE 4.3.7 */
};

/* What parts have been seen, as bits. */
enum part_bit {
    PART_TYPES = 1, /* the list of types that every package of ECMA-376 has */
    PART_WORD = 2,
    PART_SHEET = 4,
    PART_SLIDES = 8,
    PART_OFD = 16,
    PART_FOREIGN = 32, /* ODF, EPUB, iWork, mind maps, programs of telephones */
};

static const struct {
    const char *name; /* beginning of the part's name */
    unsigned bit;
} parts[] = {
    {"[Content_Types].xml", PART_TYPES},
    {"word/document.xml", PART_TYPES | PART_WORD},
    {"xl/workbook.xml", PART_TYPES | PART_SHEET},
    {"ppt/presentation.xml", PART_TYPES | PART_SLIDES},
    {"word/", PART_WORD},
    {"xl/", PART_SHEET},
    {"ppt/", PART_SLIDES},
    {"OFD.xml", PART_OFD},
    {"mimetype", PART_FOREIGN},
    {"Index/Document.iwa", PART_FOREIGN},
    {"META-INF/container.xml", PART_FOREIGN},
    {"content.json", PART_FOREIGN},
    {"AndroidManifest.xml", PART_FOREIGN},
};

static unsigned bit_of(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t length = strlen(parts[i].name);
        bool folder = parts[i].name[length - 1] == '/';
        if (size >= length && strncasecmp(name, parts[i].name, length) == 0 &&
            (folder || size == length)) {
            return parts[i].bit;
        }
    }
    return 0;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t size = name != NULL ? strlen(name) : 0, length = strlen(ending);
    return size >= length && strcasecmp(name + size - length, ending) == 0;
}

/* A damaged one may show only its first parts; then its name helps. */
static enum kind kind_of_parts(unsigned seen, const char *name)
{
    if ((seen & PART_OFD) != 0) {
        return KIND_OFD;
    }
    if ((seen & PART_TYPES) == 0) {
        return (seen & PART_FOREIGN) != 0 ? KIND_UNKNOWN : KIND_ARCHIVE;
    }
    static const struct {
        unsigned bit;
        const char *ending;
        enum kind kind;
    } kinds[] = {{PART_WORD, ".docx", KIND_DOCX},
                 {PART_SHEET, ".xlsx", KIND_XLSX},
                 {PART_SLIDES, ".pptx", KIND_PPTX}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if ((seen & kinds[i].bit) != 0) {
            return kinds[i].kind;
        }
    }
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (ends_with(name, kinds[i].ending)) {
            return kinds[i].kind;
        }
    }
    return KIND_UNKNOWN;
}

static unsigned parts_of_directory(zip_t *package)
{
    unsigned seen = 0;
    zip_int64_t count = zip_get_num_entries(package, 0);
    for (zip_int64_t i = 0; i < count && i < MOST_PARTS; i++) {
        const char *name = zip_get_name(package, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        seen |= name != NULL ? bit_of(name, strlen(name)) : 0;
    }
    return seen;
}

/* Without a directory the local headers at the beginning tell. */
static unsigned parts_of_head(int fd)
{
    CLEANUP_FREE char *head = xmalloc(HEAD);
    ssize_t got = pread(fd, head, HEAD, 0);
    unsigned seen = 0;
    const char *end = head + (got > 0 ? got : 0);
    for (const char *at = head; at != NULL && end - at > LOCAL_HEADER; at += 4) {
        at = memmem(at, (size_t)(end - at), "PK\3\4", 4);
        if (at == NULL || end - at <= LOCAL_HEADER) {
            break;
        }
        size_t length = (unsigned char)at[26] | (size_t)(unsigned char)at[27] << 8;
        size_t left = (size_t)(end - at) - LOCAL_HEADER;
        seen |= bit_of(at + LOCAL_HEADER, length < left ? length : left);
    }
    return seen;
}

enum kind kind_of_package(int fd, const char *name)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    unsigned seen = package != NULL ? parts_of_directory(package) : parts_of_head(fd);
    return kind_of_parts(seen, name);
}
