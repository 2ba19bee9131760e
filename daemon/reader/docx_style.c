#include "reader/docx_style.h"

#include "base/limits.h"
#include "reader/numbering.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STYLES = 2000, BASED_DEPTH = 12 };

struct style {
    char id[80];
    char based[80];
    int heading; /* "heading 1" by name, or its outline level; 0: none */
    bool title;
    bool contents;
    bool bold;
    int number;
    int number_level;
};

struct docx_styles {
    struct style *styles;
    size_t style_count;
    bool sorted; /* by id, once all of them are there */
    struct numbering *numbering;
};

static void copy_text(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text != NULL ? text : "");
}

/* --- word/styles.xml ------------------------------------------------------------------------- */

/* "heading 2", "标题 2", "Title", "标题": the names Word, WPS and their translations give. */
static void read_style_name(struct style *style, const char *name)
{
    if (strncasecmp(name, "heading ", 8) == 0 && name[8] >= '1' && name[8] <= '9') {
        style->heading = name[8] - '0';
    } else if (strncmp(name, "标题 ", strlen("标题 ")) == 0 && name[7] >= '1' && name[7] <= '9') {
        style->heading = name[7] - '0';
    } else if (strcasecmp(name, "Title") == 0 || strcmp(name, "标题") == 0) {
        style->title = true;
    } else if (strncasecmp(name, "toc ", 4) == 0 || strncmp(name, "目录 ", strlen("目录 ")) == 0) {
        style->contents = true;
    }
}

static void read_style_property(struct part *part, struct style *style)
{
    if (part_is(part, "name")) {
        CLEANUP_FREE char *name = part_attribute(part, "val");
        read_style_name(style, name != NULL ? name : "");
    } else if (part_is(part, "basedOn")) {
        CLEANUP_FREE char *based = part_attribute(part, "val");
        copy_text(style->based, sizeof style->based, based);
    } else if (part_is(part, "outlineLvl")) {
        long level = part_number(part, "val", 9);
        style->heading =
            style->heading == 0 && level < LIMIT_HEADING_LEVELS ? (int)level + 1 : style->heading;
    } else if (part_is(part, "numId")) {
        style->number = (int)part_number(part, "val", -1);
    } else if (part_is(part, "ilvl")) {
        style->number_level = (int)part_number(part, "val", -1);
    } else if (part_is(part, "b")) {
        style->bold = part_flag(part);
    }
}

static void read_style(struct part *part, struct docx_styles *styles)
{
    struct style style = {.number = -1, .number_level = -1};
    CLEANUP_FREE char *id = part_attribute(part, "styleId");
    copy_text(style.id, sizeof style.id, id);
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT) {
            read_style_property(part, &style);
        }
    }
    styles->styles = xgrow(styles->styles, styles->style_count, sizeof style);
    styles->styles[styles->style_count++] = style;
}

/* --- word/numbering.xml ---------------------------------------------------------------------- */

static void read_level(struct part *part, struct numbering_level *level)
{
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        CLEANUP_FREE char *value = part_attribute(part, "val");
        if (part_is(part, "numFmt")) {
            copy_text(level->format, sizeof level->format, value);
        } else if (part_is(part, "lvlText")) {
            copy_text(level->text, sizeof level->text, value);
        } else if (part_is(part, "start")) {
            level->start = (unsigned)(part_number(part, "val", 1) & 0xFFFF);
        }
    }
}

static void read_levels(struct part *part, struct numbering_level *levels)
{
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "lvl")) {
            long number = part_number(part, "ilvl", -1);
            struct numbering_level ignored;
            read_level(part, number >= 0 && number < NUMBERING_LEVELS ? &levels[number] : &ignored);
        }
    }
}

static void read_list(struct part *part, struct docx_styles *styles)
{
    long id = part_number(part, "abstractNumId", -1);
    struct numbering_level *levels = numbering_add_list(styles->numbering, id);
    if (levels != NULL) {
        read_levels(part, levels);
    }
}

