/* A thread of the parent that works in turns, sleeps between them, and can be woken. No signal
 * reaches it: those are the event loop's. */
#ifndef BAOSONG_SERVICE_WORKER_H
#define BAOSONG_SERVICE_WORKER_H

#include "base/error.h"

#include <stdbool.h>

struct worker;

/* `turn` returns how many seconds may pass until the next one: 0: none; negative: as long as nobody
 * wakes it (but never longer than LIMIT_BACK_OFF). Its context must outlive the worker. */
int worker_start(double (*turn)(void *context), void *context, struct worker **worker,
                 struct error *error);
void worker_wake(struct worker *worker);
/* Has it not come round for so long that something is wrong with it? */
bool worker_stuck(const struct worker *worker);
/* Waits for the end of its turn, and ends it. NULL is fine. */
void worker_stop(struct worker *worker);

#endif
