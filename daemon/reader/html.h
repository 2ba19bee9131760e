/* HTML -> the text that a person reads. */
#ifndef BAOSONG_READER_HTML_H
#define BAOSONG_READER_HTML_H

#include "reader/outline.h"

#include <libxml/HTMLparser.h>
#include <stdbool.h>
#include <stddef.h>

/* The bytes of a page -> UTF-8, by the label of its mail, else by what the page itself says (WHATWG
 * HTML, 13.2.3.2). `label` may be NULL. The caller frees the result. */
char *html_decode(const char *label, const char *bytes, size_t size);

/* The tree of a page in UTF-8, however deep; the caller frees it with xmlFreeDoc(). NULL for none.
 */
htmlDocPtr html_parse(const char *html);

/* `html` is UTF-8. With `links` the address of a link stands behind its words, in <>. Never fails;
 * the caller frees the result. */
char *html_to_text(const char *html, bool links);

/* Does the page show the picture with this Content-ID (without <>)? */
bool html_shows(const char *html, const char *content_id);

/* The page as a document: headings, bold lines and cells are told as such. */
void html_outline(const char *html, struct outline *outline);

#endif
