/*
 * .docx (ECMA-376 part 1, 17): the paragraphs of the body in their order, text boxes before the
 * paragraph they hang on, notes behind the one that refers to them.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "reader/docx_notes.h"
#include "reader/docx_style.h"
#include "reader/outline.h"
#include "reader/package.h"

#include <stdlib.h>
#include <string.h>

enum {
    BOXES = 8,   /* text boxes in each other: Word makes one level */
    FIELDS = 32, /* fields in each other */
};

/* The paragraph that is being read. */
struct present {
    struct buffer text;
    struct buffer label; /* the automatic number, where it is written out */
    struct buffer notes; /* ids of the notes it refers to, each "f12 " or "e3 " */
    struct docx_properties properties;
    bool all_bold; /* every run so far that has text */
    bool any_text;
    bool contents; /* some of it stands in a table of contents */
};

struct state {
    struct docx_styles *styles;
    struct docx_notes *notes;
    struct outline *outline;
    struct present stack[BOXES]; /* a text box stands inside the paragraph it hangs on */
    unsigned depth;
    unsigned cells; /* depth of table cells */
    bool in_run;    /* inside w:r: "b" speaks of that run */
    bool run_bold, run_hidden;
    bool in_text, in_instruction;
    /* Fields: what they are is told before their result. */
    struct buffer instruction;
    bool contents[FIELDS];
    unsigned fields;
    /* Content controls; the one at this depth, from 1, is a table of contents. */
    unsigned controls, contents_control;
};

static struct present *present(struct state *state)
{
    return &state->stack[state->depth];
}

/* --- paragraphs ------------------------------------------------------------------------------ */

static void begin_paragraph(struct state *state)
{
    struct present *now = present(state);
    buffer_clear(&now->text);
    buffer_clear(&now->label);
    now->properties = (struct docx_properties){.number = -1, .number_level = -1};
    now->all_bold = true;
    now->any_text = false;
    now->contents = false;
}

static bool in_contents(const struct state *state)
{
    for (unsigned i = 0; i < state->fields && i < FIELDS; i++) {
        if (state->contents[i]) {
            return true;
        }
    }
    return state->contents_control > 0;
}

/* A note counts where it is referred to, and is no heading there. */
static void add_notes(struct state *state)
{
    static const struct paragraph note = {.cell = true};
    struct present *now = present(state);
    for (const char *at = buffer_text(&now->notes); *at != '\0';) {
        size_t size = strcspn(at, " ");
        CLEANUP_FREE char *id = xstrndup(at, size);
        outline_add(state->outline, docx_notes_text(state->notes, id), &note);
        at += size + (at[size] != '\0');
    }
    buffer_clear(&now->notes);
}

static void end_paragraph(struct state *state)
{
    struct docx_resolved resolved;
    struct present *now = present(state);
    const char *text = buffer_text(&now->text);
    if (text[strspn(text, " \t\n")] != '\0') {
        CLEANUP_BUFFER struct buffer line = BUFFER_EMPTY;
        docx_styles_resolve(state->styles, &now->properties, &resolved, &line);
        buffer_add_text(&line, buffer_text(&now->label));
        const struct paragraph paragraph = {
            .level = resolved.level,
            .bold = resolved.bold || (now->any_text && now->all_bold),
            .cell = state->cells > 0,
            .title = resolved.title,
            .contents = resolved.contents || now->contents,
        };
        buffer_add_text(&line, text);
        outline_add(state->outline, buffer_text(&line), &paragraph);
    } /* else nothing to see; a number on a blank line does not count for a heading */
    if (now->notes.size > 0) {
        add_notes(state);
    }
    buffer_clear(&now->text);
}

/* "黑体" is how offices set headings without making them bold. */
static void read_fonts(struct part *part, struct state *state)
{
    CLEANUP_FREE char *font = part_attribute(part, "eastAsia");
    if (font != NULL && (strstr(font, "黑体") != NULL || strcmp(font, "SimHei") == 0)) {
        state->run_bold = true;
    }
}

