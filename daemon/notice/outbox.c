#include "notice/outbox.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "notice/smtp.h"

#include <inttypes.h>
#include <stdlib.h>

struct outbox {
    const struct smtp_config *config;
    const struct sender *sender;
    const atomic_bool *stop;
    struct smtp *smtp;
    double next_mail; /* monotonic: not before, for the rate */
    double back_off;  /* seconds since the server cannot be used, doubled each time; 0: it can */
};

/* A mail on its way. */
struct passage {
    struct ledger *ledger;
    const struct notice *notice;
    struct error error; /* of the ledger */
};

struct outbox *outbox_new(const struct smtp_config *config, const struct sender *sender,
                          const atomic_bool *stop)
{
    struct outbox *outbox = xcalloc(1, sizeof *outbox);
    outbox->config = config;
    outbox->sender = sender;
    outbox->stop = stop;
    outbox->smtp = smtp_new(config, stop);
    return outbox;
}

void outbox_free(struct outbox *outbox)
{
    if (outbox != NULL) {
        smtp_free(outbox->smtp);
        free(outbox);
    }
}

int64_t outbox_delay(int attempts)
{
    int64_t delay = LIMIT_RESEND_FIRST;
    for (int i = 1; i < attempts && delay < LIMIT_RESEND_MOST; i++) {
        delay *= 2;
    }
    return delay < LIMIT_RESEND_MOST ? delay : LIMIT_RESEND_MOST;
}

int outbox_recover(struct ledger *ledger, struct error *error)
{
    size_t repeated = 0, given_up = 0;
    if (ledger_recover_notices(ledger, clock_now(), &repeated, &given_up, error) != 0) {
        return -1;
    }
    if (repeated > 0) {
        log_warning("%zu notices were being sent when we were cut off; whether they arrived is not "
                    "known, and each is sent once more under its Message-ID",
                    repeated);
    }
    if (given_up > 0) {
        log_error("%zu notices were cut off twice while they were being sent, and are not sent "
                  "again; see baosong outbox",
                  given_up);
    }
    return 0;
}

/* --- what came of a mail --------------------------------------------------------------------- */

static int handing_over(void *context)
{
    struct passage *passage = context;
    return ledger_notice_sending(passage->ledger, passage->notice->id, &passage->error);
}

/* Not now: later, or never when it was tried for too long. */
static int put_off(struct ledger *ledger, const struct notice *notice, const struct error *why,
                   bool uncertain, struct error *error)
{
    int64_t now = clock_now();
    if (uncertain && notice->uncertain > 0) {
        return ledger_end_notice(ledger, notice->id, NOTICE_FAILED, why->text, now, error);
    }
    if (notice->attempts + 1 >= LIMIT_RESEND_ATTEMPTS) {
        return ledger_end_notice(ledger, notice->id, NOTICE_FAILED, why->text, now, error);
    }
    return ledger_postpone_notice(ledger, notice->id, now + outbox_delay(notice->attempts + 1),
                                  uncertain, why->text, error);
}

/* The server as a whole: all of the outbox waits, and no mail is charged with an attempt. */
static void back_off(struct outbox *outbox, struct outbox_turn *turn)
{
    bool lasting = turn->why.kind == ERROR_LOGIN || turn->why.kind == ERROR_CERTIFICATE ||
                   turn->why.kind == ERROR_CONFIG;
    double delay = outbox->back_off > 0 ? outbox->back_off * 2 : LIMIT_RESEND_FIRST;
    outbox->back_off = lasting || delay > LIMIT_BACK_OFF ? LIMIT_BACK_OFF : delay;
    outbox->next_mail = clock_monotonic() + outbox->back_off;
    turn->failing = true;
    log_error("%s It is tried again in %.0f s.", turn->why.text, outbox->back_off);
}

static int record(struct outbox *outbox, struct ledger *ledger, const struct notice *notice,
                  enum delivery outcome, struct outbox_turn *turn, struct error *error)
{
    switch (outcome) {
    case DELIVERY_SENT:
        turn->sent = true;
        outbox->back_off = 0;
        return ledger_end_notice(ledger, notice->id, NOTICE_SENT, NULL, clock_now(), error);
    case DELIVERY_REFUSED:
        outbox->back_off = 0;
        log_error("notice %" PRId64 " cannot be delivered: %s", notice->id, turn->why.text);
        return ledger_end_notice(ledger, notice->id, NOTICE_FAILED, turn->why.text, clock_now(),
                                 error);
    case DELIVERY_LATER:
        outbox->back_off = 0;
        log_warning("notice %" PRId64 " is put off: %s", notice->id, turn->why.text);
        return put_off(ledger, notice, &turn->why, false, error);
    case DELIVERY_UNCERTAIN:
        log_warning("notice %" PRId64 " may have arrived: %s", notice->id, turn->why.text);
        return put_off(ledger, notice, &turn->why, true, error);
    case DELIVERY_DROPPED:
        /* Who is to blame, the server or this mail? Both wait, so that neither holds up the rest.
         */
        back_off(outbox, turn);
        return put_off(ledger, notice, &turn->why, false, error);
    case DELIVERY_NO_SERVER:
        back_off(outbox, turn);
        break;
    case DELIVERY_STOPPED:
        break;
    }
    /* Perhaps the text was on its way, but its end was not: the server has nothing of it. */
    return ledger_notice_unsent(ledger, notice->id, error);
}

static int send_one(struct outbox *outbox, struct ledger *ledger, const struct notice *notice,
                    struct outbox_turn *turn, struct error *error)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    compose_mail(notice, outbox->sender, &text);
    struct passage passage = {.ledger = ledger, .notice = notice};
    struct smtp_mail mail = {.recipient = notice->recipient,
                             .answer = notice_is_answer(notice),
                             .text = text.data,
                             .size = text.size,
                             .handing_over = handing_over,
                             .context = &passage};
    outbox->next_mail = clock_monotonic() + 60.0 / (double)outbox->config->per_minute;
    turn->tried = true;
    enum delivery outcome = smtp_send(outbox->smtp, &mail, &turn->why);
    if (passage.error.kind != ERROR_NONE) {
        *error = passage.error;
        return -1;
    }
    return record(outbox, ledger, notice, outcome, turn, error);
}

int outbox_turn(struct outbox *outbox, struct ledger *ledger, struct outbox_turn *turn,
                struct error *error)
{
    CLEANUP(notice_clear)
    struct notice notice = {0};
    bool found = false;
    int64_t now = clock_now(), next = CLOCK_UNKNOWN;
    *turn = (struct outbox_turn){.wait = outbox->next_mail - clock_monotonic()};
    if (turn->wait > 0 || atomic_load(outbox->stop)) {
        turn->failing = outbox->back_off > 0;
        turn->pacing = !turn->failing;
        return 0;
    }
    if (ledger_next_notice(ledger, now, &found, &notice, &next, error) != 0) {
        return -1;
    }
    turn->wait = 0;
    if (!found) {
        smtp_close(outbox->smtp);
        turn->wait = next == CLOCK_UNKNOWN ? -1 : (double)(next - now);
        return 0;
    }
    if (notice.expires_at != CLOCK_UNKNOWN && notice.expires_at <= now) {
        return ledger_end_notice(ledger, notice.id, NOTICE_SUPPRESSED, "发出前已过时效", now,
                                 error);
    }
    return send_one(outbox, ledger, &notice, turn, error);
}
