/* Pages of an .ofd as pictures, by cairo. */
#ifndef BAOSONG_READER_OFD_DRAW_H
#define BAOSONG_READER_OFD_DRAW_H

#include "reader/ofd_document.h"

#include <cairo.h>

/* Millimetres of a page, by its own word or by that of the document. False for a page that is none.
 */
bool ofd_page_size(const struct ofd_document *document, size_t page, double *width, double *height);

/*
 * Draws a page in millimetres of `cairo`: pictures, paths and characters, those of its template,
 * its annotations and the stamps of signatures, too. Gradients are left out, and characters are
 * those of a font of this machine. False where something could not be drawn that might be a seal.
 */
bool ofd_draw(struct ofd_document *document, size_t page, cairo_t *cairo);

/* One object's share of that: each draws the present element, in its own place. */
struct ofd_canvas {
    cairo_t *cairo;
    struct ofd_document *document;
    const char *part;        /* the present one */
    cairo_matrix_t base;     /* of the page */
    struct ofd_pen layer;    /* how the present layer is drawn */
    cairo_font_face_t *font; /* NULL until a character needs it */
    unsigned depth;          /* documents that this one is the seal of */
    bool whole;              /* nothing was left out so far */
};
void ofd_draw_path(struct ofd_canvas *canvas, struct part *part);
void ofd_draw_text(struct ofd_canvas *canvas, struct part *part);

/* Moves to the place of an object (its boundary and its matrix), inside cairo_save. */
void ofd_place(struct ofd_canvas *canvas, const struct part *part);
/* How an object is drawn, before its own colours. */
struct ofd_pen ofd_pen_of(const struct ofd_canvas *canvas, const struct part *part);

#endif
