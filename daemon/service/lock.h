/* One worker for each state folder: flock(2) on STATE/lock, held until the process ends. */
#ifndef BAOSONG_SERVICE_LOCK_H
#define BAOSONG_SERVICE_LOCK_H

#include "base/error.h"

#include <stdbool.h>

/* The descriptor that holds the lock (the caller closes it to let go), or -1: ERROR_BUSY if
 * another process holds it; the text says which by its process id. */
int lock_take(const char *state_dir, struct error *error);

/* Does a process hold it? */
int lock_look(const char *state_dir, bool *held, struct error *error);

#endif
