#include "reader/ofd_document.h"

#include "base/limits.h"
#include "reader/ofd.h"

#include <stdlib.h>
#include <string.h>

/* --- sheets ---------------------------------------------------------------------------------- */

static void add(struct ofd_sheets *sheets, char *id, char *name)
{
    if (id == NULL || name == NULL || sheets->count >= LIMIT_PDF_PAGES) {
        free(id);
        free(name);
        return;
    }
    sheets->at = xgrow(sheets->at, sheets->count, sizeof *sheets->at);
    sheets->at[sheets->count++] = (struct ofd_sheet){.id = id, .name = name};
}

const char *ofd_sheets_find(const struct ofd_sheets *sheets, const char *id)
{
    for (size_t i = 0; i < sheets->count; i++) {
        if (strcmp(sheets->at[i].id, id) == 0) {
            return sheets->at[i].name;
        }
    }
    return NULL;
}

static void clear(struct ofd_sheets *sheets)
{
    for (size_t i = 0; i < sheets->count; i++) {
        free(sheets->at[i].id);
        free(sheets->at[i].name);
    }
    free(sheets->at);
}

static void add_located(struct ofd_sheets *sheets, const struct part *part, const char *from)
{
    CLEANUP_FREE char *location = part_attribute(part, "BaseLoc");
    add(sheets, part_attribute(part, "ID"), ofd_resolve(from, location));
}

/* --- the document ---------------------------------------------------------------------------- */

/* Annotations.xml (15.1): for each page that has some the part in which they stand. */
static void read_notes(struct ofd_document *document, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(document->package, name);
    CLEANUP_FREE char *page = NULL;
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Page")) {
            free(page);
            page = part_attribute(part, "PageID");
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "FileLoc")) {
            CLEANUP_FREE char *location = part_inner_text(part);
            add(&document->notes, STEAL(page), ofd_resolve(name, location));
        }
    }
}

/* Elements that name a part by their text. */
static void follow(struct ofd_document *document, struct part *part, const char *root)
{
    bool resources = part_is(part, "PublicRes") || part_is(part, "DocumentRes");
    if (!resources && !part_is(part, "Annotations")) {
        return;
    }
    CLEANUP_FREE char *location = part_inner_text(part);
    CLEANUP_FREE char *name = ofd_resolve(root, location);
    if (resources) {
        ofd_resources_read(document->resources, document->package, name);
    } else {
        read_notes(document, name);
    }
}

static void read_root(struct ofd_document *document, const char *root)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(document->package, root);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "PhysicalBox") && document->box[2] <= 0) {
            CLEANUP_FREE char *text = part_inner_text(part);
            ofd_numbers(text, document->box, COUNT_OF(document->box));
        } else if (part_is(part, "Page")) {
            add_located(&document->pages, part, root);
        } else if (part_is(part, "TemplatePage")) {
            add_located(&document->templates, part, root);
        } else {
            follow(document, part, root);
        }
    }
}

struct ofd_document *ofd_document_read(zip_t *package)
{
    struct ofd_document *document = xcalloc(1, sizeof *document);
    CLEANUP(ofd_entry_clear)
    struct ofd_entry entry = {0};
    document->package = package;
    document->resources = ofd_resources_new();
    ofd_entry_read(package, &entry);
    if (entry.root != NULL) {
        read_root(document, entry.root);
    }
    if (entry.signatures != NULL) {
        ofd_stamps_read(document, entry.signatures);
    }
    return document;
}

void ofd_document_free(struct ofd_document *document)
{
    if (document == NULL) {
        return;
    }
    clear(&document->pages);
    clear(&document->templates);
    clear(&document->notes);
    for (size_t i = 0; i < document->stamp_count; i++) {
        free(document->stamps[i].page);
        free(document->stamps[i].seal);
    }
    free(document->stamps);
    ofd_resources_free(document->resources);
    free(document);
}
