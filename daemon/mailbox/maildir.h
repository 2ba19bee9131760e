/* A Maildir (maildir(5)) with Maildir++ subfolders. It is never changed: nothing moves to cur/. */
#ifndef BAOSONG_MAILBOX_MAILDIR_H
#define BAOSONG_MAILBOX_MAILDIR_H

#include "mailbox/source.h"

struct source *maildir_new(struct workplace *workplace);

/*
 * When a message was delivered, UTC seconds: the earlier of the seconds with which its name begins
 * and its file's mtime, for copying changes the one and a wrong clock the other; a name whose
 * seconds are before 1990 or later than `now` by more than a day says nothing.
 */
int64_t maildir_delivered(const char *name, int64_t modified, int64_t now);

/* The unique part of a file name, by which a message is known while its flags change; the caller
 * frees it. See mailbox/protocol.h for names that are not UTF-8. */
char *maildir_key(const char *name);

#endif
