/* What the fetcher gives up before it opens a connection. */
#ifndef BAOSONG_MAILBOX_CONFINE_H
#define BAOSONG_MAILBOX_CONFINE_H

#include "base/error.h"
#include "mailbox/settings.h"

/* From now on this process may write only beneath `folder` (open), and read only what TLS, DNS and
 * its mailbox need; without a server it may not connect either. Fails closed. */
int confine(const struct settings *settings, int folder, struct error *error);

#endif
