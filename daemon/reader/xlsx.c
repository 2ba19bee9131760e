/*
 * Tables and slides: the text of .xlsx (sheet names, then the shared strings in order of their
 * first use, which is the order of the cells) and of .pptx (slide after slide).
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "reader/outline.h"
#include "reader/package.h"

#include <stdlib.h>
#include <string.h>

enum { SLIDES = 500 };

static void add_line(struct outline *outline, const char *text, bool cell)
{
    const struct paragraph paragraph = {.cell = cell};
    outline_add(outline, text, &paragraph);
}

/* The text runs between <block> and </block> are one line of the text. */
static void read_blocks(struct part *part, const char *block, struct outline *outline)
{
    struct buffer line = BUFFER_EMPTY;
    bool text = false;
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT) {
            text = part_is(part, "t") && !part_empty(part);
            if (part_is(part, "rPh")) {
                part_skip(part); /* how a cell is pronounced is not said in it */
            }
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            text = false;
            if (part_is(part, block)) {
                add_line(outline, buffer_text(&line), false);
                buffer_clear(&line);
            }
        } else if (text) {
            buffer_add_text(&line, part_text(part));
        }
    }
    buffer_free(&line);
}

static void read_sheet_names(zip_t *package, struct described_file *file, struct outline *outline)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "xl/workbook.xml");
    if (part == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "sheet")) {
            CLEANUP_FREE char *name = part_attribute(part, "name");
            /* "Sheet1" tells nothing, and must not become the title. */
            if (name != NULL && strncmp(name, "Sheet", 5) != 0) {
                add_line(outline, name, true);
            }
        }
    }
}

static void read_part_if_there(zip_t *package, const char *name, const char *block,
                               struct described_file *file, struct outline *outline)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, name);
    if (part != NULL) {
        read_blocks(part, block, outline);
        if (part_broken(part)) {
            document_note(file, FINDING_DAMAGED);
        }
    }
}

static void describe_package(int fd, struct described_file *file, const char *macros,
                             void (*read)(zip_t *package, struct described_file *file,
                                          struct outline *outline))
{
    CLEANUP(cleanup_package_close)
    zip_t *package = package_open(fd);
    if (package == NULL) {
        document_note(file, FINDING_DAMAGED);
        return;
    }
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    read(package, file, outline);
    outline_finish(outline, file);
    if (package_has(package, macros)) {
        document_note(file, FINDING_MACRO);
    }
}

static void read_workbook(zip_t *package, struct described_file *file, struct outline *outline)
{
    read_sheet_names(package, file, outline);
    read_part_if_there(package, "xl/sharedStrings.xml", "si", file, outline);
    /* Programs that write no shared strings put the text into the cells. */
    for (int i = 1; i <= SLIDES; i++) {
        CLEANUP_FREE char *name = xasprintf("xl/worksheets/sheet%d.xml", i);
        if (!package_has(package, name)) {
            return;
        }
        read_part_if_there(package, name, "is", file, outline);
    }
}

static void read_slides(zip_t *package, struct described_file *file, struct outline *outline)
{
    for (int i = 1; i <= SLIDES; i++) {
        CLEANUP_FREE char *name = xasprintf("ppt/slides/slide%d.xml", i);
        if (!package_has(package, name)) {
            return;
        }
        file->pages = (unsigned)i;
        read_part_if_there(package, name, "p", file, outline);
    }
}

void xlsx_describe(int fd, struct described_file *file)
{
    describe_package(fd, file, "xl/vbaProject.bin", read_workbook);
}

void pptx_describe(int fd, struct described_file *file)
{
    describe_package(fd, file, "ppt/vbaProject.bin", read_slides);
}
