#include "notice/page.h"

#include "base/memory.h"
#include "notice/display.h"
#include "notice/html.h"

void page_clear(struct page *page)
{
    buffer_free(&page->text);
    buffer_free(&page->html);
}

static void start_line(struct page *page, const char *mark)
{
    buffer_add_text(&page->text, page->text.size > 0 ? "\n" : "");
    buffer_add_text(&page->text, mark);
}

static void add_paragraph(struct page *page, const char *mark, const char *words)
{
    start_line(page, mark);
    display_add(&page->text, words);
    buffer_add_text(&page->html, "<p style=\"" HTML_PARAGRAPH "margin-left:1em;\">");
    html_text(&page->html, mark + 2); /* the indent of the text is the style's */
    html_text(&page->html, words);
    buffer_add_text(&page->html, "</p>\n");
}

void page_line(struct page *page, const char *words)
{
    add_paragraph(page, "  ", words);
}

void page_item(struct page *page, const char *words)
{
    add_paragraph(page, "  · ", words);
}

void page_table_start(struct page *page, const char *const headings[PAGE_COLUMNS])
{
    const struct html_column columns[PAGE_COLUMNS] = {
        {headings[0], "35%"}, {headings[1], NULL}, {headings[2], "20%"}};
    html_table_start(&page->html, columns, PAGE_COLUMNS);
}

void page_row(struct page *page, const char *const cells[PAGE_COLUMNS])
{
    start_line(page, "  · ");
    display_add(&page->text, cells[0]);
    buffer_add_text(&page->text, "：");
    display_add(&page->text, cells[1]);
    buffer_add_text(&page->text, "（");
    display_add(&page->text, cells[2]);
    buffer_add_text(&page->text, "）");
    buffer_add_text(&page->html, "<tr>");
    for (size_t i = 0; i < PAGE_COLUMNS; i++) {
        html_cell(&page->html, cells[i]);
    }
    buffer_add_text(&page->html, "</tr>\n");
}

void page_table_end(struct page *page)
{
    html_table_end(&page->html);
}