/* A use of a list; w:lvlOverride says at which levels it begins anew. */
static void read_use(struct part *part, struct docx_styles *styles)
{
    long id = part_number(part, "numId", -1), list = -1, level = -1;
    int starts[NUMBERING_LEVELS];
    memset(starts, -1, sizeof starts);
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "abstractNumId")) {
            list = part_number(part, "val", -1);
        } else if (part_is(part, "lvlOverride")) {
            level = part_number(part, "ilvl", -1);
        } else if (part_is(part, "startOverride") && level >= 0 && level < NUMBERING_LEVELS) {
            starts[level] = (int)(part_number(part, "val", 1) & 0xFFFF);
        }
    }
    int *overrides = numbering_add_use(styles->numbering, id, list);
    if (overrides != NULL) {
        memcpy(overrides, starts, sizeof starts);
    }
}

/* Styles and numbering tell themselves apart, whatever part they stand in. */
void docx_styles_add(struct docx_styles *styles, struct part *part)
{
    for (int type; (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "style") && styles->style_count < STYLES) {
            read_style(part, styles);
        } else if (part_is(part, "abstractNum")) {
            read_list(part, styles);
        } else if (part_is(part, "num")) {
            read_use(part, styles);
        }
    }
}

struct docx_styles *docx_styles_new(void)
{
    struct docx_styles *styles = xcalloc(1, sizeof *styles);
    styles->numbering = numbering_new();
    return styles;
}

struct docx_styles *docx_styles_read(zip_t *package)
{
    static const char *const names[] = {"word/styles.xml", "word/numbering.xml"};
    struct docx_styles *styles = docx_styles_new();
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        CLEANUP(cleanup_part_close)
        struct part *part = part_open(package, names[i]);
        if (part != NULL) {
            docx_styles_add(styles, part);
        }
    }
    return styles;
}

void docx_styles_free(struct docx_styles *styles)
{
    if (styles != NULL) {
        free(styles->styles);
        numbering_free(styles->numbering);
        free(styles);
    }
}

/* --- resolving ------------------------------------------------------------------------------- */

static int by_id(const void *one, const void *other)
{
    const struct style *a = one, *b = other;
    return strcmp(a->id, b->id);
}

static void sort_styles(struct docx_styles *styles)
{
    if (!styles->sorted && styles->style_count > 0) {
        qsort(styles->styles, styles->style_count, sizeof *styles->styles, by_id);
    }
    styles->sorted = true;
}

static const struct style *find_style(const struct docx_styles *styles, const char *id)
{
    struct style wanted = {0};
    copy_text(wanted.id, sizeof wanted.id, id);
    return id[0] == '\0' || styles->style_count == 0
               ? NULL
               : bsearch(&wanted, styles->styles, styles->style_count, sizeof wanted, by_id);
}

void docx_styles_resolve(struct docx_styles *styles, const struct docx_properties *properties,
                         struct docx_resolved *resolved, struct buffer *label)
{
    int number = properties->number, number_level = properties->number_level;
    int heading = properties->outline;
    *resolved = (struct docx_resolved){0};
    sort_styles(styles);
    const struct style *style = find_style(styles, properties->style);
    for (int depth = 0; style != NULL && depth < BASED_DEPTH; depth++) {
        heading = heading == 0 ? style->heading : heading;
        resolved->title = resolved->title || style->title;
        resolved->contents = resolved->contents || style->contents;
        resolved->bold = resolved->bold || style->bold;
        number = number < 0 ? style->number : number;
        number_level = number_level < 0 ? style->number_level : number_level;
        style = find_style(styles, style->based);
    }
    resolved->level = heading > 0 && heading <= LIMIT_HEADING_LEVELS ? (unsigned)heading : 0;
    if (number > 0) {
        numbering_label(styles->numbering, number, number_level, label);
    }
}
