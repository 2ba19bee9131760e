#include "service/postman.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "notice/outbox.h"
#include "service/worker.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <time.h>

struct postman {
    struct sender sender;
    atomic_bool stop;
    struct ledger *ledger;
    struct outbox *outbox;
    struct worker *worker;
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

static double turn(void *context)
{
    struct postman *postman = context;
    struct error error = {0};
    struct outbox_turn taken = {0};
    if (take_turn(postman, &taken, &error) != 0) {
        log_error("no notices can be sent: %s", error.text);
        return LIMIT_RESEND_FIRST;
    }
    return taken.tried ? 0 : taken.wait;
}

int postman_start(const struct house *house, struct postman **postman, struct error *error)
{
    *postman = NULL;
    if (house->config->smtp == NULL) {
        return 0;
    }
    struct postman *made = xcalloc(1, sizeof *made);
    if (open_postman(house, made, error) != 0 ||
        worker_start(turn, made, &made->worker, error) != 0) {
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
        worker_wake(postman->worker);
    }
}

bool postman_stuck(const struct postman *postman)
{
    return postman != NULL && worker_stuck(postman->worker);
}

void postman_stop(struct postman *postman)
{
    if (postman != NULL) {
        atomic_store(&postman->stop, true);
        worker_stop(postman->worker);
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
