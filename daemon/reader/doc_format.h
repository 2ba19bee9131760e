/* What a .doc says of its characters and paragraphs: the formatted pages that hold exceptions to
 * the styles, [MS-DOC] 2.9.33 (ChpxFkp), 2.9.174 (PapxFkp), 2.6 (Sprm). */
#ifndef BAOSONG_READER_DOC_FORMAT_H
#define BAOSONG_READER_DOC_FORMAT_H

#include "base/memory.h"
#include "reader/bytes.h"

#include <stdbool.h>

/* Bold is said as yes, no, or with respect to the style. */
enum doc_toggle { TOGGLE_SAME, TOGGLE_OFF, TOGGLE_ON, TOGGLE_OTHER };

struct doc_character {
    enum doc_toggle bold;
    bool hidden;  /* nobody sees it */
    bool deleted; /* a revision that is not yet accepted */
    bool symbol;  /* stands for a sign of another font, and means nothing itself */
};

struct doc_paragraph {
    unsigned style; /* index of its style */
    bool in_table;
    bool row_end;   /* the mark at the end of a row of a table, which is no paragraph */
    int outline;    /* level + 1; 0: not said */
    int list;       /* number of its list + 1 (ilfo); 0: not said; 1: expressly none */
    int list_level; /* -1: not said */
};

/* Properties as a run of modifications (grpprl) says them, added to what is known already. */
void doc_character_apply(const struct bytes *modifications, struct doc_character *character);
void doc_paragraph_apply(const struct bytes *modifications, struct doc_paragraph *paragraph);

struct doc_formats;

/* `main` is the WordDocument stream, which must outlive it, `characters` and `paragraphs` the
 * plexes of pages in the table stream (PlcBteChpx, PlcBtePapx). Never NULL. */
struct doc_formats *doc_formats_read(const struct bytes *main, const struct bytes *characters,
                                     const struct bytes *paragraphs);
void doc_formats_free(struct doc_formats *formats);
DEFINE_CLEANUP(struct doc_formats, doc_formats_free)

/* Of the character, or the paragraph mark, whose bytes begin at `offset` of the main stream. */
struct doc_character doc_formats_character(struct doc_formats *formats, size_t offset);
struct doc_paragraph doc_formats_paragraph(struct doc_formats *formats, size_t offset);

#endif
