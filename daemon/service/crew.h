/*
 * The crew: the fetchers and the readers of one house on one event loop, and the judge after them.
 * Who owns it decides when a cycle begins (service/work.h: once; service/service.h: for ever).
 */
#ifndef BAOSONG_SERVICE_CREW_H
#define BAOSONG_SERVICE_CREW_H

#include "service/readers.h"
#include "service/work.h"

struct crew;

/* What the owner is told, from the event loop. */
struct crew_owner {
    /* The cycle of that mailbox is over; `why` is NULL when it went well. */
    void (*cycle_over)(void *context, size_t mailbox, const struct error *why);
    /* New mail has come to that mailbox since its cycle; NULL: mailboxes are not waited on. */
    void (*changed)(void *context, size_t mailbox);
    /* Messages were judged, or none waits: people may have to be told. */
    int (*judged)(void *context, struct error *error);
    /* Work stopped, for the disk or the ledger refuses; nothing is lost. crew_resume() tries
     * again. */
    void (*stuck)(void *context, const struct error *why);
    void *context;
};

/* The house, the event loop and the mailboxes must outlive it. Call crew_prepare_signals() once
 * before. */
struct crew *crew_new(struct house *house, sd_event *event, const struct work *work,
                      const struct crew_owner *owner);
void crew_free(struct crew *crew);
DEFINE_CLEANUP(struct crew, crew_free)

/* SIGCHLD as sd-event wants it, and no death by a broken pipe. */
void crew_prepare_signals(void);

int crew_cycle(struct crew *crew, size_t mailbox, bool reconcile, struct error *error);

/* Takes up whatever waits in the ledger: what came, what somebody set back. */
void crew_resume(struct crew *crew);

/* No fetcher is busy, nothing is being read or recognised. */
bool crew_idle(const struct crew *crew);

/* What was done since crew_new; mailboxes_failed and first are the owner's to fill. */
struct work_result crew_result(const struct crew *crew);

#endif
