/* HTML -> the text that a person reads. */
#ifndef BAOSONG_READER_HTML_H
#define BAOSONG_READER_HTML_H

#include <stdbool.h>

/* `html` is UTF-8. With `links` the address of a link stands behind its words, in <>. Never fails;
 * the caller frees the result. */
char *html_to_text(const char *html, bool links);

/* Does the page show the picture with this Content-ID (without <>)? */
bool html_shows(const char *html, const char *content_id);

#endif
