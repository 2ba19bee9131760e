#include "service/service.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "desk/condition.h"
#include "service/alarms.h"
#include "service/child.h"
#include "service/clerk.h"
#include "service/crew.h"
#include "service/postman.h"
#include "service/scanner.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

enum {
    MICROSECONDS = 1000000,
    LOOK_SECONDS = 2,    /* how often we look whether a command left work in the ledger */
    NOTICE_SECONDS = 60, /* how often we look whether the calendar asks for something */
    STUCK_SECONDS = 60   /* how long we wait before trying a full disk again */
};

/* When a mailbox is looked at next. */
struct schedule {
    struct service *service;
    size_t mailbox;
    sd_event_source *timer;
    int64_t delay;     /* seconds, doubled by each failure in a row; 0 after a success */
    double succeeded;  /* monotonic, of the last cycle that went well; 0: none */
    double reconciled; /* monotonic, of the last full listing; 0: never */
};

struct service {
    struct house *house;
    sd_event *event;
    struct work work;
    struct crew *crew;
    struct postman *postman; /* NULL: nothing is sent */
    struct clerk *clerk;     /* NULL likewise */
    struct scanner *scanner; /* NULL: nothing is scanned */
    struct schedule *schedules;
    sd_event_source *look;
    int64_t version;    /* of the ledger when we last looked */
    double stuck_until; /* monotonic; 0: not stuck */
    double noticed;     /* monotonic: when we last looked what people must be told */
    size_t failing;     /* mailboxes whose last cycle failed */
    bool reload;
    struct condition *condition; /* what others are told; its mailboxes are in our order */
};

/* --- what others are told -------------------------------------------------------------------- */

static void begin_condition(struct service *service)
{
    struct condition *condition = xcalloc(1, sizeof *condition);
    service->condition = condition;
    condition->pid = getpid();
    condition->started = clock_now();
    condition->mailboxes = xcalloc(service->work.mailbox_count, sizeof *condition->mailboxes);
    condition->mailbox_count = service->work.mailbox_count;
    for (size_t i = 0; i < condition->mailbox_count; i++) {
        condition->mailboxes[i] = (struct condition_mailbox){
            .name = xstrdup(service->work.mailboxes[i].name), .succeeded = CLOCK_UNKNOWN};
    }
}

/* A full disk refuses this, too, and then the log has said so already. */
static void tell_condition(struct service *service)
{
    struct error error = {0};
    if (condition_write(service->house->config->state_dir, service->condition, &error) != 0) {
        log_debug("%s", error.text);
    }
}

/* `why` is NULL for a cycle that went well. */
static void note_cycle(struct service *service, size_t mailbox, const struct error *why)
{
    struct condition_mailbox *noted = &service->condition->mailboxes[mailbox];
    free(noted->failure);
    noted->failure = why != NULL ? xstrdup(why->text) : NULL;
    noted->succeeded = why != NULL ? noted->succeeded : clock_now();
    tell_condition(service);
}

static void note_stuck(struct service *service, const struct error *why)
{
    free(service->condition->stuck);
    service->condition->stuck = why != NULL ? xstrdup(why->text) : NULL;
    tell_condition(service);
}

/* --- what systemd shows ---------------------------------------------------------------------- */

static void show_status(struct service *service)
{
    struct counts counts = {0};
    struct error error = {0};
    if (ledger_counts(service->house->ledger, &counts, &error) != 0) {
        sd_notifyf(0, "STATUS=%s", error.text);
        return;
    }
    char failing[64] = "";
    if (service->failing > 0) {
        snprintf(failing, sizeof failing, "; %zu of %zu mailboxes cannot be reached",
                 service->failing, service->house->config->mailbox_count);
    }
    sd_notifyf(0,
               "STATUS=%" PRId64 " messages judged, %" PRId64 " waiting to be read, %" PRId64
               " quarantined, %" PRId64 " scans to be recognised; for people: %" PRId64
               " units and %" PRId64 " files%s%s",
               counts.judged, counts.fetched, counts.quarantined, counts.recognitions,
               counts.unit_review, counts.file_review, failing,
               service->stuck_until > 0 ? "; STOPPED, see the journal" : "");
}

/* --- the schedule ---------------------------------------------------------------------------- */

static int64_t poll_seconds(const struct schedule *schedule)
{
    return schedule->service->house->config->mailboxes[schedule->mailbox].poll;
}

static void plan(struct schedule *schedule, int64_t seconds)
{
    sd_event_source_set_time_relative(schedule->timer, (uint64_t)seconds * MICROSECONDS);
    sd_event_source_set_enabled(schedule->timer, SD_EVENT_ONESHOT);
}

