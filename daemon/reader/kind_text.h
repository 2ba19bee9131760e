/* Kinds of what is written in characters: text, web pages, mails, and the documents of Word and
 * Excel that are such. */
#ifndef BAOSONG_READER_KIND_TEXT_H
#define BAOSONG_READER_KIND_TEXT_H

#include "base/kind.h"

#include <stddef.h>

/* KIND_UNKNOWN where the bytes are no text in any charset of here. `head` may be all of the file or
 * its beginning. `name` helps a mail of few headers; it may be NULL. */
enum kind kind_by_text(const char *head, size_t size, const char *name);

#endif
