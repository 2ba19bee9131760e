/* The service: cycles for ever, on the schedule of each mailbox, under systemd's eyes. */
#ifndef BAOSONG_SERVICE_SERVICE_H
#define BAOSONG_SERVICE_SERVICE_H

#include "desk/house.h"

#include <stdbool.h>

/*
 * Runs until SIGTERM or SIGINT (*reload false) or until SIGHUP found a new configuration that is in
 * order (*reload true: open the house anew and call again). A wrong new one is logged and the old
 * one kept. The lock must be held.
 */
int service_run(struct house *house, bool *reload, struct error *error);

#endif
