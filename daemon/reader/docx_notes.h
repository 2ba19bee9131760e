/* Footnotes and endnotes of a .docx (ECMA-376 part 1, 17.11), which stand in parts of their own. */
#ifndef BAOSONG_READER_DOCX_NOTES_H
#define BAOSONG_READER_DOCX_NOTES_H

#include "base/memory.h"
#include "reader/package.h"

struct docx_notes;

/* Never NULL. */
struct docx_notes *docx_notes_read(zip_t *package);
/* None. */
struct docx_notes *docx_notes_new(void);
void docx_notes_free(struct docx_notes *notes);
DEFINE_CLEANUP(struct docx_notes, docx_notes_free)

/* The text of a note, "f12" for the footnote and "e3" for the endnote of that id; "" for none. */
const char *docx_notes_text(const struct docx_notes *notes, const char *id);

#endif
