#include "reader/docx_notes.h"

#include "base/buffer.h"
#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTES = 2000 };

struct note {
    char id[24];
    char *text;
};

struct docx_notes {
    struct note *at;
    size_t count;
};

static void read_text(struct part *part, struct buffer *out)
{
    bool text = false;
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT) {
            text = part_is(part, "t") && !part_empty(part);
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            text = false;
        } else if (text && out->size < LIMIT_DOCUMENT_TEXT) {
            buffer_add_text(out, part_text(part));
        }
    }
}

static void read_notes(zip_t *package, const char *name, const char *element, char letter,
                       struct docx_notes *notes)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT || !part_is(part, element) || notes->count >= NOTES) {
            continue;
        }
        struct note note = {.text = NULL};
        struct buffer text = BUFFER_EMPTY;
        snprintf(note.id, sizeof note.id, "%c%ld", letter, part_number(part, "id", -1));
        read_text(part, &text);
        note.text = buffer_steal(&text);
        notes->at = xgrow(notes->at, notes->count, sizeof *notes->at);
        notes->at[notes->count++] = note;
    }
}

struct docx_notes *docx_notes_new(void)
{
    return xcalloc(1, sizeof(struct docx_notes));
}

struct docx_notes *docx_notes_read(zip_t *package)
{
    struct docx_notes *notes = docx_notes_new();
    read_notes(package, "word/footnotes.xml", "footnote", 'f', notes);
    read_notes(package, "word/endnotes.xml", "endnote", 'e', notes);
    return notes;
}

void docx_notes_free(struct docx_notes *notes)
{
    if (notes != NULL) {
        for (size_t i = 0; i < notes->count; i++) {
            free(notes->at[i].text);
        }
        free(notes->at);
        free(notes);
    }
}

const char *docx_notes_text(const struct docx_notes *notes, const char *id)
{
    for (size_t i = 0; i < notes->count; i++) {
        if (strcmp(notes->at[i].id, id) == 0) {
            return notes->at[i].text;
        }
    }
    return "";
}
