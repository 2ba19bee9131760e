/* `baosong check --online`: does all that the configuration names work from here? */
#ifndef BAOSONG_COMMAND_CHECK_ONLINE_H
#define BAOSONG_COMMAND_CHECK_ONLINE_H

#include "campaign/campaign.h"
#include "campaign/config.h"

/*
 * Tries credentials, every mailbox (login, ID, folders), SMTP, clock, time zone and disk, and
 * prints a line for each on standard error. All are tried; the first failure is the error.
 */
int check_online(const struct config *config, const struct campaign *campaign, struct error *error);

#endif
