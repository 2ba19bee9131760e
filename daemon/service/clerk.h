/*
 * Who writes the notices while the service runs: a thread with a house of its own, since a report
 * with its workbook and its picture takes longer than the event loop may stand still.
 */
#ifndef BAOSONG_SERVICE_CLERK_H
#define BAOSONG_SERVICE_CLERK_H

#include "desk/house.h"
#include "service/postman.h"

#include <stdbool.h>

struct clerk;

/* Opens a second house by the configuration of this one; before any thread is started, since that
 * sets the time zone of the process. *clerk is NULL where nothing is ever sent. */
int clerk_open(const struct house *house, struct clerk **clerk, struct error *error);
/* Starts its thread. The postman is woken when something is written, and must outlive it. */
int clerk_start(struct clerk *clerk, struct postman *postman, struct error *error);

/* Mails were judged, or people decided: they may have to be told. NULL is fine here and below. */
void clerk_answer(struct clerk *clerk);
/* It is time to look at the calendar; `current` as notices_work() has it. */
void clerk_look(struct clerk *clerk, bool current);
bool clerk_stuck(const struct clerk *clerk);
void clerk_stop(struct clerk *clerk);

#endif
