#include "reader/ofd_draw.h"

#include "base/limits.h"
#include "reader/ofd.h"
#include "reader/page.h"
#include "reader/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NESTED = 2, /* a seal may be an OFD, whose seals nobody sees */
};

static const double least_seal = 26; /* millimetres: what is smaller is none that is looked for */

/* --- places ---------------------------------------------------------------------------------- */

/* cairo stops for good at a matrix that cannot be inverted. */
static void transform(cairo_t *cairo, const double m[6])
{
    cairo_matrix_t matrix, inverse;
    cairo_matrix_init(&matrix, m[0], m[1], m[2], m[3], m[4], m[5]);
    inverse = matrix;
    if (cairo_matrix_invert(&inverse) == CAIRO_STATUS_SUCCESS) {
        cairo_transform(cairo, &matrix);
    }
}

void ofd_place(struct ofd_canvas *canvas, const struct part *part)
{
    double box[4], matrix[6];
    ofd_attribute(part, "Boundary", box, COUNT_OF(box));
    cairo_translate(canvas->cairo, box[0], box[1]);
    if (ofd_attribute(part, "CTM", matrix, COUNT_OF(matrix)) == COUNT_OF(matrix)) {
        transform(canvas->cairo, matrix);
    }
}

struct ofd_pen ofd_pen_of(const struct ofd_canvas *canvas, const struct part *part)
{
    struct ofd_pen pen = canvas->layer;
    CLEANUP_FREE char *id = part_attribute(part, "DrawParam");
    ofd_resources_pen(canvas->document->resources, id, &pen);
    double width = 0;
    if (ofd_attribute(part, "LineWidth", &width, 1) == 1) {
        pen.line_width = width;
    }
    return pen;
}

/* --- pictures -------------------------------------------------------------------------------- */

/* Fills the square from 0 to 1. What is white is paper, so that a stamp lies on what is there. */
static bool paint_picture(cairo_t *cairo, const struct buffer *bytes)
{
    struct picture picture = {0};
    if (picture_open_bytes(bytes->data, bytes->size, &picture) != PICTURE_OPEN) {
        return false;
    }
    CLEANUP(cleanup_raster_free)
    struct raster *raster = picture_page(&picture, 0);
    picture_close(&picture);
    if (raster == NULL) {
        return false;
    }
    cairo_surface_t *surface = page_surface(raster);
    cairo_save(cairo);
    cairo_scale(cairo, 1.0 / raster->width, 1.0 / raster->height);
    cairo_set_source_surface(cairo, surface, 0, 0);
    cairo_set_operator(cairo, CAIRO_OPERATOR_MULTIPLY);
    cairo_rectangle(cairo, 0, 0, raster->width, raster->height);
    cairo_fill(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(surface);
    return true;
}

/* 9.2: the unit square, laid out by the matrix; without one it fills the boundary. */
static void draw_picture(struct ofd_canvas *canvas, struct part *part)
{
    double box[4], matrix[6];
    CLEANUP_FREE char *id = part_attribute(part, "ResourceID");
    const char *name = ofd_resources_picture(canvas->document->resources, id);
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    ofd_attribute(part, "Boundary", box, COUNT_OF(box));
    cairo_save(canvas->cairo);
    ofd_place(canvas, part);
    if (ofd_attribute(part, "CTM", matrix, COUNT_OF(matrix)) < COUNT_OF(matrix) && box[2] > 0 &&
        box[3] > 0) {
        cairo_scale(canvas->cairo, box[2], box[3]);
    }
    bool drawn = name != NULL &&
                 package_take(canvas->document->package, name, LIMIT_ALBUM_PICTURE, &bytes) &&
                 paint_picture(canvas->cairo, &bytes);
    canvas->whole = canvas->whole && (drawn || fmin(box[2], box[3]) < least_seal);
    cairo_restore(canvas->cairo);
}

/* --- a part ---------------------------------------------------------------------------------- */

static void draw_element(struct ofd_canvas *canvas, struct part *part)
{
    static const struct {
        const char *name;
        void (*draw)(struct ofd_canvas *canvas, struct part *part);
    } objects[] = {{"ImageObject", draw_picture},
                   {"PathObject", ofd_draw_path},
                   {"TextObject", ofd_draw_text}};
    for (size_t i = 0; i < COUNT_OF(objects); i++) {
        if (part_is(part, objects[i].name)) {
            objects[i].draw(canvas, part);
            return;
        }
    }
    if (part_is(part, "Layer")) {
        CLEANUP_FREE char *id = part_attribute(part, "DrawParam");
        canvas->layer = (struct ofd_pen){.line_width = OFD_LINE_WIDTH};
        ofd_resources_pen(canvas->document->resources, id, &canvas->layer);
    } else if (part_is(part, "CompositeObject")) {
        canvas->whole = false;
    } else if (part_is(part, "Appearance")) { /* of an annotation, whose objects stand in it */
        double box[4];
        ofd_attribute(part, "Boundary", box, COUNT_OF(box));
        cairo_set_matrix(canvas->cairo, &canvas->base);
        cairo_translate(canvas->cairo, box[0], box[1]);
    } else if (part_is(part, "PageRes")) {
        CLEANUP_FREE char *location = part_inner_text(part);
        CLEANUP_FREE char *name = ofd_resolve(canvas->part, location);
        ofd_resources_read(canvas->document->resources, canvas->document->package, name);
    }
}

static void draw_part(struct ofd_canvas *canvas, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = name != NULL ? part_open(canvas->document->package, name) : NULL;
    canvas->part = name;
    canvas->layer = (struct ofd_pen){.line_width = OFD_LINE_WIDTH};
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            draw_element(canvas, part);
        }
    }
    cairo_set_matrix(canvas->cairo, &canvas->base);
    canvas->whole = canvas->whole && part != NULL && !part_broken(part);
}

