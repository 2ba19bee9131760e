#include "reader/document.h"

#include "base/buffer.h"
#include "reader/docx_style.h"
#include "reader/outline.h"
#include "reader/package.h"

#include <stdlib.h>
#include <string.h>

/* The paragraph that is being read. */
struct state {
    struct docx_styles *styles;
    struct outline *outline;
    struct buffer text;
    struct docx_properties properties;
    unsigned cells; /* depth of table cells */
    bool in_run;    /* inside w:rPr of a run, "b" speaks of that run */
    bool run_bold;  /* the present run */
    bool all_bold;  /* every run so far that has text */
    bool any_text;
};

static void begin_paragraph(struct state *state)
{
    buffer_clear(&state->text);
    state->properties = (struct docx_properties){.number = -1, .number_level = -1};
    state->all_bold = true;
    state->any_text = false;
}

static void end_paragraph(struct state *state)
{
    char label[64];
    struct docx_resolved resolved;
    const char *text = buffer_text(&state->text);
    if (text[strspn(text, " \t\n")] == '\0') {
        buffer_clear(&state->text);
        return; /* nothing to see; a number on a blank line does not count for a heading */
    }
    docx_styles_resolve(state->styles, &state->properties, &resolved, label, sizeof label);
    struct paragraph paragraph = {
        .level = resolved.level,
        .bold = resolved.bold || (state->any_text && state->all_bold),
        .cell = state->cells > 0,
        .title = resolved.title,
    };
    struct buffer line = BUFFER_EMPTY;
    buffer_add_text(&line, label);
    buffer_add_text(&line, text);
    outline_add(state->outline, buffer_text(&line), &paragraph);
    buffer_free(&line);
    buffer_clear(&state->text);
}

static void read_property(struct part *part, struct state *state)
{
    struct docx_properties *properties = &state->properties;
    if (part_is(part, "pStyle")) {
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
    } else if (part_is(part, "b") && state->in_run) {
        state->run_bold = part_flag(part);
    }
}

static void add_text(struct state *state, const char *text)
{
    buffer_add_text(&state->text, text);
    if (text[strspn(text, " \t")] != '\0') {
        state->any_text = true;
        state->all_bold = state->all_bold && state->run_bold;
    }
}

/* Deleted text, instructions of fields, and the second telling of what Fallback tells again. */
static bool is_skipped(const struct part *part)
{
    static const char *const skipped[] = {"del",     "moveFrom", "instrText",
                                          "delText", "Fallback", "pPrChange"};
    for (size_t i = 0; i < COUNT_OF(skipped); i++) {
        if (part_is(part, skipped[i])) {
            return true;
        }
    }
    return false;
}

static void element(struct part *part, struct state *state)
{
    if (is_skipped(part)) {
        part_skip(part);
    } else if (part_is(part, "p")) {
        begin_paragraph(state);
        if (part_empty(part)) {
            end_paragraph(state);
        }
    } else if (part_is(part, "tc")) {
        state->cells++;
    } else if (part_is(part, "r")) {
        state->in_run = true;
        state->run_bold = false;
    } else if (part_is(part, "tab")) {
        buffer_add_text(&state->text, "\t");
    } else if (part_is(part, "br") || part_is(part, "cr")) {
        buffer_add_text(&state->text, "\n");
    } else {
        read_property(part, state);
    }
}

static void end_element(const struct part *part, struct state *state)
{
    if (part_is(part, "p")) {
        end_paragraph(state);
    } else if (part_is(part, "tc")) {
        state->cells -= state->cells > 0;
    } else if (part_is(part, "r")) {
        state->in_run = false;
    }
}

static void read_body(struct part *part, struct state *state)
{
    bool text = false;
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            text = part_is(part, "t") && !part_empty(part);
            element(part, state);
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            text = false;
            end_element(part, state);
        } else if (text && (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
                            type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE)) {
            add_text(state, part_text(part));
        }
    }
}

static void read_package(zip_t *package, struct described_file *file)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "word/document.xml");
    if (part == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    CLEANUP(cleanup_docx_styles_free)
    struct docx_styles *styles = docx_styles_read(package);
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct state state = {.styles = styles, .outline = outline};
    read_body(part, &state);
    buffer_free(&state.text);
    outline_finish(outline, file);
    if (part_broken(part)) {
        document_note(file, FINDING_DAMAGED);
    }
    if (package_has(package, "word/vbaProject.bin")) {
        document_note(file, FINDING_MACRO);
    }
}

void docx_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    if (package == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    read_package(package, file);
}
