#include "service/work.h"

#include "base/files.h"
#include "base/log.h"
#include "desk/notices.h"
#include "service/alarms.h"
#include "service/crew.h"
#include "service/fetchers.h"

#include <errno.h>
#include <stdlib.h>
#include <systemd/sd-event.h>

/* One cycle of all mailboxes; shared by the callbacks. */
struct once {
    struct house *house;
    const struct work *work;
    struct crew *crew;
    size_t failed;
    struct error first; /* the first mailbox that failed */
    struct error fatal; /* the work as a whole cannot go on */
};

static void note_failure(struct once *once, const struct error *why)
{
    log_error("%s", why->text);
    if (once->failed++ == 0) {
        once->first = *why;
    }
}

static void on_cycle_over(void *context, size_t mailbox, const struct error *why)
{
    struct once *once = context;
    alarms_cycle_over(once->house, &once->work->mailboxes[mailbox], why);
    if (why != NULL) {
        note_failure(once, why);
    }
}

static int on_judged(void *context, struct error *error)
{
    struct once *once = context;
    return notices_answer(once->house, error);
}

static void on_stuck(void *context, const struct error *why)
{
    struct once *once = context;
    once->fatal = *why;
}

static void start_cycles(struct once *once, const struct work *work)
{
    for (size_t i = 0; i < work->mailbox_count; i++) {
        struct error error = {0};
        if (crew_cycle(once->crew, i, work->reconcile, &error) != 0) {
            note_failure(once, &error);
        }
    }
}

static int run_until_idle(struct once *once, sd_event *event, struct error *error)
{
    while (once->fatal.kind == ERROR_NONE && !crew_idle(once->crew)) {
        int r = sd_event_run(event, UINT64_MAX);
        if (r < 0) {
            return error_set_errno(error, -r, "the event loop failed");
        }
    }
    return 0;
}

static int work_on(struct house *house, sd_event *event, const struct work *work,
                   struct work_result *result, struct error *error)
{
    struct once once = {.house = house, .work = work};
    struct crew_owner owner = {
        .cycle_over = on_cycle_over, .judged = on_judged, .stuck = on_stuck, .context = &once};
    CLEANUP(cleanup_crew_free)
    struct crew *crew = crew_new(house, event, work, &owner);
    once.crew = crew;
    start_cycles(&once, work);
    crew_resume(crew);
    if (run_until_idle(&once, event, error) != 0) {
        return -1;
    }
    if (once.fatal.kind != ERROR_NONE) {
        *error = once.fatal;
        return -1;
    }
    crew_resume(crew); /* the judge, also where nothing had to be read */
    if (once.fatal.kind != ERROR_NONE) {
        *error = once.fatal;
        return -1;
    }
    *result = crew_result(crew);
    result->mailboxes_failed = once.failed;
    result->first = once.first;
    return 0;
}

static int new_event(sd_event **event, struct error *error)
{
    crew_prepare_signals();
    int r = sd_event_new(event);
    return r < 0 ? error_set_errno(error, -r, "cannot make an event loop") : 0;
}

int service_work(struct house *house, const struct work *work, struct work_result *result,
                 struct error *error)
{
    sd_event *event = NULL;
    if (new_event(&event, error) != 0) {
        return -1;
    }
    int done = work_on(house, event, work, result, error);
    sd_event_unref(event);
    return done;
}

/* --- only to see whether a mailbox can be opened --------------------------------------------- */

struct trial {
    bool over;
    bool failed;
    struct error why;
};

static void on_trial_arrived(void *context, size_t count)
{
    (void)context;
    (void)count;
}

static void on_trial_over(void *context, const struct error *why)
{
    struct trial *trial = context;
    trial->over = true;
    trial->failed = why != NULL;
    if (why != NULL) {
        trial->why = *why;
    }
}

static int try_mailbox(struct fetcher *fetcher, sd_event *event, struct trial *trial,
                       struct error *error)
{
    if (fetcher_cycle(fetcher, true, error) != 0) {
        return -1;
    }
    while (!trial->over) {
        int r = sd_event_run(event, UINT64_MAX);
        if (r < 0) {
            return error_set_errno(error, -r, "the event loop failed");
        }
    }
    if (trial->failed) {
        *error = trial->why;
        return -1;
    }
    return 0;
}

int service_check_mailbox(const struct mailbox_config *mailbox, struct error *error)
{
    char folder[] = "/tmp/baosong-check-XXXXXX";
    sd_event *event = NULL;
    if (mkdtemp(folder) == NULL) {
        return error_set_errno(error, errno, "cannot make a temporary folder");
    }
    if (new_event(&event, error) != 0) {
        return -1;
    }
    struct trial trial = {0};
    struct fetcher_owner owner = {
        .arrived = on_trial_arrived, .finished = on_trial_over, .context = &trial};
    struct fetcher *fetcher = fetcher_new(NULL, folder, event, mailbox, &owner);
    int result = try_mailbox(fetcher, event, &trial, error);
    fetcher_free(fetcher);
    sd_event_unref(event);
    struct error ignored;
    (void)files_remove_tree(folder, &ignored);
    return result;
}
