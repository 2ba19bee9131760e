/*
 * A file of mails: an mbox (RFC 4155 and its elder dialects mboxo and mboxrd), or one .eml. It is
 * read under a shared lock and never changed.
 */
#ifndef BAOSONG_MAILBOX_MBOX_H
#define BAOSONG_MAILBOX_MBOX_H

#include "mailbox/source.h"

#include <stdio.h>

struct source *mbox_new(struct workplace *workplace);

/*
 * Is this line, without its end, a From_ line: "From ", an address and a date? Stores the date as
 * UTC seconds. What stands in a mail's text after "From " has no such date, so that an unquoted
 * one does not cut the mail in two.
 */
bool mbox_from_line(const char *line, size_t size, int64_t *date);

/* Told about one message; each returns 0, or -1 with *error to end the reading. */
struct mbox_reader {
    void *context;
    /* A message begins with the From_ line at `offset` bytes. */
    int (*begin)(void *context, uint64_t offset, int64_t date, struct error *error);
    /* The next of its bytes, unquoted and without the blank line that parts it from the next. */
    int (*add)(void *context, const void *data, size_t size, struct error *error);
    int (*end)(void *context, struct error *error);
};

/* Reads messages from where `file` stands, which must be at a From_ line: all, or only one. */
int mbox_read(FILE *file, bool only_one, const struct mbox_reader *reader, struct error *error);

#endif
