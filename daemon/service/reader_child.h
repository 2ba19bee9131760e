/*
 * One confined reader at work: started with its open descriptors and its own empty folder, listened
 * to, watched over, killed when it hangs or lies, and begun anew without what it did not survive.
 * What becomes of its words is its owner's business.
 */
#ifndef BAOSONG_SERVICE_READER_CHILD_H
#define BAOSONG_SERVICE_READER_CHILD_H

#include "desk/house.h"
#include "reader/frames.h"

#include <systemd/sd-event.h>

struct reader_child;

struct reader_task {
    const char *sha256; /* of the file in the store that it is handed */
    const char *what;   /* in logs and in the name of its folder: "message" 17 */
    int64_t id;
    unsigned pages; /* to be recognised; 0: a message is to be read (struct orders) */
};

/* `ended` is called once, from the event loop, when it has ended and said its last; it may free the
 * child. ERROR_NOT_FOUND where the store lacks the file. */
int reader_child_start(struct house *house, sd_event *event, const struct reader_task *task,
                       void (*ended)(void *context), void *context, struct reader_child **child,
                       struct error *error);
/* Kills it, if it still runs, and removes its folder. */
void reader_child_free(struct reader_child *child);

/* What it has said, at the last attempt; the child's. */
struct reader_job *reader_child_job(struct reader_child *child);
/* READER_DONE when all went well. */
enum reader_end reader_child_end(const struct reader_child *child);
/* Where its files are. */
int reader_child_folder(const struct reader_child *child);

#endif
