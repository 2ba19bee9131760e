/* The forms in which a mail, or what a mail program made of one, lies in a file. */
#ifndef BAOSONG_READER_MESSAGE_H
#define BAOSONG_READER_MESSAGE_H

#include "reader/container.h"

/* By the first bytes of a file: a signed or encrypted mail (CMS), or winmail.dat. A mail as such is
 * told by its headers (reader/kind.h). */
bool message_is_packed(const char *head, size_t size);

/* The opener of KIND_MESSAGE. */
bool message_read(struct container *container, int fd);

#endif
