/* What of an .ofd is drawn on which page: templates, annotations, the stamps of signatures, and the
 * resources that they use. */
#ifndef BAOSONG_READER_OFD_DOCUMENT_H
#define BAOSONG_READER_OFD_DOCUMENT_H

#include "base/buffer.h"
#include "reader/package.h"

/* The part in which a page stands, a template of pages, or the annotations of a page. */
struct ofd_sheet {
    char *id; /* of annotations: the page's */
    char *name;
};

struct ofd_sheets {
    struct ofd_sheet *at;
    size_t count;
};

/* What a signature lays on a page (18.2.3). */
struct ofd_stamp {
    char *page;     /* its id */
    double box[4];  /* millimetres, on the page */
    double clip[4]; /* of it, what is shown; 0: all */
    char *seal;     /* the part that holds its picture */
};

struct ofd_resources;

struct ofd_document {
    zip_t *package; /* borrowed */
    double box[4];  /* millimetres, of pages that say nothing else */
    struct ofd_sheets pages, templates, notes;
    struct ofd_stamp *stamps;
    size_t stamp_count;
    struct ofd_resources *resources;
};

/* Never NULL; what cannot be read is not there. */
struct ofd_document *ofd_document_read(zip_t *package);
void ofd_document_free(struct ofd_document *document);
DEFINE_CLEANUP(struct ofd_document, ofd_document_free)

/* The part of the sheet of that id; NULL for none. */
const char *ofd_sheets_find(const struct ofd_sheets *sheets, const char *id);

/* --- seals (ofd_seal.c) ---------------------------------------------------------------------- */

/* Adds the stamps of all signatures that the list names. */
void ofd_stamps_read(struct ofd_document *document, const char *list);

/* The picture in a seal or in a signed value (GM/T 0031, SES_ESPictureInfo): its bytes, and whether
 * they are an OFD themselves. False where there is none. */
bool ofd_seal_picture(zip_t *package, const char *name, struct buffer *bytes, bool *nested);

/* --- resources (ofd_resources.c), 7.9 -------------------------------------------------------- */

/* Millimetres, of lines that do not say it. */
#define OFD_LINE_WIDTH 0.353

/* How objects are drawn that do not say it themselves. */
struct ofd_pen {
    double line_width;         /* millimetres */
    double fill[3], stroke[3]; /* red, green, blue: 0..1 */
};

struct ofd_resources *ofd_resources_new(void);
void ofd_resources_free(struct ofd_resources *resources);
/* Adds those of a part. */
void ofd_resources_read(struct ofd_resources *resources, zip_t *package, const char *name);
/* The part of a picture; NULL for none. */
const char *ofd_resources_picture(const struct ofd_resources *resources, const char *id);
/* What is said under `id` (NULL: nothing) replaces what `pen` has. */
void ofd_resources_pen(const struct ofd_resources *resources, const char *id, struct ofd_pen *pen);
/* If the present element is a colour, the pen takes it; if it is none that is one, it stays. */
void ofd_pen_colour(const struct part *part, struct ofd_pen *pen);

#endif
