/* Pictures in .docx, .xlsx and .pptx: DrawingML (ECMA-376 part 1, 20.1.8.13 and 20.2) and the VML
 * of older programs (part 4, 19.1.2.11), in the order of their paragraphs, sheets and slides. */
#include "reader/album.h"

#include "reader/package.h"
#include "reader/relations.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 500 /* slides, sheets */ };

static const double emu_a_mm = 36000;

/* One part being gone through. */
struct going {
    struct album *album;
    struct part *part;
    struct relations *relations;
    char *pending;                   /* the picture whose size is still to come; NULL: none */
    struct album_size extent, shape; /* of what it stands in */
};

/* --- sizes ----------------------------------------------------------------------------------- */

static struct album_size size_of(const struct part *part)
{
    return (struct album_size){(double)part_number(part, "cx", 0) / emu_a_mm,
                               (double)part_number(part, "cy", 0) / emu_a_mm};
}

/* "position:absolute;width:415.3pt;height:2in": millimetres of a length, 0 where it is not said. */
static double length_of(const char *style, const char *property)
{
    static const struct {
        const char *unit;
        double mm;
    } units[] = {{"pt", 25.4 / 72}, {"in", 25.4}, {"cm", 10}, {"mm", 1}, {"px", 25.4 / 96}};
    size_t size = strlen(property);
    for (const char *at = style; (at = strstr(at, property)) != NULL; at += size) {
        if (at != style && at[-1] != ';' && at[-1] != ' ') {
            continue; /* mso-width-percent */
        }
        char *end = NULL;
        double number = strtod(at + size, &end);
        for (size_t i = 0; i < COUNT_OF(units); i++) {
            if (strncmp(end, units[i].unit, 2) == 0 && isfinite(number)) {
                return number * units[i].mm;
            }
        }
    }
    return 0;
}

static struct album_size shape_size(const struct part *part)
{
    CLEANUP_FREE char *style = part_attribute(part, "style");
    const char *text = style != NULL ? style : "";
    return (struct album_size){length_of(text, "width:"), length_of(text, "height:")};
}

/* --- one part -------------------------------------------------------------------------------- */

static void settle(struct going *going, struct album_size shown)
{
    if (going->pending != NULL) {
        album_add_part(going->album, going->pending, shown);
        free(going->pending);
        going->pending = NULL;
    }
}

/* The part that a relation leads to; NULL for none, and for pictures that are elsewhere. */
static const char *target_of(const struct going *going, const char *attribute)
{
    CLEANUP_FREE char *id = part_prefixed(going->part, attribute);
    return id != NULL ? relations_find(going->relations, id) : NULL;
}

static void begin(struct going *going)
{
    struct part *part = going->part;
    if (part_is(part, "blip")) {
        settle(going, going->extent);
        const char *target = target_of(going, "embed");
        going->pending = target != NULL ? xstrdup(target) : NULL;
    } else if (part_is(part, "extent")) {
        going->extent = size_of(part);
    } else if (part_is(part, "ext") && size_of(part).width > 0) {
        settle(going, size_of(part));
    } else if (part_is(part, "shape")) {
        going->shape = shape_size(part);
    } else if (part_is(part, "imagedata")) {
        const char *target = target_of(going, "id");
        if (target != NULL) {
            album_add_part(going->album, target, going->shape);
        }
    }
}

static void end(struct going *going)
{
    if (part_is(going->part, "drawing") || part_is(going->part, "pic")) {
        settle(going, going->extent);
        going->extent = (struct album_size){0};
    }
}

static void go_through(struct album *album, zip_t *package, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    if (part == NULL) {
        return;
    }
    CLEANUP(cleanup_relations_free)
    struct relations *relations = relations_read(package, name);
    struct going going = {.album = album, .part = part, .relations = relations};
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            begin(&going);
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            end(&going);
        }
    }
    settle(&going, going.extent);
}

/* --- the parts ------------------------------------------------------------------------------- */

/* Sheets have their pictures in a drawing of their own. */
static void go_through_sheet(struct album *album, zip_t *package, const char *name)
{
    CLEANUP(cleanup_relations_free)
    struct relations *relations = relations_read(package, name);
    const char *drawing = NULL;
    for (size_t at = 0; (drawing = relations_next(relations, "/drawing", &at)) != NULL;) {
        go_through(album, package, drawing);
    }
}

/* Slides or sheets in the order of the list that names them. */
static void go_through_listed(struct album *album, zip_t *package, const char *list,
                              const char *element,
                              void (*visit)(struct album *, zip_t *, const char *))
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, list);
    CLEANUP(cleanup_relations_free)
    struct relations *relations = relations_read(package, list);
    int listed = 0;
    for (int type; part != NULL && listed < LISTED && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, element)) {
            CLEANUP_FREE char *id = part_prefixed(part, "id");
            const char *name = id != NULL ? relations_find(relations, id) : NULL;
            listed++;
            if (name != NULL) {
                visit(album, package, name);
            }
        }
    }
}

void album_add_package(struct album *album, int fd, enum kind kind)
{
    zip_t *package = package_open(fd);
    if (package == NULL) {
        return;
    }
    album_keep_package(album, package);
    if (kind == KIND_PPTX) {
        go_through_listed(album, package, "ppt/presentation.xml", "sldId", go_through);
    } else if (kind == KIND_XLSX) {
        go_through_listed(album, package, "xl/workbook.xml", "sheet", go_through_sheet);
        go_through(album, package, "xl/cellimages.xml"); /* those that WPS puts into cells */
    } else {
        go_through(album, package, "word/document.xml");
    }
}
