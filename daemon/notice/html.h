/*
 * HTML that Outlook, Foxmail and the webmails of 163 and QQ show alike, and that can be read on a
 * telephone: tables and inline styles only, since they drop or ignore all else. Word draws
 * Outlook's mails, so nothing newer than HTML 4 is relied on.
 */
#ifndef BAOSONG_NOTICE_HTML_H
#define BAOSONG_NOTICE_HTML_H

#include "base/buffer.h"

#include <stddef.h>
#include <stdint.h>

#define HTML_FONT "font-family:'Microsoft YaHei','微软雅黑','PingFang SC',SimSun,'宋体',sans-serif;"
#define HTML_CELL                                                                                  \
    "border:1px solid #bfbfbf;padding:4px 6px;font-size:13px;line-height:1.5;vertical-align:top;"  \
    "word-wrap:break-word;word-break:break-word;"
#define HTML_HEAD HTML_CELL "background-color:#dce6f1;text-align:left;font-weight:bold;"
/* A number never breaks, however narrow its column is on a telephone. */
#define HTML_FIGURE HTML_CELL "padding:4px 3px;white-space:nowrap;"
#define HTML_PARAGRAPH "margin:6px 0;font-size:14px;line-height:1.6;"

/* Adds text so that it stays text, in an element as in an attribute, on one line. */
void html_text(struct buffer *out, const char *text);

/* The whole page around what comes between, at most 760 px wide. The title is plain text. */
void html_start(struct buffer *out, const char *title);
void html_end(struct buffer *out);

/* A heading of a section; plain text. */
void html_heading(struct buffer *out, const char *text);

/* A column of a table: what stands above it, and its share of the width. */
struct html_column {
    const char *heading;
    const char *width; /* "20%"; NULL: what is left */
};

/* A table over the whole width; rows are added between. */
void html_table_start(struct buffer *out, const struct html_column *columns, size_t count);
void html_table_end(struct buffer *out);

/* Cells of a row; text is plain text. `colour` 0xRRGGBB is the background. */
void html_cell(struct buffer *out, const char *text);
void html_number(struct buffer *out, size_t number, uint32_t colour);
/* The beginning of a cell that the caller fills and ends with "</td>". */
void html_cell_start(struct buffer *out, uint32_t colour);

#endif
