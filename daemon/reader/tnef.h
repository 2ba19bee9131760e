/*
 * winmail.dat: what Outlook and Exchange make of a mail's attachments [MS-OXTNEF]. By hand, because
 * libytnef gives up the whole of it at the first attribute that it finds too long (a name of 260
 * bytes, a body of 100,000), and the attachments with it.
 */
#ifndef BAOSONG_READER_TNEF_H
#define BAOSONG_READER_TNEF_H

#include "reader/container.h"

/* By the first bytes of a file. */
bool tnef_is(const char *head, size_t size);

/* Hands on its attachments; its text goes to the mail's. False where there is nothing in it. */
bool tnef_read(struct container *container, int fd);

#endif
