/*
 * .ofd (GB/T 33190-2016): pages of text objects, each with its place in millimetres. What belongs
 * together is found by place, as in a PDF.
 */
#include "reader/document.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "reader/layout.h"
#include "reader/ofd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 20000 /* text objects on one page; some programs make one of each character */ };

#define POINTS_PER_MILLIMETRE (72 / 25.4)

/* One TextCode. */
struct run {
    struct layout_line place;
    char *text;
};

struct page {
    struct run *runs;
    size_t run_count;
    bool pictures;
};

/* --- numbers --------------------------------------------------------------------------------- */

static double number_attribute(const struct part *part, const char *name, double fallback)
{
    double number = 0;
    return ofd_attribute(part, name, &number, 1) == 1 ? number : fallback;
}

/* --- pages ----------------------------------------------------------------------------------- */

static void add_run(struct page *page, const struct layout_line *place, const char *text)
{
    if (page->run_count < RUNS && text[strspn(text, " \t\r\n")] != '\0') {
        page->runs = xgrow(page->runs, page->run_count, sizeof *page->runs);
        page->runs[page->run_count++] = (struct run){.place = *place, .text = xstrdup(text)};
    }
}

/* A text object: its box, the size of its characters, and pieces of text that begin in it. */
static void read_text_object(struct part *part, struct page *page)
{
    double box[4];
    ofd_attribute(part, "Boundary", box, COUNT_OF(box));
    double size = number_attribute(part, "Size", box[3]);
    bool bold = number_attribute(part, "Weight", 400) >= 600, in_text = false;
    double x = 0, y = 0;
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT) {
            in_text = part_is(part, "TextCode") && !part_empty(part);
            x = in_text ? number_attribute(part, "X", x) : x;
            y = in_text ? number_attribute(part, "Y", y) : y;
        } else if (type == XML_READER_TYPE_END_ELEMENT) {
            in_text = false;
        } else if (in_text) {
            double base = (box[1] + y) * POINTS_PER_MILLIMETRE;
            double points = size * POINTS_PER_MILLIMETRE;
            const struct layout_line place = {.left = (box[0] + x) * POINTS_PER_MILLIMETRE,
                                              .right = (box[0] + box[2]) * POINTS_PER_MILLIMETRE,
                                              .top = base - points,
                                              .bottom = base,
                                              .size = points,
                                              .bold = bold};
            add_run(page, &place, part_text(part));
        }
    }
}

static void read_content(struct part *part, struct page *page)
{
    for (int type; (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "TextObject")) {
            read_text_object(part, page);
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "ImageObject")) {
            page->pictures = true;
        }
    }
}

static int by_height(const void *one, const void *other)
{
    const struct run *a = one, *b = other;
    return (a->place.bottom > b->place.bottom) - (a->place.bottom < b->place.bottom);
}

static int by_side(const void *one, const void *other)
{
    const struct run *a = one, *b = other;
    return (a->place.left > b->place.left) - (a->place.left < b->place.left);
}

/* Runs of one height are one line, from left to right. */
static void add_line(struct layout *layout, struct run *runs, size_t count)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    struct layout_line line = runs[0].place;
    qsort(runs, count, sizeof *runs, by_side);
    line.left = runs[0].place.left;
    for (size_t i = 0; i < count; i++) {
        bool gap = i > 0 && runs[i].place.left > runs[i - 1].place.right + runs[i].place.size;
        buffer_add_text(&text, gap ? " " : "");
        buffer_add_text(&text, runs[i].text);
        line.right = fmax(line.right, runs[i].place.right);
        line.size = fmax(line.size, runs[i].place.size);
        line.bold = line.bold && runs[i].place.bold;
    }
    layout_add(layout, &line, buffer_text(&text), text.size);
}

static void add_lines(struct layout *layout, struct page *page)
{
    if (page->run_count > 0) {
        qsort(page->runs, page->run_count, sizeof *page->runs, by_height);
    }
    for (size_t first = 0, i = 1; first < page->run_count; i++) {
        const struct layout_line *line = &page->runs[first].place;
        if (i == page->run_count ||
            page->runs[i].place.bottom - line->bottom > fmax(line->size / 2, 1)) {
            add_line(layout, &page->runs[first], i - first);
            first = i;
        }
    }
}

