/* Where units write from: the addresses of the campaign file, and behind them those of the contacts
 * in force. Whoever asks for unit->addresses (the judge, the notices) has both. */
#ifndef BAOSONG_DESK_ADDRESSES_H
#define BAOSONG_DESK_ADDRESSES_H

#include "desk/house.h"

/* Brings the campaign's units up to date with the ledger; cheap, and repeating it changes nothing.
 */
int addresses_join(struct house *house, struct error *error);

#endif
