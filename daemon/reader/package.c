#include "reader/package.h"

#include "base/buffer.h"
#include "base/limits.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct part {
    zip_file_t *file; /* NULL where it is read from a descriptor */
    int fd;
    xmlTextReaderPtr reader;
    uint64_t size; /* bytes read so far */
    bool broken;
};

zip_t *package_open(int fd)
{
    int own = dup(fd), code = 0;
    if (own < 0) {
        return NULL;
    }
    zip_t *package = zip_fdopen(own, 0, &code);
    if (package == NULL) {
        close(own);
    }
    return package;
}

void package_close(zip_t *package)
{
    if (package != NULL) {
        zip_discard(package);
    }
}

bool package_has_others(int fd)
{
    static const char *const folders[] = {"media/", "embeddings/", "charts/", "diagrams/"};
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    zip_int64_t count = package != NULL ? zip_get_num_entries(package, 0) : 0;
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(package, (zip_uint64_t)i, 0);
        for (size_t j = 0; name != NULL && j < COUNT_OF(folders); j++) {
            if (strstr(name, folders[j]) != NULL) {
                return true;
            }
        }
    }
    return false;
}

/* Names are the same in small letters and in capital ones (ECMA-376 part 2, 6.2.2.3), and some
 * programs part them by backslashes. */
static bool same_name(const char *one, const char *other)
{
    for (; *one != '\0' || *other != '\0'; one++, other++) {
        char a = (char)(*one == '\\' ? '/' : *one), b = (char)(*other == '\\' ? '/' : *other);
        if (g_ascii_tolower(a) != g_ascii_tolower(b)) {
            return false;
        }
    }
    return true;
}

/* The place of a part, -1 where there is none. */
static zip_int64_t locate(zip_t *package, const char *name)
{
    enum { MOST_PARTS = 20000 };
    zip_int64_t found = zip_name_locate(package, name, 0);
    zip_int64_t count = zip_get_num_entries(package, 0);
    for (zip_int64_t i = 0; found < 0 && i < count && i < MOST_PARTS; i++) {
        const char *other = zip_get_name(package, (zip_uint64_t)i, 0);
        found = other != NULL && same_name(other, name) ? i : -1;
    }
    return found;
}

bool package_has(zip_t *package, const char *name)
{
    return locate(package, name) >= 0;
}

zip_file_t *package_bytes(zip_t *package, const char *name)
{
    zip_int64_t place = locate(package, name);
    return place >= 0 ? zip_fopen_index(package, (zip_uint64_t)place, 0) : NULL;
}

bool package_take(zip_t *package, const char *name, size_t most, struct buffer *bytes)
{
    char block[65536];
    size_t before = bytes->size;
    zip_file_t *part = package_bytes(package, name);
    while (part != NULL && bytes->size - before < most) {
        size_t left = most - (bytes->size - before);
        zip_int64_t got = zip_fread(part, block, left < sizeof block ? left : sizeof block);
        if (got <= 0) {
            break;
        }
        buffer_add(bytes, block, (size_t)got);
    }
    if (part != NULL) {
        zip_fclose(part);
    }
    return bytes->size > before;
}

static int read_part(void *context, char *buffer, int size)
{
    struct part *part = context;
    zip_int64_t got = part->file != NULL ? zip_fread(part->file, buffer, (zip_uint64_t)size)
                                         : pread(part->fd, buffer, (size_t)size, (off_t)part->size);
    if (got < 0 || part->size > LIMIT_XML_PART) {
        part->broken = true;
        return -1;
    }
    part->size += (uint64_t)got;
    return (int)got;
}

/* Errors are told by part_broken(); libxml2 would print them. */
static void be_silent(void *context, const char *message, xmlParserSeverities severity,
                      xmlTextReaderLocatorPtr locator)
{
    (void)message;
    (void)locator;
    struct part *part = context;
    part->broken = part->broken || severity == XML_PARSER_SEVERITY_ERROR;
}

