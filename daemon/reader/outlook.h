/*
 * Mails that Outlook saved as files (.msg, [MS-OXMSG]): a compound file with a stream for each
 * property and a storage for each attachment.
 */
#ifndef BAOSONG_READER_OUTLOOK_H
#define BAOSONG_READER_OUTLOOK_H

#include "reader/container.h"

/* Hands on every attachment, and puts its words into the description. False where it cannot be
 * opened at all. */
bool outlook_read(struct container *container, int fd);

#endif
