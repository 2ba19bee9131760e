/*
 * Lists and tables as they stand in notices, written as text and as HTML (notice/html.h) at once,
 * so that both say the same.
 */
#ifndef BAOSONG_NOTICE_PAGE_H
#define BAOSONG_NOTICE_PAGE_H

#include "base/buffer.h"

#include <stddef.h>

/* Zero-initialised; page_clear ends it. Words may come from mails: they are made one clean line
 * each, and escaped. */
struct page {
    struct buffer text;
    struct buffer html;
};
void page_clear(struct page *page);

void page_line(struct page *page, const char *words);
void page_item(struct page *page, const char *words);

enum { PAGE_COLUMNS = 3 };
/* A table; as text a row is "first：second（third）". */
void page_table_start(struct page *page, const char *const headings[PAGE_COLUMNS]);
void page_row(struct page *page, const char *const cells[PAGE_COLUMNS]);
void page_table_end(struct page *page);

#endif
