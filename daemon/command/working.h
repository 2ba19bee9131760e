/* Work that the service does too: done at once, or left to it where it runs. */
#ifndef BAOSONG_COMMAND_WORKING_H
#define BAOSONG_COMMAND_WORKING_H

#include "command/command.h"
#include "service/work.h"

/*
 * Fetches from the mailboxes, reads and judges. Where a service holds the state folder only the
 * fetching is done, since the service reads what has arrived, and *left_to_service is set.
 */
int working_run(struct house *house, const struct mailbox_config *mailboxes, size_t count,
                struct work_result *result, bool *left_to_service, struct error *error);

/* Prints what was done, a line for an administrator. */
void working_print(const struct work_result *result, bool left_to_service);

/* Opens the house for a command that changes something: the real one, or, with --dry-run, a copy
 * that is thrown away. */
int working_open(const struct invocation *invocation, struct house **house, struct error *error);

/* The end of such a command: says what a copy would have come to, and that all could be printed. */
int working_end(struct house *house, struct error *error);

#endif
