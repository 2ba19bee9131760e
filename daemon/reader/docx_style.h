/*
 * What a .docx says about its paragraphs beside their text: styles (ECMA-376 part 1, 17.7) and
 * automatic numbers (17.9), which stand in no text run but are what people see.
 */
#ifndef BAOSONG_READER_DOCX_STYLE_H
#define BAOSONG_READER_DOCX_STYLE_H

#include "base/buffer.h"
#include "base/memory.h"
#include "reader/package.h"

#include <stdbool.h>

struct docx_styles;

/* Reads word/styles.xml and word/numbering.xml where they are; never NULL. */
struct docx_styles *docx_styles_read(zip_t *package);
/* The same piece by piece, for documents that are one file of XML. */
struct docx_styles *docx_styles_new(void);
void docx_styles_add(struct docx_styles *styles, struct part *part);
void docx_styles_free(struct docx_styles *styles);
DEFINE_CLEANUP(struct docx_styles, docx_styles_free)

/* A paragraph's properties: zero-initialised, then what the paragraph itself says. */
struct docx_properties {
    char style[80];   /* w:pStyle; "" if none */
    int outline;      /* w:outlineLvl + 1; 0: not said */
    int number;       /* w:numId; -1: not said; 0: expressly none */
    int number_level; /* w:ilvl; -1: not said */
};

/* What comes out of its own properties and of the styles it rests on. */
struct docx_resolved {
    unsigned level; /* of a heading, 1 the highest; 0: body text */
    bool title;
    bool contents; /* a line of a table of contents */
    bool bold;
};

/* Resolves them, and appends the paragraph's automatic number ("三、") to `label` (nothing if it
 * has none), counting it: call it once for each paragraph, in order. */
void docx_styles_resolve(struct docx_styles *styles, const struct docx_properties *properties,
                         struct docx_resolved *resolved, struct buffer *label);

#endif
