/* What `baosong health` and `baosong metrics` begin with. */
#ifndef BAOSONG_COMMAND_HEALTH_H
#define BAOSONG_COMMAND_HEALTH_H

#include "command/command.h"
#include "desk/health.h"

/* Opens the house and looks how the service is; the caller frees both. */
int health_open(const struct invocation *invocation, struct house **house, struct health **health,
                struct error *error);

#endif
