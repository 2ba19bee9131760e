/*
 * Telling people: what is wanted is written, what the calendar asks for is queued, what is wrong is
 * reported to staff. Sending is somebody else's work (service/postman.h).
 */
#ifndef BAOSONG_DESK_NOTICES_H
#define BAOSONG_DESK_NOTICES_H

#include "desk/house.h"

#include <stdbool.h>

/* Answers mails and tells staff what is wrong; repeating it changes nothing. Nothing is done
 * without an smtp part. */
int notices_answer(struct house *house, struct error *error);

/* That, and what the calendar asks for now. `current`: every mailbox was read to its end lately,
 * and nothing waits, so that what seems to be missing is missing. */
int notices_work(struct house *house, bool current, struct error *error);

#endif
