#include "service/postman.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "notice/outbox.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

struct postman {
    struct sender sender;
    atomic_bool stop;
    struct ledger *ledger;
    struct outbox *outbox;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool woken;          /* under the mutex */
    atomic_llong beaten; /* monotonic seconds: when the thread last came round */
};

static int open_postman(const struct house *house, struct postman *postman, struct error *error)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    postman->sender = (struct sender){.address = house->config->smtp->from,
                                      .name = house->campaign->issuer,
                                      .replies = house->campaign->mailbox};
    postman->outbox = outbox_new(house->config->smtp, &postman->sender, &postman->stop);
    return ledger_open(house->config->state_dir, LEDGER_EXISTING, &postman->ledger, error) != 0 ||
                   outbox_recover(postman->ledger, error) != 0
               ? -1
               : 0;
}

static void close_postman(struct postman *postman)
{
    outbox_free(postman->outbox);
    ledger_close(postman->ledger);
    postman->outbox = NULL;
    postman->ledger = NULL;
}

/* Staff see it in the outbox at once, and by mail when mail goes out again. */
static int note_server(struct postman *postman, const struct outbox_turn *turn, struct error *error)
{
    if (!turn->tried || (!turn->sent && !turn->failing)) {
        return 0;
    }
    CLEANUP_FREE char *text = xasprintf("通知无法发出，发信服务器有问题：%s", turn->why.text);
    return ledger_set_alert(postman->ledger, "smtp", turn->failing ? text : NULL, clock_now(),
                            error);
}

static int take_turn(struct postman *postman, struct outbox_turn *turn, struct error *error)
{
    return outbox_turn(postman->outbox, postman->ledger, turn, error) != 0
               ? -1
               : note_server(postman, turn, error);
}

/* --- the thread ------------------------------------------------------------------------------ */

/* Sleeps so many seconds, for ever if negative, or until somebody wakes us. */
static void sleep_for(struct postman *postman, double seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    double rest = seconds < 0 || seconds > LIMIT_BACK_OFF ? LIMIT_BACK_OFF : seconds;
    until.tv_sec += (time_t)rest;
    until.tv_nsec += (long)((rest - (double)(time_t)rest) * 1e9);
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&postman->mutex);
    while (!postman->woken &&
           pthread_cond_timedwait(&postman->wake, &postman->mutex, &until) != ETIMEDOUT) {
    }
    postman->woken = false;
    pthread_mutex_unlock(&postman->mutex);
}

static void beat(struct postman *postman)
{
    atomic_store(&postman->beaten, (long long)clock_monotonic());
}

bool postman_stuck(const struct postman *postman)
{
    return postman != NULL &&
           (long long)clock_monotonic() - atomic_load(&postman->beaten) > LIMIT_POSTMAN_SILENCE;
}

static void *run(void *context)
{
    struct postman *postman = context;
    while (!atomic_load(&postman->stop)) {
        struct error error = {0};
        struct outbox_turn turn = {0};
        beat(postman);
        if (take_turn(postman, &turn, &error) != 0) {
            log_error("no notices can be sent: %s", error.text);
            turn.wait = LIMIT_RESEND_FIRST;
        }
        if (turn.wait != 0 && !turn.tried) {
            sleep_for(postman, turn.wait);
        }
    }
    return NULL;
}

/* A thread that no signal reaches: those are the event loop's. */
static int start_thread(struct postman *postman, struct error *error)
{
    sigset_t all, before;
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&postman->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&postman->mutex, NULL);
    beat(postman);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int result = pthread_create(&postman->thread, NULL, run, postman);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result != 0 ? error_set_errno(error, result, "cannot start a thread") : 0;
}

int postman_start(const struct house *house, struct postman **postman, struct error *error)
{
    *postman = NULL;
    if (house->config->smtp == NULL) {
        return 0;
    }
    struct postman *made = xcalloc(1, sizeof *made);
    if (open_postman(house, made, error) != 0 || start_thread(made, error) != 0) {
        close_postman(made);
        free(made);
        return -1;
    }
    *postman = made;
    return 0;
}

void postman_wake(struct postman *postman)
{
    if (postman != NULL) {
        pthread_mutex_lock(&postman->mutex);
        postman->woken = true;
        pthread_cond_signal(&postman->wake);
        pthread_mutex_unlock(&postman->mutex);
    }
}

void postman_stop(struct postman *postman)
{
    if (postman != NULL) {
        atomic_store(&postman->stop, true);
        postman_wake(postman);
        pthread_join(postman->thread, NULL);
        pthread_cond_destroy(&postman->wake);
        pthread_mutex_destroy(&postman->mutex);
        close_postman(postman);
        free(postman);
    }
}

/* --- one round ------------------------------------------------------------------------------- */

static void pause_for(double seconds)
{
    time_t whole = (time_t)seconds;
    struct timespec pause = {.tv_sec = whole, .tv_nsec = (long)((seconds - (double)whole) * 1e9)};
    nanosleep(&pause, NULL);
}

static int send_all(struct postman *postman, size_t *sent, struct error *error)
{
    for (;;) {
        struct outbox_turn turn = {0};
        if (take_turn(postman, &turn, error) != 0) {
            return -1;
        }
        *sent += turn.sent;
        if (turn.failing) {
            return error_set(error, turn.why.kind, "%s", turn.why.text);
        }
        if (turn.pacing) {
            pause_for(turn.wait);
        } else if (!turn.tried && turn.wait != 0) {
            return 0;
        }
    }
}

int postman_round(const struct house *house, size_t *sent, struct error *error)
{
    struct postman postman = {0};
    *sent = 0;
    if (house->config->smtp == NULL) {
        return 0;
    }
    int result = open_postman(house, &postman, error) != 0 ? -1 : send_all(&postman, sent, error);
    close_postman(&postman);
    return result;
}
