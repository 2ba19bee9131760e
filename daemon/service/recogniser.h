/*
 * The background work: scanned reports whose whole text is still to be recognised, one at a time,
 * by a confined process of low priority, while no mail waits to be read.
 */
#ifndef BAOSONG_SERVICE_RECOGNISER_H
#define BAOSONG_SERVICE_RECOGNISER_H

#include "desk/house.h"

#include <stdbool.h>
#include <stddef.h>
#include <systemd/sd-event.h>

struct recogniser;

/* `changed` is called from the event loop whenever a file is done and its message waits to be
 * judged again, or when the ledger or the disk refuses (`fatal`). It may not free the recogniser.
 */
struct recogniser *recogniser_new(struct house *house, sd_event *event,
                                  void (*changed)(void *context, const struct error *fatal),
                                  void *context);
/* Kills what still runs; its file stays in the queue. */
void recogniser_free(struct recogniser *recogniser);

/* Starts on the next file that waits, unless it is at one already. */
int recogniser_next(struct recogniser *recogniser, struct error *error);

/* At no file (whether or not one waits). */
bool recogniser_idle(const struct recogniser *recogniser);

#endif
