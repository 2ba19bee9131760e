#include "reader/rtf_tables.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { FONTS = 1000, STYLES = 1000 };

struct rtf_font {
    long number;
    const char *charset;
};

struct number_name {
    long number;
    const char *name;
};

static const char *find_name(const struct number_name *rows, size_t count, long number)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].number == number) {
            return rows[i].name;
        }
    }
    return NULL;
}

void rtf_tables_clear(struct rtf_tables *tables)
{
    free(tables->fonts);
    free(tables->styles);
    *tables = (struct rtf_tables){0};
}

void rtf_tables_add_font(struct rtf_tables *tables, long number)
{
    if (tables->font_count < FONTS) {
        tables->fonts = xgrow(tables->fonts, tables->font_count, sizeof *tables->fonts);
        tables->fonts[tables->font_count++] = (struct rtf_font){.number = number};
    }
}

void rtf_tables_add_style(struct rtf_tables *tables, long number)
{
    if (tables->style_count < STYLES) {
        tables->styles = xgrow(tables->styles, tables->style_count, sizeof *tables->styles);
        tables->styles[tables->style_count++] = (struct rtf_style){.number = number};
    }
}

void rtf_tables_set_charset(struct rtf_tables *tables, long charset)
{
    static const struct number_name charsets[] = {
        {134, "gbk"}, {136, "big5"}, {128, "shift_jis"}, {129, "euc-kr"}};
    if (tables->font_count > 0) {
        tables->fonts[tables->font_count - 1].charset =
            find_name(charsets, COUNT_OF(charsets), charset);
    }
}

void rtf_tables_set_name(struct rtf_tables *tables, const char *name)
{
    static const char *const headings[] = {"heading ", "标题 "};
    name += strspn(name, " ");
    if (tables->style_count == 0) {
        return;
    }
    struct rtf_style *style = &tables->styles[tables->style_count - 1];
    for (size_t i = 0; i < COUNT_OF(headings); i++) {
        size_t length = strlen(headings[i]);
        if (strncasecmp(name, headings[i], length) == 0 && name[length] >= '1' &&
            name[length] <= '9') {
            style->level = (unsigned)(name[length] - '0');
        }
    }
    style->title = style->title || strncasecmp(name, "Title;", 6) == 0 ||
                   strncmp(name, "标题;", strlen("标题;")) == 0;
    style->contents = style->contents || strncasecmp(name, "toc ", 4) == 0;
}

const char *rtf_tables_charset(const struct rtf_tables *tables, long font)
{
    for (size_t i = 0; i < tables->font_count; i++) {
        if (tables->fonts[i].number == font) {
            return tables->fonts[i].charset;
        }
    }
    return NULL;
}

const char *rtf_page_charset(long page)
{
    static const struct number_name pages[] = {
        {936, "gbk"}, {950, "big5"}, {932, "shift_jis"}, {949, "euc-kr"}, {1252, "windows-1252"}};
    return find_name(pages, COUNT_OF(pages), page);
}

const struct rtf_style *rtf_tables_style(const struct rtf_tables *tables, long number)
{
    for (size_t i = 0; i < tables->style_count; i++) {
        if (tables->styles[i].number == number) {
            return &tables->styles[i];
        }
    }
    return NULL;
}
