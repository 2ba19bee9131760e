#include "reader/xlsx_format.h"

#include <stdlib.h>

enum { FORMATS = 2000, STYLES = 65000 };

struct format {
    long number;
    enum number_kind kind;
};

struct xlsx_formats {
    struct format *formats; /* that the file defines */
    size_t format_count;
    enum number_kind *styles;
    size_t style_count;
};

static enum number_kind kind_of(const struct xlsx_formats *formats, long number)
{
    for (size_t i = 0; i < formats->format_count; i++) {
        if (formats->formats[i].number == number) {
            return formats->formats[i].kind;
        }
    }
    return number >= 0 ? number_format_kind((unsigned)number, NULL) : NUMBER_PLAIN;
}

static void read_format(struct part *part, struct xlsx_formats *formats)
{
    CLEANUP_FREE char *code = part_attribute(part, "formatCode");
    if (code != NULL && formats->format_count < FORMATS) {
        formats->formats = xgrow(formats->formats, formats->format_count, sizeof(struct format));
        formats->formats[formats->format_count++] = (struct format){
            .number = part_number(part, "numFmtId", -1), .kind = number_format_kind(0, code)};
    }
}

/* The formats of cells; other lists hold elements of the same name. */
static void read_styles(struct part *part, struct xlsx_formats *formats)
{
    for (int type, within = part_enter(part); part_within(part, within, &type);) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "xf") &&
            formats->style_count < STYLES) {
            formats->styles = xgrow(formats->styles, formats->style_count, sizeof *formats->styles);
            formats->styles[formats->style_count++] =
                kind_of(formats, part_number(part, "numFmtId", 0));
        }
    }
}

struct xlsx_formats *xlsx_formats_read(zip_t *package)
{
    struct xlsx_formats *formats = xcalloc(1, sizeof *formats);
    CLEANUP(cleanup_part_close)
    struct part *part = part_open(package, "xl/styles.xml");
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type == XML_READER_TYPE_ELEMENT && part_is(part, "numFmt")) {
            read_format(part, formats);
        } else if (type == XML_READER_TYPE_ELEMENT && part_is(part, "cellXfs")) {
            read_styles(part, formats);
        }
    }
    return formats;
}

void xlsx_formats_free(struct xlsx_formats *formats)
{
    if (formats != NULL) {
        free(formats->formats);
        free(formats->styles);
        free(formats);
    }
}

enum number_kind xlsx_formats_kind(const struct xlsx_formats *formats, long style)
{
    return style >= 0 && (size_t)style < formats->style_count ? formats->styles[style]
                                                              : NUMBER_PLAIN;
}
