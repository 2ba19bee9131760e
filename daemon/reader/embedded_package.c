/* What is embedded in .docx, .xlsx and .pptx: the parts below embeddings/ (ECMA-376 part 1, 15.2.10
 * and 15.2.11), and the documents that Word is to put in their place. */
#include "reader/embedded.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/ole.h"
#include "reader/package.h"
#include "reader/relations.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}

/* The tables behind charts are parts of the chart; what they are called its relations say. */
static void find_chart_tables(zip_t *package, zip_int64_t count, struct buffer *tables)
{
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(package, (zip_uint64_t)i, 0);
        if (name == NULL || strstr(name, "charts/_rels/") == NULL) {
            continue;
        }
        CLEANUP(cleanup_part_close)
        struct part *part = part_open(package, name);
        for (int type; part != NULL && (type = part_next(part)) >= 0;) {
            CLEANUP_FREE char *target =
                type == XML_READER_TYPE_ELEMENT ? part_attribute(part, "Target") : NULL;
            if (target != NULL && tables->size < LIMIT_PATH) {
                buffer_add_format(tables, "/%s/", last_part(target));
            }
        }
    }
}

static bool is_chart_table(const struct buffer *tables, const char *name)
{
    CLEANUP_FREE char *wanted = xasprintf("/%s/", name);
    return strstr(buffer_text(tables), wanted) != NULL;
}

/* An object in a wrapping of its own, which is read whole, for it must be sought in. */
static void take_object(struct container *container, zip_file_t *part)
{
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    char block[65536];
    for (zip_int64_t got; (got = zip_fread(part, block, sizeof block)) > 0;) {
        if (bytes.size + (size_t)got > LIMIT_EMBEDDED) {
            container->over_budget = true;
            return;
        }
        buffer_add(&bytes, block, (size_t)got);
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *object = ole_open_bytes(bytes.data, bytes.size);
    if (object != NULL) {
        embedded_object(container, object);
    }
}

static void take_part(struct container *container, zip_t *package, zip_uint64_t index,
                      const char *name)
{
    zip_file_t *part = zip_fopen_index(package, index, 0);
    size_t length = strlen(name);
    if (part == NULL) {
        return;
    }
    if (length > 4 && strcasecmp(name + length - 4, ".bin") == 0) {
        take_object(container, part);
    } else {
        embedded_part(container, name, part);
    }
    zip_fclose(part);
}

/* Documents that Word shows as parts of this one, each still whole (ECMA-376 part 1, 17.17.2.1). */
static void take_chunks(struct container *container, zip_t *package)
{
    CLEANUP(cleanup_relations_free)
    struct relations *relations = relations_read(package, "word/document.xml");
    const char *name = NULL;
    for (size_t at = 0; (name = relations_next(relations, "/aFChunk", &at)) != NULL;) {
        zip_file_t *part = package_bytes(package, name);
        if (part != NULL) {
            embedded_part(container, last_part(name), part);
            zip_fclose(part);
        }
    }
}

void package_embedded(struct container *container, int fd)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    zip_int64_t count = package != NULL ? zip_get_num_entries(package, 0) : 0;
    CLEANUP_BUFFER struct buffer tables = BUFFER_EMPTY;
    find_chart_tables(package, count, &tables);
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(package, (zip_uint64_t)i, 0);
        const char *folder = name != NULL ? strstr(name, "/embeddings/") : NULL;
        if (folder != NULL && *last_part(name) != '\0' &&
            !is_chart_table(&tables, last_part(name))) {
            take_part(container, package, (zip_uint64_t)i, last_part(name));
        }
    }
    if (package != NULL) {
        take_chunks(container, package);
    }
}