static struct part *open_part(zip_file_t *file, int fd)
{
    struct part *part = xcalloc(1, sizeof *part);
    part->file = file;
    part->fd = fd;
    part->reader = xmlReaderForIO(read_part, NULL, part, NULL, NULL,
                                  XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOERROR |
                                      XML_PARSE_NOWARNING);
    if (part->reader == NULL) {
        part_close(part);
        return NULL;
    }
    xmlTextReaderSetErrorHandler(part->reader, be_silent, part);
    return part;
}

struct part *part_open(zip_t *package, const char *name)
{
    zip_file_t *file = package_bytes(package, name);
    if (file == NULL) {
        return NULL;
    }
    return open_part(file, -1);
}

struct part *part_open_file(int fd)
{
    return open_part(NULL, fd);
}

void part_close(struct part *part)
{
    if (part != NULL) {
        xmlFreeTextReader(part->reader);
        if (part->file != NULL) {
            zip_fclose(part->file);
        }
        free(part);
    }
}

int part_next(struct part *part)
{
    int more = xmlTextReaderRead(part->reader);
    if (more != 1) {
        part->broken = part->broken || more < 0;
        return -1;
    }
    return xmlTextReaderNodeType(part->reader);
}

bool part_broken(const struct part *part)
{
    return part->broken;
}

const char *part_name(const struct part *part)
{
    const xmlChar *name = xmlTextReaderConstLocalName(part->reader);
    return name != NULL ? (const char *)name : "";
}

bool part_is(const struct part *part, const char *name)
{
    return strcmp(part_name(part), name) == 0;
}

bool part_empty(const struct part *part)
{
    return xmlTextReaderIsEmptyElement(part->reader) == 1;
}

const char *part_text(const struct part *part)
{
    const xmlChar *text = xmlTextReaderConstValue(part->reader);
    return text != NULL ? (const char *)text : "";
}

static char *find_attribute(const struct part *part, const char *name, bool prefixed)
{
    char *value = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(part->reader); more == 1 && value == NULL;
         more = xmlTextReaderMoveToNextAttribute(part->reader)) {
        bool fits = !prefixed || xmlTextReaderConstPrefix(part->reader) != NULL;
        if (fits && part_is(part, name)) {
            value = xstrdup(part_text(part));
        }
    }
    xmlTextReaderMoveToElement(part->reader);
    return value;
}

char *part_attribute(const struct part *part, const char *name)
{
    return find_attribute(part, name, false);
}

char *part_prefixed(const struct part *part, const char *name)
{
    return find_attribute(part, name, true);
}

long part_number(const struct part *part, const char *name, long fallback)
{
    CLEANUP_FREE char *text = part_attribute(part, name);
    char *end = NULL;
    errno = 0;
    long number = text != NULL ? strtol(text, &end, 10) : fallback;
    return text == NULL || end == text || *end != '\0' || errno != 0 ? fallback : number;
}

bool part_flag(const struct part *part)
{
    CLEANUP_FREE char *value = part_attribute(part, "val");
    return value == NULL || (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 &&
                             strcmp(value, "off") != 0 && strcmp(value, "none") != 0);
}

int part_enter(const struct part *part)
{
    return part_empty(part) ? -1 : xmlTextReaderDepth(part->reader);
}

bool part_within(struct part *part, int within, int *type)
{
    if (within < 0) {
        return false;
    }
    *type = part_next(part);
    return *type >= 0 && xmlTextReaderDepth(part->reader) > within;
}

char *part_inner_text(struct part *part)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if ((type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA) &&
            text.size < LIMIT_PART) {
            buffer_add_text(&text, part_text(part));
        }
    }
    return buffer_steal(&text);
}

void part_skip(struct part *part)
{
    if (part_empty(part)) {
        return;
    }
    int depth = xmlTextReaderDepth(part->reader);
    while (part_next(part) >= 0 && xmlTextReaderDepth(part->reader) > depth) {
    }
}