/* What will not heal by itself is said loudly and tried seldom; the rest after twice as long. */
static void plan_after_failure(struct schedule *schedule, const struct error *why)
{
    bool lasting =
        why->kind == ERROR_LOGIN || why->kind == ERROR_CERTIFICATE || why->kind == ERROR_CONFIG;
    int64_t delay = schedule->delay > 0 ? schedule->delay * 2 : poll_seconds(schedule);
    delay = lasting || delay > LIMIT_BACK_OFF ? LIMIT_BACK_OFF : delay;
    if (schedule->delay == 0) {
        schedule->service->failing++;
    }
    schedule->delay = delay;
    int64_t jitter = random() % (delay / 8 + 1);
    log_event(LOG_MAILBOX_FAILED,
              schedule->service->house->config->mailboxes[schedule->mailbox].name, "%s", why->text);
    log_info("%s: tried again in %" PRId64 " s",
             schedule->service->house->config->mailboxes[schedule->mailbox].name, delay + jitter);
    plan(schedule, delay + jitter);
}

static void plan_after_success(struct schedule *schedule)
{
    if (schedule->delay > 0) {
        schedule->service->failing--;
        schedule->delay = 0;
        const char *name = schedule->service->house->config->mailboxes[schedule->mailbox].name;
        log_event(LOG_MAILBOX_BACK, name, "%s: reached again", name);
    }
    schedule->succeeded = clock_monotonic();
    plan(schedule, poll_seconds(schedule));
}

static void on_cycle_over(void *context, size_t mailbox, const struct error *why)
{
    struct service *service = context;
    struct schedule *schedule = &service->schedules[mailbox];
    alarms_cycle_over(service->house, &service->work.mailboxes[mailbox], why);
    if (why != NULL) {
        plan_after_failure(schedule, why);
    } else {
        plan_after_success(schedule);
    }
    note_cycle(service, mailbox, why);
    postman_wake(service->postman);
    show_status(service);
}

static void on_changed(void *context, size_t mailbox)
{
    struct service *service = context;
    log_debug("%s: new mail", service->work.mailboxes[mailbox].name);
    plan(&service->schedules[mailbox], LIMIT_CHANGE_DELAY);
}

static int on_timer(sd_event_source *source, uint64_t now, void *data)
{
    (void)source;
    (void)now;
    struct schedule *schedule = data;
    struct error error = {0};
    double time = clock_monotonic();
    bool reconcile =
        schedule->reconciled <= 0 || time - schedule->reconciled > LIMIT_RECONCILE_INTERVAL;
    if (crew_cycle(schedule->service->crew, schedule->mailbox, reconcile, &error) != 0) {
        plan_after_failure(schedule, &error);
        note_cycle(schedule->service, schedule->mailbox, &error);
    } else if (reconcile) {
        schedule->reconciled = time;
    }
    return 0;
}

static int on_judged(void *context, struct error *error)
{
    (void)error;
    struct service *service = context;
    clerk_answer(service->clerk);
    return 0;
}

static void on_stuck(void *context, const struct error *why)
{
    struct service *service = context;
    note_stuck(service, why);
    service->stuck_until = clock_monotonic() + STUCK_SECONDS;
    show_status(service);
}

/* Is all that was sent to us in the account? */
static bool is_current(const struct service *service)
{
    struct counts counts = {0};
    struct error error = {0};
    for (size_t i = 0; i < service->work.mailbox_count; i++) {
        const struct schedule *schedule = &service->schedules[i];
        if (schedule->delay > 0 || schedule->succeeded <= 0 ||
            clock_monotonic() - schedule->succeeded > LIMIT_CURRENT) {
            return false;
        }
    }
    return service->stuck_until <= 0 && crew_idle(service->crew) &&
           ledger_counts(service->house->ledger, &counts, &error) == 0 &&
           counts.fetched + counts.read + counts.recognitions == 0;
}

static void tell_people(struct service *service)
{
    double now = clock_monotonic();
    if (now - service->noticed >= NOTICE_SECONDS) {
        service->noticed = now;
        clerk_look(service->clerk, is_current(service));
    }
}

/* systemd kills who gives no sign of life: the loop has come round, and so have the threads. */
static void feed_watchdog(const struct service *service)
{
    if (!postman_stuck(service->postman) && !clerk_stuck(service->clerk) &&
        !scanner_stuck(service->scanner)) {
        sd_notify(0, "WATCHDOG=1");
    }
}

/* A command may have imported mails, or set some back to be read or judged again. */
static int on_look(sd_event_source *source, uint64_t now, void *data)
{
    (void)now;
    struct service *service = data;
    struct error error = {0};
    int64_t version = 0;
    feed_watchdog(service);
    child_reap();
    bool waited = service->stuck_until > 0 && clock_monotonic() >= service->stuck_until;
    if (ledger_version(service->house->ledger, &version, &error) != 0) {
        log_error("%s", error.text);
    } else if (waited || (service->stuck_until <= 0 && version != service->version)) {
        service->version = version;
        service->stuck_until = 0;
        if (waited) {
            note_stuck(service, NULL);
        }
        crew_resume(service->crew);
        postman_wake(service->postman);
        scanner_wake(service->scanner);
        show_status(service);
    }
    tell_people(service);
    sd_event_source_set_time_relative(source, (uint64_t)LOOK_SECONDS * MICROSECONDS);
    return 0;
}

