/* .pptx (ECMA-376 part 1, 19): the slides in the order of their show, paragraph by paragraph. */
#include "reader/document.h"

#include "base/buffer.h"
#include "reader/outline.h"
#include "reader/package.h"
#include "reader/relations.h"

#include <stdlib.h>
#include <string.h>

enum { SLIDES = 500 };

static void read_slide(struct part *part, struct outline *outline)
{
    static const struct paragraph plain = {0};
    CLEANUP_BUFFER struct buffer line = BUFFER_EMPTY;
    bool in_text = false;
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            in_text = part_is(part, "t") && !part_empty(part);
            if (part_is(part, "Fallback")) {
                part_skip(part); /* tells again what the choice before it has told */
            } else if (part_is(part, "br")) {
                buffer_add_text(&line, "\n");
            }
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            in_text = false;
            if (part_is(part, "p")) {
                outline_add(outline, buffer_text(&line), &plain);
                buffer_clear(&line);
            }
        } else if (in_text) {
            buffer_add_text(&line, part_text(part));
        }
    }
}

static void read_listed_slide(zip_t *package, const char *name, struct outline *outline,
                              struct described_file *file)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    if (part != NULL) {
        read_slide(part, outline);
    }
    if (part == NULL || part_broken(part)) {
        document_note(file, FINDING_DAMAGED);
    }
}

/* Slides are called in the order in which they were made; the list has that of the show. */
static void read_show(zip_t *package, struct part *part, struct outline *outline,
                      struct described_file *file)
{
    CLEANUP(cleanup_relations_free)
    struct relations *relations = relations_read(package, "ppt/presentation.xml");
    for (int type; (type = part_next(part)) >= 0 && file->pages < SLIDES;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "sldId")) {
            CLEANUP_FREE char *relation = part_prefixed(part, "id");
            const char *name = relation != NULL ? relations_find(relations, relation) : NULL;
            file->pages++;
            read_listed_slide(package, name != NULL ? name : "", outline, file);
        }
    }
    if (part_broken(part)) {
        document_note(file, FINDING_DAMAGED);
    }
}

void pptx_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = document_package(fd, file);
    if (package == NULL) {
        return;
    }
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "ppt/presentation.xml");
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    if (part != NULL) {
        read_show(package, part, outline, file);
        outline_finish(outline, file);
    } else {
        document_note(file, FINDING_DAMAGED);
    }
    if (package_has(package, "ppt/vbaProject.bin")) {
        document_note(file, FINDING_MACRO);
    }
}