/* --- stamps ---------------------------------------------------------------------------------- */

static bool draw_page(struct ofd_document *document, size_t page, cairo_t *cairo, unsigned depth);

/* A seal that is an OFD: its first page fills the square from 0 to 1. */
static bool paint_nested(struct ofd_canvas *canvas, const struct buffer *bytes)
{
    double width = 0, height = 0;
    zip_source_t *source = zip_source_buffer_create(bytes->data, bytes->size, 0, NULL);
    CLEANUP(cleanup_package_close)
    zip_t *package = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
    if (package == NULL) {
        zip_source_free(source);
        return false;
    }
    CLEANUP(cleanup_ofd_document_free)
    struct ofd_document *document = ofd_document_read(package);
    if (canvas->depth + 1 >= NESTED || !ofd_page_size(document, 0, &width, &height)) {
        return false;
    }
    cairo_scale(canvas->cairo, 1 / width, 1 / height);
    return draw_page(document, 0, canvas->cairo, canvas->depth + 1);
}

static void draw_stamp(struct ofd_canvas *canvas, const struct ofd_stamp *stamp)
{
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    bool nested = false;
    if (!(stamp->box[2] > 0 && stamp->box[3] > 0)) {
        return; /* it is not to be seen */
    }
    bool there = ofd_seal_picture(canvas->document->package, stamp->seal, &bytes, &nested);
    cairo_t *cairo = canvas->cairo;
    cairo_save(cairo);
    cairo_translate(cairo, stamp->box[0], stamp->box[1]);
    if (stamp->clip[2] > 0 && stamp->clip[3] > 0) { /* a seal over the edges of several pages */
        cairo_rectangle(cairo, stamp->clip[0], stamp->clip[1], stamp->clip[2], stamp->clip[3]);
        cairo_clip(cairo);
    }
    cairo_scale(cairo, stamp->box[2], stamp->box[3]);
    bool drawn = there && (nested ? paint_nested(canvas, &bytes) : paint_picture(cairo, &bytes));
    cairo_restore(cairo);
    canvas->whole = canvas->whole && drawn;
}

/* --- pages ----------------------------------------------------------------------------------- */

/* The first element of that name in a part, and what it says; NULL where there is none. */
static char *find_element(zip_t *package, const char *name, const char *element)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, element)) {
            return part_inner_text(part);
        }
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Content")) {
            return NULL; /* what is said of the page stands before */
        }
    }
    return NULL;
}

bool ofd_page_size(const struct ofd_document *document, size_t page, double *width, double *height)
{
    double box[4] = {0};
    if (page >= document->pages.count) {
        return false;
    }
    CLEANUP_FREE char *text =
        find_element(document->package, document->pages.at[page].name, "PhysicalBox");
    ofd_numbers(text, box, COUNT_OF(box));
    bool own = box[2] > 0 && box[3] > 0;
    *width = own ? box[2] : document->box[2];
    *height = own ? box[3] : document->box[3];
    return *width > 0 && *height > 0;
}

/* Those of the page, below it and above it alike: ink on paper has no order. */
static void draw_templates(struct ofd_canvas *canvas, const char *name)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(canvas->document->package, name);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Template")) {
            CLEANUP_FREE char *id = part_attribute(part, "TemplateID");
            draw_part(canvas, ofd_sheets_find(&canvas->document->templates, id != NULL ? id : ""));
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "Content")) {
            return;
        }
    }
}

static bool draw_page(struct ofd_document *document, size_t page, cairo_t *cairo, unsigned depth)
{
    const struct ofd_sheet *sheet = &document->pages.at[page];
    struct ofd_canvas canvas = {
        .cairo = cairo, .document = document, .depth = depth, .whole = true};
    cairo_get_matrix(cairo, &canvas.base);
    draw_templates(&canvas, sheet->name);
    draw_part(&canvas, sheet->name);
    const char *notes = ofd_sheets_find(&document->notes, sheet->id);
    if (notes != NULL) {
        draw_part(&canvas, notes);
    }
    for (size_t i = 0; i < document->stamp_count; i++) {
        if (strcmp(document->stamps[i].page, sheet->id) == 0) {
            draw_stamp(&canvas, &document->stamps[i]);
        }
    }
    cairo_font_face_destroy(canvas.font);
    return canvas.whole;
}

bool ofd_draw(struct ofd_document *document, size_t page, cairo_t *cairo)
{
    return page < document->pages.count && draw_page(document, page, cairo, 0);
}
