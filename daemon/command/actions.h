/* Commands of several actions, named by their first word: `baosong score import FILE`. */
#ifndef BAOSONG_COMMAND_ACTIONS_H
#define BAOSONG_COMMAND_ACTIONS_H

#include "command/command.h"
#include "desk/house.h"

struct action {
    const char *name;
    int (*run)(struct house *house, const struct invocation *invocation, struct error *error);
};

/* The action that the first operand names; the first one where there is none. NULL and ERROR_USAGE
 * for a word that is none of them. */
const struct action *action_find(const struct invocation *invocation, const struct action *actions,
                                 size_t count, struct error *error);

#endif
