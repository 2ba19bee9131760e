/* Pages saved with all that belongs to them, .mht (RFC 2557). */
#ifndef BAOSONG_READER_SAVED_PAGE_H
#define BAOSONG_READER_SAVED_PAGE_H

#include "reader/bytes.h"

/* The page itself in UTF-8, at most LIMIT_TEXT_FILE bytes; the caller frees it. NULL where the
 * bytes are no such file. */
char *saved_page_html(const struct bytes *bytes);

#endif
