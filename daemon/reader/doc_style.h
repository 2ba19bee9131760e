/* The style sheet of a .doc, [MS-DOC] 2.9.271 (STSH). */
#ifndef BAOSONG_READER_DOC_STYLE_H
#define BAOSONG_READER_DOC_STYLE_H

#include "reader/doc_format.h"

struct doc_styles;

/* `sheet` is the STSH in the table stream. Never NULL. */
struct doc_styles *doc_styles_read(const struct bytes *sheet);
void doc_styles_free(struct doc_styles *styles);
DEFINE_CLEANUP(struct doc_styles, doc_styles_free)

/* A style with all that it is based on. */
struct doc_style {
    unsigned level; /* of a heading, 1 the highest; 0: none */
    bool title;
    bool contents; /* a line of a table of contents */
    bool bold;
    bool hidden;
    struct doc_paragraph paragraph; /* what it says of lists and outline */
};

struct doc_style doc_styles_get(const struct doc_styles *styles, unsigned index);

#endif
