#include "service/crew.h"

#include "base/limits.h"
#include "base/log.h"
#include "service/alarms.h"
#include "service/fetchers.h"
#include "service/recogniser.h"

#include <signal.h>
#include <stdlib.h>

/* A fetcher's calls come back with this, so that the owner hears which mailbox it was. */
struct member {
    struct crew *crew;
    size_t mailbox;
    struct fetcher *fetcher;
};

struct crew {
    struct house *house;
    const struct work *work;
    struct crew_owner owner;
    struct member *members;
    struct readers *readers;
    struct recogniser *recogniser;
    size_t judged;
    size_t judged_after; /* messages that had been read when the judge was last here */
};

void crew_prepare_signals(void)
{
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void stuck(struct crew *crew, const struct error *why)
{
    log_event(LOG_STUCK, NULL, "%s", why->text);
    alarms_stuck(crew->house, why);
    crew->owner.stuck(crew->owner.context, why);
}

static void judge(struct crew *crew)
{
    struct error error = {0};
    size_t count = 0;
    crew->judged_after = readers_result(crew->readers).read;
    if (house_judge(crew->house, &count, &error) != 0 ||
        crew->owner.judged(crew->owner.context, &error) != 0) {
        stuck(crew, &error);
    }
    crew->judged += count;
}

/* What nobody waits for, when nothing else is to be done. */
static void work_behind(struct crew *crew)
{
    struct error error = {0};
    if (readers_idle(crew->readers) && recogniser_next(crew->recogniser, &error) != 0) {
        stuck(crew, &error);
    }
}

/* A file's text was recognised: its message is judged once more. */
static void on_recognised(void *context, const struct error *fatal)
{
    struct crew *crew = context;
    if (fatal != NULL) {
        stuck(crew, fatal);
        return;
    }
    judge(crew);
    work_behind(crew);
}

/* A message was read: is it time for the judge? */
static void on_read(void *context, const struct error *fatal)
{
    struct crew *crew = context;
    if (fatal != NULL) {
        stuck(crew, fatal);
        return;
    }
    size_t fresh = readers_result(crew->readers).read - crew->judged_after;
    if (readers_idle(crew->readers) || fresh >= LIMIT_JUDGE_BATCH) {
        judge(crew);
    }
    work_behind(crew);
}

static void on_arrived(void *context, size_t count)
{
    (void)count;
    struct crew *crew = ((struct member *)context)->crew;
    struct error error = {0};
    if (!crew->work->fetch_only && readers_fill(crew->readers, &error) != 0) {
        stuck(crew, &error);
    }
}

static void on_finished(void *context, const struct error *why)
{
    const struct member *member = context;
    struct crew *crew = member->crew;
    crew->owner.cycle_over(crew->owner.context, member->mailbox, why);
}

static void on_changed(void *context)
{
    const struct member *member = context;
    member->crew->owner.changed(member->crew->owner.context, member->mailbox);
}

struct crew *crew_new(struct house *house, sd_event *event, const struct work *work,
                      const struct crew_owner *owner)
{
    struct crew *crew = xcalloc(1, sizeof *crew);
    crew->house = house;
    crew->work = work;
    crew->owner = *owner;
    crew->readers = readers_new(house, event, on_read, crew);
    crew->recogniser = recogniser_new(house, event, on_recognised, crew);
    crew->members = xcalloc(work->mailbox_count, sizeof *crew->members);
    for (size_t i = 0; i < work->mailbox_count; i++) {
        struct member *member = &crew->members[i];
        struct fetcher_owner told = {
            .arrived = on_arrived,
            .finished = on_finished,
            .changed = owner->changed != NULL ? on_changed : NULL,
            .context = member,
        };
        member->crew = crew;
        member->mailbox = i;
        member->fetcher =
            fetcher_new(house, store_incoming(house->store), event, &work->mailboxes[i], &told);
    }
    return crew;
}

void crew_free(struct crew *crew)
{
    if (crew == NULL) {
        return;
    }
    for (size_t i = 0; i < crew->work->mailbox_count; i++) {
        fetcher_free(crew->members[i].fetcher);
    }
    free(crew->members);
    readers_free(crew->readers);
    recogniser_free(crew->recogniser);
    free(crew);
}

int crew_cycle(struct crew *crew, size_t mailbox, bool reconcile, struct error *error)
{
    return fetcher_cycle(crew->members[mailbox].fetcher, reconcile, error);
}

void crew_resume(struct crew *crew)
{
    struct error error = {0};
    if (crew->work->fetch_only) {
        return;
    }
    if (readers_fill(crew->readers, &error) != 0) {
        stuck(crew, &error);
        return;
    }
    if (readers_idle(crew->readers)) {
        judge(crew);
    }
    work_behind(crew);
}

bool crew_idle(const struct crew *crew)
{
    for (size_t i = 0; i < crew->work->mailbox_count; i++) {
        if (fetcher_busy(crew->members[i].fetcher)) {
            return false;
        }
    }
    return readers_idle(crew->readers) && recogniser_idle(crew->recogniser);
}

struct work_result crew_result(const struct crew *crew)
{
    struct readers_result done = readers_result(crew->readers);
    struct work_result result = {
        .read = done.read, .quarantined = done.quarantined, .judged = crew->judged};
    for (size_t i = 0; i < crew->work->mailbox_count; i++) {
        result.arrived += fetcher_arrived(crew->members[i].fetcher);
    }
    return result;
}
