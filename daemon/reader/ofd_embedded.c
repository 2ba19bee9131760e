/* Files attached to an .ofd (GB/T 33190-2016, 14): Document.xml names their list. */
#include "reader/embedded.h"

#include "reader/ofd.h"

#include <stdlib.h>
#include <string.h>

/* The list that the document names; the caller frees it. NULL if it names none. */
static char *find_list(zip_t *package)
{
    CLEANUP(ofd_entry_clear)
    struct ofd_entry entry = {0};
    ofd_entry_read(package, &entry);
    const char *root = entry.root != NULL ? entry.root : "";
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, root);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Attachments")) {
            CLEANUP_FREE char *location = part_inner_text(part);
            return ofd_resolve(root, location);
        }
    }
    return NULL;
}

static void take_attachment(struct container *container, zip_t *package, const char *list,
                            const char *name, const char *location)
{
    CLEANUP_FREE char *place = ofd_resolve(list, location);
    zip_file_t *bytes = package_bytes(package, place);
    if (bytes != NULL) {
        /* A name without its ending tells a person less than what the file is called inside. */
        bool whole = name != NULL && strchr(name, '.') != NULL;
        const char *slash = strrchr(place, '/');
        embedded_part(container, whole ? name : slash != NULL ? slash + 1 : place, bytes);
        zip_fclose(bytes);
    }
}

void ofd_embedded(struct container *container, int fd)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    CLEANUP_FREE char *list = package != NULL ? find_list(package) : NULL;
    CLEANUP_FREE char *name = NULL;
    CLEANUP(cleanup_part_close)
    struct part *part = list != NULL ? part_open(package, list) : NULL;
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Attachment")) {
            free(name);
            name = part_attribute(part, "Name");
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "FileLoc")) {
            CLEANUP_FREE char *location = part_inner_text(part);
            take_attachment(container, package, list, name, location);
        }
    }
}
