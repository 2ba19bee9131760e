/* Receipts and follow-ups: what the senders of mails are told. */
#ifndef BAOSONG_DESK_ANSWERS_H
#define BAOSONG_DESK_ANSWERS_H

#include "desk/boards.h"
#include "desk/house.h"

/* Writes every receipt that is wanted, and every follow-up whose message has been left alone for
 * long enough. `boards` is loaded where it is needed and still NULL. */
int answers_write(struct house *house, struct boards **boards, int64_t now, struct error *error);

#endif
