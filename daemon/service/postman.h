/* Who sends the notices: a thread with its own connection to the ledger, or one round of it. */
#ifndef BAOSONG_SERVICE_POSTMAN_H
#define BAOSONG_SERVICE_POSTMAN_H

#include "desk/house.h"

#include <stdbool.h>
#include <stddef.h>

struct postman;

/* Starts the thread; *postman is NULL where the configuration has no smtp part. The house must
 * outlive it. */
int postman_start(const struct house *house, struct postman **postman, struct error *error);
/* There may be something to send. NULL is fine. */
void postman_wake(struct postman *postman);
/* Has the thread not come round for so long that something is wrong with it? NULL is never stuck.
 */
bool postman_stuck(const struct postman *postman);
/* Waits until a mail that is being handed over has been, and ends the thread. */
void postman_stop(struct postman *postman);

/* Sends what is due now, as slowly as the rate allows, and returns. *sent is how many. A server
 * that cannot be used is the error; what was sent before is counted all the same. */
int postman_round(const struct house *house, size_t *sent, struct error *error);

#endif