static uint32_t count_chars(const struct page *page)
{
    uint32_t chars = 0;
    for (size_t i = 0; i < page->run_count; i++) {
        chars += utf8_count_characters(page->runs[i].text);
    }
    return chars;
}

static void page_clear(struct page *page)
{
    for (size_t i = 0; i < page->run_count; i++) {
        free(page->runs[i].text);
    }
    free(page->runs);
}

/* --- the document ---------------------------------------------------------------------------- */

struct reading {
    zip_t *package;
    struct described_file *file;
    struct layout *layout;
    double box[4]; /* millimetres, of the pages */
    unsigned words, pictures;
};

static void read_page(struct reading *reading, const char *name)
{
    struct page page = {0};
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(reading->package, name);
    reading->file->pages++;
    if (part != NULL && !layout_full(reading->layout)) {
        layout_page(reading->layout, reading->file->pages, reading->box[2] * POINTS_PER_MILLIMETRE,
                    reading->box[3] * POINTS_PER_MILLIMETRE);
        read_content(part, &page);
        add_lines(reading->layout, &page);
    }
    if (part == NULL || part_broken(part)) {
        document_note(reading->file, FINDING_DAMAGED);
    }
    reading->words += count_chars(&page) > PICTURE_CHARS;
    reading->pictures += page.pictures && count_chars(&page) <= PICTURE_CHARS;
    page_clear(&page);
}

static void take_box(struct part *part, struct reading *reading)
{
    CLEANUP_FREE char *text = part_inner_text(part);
    ofd_numbers(text, reading->box, COUNT_OF(reading->box));
    bool real = reading->box[2] >= 1 && reading->box[3] >= 1;
    reading->file->page_width = real ? (unsigned)lround(reading->box[2]) : 0;
    reading->file->page_height = real ? (unsigned)lround(reading->box[3]) : 0;
}

static void read_document(struct reading *reading, const char *root)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(reading->package, root);
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "PhysicalBox") && reading->box[2] <= 0) {
            take_box(part, reading);
        } else if (part_is(part, "Page") && reading->file->pages < LIMIT_PDF_PAGES) {
            CLEANUP_FREE char *location = part_attribute(part, "BaseLoc");
            CLEANUP_FREE char *name = ofd_resolve(root, location);
            read_page(reading, name);
        }
    }
    if (part == NULL || part_broken(part)) {
        document_note(reading->file, FINDING_DAMAGED);
    }
}

/* How many signatures are listed; whether they are valid nobody asks here. */
static unsigned count_signatures(zip_t *package, const char *list)
{
    unsigned count = 0;
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, list);
    for (int type; part != NULL && (type = part_next(part)) >= 0 && count < LIMIT_SIGNATURES;) {
        count += type == XML_READER_TYPE_ELEMENT && part_is(part, "Signature");
    }
    return count;
}

static void describe_package(zip_t *package, struct described_file *file)
{
    CLEANUP(ofd_entry_clear)
    struct ofd_entry entry = {0};
    CLEANUP(cleanup_layout_free)
    struct layout *layout = layout_new();
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct reading reading = {.package = package, .file = file, .layout = layout};
    ofd_entry_read(package, &entry);
    read_document(&reading, entry.root != NULL ? entry.root : "");
    file->signatures = entry.signatures != NULL ? count_signatures(package, entry.signatures) : 0;
    file->scan = reading.pictures > 0 && reading.pictures >= reading.words;
    file->text_layer = document_text_layer(reading.words, reading.pictures);
    layout_outline(layout, outline);
    outline_finish(outline, file);
    if (file->title[0] == '\0' && entry.title != NULL) {
        free(file->title);
        file->title =
            xstrndup(entry.title, utf8_cut(entry.title, strlen(entry.title), LIMIT_HEADER));
    }
}

void ofd_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_package_close)
    zip_t *package = document_package(fd, file);
    if (package != NULL) {
        describe_package(package, file);
    }
}