static void read_paragraph_property(struct part *part, struct present *now)
{
    struct docx_properties *properties = &now->properties;
    if (part_is(part, "t") && part_empty(part)) { /* <wx:t wx:val="一、"/> of Word 2003 */
        CLEANUP_FREE char *label = part_attribute(part, "val");
        buffer_clear(&now->label);
        buffer_add_text(&now->label, label != NULL ? label : "");
    } else if (part_is(part, "pStyle")) {
        CLEANUP_FREE char *style = part_attribute(part, "val");
        if (style != NULL && strlen(style) < sizeof properties->style) {
            memcpy(properties->style, style, strlen(style) + 1);
        }
    } else if (part_is(part, "outlineLvl")) {
        long level = part_number(part, "val", 9);
        properties->outline = level >= 0 && level < 9 ? (int)level + 1 : 0;
    } else if (part_is(part, "numId")) {
        properties->number = (int)part_number(part, "val", -1);
    } else if (part_is(part, "ilvl")) {
        properties->number_level = (int)part_number(part, "val", -1);
    }
}

static void read_run_property(struct part *part, struct state *state)
{
    if (part_is(part, "b")) {
        state->run_bold = part_flag(part);
    } else if (part_is(part, "vanish")) {
        state->run_hidden = part_flag(part);
    } else if (part_is(part, "rFonts")) {
        read_fonts(part, state);
    }
}

/* --- fields and content controls ------------------------------------------------------------- */

static bool is_contents(const char *instruction)
{
    return strncmp(instruction + strspn(instruction, " \t\n"), "TOC", 3) == 0;
}

static void read_field_mark(struct part *part, struct state *state)
{
    CLEANUP_FREE char *type = part_attribute(part, "fldCharType");
    if (type == NULL) {
        return;
    }
    if (strcmp(type, "begin") == 0) {
        if (state->fields < FIELDS) {
            state->contents[state->fields] = false;
        }
        state->fields++;
        buffer_clear(&state->instruction);
    } else if (strcmp(type, "separate") == 0 && state->fields > 0 && state->fields <= FIELDS) {
        state->contents[state->fields - 1] = is_contents(buffer_text(&state->instruction));
    } else if (strcmp(type, "end") == 0) {
        state->fields -= state->fields > 0;
    }
}

static void read_gallery(struct part *part, struct state *state)
{
    CLEANUP_FREE char *name = part_attribute(part, "val");
    if (name != NULL && strcmp(name, "Table of Contents") == 0) {
        state->contents_control = state->controls;
    }
}

/* --- elements -------------------------------------------------------------------------------- */

/* Deleted text, earlier formatting, how characters are pronounced, the second telling of what
 * Fallback tells again, and what else stands in one file with the body. */
static bool is_skipped(const struct part *part)
{
    static const char *const skipped[] = {"del",        "moveFrom", "delText",   "delInstrText",
                                          "Fallback",   "rt",       "pPrChange", "rPrChange",
                                          "tcPrChange", "hdr",      "ftr",       "comments",
                                          "footnotes",  "endnotes", NULL};
    for (size_t i = 0; skipped[i] != NULL; i++) {
        if (part_is(part, skipped[i])) {
            return true;
        }
    }
    return false;
}

static void begin_run(struct state *state)
{
    state->in_run = true;
    state->run_bold = false;
    state->run_hidden = false;
}

static void read_reference(struct part *part, struct state *state)
{
    struct present *now = present(state);
    if (now->notes.size < LIMIT_HEADER) {
        buffer_add_format(&now->notes, "%c%ld ", part_is(part, "footnoteReference") ? 'f' : 'e',
                          part_number(part, "id", -1));
    }
}

static void begin_box(struct part *part, struct state *state)
{
    if (state->depth + 1 < BOXES) {
        state->depth += !part_empty(part);
    } else {
        part_skip(part);
    }
}

static void mark(struct part *part, struct state *state)
{
    static const struct {
        const char *name;
        const char *text;
    } marks[] = {{"tab", "\t"}, {"ptab", "\t"}, {"br", "\n"}, {"cr", "\n"}, {"noBreakHyphen", "-"}};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (part_is(part, marks[i].name)) {
            buffer_add_text(&present(state)->text, marks[i].text);
        }
    }
}

static void in_run_element(struct part *part, struct state *state)
{
    if (part_is(part, "fldChar")) {
        read_field_mark(part, state);
    } else if (part_is(part, "footnoteReference") || part_is(part, "endnoteReference")) {
        read_reference(part, state);
    } else if (part_is(part, "txbxContent")) {
        begin_box(part, state);
    } else {
        mark(part, state);
        read_run_property(part, state);
    }
}

