#include "reader/ofd_document.h"

#include "reader/ofd.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { RESOURCES = 5000 };

/* A picture, or how objects are drawn. */
struct resource {
    char *id;
    char *picture; /* its part; NULL: */
    struct ofd_pen pen;
};

struct ofd_resources {
    struct resource *at;
    size_t count;
};

struct ofd_resources *ofd_resources_new(void)
{
    return xcalloc(1, sizeof(struct ofd_resources));
}

void ofd_resources_free(struct ofd_resources *resources)
{
    if (resources == NULL) {
        return;
    }
    for (size_t i = 0; i < resources->count; i++) {
        free(resources->at[i].id);
        free(resources->at[i].picture);
    }
    free(resources->at);
    free(resources);
}

/* --- colours --------------------------------------------------------------------------------- */

/* Values of 0 to 255: grey, red-green-blue, or cyan-magenta-yellow-black (8.3.1). */
static bool read_colour(const struct part *part, double colour[3])
{
    double value[4];
    size_t count = ofd_attribute(part, "Value", value, COUNT_OF(value));
    for (size_t i = 0; i < 3; i++) {
        if (count == 1) {
            colour[i] = value[0] / 255;
        } else if (count == 3) {
            colour[i] = value[i] / 255;
        } else if (count == 4) {
            colour[i] = (1 - value[i] / 255) * (1 - value[3] / 255);
        }
    }
    return count == 1 || count >= 3;
}

void ofd_pen_colour(const struct part *part, struct ofd_pen *pen)
{
    if (part_is(part, "FillColor")) {
        read_colour(part, pen->fill);
    } else if (part_is(part, "StrokeColor")) {
        read_colour(part, pen->stroke);
    }
}

/* --- the list -------------------------------------------------------------------------------- */

static const struct resource *find(const struct ofd_resources *resources, const char *id)
{
    for (size_t i = 0; id != NULL && i < resources->count; i++) {
        if (strcmp(resources->at[i].id, id) == 0) {
            return &resources->at[i];
        }
    }
    return NULL;
}

const char *ofd_resources_picture(const struct ofd_resources *resources, const char *id)
{
    const struct resource *found = find(resources, id);
    return found != NULL ? found->picture : NULL;
}

void ofd_resources_pen(const struct ofd_resources *resources, const char *id, struct ofd_pen *pen)
{
    const struct resource *found = find(resources, id);
    if (found != NULL && found->picture == NULL) {
        *pen = found->pen;
    }
}

static void begin(struct ofd_resources *resources, const struct part *part)
{
    char *id = resources->count < RESOURCES ? part_attribute(part, "ID") : NULL;
    if (id == NULL) {
        return;
    }
    struct resource made = {.id = id, .pen = {.line_width = OFD_LINE_WIDTH}};
    ofd_attribute(part, "LineWidth", &made.pen.line_width, 1);
    resources->at = xgrow(resources->at, resources->count, sizeof *resources->at);
    resources->at[resources->count++] = made;
}

static void set_picture(struct resource *resource, struct part *part, const char *folder)
{
    CLEANUP_FREE char *location = part_inner_text(part);
    free(resource->picture);
    resource->picture = ofd_resolve(folder, location);
}

void ofd_resources_read(struct ofd_resources *resources, zip_t *package, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    CLEANUP_FREE char *folder = ofd_resolve(name, NULL);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        struct resource *last = resources->count > 0 ? &resources->at[resources->count - 1] : NULL;
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "Res")) {
            CLEANUP_FREE char *base = part_attribute(part, "BaseLoc");
            CLEANUP_FREE char *place = ofd_resolve(name, base);
            free(folder);
            folder = xasprintf("%s/", place);
        } else if (part_is(part, "MultiMedia") || part_is(part, "DrawParam")) {
            begin(resources, part);
        } else if (last != NULL && part_is(part, "MediaFile")) {
            set_picture(last, part, folder);
        } else if (last != NULL) {
            ofd_pen_colour(part, &last->pen);
        }
    }
}
