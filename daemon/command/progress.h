/* How far something long is, for a person who waits at a terminal. */
#ifndef BAOSONG_COMMAND_PROGRESS_H
#define BAOSONG_COMMAND_PROGRESS_H

#include <stddef.h>

/* Rewrites one line on standard error, at most some times a second, and ends it when done reaches
 * all; says nothing where that is no terminal. */
void progress_show(size_t done, size_t all);

#endif
