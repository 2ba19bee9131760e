/* One cycle: every configured folder, listed to the parent and fetched as it wishes. */
#ifndef BAOSONG_MAILBOX_CYCLE_H
#define BAOSONG_MAILBOX_CYCLE_H

#include "base/error.h"
#include "mailbox/source.h"

#include <jansson.h>

/* Works on a "cycle" frame. On failure the source is closed; parent->ended says whether the parent
 * ended rather than the cycle failed. The caller says "cycle-end". */
int cycle_run(struct workplace *workplace, struct source *source, const json_t *request,
              struct error *error);

#endif
