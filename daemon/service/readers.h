/*
 * The pool of readers: each message that waits is handed to a confined process of its own, whose
 * every word is checked. A reader that crashes, hangs, lies or floods is killed; that costs one
 * message one attempt, and what it had already told is kept.
 */
#ifndef BAOSONG_SERVICE_READERS_H
#define BAOSONG_SERVICE_READERS_H

#include "desk/house.h"

#include <stdbool.h>
#include <stddef.h>
#include <systemd/sd-event.h>

struct readers;

struct readers_result {
    size_t read;
    size_t quarantined;
};

/*
 * `changed` is called from the event loop whenever a message is done, or when the pool cannot go on
 * (`fatal` then says why: the disk or the ledger; the messages stay in the queue). It may not free
 * the pool.
 */
struct readers *readers_new(struct house *house, sd_event *event,
                            void (*changed)(void *context, const struct error *fatal),
                            void *context);
/* Kills what still runs; its messages stay in the queue. */
void readers_free(struct readers *readers);

/* Starts as many readers as there are messages waiting and places free. */
int readers_fill(struct readers *readers, struct error *error);

/* Nothing is being read (whether or not something waits). */
bool readers_idle(const struct readers *readers);

struct readers_result readers_result(const struct readers *readers);

#endif
