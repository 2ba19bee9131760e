/* Who asks the virus scanner about each content, once: a thread with its own connection to the
 * ledger, or one round of it. Nothing waits for it, and a scanner that is down loses nothing: what
 * has not been asked stays in the queue. */
#ifndef BAOSONG_SERVICE_SCANNER_H
#define BAOSONG_SERVICE_SCANNER_H

#include "desk/house.h"

#include <stdbool.h>

struct scanner;

/* Starts the thread; *scanner is NULL where the configuration has no clamd part. The house must
 * outlive it. */
int scanner_start(const struct house *house, struct scanner **scanner, struct error *error);
/* There may be something to ask. NULL is fine, here and below. */
void scanner_wake(struct scanner *scanner);
/* Has the thread not come round for so long that something is wrong with it? */
bool scanner_stuck(const struct scanner *scanner);
/* Gives up what is being asked, and ends the thread. */
void scanner_stop(struct scanner *scanner);

/* Asks about all that waits, and returns; a scanner that cannot be used is the error, and what was
 * asked before is recorded all the same. */
int scanner_round(const struct house *house, struct error *error);

#endif