/* --- signals --------------------------------------------------------------------------------- */

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
    (void)data;
    log_info("stopping on signal %u", info->ssi_signo);
    sd_notify(0, "STOPPING=1\nSTATUS=stopping");
    return sd_event_exit(sd_event_source_get_event(source), 0);
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
    (void)info;
    struct service *service = data;
    sd_notify(0, "RELOADING=1");
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    struct error error = {0};
    if (house_check(service->house->config->path, &config, &campaign, &error) != 0) {
        log_event(LOG_CONFIG_REFUSED, NULL,
                  "the new configuration is wrong and the old one stays in force:\n%s", error.text);
        sd_notify(0, "READY=1");
        return 0;
    }
    log_event(LOG_CONFIG_CHANGED, NULL, "the configuration is read again");
    service->reload = true;
    return sd_event_exit(sd_event_source_get_event(source), 0);
}

static int watch_signals(struct service *service, struct error *error)
{
    static const struct {
        int number;
        sd_event_signal_handler_t handler;
    } signals[] = {{SIGTERM, on_stop}, {SIGINT, on_stop}, {SIGHUP, on_reload}};
    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        sigset_t one;
        sigemptyset(&one);
        sigaddset(&one, signals[i].number);
        sigprocmask(SIG_BLOCK, &one, NULL);
        int r = sd_event_add_signal(service->event, NULL, signals[i].number, signals[i].handler,
                                    service);
        if (r < 0) {
            return error_set_errno(error, -r, "cannot watch for signals");
        }
    }
    return 0;
}

/* --- from the start to the end --------------------------------------------------------------- */

static int watch_time(struct service *service, struct error *error)
{
    int r = sd_event_add_time_relative(service->event, &service->look, CLOCK_MONOTONIC,
                                       (uint64_t)LOOK_SECONDS * MICROSECONDS, 0, on_look, service);
    if (r >= 0) {
        r = sd_event_source_set_enabled(service->look, SD_EVENT_ON);
    }
    for (size_t i = 0; r >= 0 && i < service->work.mailbox_count; i++) {
        struct schedule *schedule = &service->schedules[i];
        schedule->service = service;
        schedule->mailbox = i;
        r = sd_event_add_time_relative(service->event, &schedule->timer, CLOCK_MONOTONIC, 0,
                                       MICROSECONDS, on_timer, schedule);
    }
    return r < 0 ? error_set_errno(error, -r, "cannot set timers") : 0;
}

static int run(struct service *service, struct error *error)
{
    struct crew_owner owner = {.cycle_over = on_cycle_over,
                               .changed = on_changed,
                               .judged = on_judged,
                               .stuck = on_stuck,
                               .context = service};
    crew_prepare_signals();
    service->crew = crew_new(service->house, service->event, &service->work, &owner);
    if (watch_signals(service, error) != 0 || watch_time(service, error) != 0 ||
        clerk_open(service->house, &service->clerk, error) != 0 ||
        postman_start(service->house, &service->postman, error) != 0 ||
        clerk_start(service->clerk, service->postman, error) != 0 ||
        scanner_start(service->house, &service->scanner, error) != 0) {
        return -1;
    }
    tell_condition(service);
    sd_notify(0, "READY=1");
    log_event(LOG_STARTED, NULL, "baosong %s works for the campaign %s", BAOSONG_VERSION,
              service->house->campaign->id);
    crew_resume(service->crew);
    show_status(service);
    int r = sd_event_loop(service->event);
    return r < 0 ? error_set_errno(error, -r, "the event loop failed") : 0;
}

int service_run(struct house *house, bool *reload, struct error *error)
{
    struct service service = {
        .house = house,
        .work = {.mailboxes = house->config->mailboxes,
                 .mailbox_count = house->config->mailbox_count},
        .schedules = xcalloc(house->config->mailbox_count, sizeof *service.schedules),
    };
    begin_condition(&service);
    int r = sd_event_new(&service.event);
    int result =
        r < 0 ? error_set_errno(error, -r, "cannot make an event loop") : run(&service, error);
    scanner_stop(service.scanner);
    crew_free(service.crew);
    clerk_stop(service.clerk);
    postman_stop(service.postman);
    for (size_t i = 0; i < service.work.mailbox_count; i++) {
        sd_event_source_disable_unref(service.schedules[i].timer);
    }
    sd_event_source_disable_unref(service.look);
    sd_event_unref(service.event);
    condition_free(service.condition);
    free(service.schedules);
    *reload = service.reload;
    return result;
}
