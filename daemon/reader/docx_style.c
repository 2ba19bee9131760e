#include "reader/docx_style.h"

#include "base/limits.h"
#include "reader/docx_number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LEVELS = 9, STYLES = 2000, LISTS = 2000, BASED_DEPTH = 12, FORMAT_SIZE = 40 };

struct style {
    char id[80];
    char based[80];
    int heading; /* "heading 1" by name, or its outline level; 0: none */
    bool title;
    bool bold;
    int number;
    int number_level;
};

struct level {
    char format[FORMAT_SIZE];
    char text[FORMAT_SIZE]; /* "%1、" */
    unsigned start;
};

/* An abstract list, and the counters of it: all its concrete lists count on together, which is what
 * Word does unless a list overrides its start. */
struct list {
    long id;
    struct level levels[LEVELS];
};

struct concrete {
    long id;
    long abstract;
    unsigned counters[LEVELS];
    bool begun[LEVELS];
};

struct docx_styles {
    struct style *styles;
    size_t style_count;
    struct list *lists;
    size_t list_count;
    struct concrete *concretes;
    size_t concrete_count;
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
        style->heading = style->heading == 0 && level < LEVELS ? (int)level + 1 : style->heading;
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
    for (int type; !part_empty(part) && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_END_ELEMENT && part_is(part, "style")) {
            break;
        }
        if (type == XML_READER_TYPE_ELEMENT) {
            read_style_property(part, &style);
        }
    }
    styles->styles = xgrow(styles->styles, styles->style_count, sizeof style);
    styles->styles[styles->style_count++] = style;
}

static void read_styles(zip_t *package, struct docx_styles *styles)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "word/styles.xml");
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "style") &&
            styles->style_count < STYLES) {
            read_style(part, styles);
        }
    }
}

/* --- word/numbering.xml ---------------------------------------------------------------------- */

static void read_level(struct part *part, struct level *level)
{
    *level = (struct level){.format = "decimal", .start = 1};
    for (int type; !part_empty(part) && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_END_ELEMENT && part_is(part, "lvl")) {
            return;
        }
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

static void read_list(struct part *part, struct docx_styles *styles)
{
    struct list list = {.id = part_number(part, "abstractNumId", -1)};
    for (int type; !part_empty(part) && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_END_ELEMENT && part_is(part, "abstractNum")) {
            break;
        }
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "lvl")) {
            long number = part_number(part, "ilvl", -1);
            struct level ignored;
            read_level(part, number >= 0 && number < LEVELS ? &list.levels[number] : &ignored);
        }
    }
    styles->lists = xgrow(styles->lists, styles->list_count, sizeof list);
    styles->lists[styles->list_count++] = list;
}

static void read_concrete(struct part *part, struct docx_styles *styles)
{
    struct concrete concrete = {.id = part_number(part, "numId", -1), .abstract = -1};
    for (int type; !part_empty(part) && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_END_ELEMENT && part_is(part, "num")) {
            break;
        }
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "abstractNumId")) {
            concrete.abstract = part_number(part, "val", -1);
        }
    }
    styles->concretes = xgrow(styles->concretes, styles->concrete_count, sizeof concrete);
    styles->concretes[styles->concrete_count++] = concrete;
}

static void read_numbering(zip_t *package, struct docx_styles *styles)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "word/numbering.xml");
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "abstractNum") && styles->list_count < LISTS) {
            read_list(part, styles);
        } else if (part_is(part, "num") && styles->concrete_count < LISTS) {
            read_concrete(part, styles);
        }
    }
}

struct docx_styles *docx_styles_read(zip_t *package)
{
    struct docx_styles *styles = xcalloc(1, sizeof *styles);
    read_styles(package, styles);
    read_numbering(package, styles);
    return styles;
}

void docx_styles_free(struct docx_styles *styles)
{
    if (styles != NULL) {
        free(styles->styles);
        free(styles->lists);
        free(styles->concretes);
        free(styles);
    }
}

/* --- resolving ------------------------------------------------------------------------------- */

static const struct style *find_style(const struct docx_styles *styles, const char *id)
{
    for (size_t i = 0; id[0] != '\0' && i < styles->style_count; i++) {
        if (strcmp(styles->styles[i].id, id) == 0) {
            return &styles->styles[i];
        }
    }
    return NULL;
}

static struct concrete *find_concrete(const struct docx_styles *styles, long id)
{
    for (size_t i = 0; i < styles->concrete_count; i++) {
        if (styles->concretes[i].id == id) {
            return &styles->concretes[i];
        }
    }
    return NULL;
}

static const struct list *find_list(const struct docx_styles *styles, long id)
{
    for (size_t i = 0; i < styles->list_count; i++) {
        if (styles->lists[i].id == id) {
            return &styles->lists[i];
        }
    }
    return NULL;
}

/* Counts one paragraph at a level: it goes on there, and all deeper levels begin anew. */
static void count(struct concrete *concrete, const struct list *list, int level)
{
    for (int i = 0; i <= level; i++) {
        if (!concrete->begun[i]) {
            concrete->begun[i] = true;
            concrete->counters[i] = list->levels[i].start;
        } else if (i == level) {
            concrete->counters[i]++;
        }
    }
    for (int i = level + 1; i < LEVELS; i++) {
        concrete->begun[i] = false;
    }
}

/* "（%1）" with the counters put in. */
static void write_label(const struct concrete *concrete, const struct list *list, int level,
                        char *label, size_t size)
{
    const char *at = list->levels[level].text;
    if (strcmp(list->levels[level].format, "bullet") == 0) {
        return;
    }
    for (; *at != '\0'; at++) {
        if (at[0] == '%' && at[1] >= '1' && at[1] <= '9') {
            int which = at[1] - '1';
            docx_number_append(label, size, list->levels[which].format, concrete->counters[which]);
            at++;
        } else {
            size_t used = strlen(label);
            if (used + 1 < size) {
                label[used] = *at;
                label[used + 1] = '\0';
            }
        }
    }
}

static void number_paragraph(struct docx_styles *styles, int number, int level, char *label,
                             size_t size)
{
    struct concrete *concrete = number > 0 ? find_concrete(styles, number) : NULL;
    const struct list *list = concrete != NULL ? find_list(styles, concrete->abstract) : NULL;
    level = level < 0 ? 0 : level;
    if (list != NULL && level < LEVELS) {
        count(concrete, list, level);
        write_label(concrete, list, level, label, size);
    }
}

void docx_styles_resolve(struct docx_styles *styles, const struct docx_properties *properties,
                         struct docx_resolved *resolved, char *label, size_t size)
{
    int number = properties->number, number_level = properties->number_level;
    int heading = properties->outline;
    *resolved = (struct docx_resolved){0};
    label[0] = '\0';
    const struct style *style = find_style(styles, properties->style);
    for (int depth = 0; style != NULL && depth < BASED_DEPTH; depth++) {
        heading = heading == 0 ? style->heading : heading;
        resolved->title = resolved->title || style->title;
        resolved->bold = resolved->bold || style->bold;
        number = number < 0 ? style->number : number;
        number_level = number_level < 0 ? style->number_level : number_level;
        style = find_style(styles, style->based);
    }
    resolved->level = heading > 0 && heading <= LEVELS ? (unsigned)heading : 0;
    number_paragraph(styles, number, number_level, label, size);
}
