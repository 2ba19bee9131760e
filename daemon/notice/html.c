#include "notice/html.h"

#include "base/memory.h"
#include "notice/display.h"

#include <inttypes.h>

enum { WHITE = 0xFFFFFF };

static const char *entity(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(struct buffer *out, const char *text)
{
    CLEANUP_FREE char *clean = display_clean(text);
    for (const char *at = clean; *at != '\0'; at++) {
        const char *escaped = entity(*at);
        if (escaped != NULL) {
            buffer_add_text(out, escaped);
        } else {
            buffer_add(out, at, 1);
        }
    }
}

/* Outlook knows no max-width, and is given a table of a fixed one by a comment that only it reads.
 */
void html_start(struct buffer *out, const char *title)
{
    buffer_add_text(out, "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
                         "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
                         "<html lang=\"zh-CN\"><head><meta http-equiv=\"Content-Type\" "
                         "content=\"text/html; charset=utf-8\"><meta name=\"viewport\" "
                         "content=\"width=device-width,initial-scale=1\"><title>");
    html_text(out, title);
    buffer_add_text(out, "</title></head>\n<body style=\"margin:0;padding:12px;color:#000000;"
                         "background-color:#ffffff;" HTML_FONT "\">\n"
                         "<!--[if mso]><table width=\"760\" cellspacing=\"0\" cellpadding=\"0\" "
                         "border=\"0\"><tr><td><![endif]-->\n"
                         "<div style=\"max-width:736px;" HTML_FONT "\">\n");
}

void html_end(struct buffer *out)
{
    buffer_add_text(out, "</div>\n<!--[if mso]></td></tr></table><![endif]-->\n</body></html>\n");
}

void html_heading(struct buffer *out, const char *text)
{
    buffer_add_text(out, "<p style=\"font-size:16px;font-weight:bold;margin:20px 0 8px 0;\">");
    html_text(out, text);
    buffer_add_text(out, "</p>\n");
}

void html_table_start(struct buffer *out, const struct html_column *columns, size_t count)
{
    buffer_add_text(out, "<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" "
                         "style=\"border-collapse:collapse;width:100%;" HTML_FONT "\">\n<tr>");
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, "<th");
        if (columns[i].width != NULL) {
            buffer_add_format(out, " width=\"%s\"", columns[i].width);
        }
        buffer_add_text(out, " style=\"" HTML_HEAD "\">");
        html_text(out, columns[i].heading);
        buffer_add_text(out, "</th>");
    }
    buffer_add_text(out, "</tr>\n");
}

void html_table_end(struct buffer *out)
{
    buffer_add_text(out, "</table>\n");
}

void html_cell_start(struct buffer *out, uint32_t colour)
{
    buffer_add_format(out, "<td style=\"" HTML_CELL "background-color:#%06" PRIx32 ";\">", colour);
}

void html_cell(struct buffer *out, const char *text)
{
    html_cell_start(out, WHITE);
    html_text(out, text);
    buffer_add_text(out, "</td>");
}

void html_number(struct buffer *out, size_t number, uint32_t colour)
{
    buffer_add_format(out,
                      "<td align=\"right\" style=\"" HTML_FIGURE "background-color:#%06" PRIx32
                      ";\">%zu</td>",
                      number > 0 ? colour : (uint32_t)WHITE, number);
}
