/* The whole conversation of a fetcher with its parent. */
#ifndef BAOSONG_MAILBOX_FETCHER_H
#define BAOSONG_MAILBOX_FETCHER_H

#include "base/error.h"

/* Speaks with the parent on `parent_fd`, writes into `folder`, until the parent ends it. Fails when
 * the start could not be obeyed or the parent does not keep to the protocol. */
int fetcher_run(int parent_fd, int folder, struct error *error);

#endif
