/* A mailbox on an IMAP server (RFC 3501), read and never changed: EXAMINE and BODY.PEEK[] only. */
#ifndef BAOSONG_MAILBOX_IMAP_H
#define BAOSONG_MAILBOX_IMAP_H

#include "mailbox/source.h"

struct source *imap_new(struct workplace *workplace);

#endif
