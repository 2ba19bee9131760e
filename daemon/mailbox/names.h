/*
 * Names of mail folders: modified UTF-7 (RFC 3501, 5.1.3) as servers and Maildir++ have them, UTF-8
 * as people write them, and special uses (RFC 6154) by the names that mail programs give them.
 */
#ifndef BAOSONG_MAILBOX_NAMES_H
#define BAOSONG_MAILBOX_NAMES_H

#include "base/error.h"

#include <stdbool.h>

/* UTF-8 to modified UTF-7; the caller frees *encoded. Fails with ERROR_FOLDER on bad UTF-8. */
int names_encode(const char *name, char **encoded, struct error *error);

/* Modified UTF-7 to UTF-8; the caller frees it. What is not modified UTF-7 stays as it is: some
 * servers have folders named in other ways, and they must be found all the same. */
char *names_decode(const char *encoded);

/* Is a configured name a special use ("\\Junk") rather than a name? */
bool names_is_special(const char *configured);

/* How usual `name` (UTF-8, the last part of a path) is for this special use: 0 is the most usual,
 * -1 not at all. */
int names_usual(const char *special, const char *name);

#endif
