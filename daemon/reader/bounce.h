/* A mail that came back: what its bounce says of it. */
#ifndef BAOSONG_READER_BOUNCE_H
#define BAOSONG_READER_BOUNCE_H

#include "reader/description.h"

#include <gmime/gmime.h>

/*
 * Fills bounced_id, bounced_to and bounced_why, after the other headers were read: from a delivery
 * status that says "failed" (RFC 3464), or from what the daemons of providers write that know no
 * such thing: the mail that they return. Delays, and whatever a person wrote, are no bounces.
 */
void bounce_read(GMimeMessage *message, struct description *description);

#endif
