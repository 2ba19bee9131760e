/* The tables at the head of an RTF document: which charset a font has, what a style is for. */
#ifndef BAOSONG_READER_RTF_TABLES_H
#define BAOSONG_READER_RTF_TABLES_H

#include <stdbool.h>
#include <stddef.h>

struct rtf_style {
    long number;
    unsigned level; /* of a heading, 1 the highest; 0: none */
    bool title;
    bool contents; /* a line of a table of contents */
};

/* Zero-initialise; rtf_tables_clear() ends it. */
struct rtf_tables {
    struct rtf_font *fonts;
    size_t font_count;
    struct rtf_style *styles;
    size_t style_count;
};

void rtf_tables_clear(struct rtf_tables *tables);

/* A font or style of that number begins to be defined. */
void rtf_tables_add_font(struct rtf_tables *tables, long number);
void rtf_tables_add_style(struct rtf_tables *tables, long number);
/* What is said of the newest one: \fcharset of a font, the name of a style. */
void rtf_tables_set_charset(struct rtf_tables *tables, long charset);
void rtf_tables_set_name(struct rtf_tables *tables, const char *name);

/* The charset of a font, as reader/charset.h knows it; NULL where it says nothing about bytes
 * beyond ASCII, as fonts for Latin text do not in a Chinese document. */
const char *rtf_tables_charset(const struct rtf_tables *tables, long font);
/* The charset of a code page (\ansicpg); NULL for one that is not known. */
const char *rtf_page_charset(long page);
/* NULL if there is none of that number. */
const struct rtf_style *rtf_tables_style(const struct rtf_tables *tables, long number);

#endif