static void element(struct part *part, struct state *state)
{
    state->in_text = part_is(part, "t") && !part_empty(part);
    state->in_instruction = part_is(part, "instrText") && !part_empty(part);
    if (is_skipped(part)) {
        part_skip(part);
    } else if (part_is(part, "p")) {
        begin_paragraph(state);
        if (part_empty(part)) {
            end_paragraph(state);
        }
    } else if (part_is(part, "r")) {
        begin_run(state);
    } else if (part_is(part, "tc")) {
        state->cells += !part_empty(part);
    } else if (part_is(part, "sdt")) {
        state->controls += !part_empty(part);
    } else if (part_is(part, "docPartGallery")) {
        read_gallery(part, state);
    } else if (state->in_run) {
        in_run_element(part, state);
    } else {
        read_paragraph_property(part, present(state));
    }
}

static void end_element(const struct part *part, struct state *state)
{
    state->in_text = false;
    state->in_instruction = false;
    if (part_is(part, "p")) {
        end_paragraph(state);
    } else if (part_is(part, "tc")) {
        state->cells -= state->cells > 0;
    } else if (part_is(part, "r")) {
        state->in_run = false;
    } else if (part_is(part, "txbxContent")) {
        state->depth -= state->depth > 0;
        begin_run(state); /* the box hangs on a run, which goes on */
    } else if (part_is(part, "sdt") && state->controls > 0) {
        state->contents_control =
            state->contents_control == state->controls ? 0 : state->contents_control;
        state->controls--;
    }
}

static void add_text(struct state *state, const char *text)
{
    struct present *now = present(state);
    if (state->in_instruction) {
        if (state->instruction.size < LIMIT_HEADER) {
            buffer_add_text(&state->instruction, text);
        }
    } else if (state->in_text && !state->run_hidden) {
        buffer_add_text(&now->text, text);
        now->contents = now->contents || in_contents(state);
        if (text[strspn(text, " \t")] != '\0') {
            now->any_text = true;
            now->all_bold = now->all_bold && state->run_bold;
        }
    }
}

static void read_body(struct part *part, struct state *state)
{
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            element(part, state);
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            end_element(part, state);
        } else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
                   type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE) {
            add_text(state, part_text(part));
        }
    }
}

/* --- the package ----------------------------------------------------------------------------- */

static void state_clear(struct state *state)
{
    for (size_t i = 0; i < BOXES; i++) {
        buffer_free(&state->stack[i].text);
        buffer_free(&state->stack[i].label);
        buffer_free(&state->stack[i].notes);
    }
    buffer_free(&state->instruction);
}

static void read_part(struct part *part, struct docx_styles *styles, struct docx_notes *notes,
                      struct described_file *file)
{
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct state state = {.styles = styles, .notes = notes, .outline = outline};
    read_body(part, &state);
    if (part_broken(part)) {
        end_paragraph(&state); /* what stands of the paragraph in which it breaks off */
        document_note(file, FINDING_DAMAGED);
    }
    state_clear(&state);
    outline_finish(outline, file);
}

void docx_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = document_package(fd, file);
    CLEANUP(cleanup_part_close)
    struct part *part = package != NULL ? part_open(package, "word/document.xml") : NULL;
    if (package == NULL) {
        return;
    }
    if (part == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    CLEANUP(cleanup_docx_styles_free)
    struct docx_styles *styles = docx_styles_read(package);
    CLEANUP(cleanup_docx_notes_free)
    struct docx_notes *notes = docx_notes_read(package);
    read_part(part, styles, notes, file);
    if (package_has(package, "word/vbaProject.bin")) {
        document_note(file, FINDING_MACRO);
    }
}

/* Word 2003 wrote the same elements into one file; Flat OPC is a package as one file. */
void wordml_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_docx_styles_free)
    struct docx_styles *styles = docx_styles_new();
    CLEANUP(cleanup_docx_notes_free)
    struct docx_notes *notes = docx_notes_new();
    CLEANUP(cleanup_part_close)
    struct part *definitions = part_open_file(fd);
    CLEANUP(cleanup_part_close)
    struct part *body = part_open_file(fd);
    docx_styles_add(styles, definitions);
    read_part(body, styles, notes, file);
}
