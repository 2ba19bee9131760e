#include "desk/answers.h"

#include "base/clock.h"
#include "base/limits.h"
#include "desk/adjustments.h"
#include "desk/decisions.h"
#include "ledger/outbox.h"
#include "notice/answer.h"
#include "notice/refusal.h"

#include <stdlib.h>
#include <string.h>

enum { DAY = 86400 };

/* One notice in the making. */
struct writing {
    struct house *house;
    const struct boards *boards;
    const struct wanted_notice *wanted;
    int64_t now;
    bool *known; /* by unit */
    struct error *error;
    int result;
    bool receipt_given; /* else a follow-up is a receipt: it is the first that the sender hears */
    /* what becomes of it; owned */
    struct words_of_notice words;
    const char *refusal; /* constant; NULL: it is sent */
    char *recipient;
    char *unit;
    char *in_reply_to;
};

static void writing_clear(struct writing *writing)
{
    words_of_notice_clear(&writing->words);
    free(writing->recipient);
    free(writing->unit);
    free(writing->in_reply_to);
    free(writing->known);
}

/* --- who is it? ------------------------------------------------------------------------------ */

/* Of the campaign file, or of a contact (desk/addresses.h). */
static bool is_registered(const struct unit *unit, const char *address)
{
    for (size_t i = 0; i < unit->addresses.count; i++) {
        if (strcmp(unit->addresses.at[i], address) == 0) {
            return true;
        }
    }
    return false;
}

/* For which of the mail's units does this address speak? */
static int find_known(struct writing *writing, const struct message_row *row, bool *any)
{
    const struct campaign *campaign = writing->house->campaign;
    *any = false;
    for (size_t i = 0; row->unit_state == UNIT_SURE && i < row->unit_count; i++) {
        int unit = campaign_find_unit(campaign, row->units[i].name);
        if (unit < 0) {
            continue;
        }
        bool known = is_registered(&campaign->units[unit], row->from);
        if (!known && ledger_sender_confirmed(writing->house->ledger, row->from, row->units[i].name,
                                              &known, writing->error) != 0) {
            return -1;
        }
        writing->known[unit] = known;
        *any = *any || known;
    }
    return 0;
}

static bool is_doubtful(const struct message_row *row)
{
    bool doubtful = false;
    for (size_t i = 0; i < row->finding_count; i++) {
        doubtful = doubtful || row->findings[i].code == FINDING_UNVERIFIED_SENDER;
    }
    return doubtful;
}

/* *reason is why it is not answered, or NULL. */
static int find_refusal(struct writing *writing, const struct message_row *row, const char **reason)
{
    const struct house *house = writing->house;
    struct answer_facts facts = {0};
    struct answer_case answer = {.address = row->from,
                                 .doubtful = is_doubtful(row),
                                 .submission = row->submission,
                                 .means_to_report = answer_means_to_report(row->subject),
                                 .received_at = row->received_at,
                                 .since = house->notices_since};
    if (find_known(writing, row, &answer.known) != 0 ||
        ledger_answer_facts(house->ledger, row->id, &facts, writing->error) != 0 ||
        ledger_answers_to(house->ledger, row->from, writing->now - DAY, &answer.answers,
                          writing->error) != 0) {
        return -1;
    }
    answer.auto_submitted = facts.auto_submitted;
    answer.imported = facts.imported;
    answer.first_seen = facts.first_seen;
    *reason = answer_refusal(house->config, house->campaign, &answer);
    return 0;
}

/* --- written --------------------------------------------------------------------------------- */

static int write_words(struct writing *writing, const struct message_row *row)
{
    bool decision = writing->wanted->kind == NOTICE_DECISION && writing->receipt_given;
    CLEANUP(values_clear)
    struct values values = {0};
    struct answer answer = {.campaign = writing->house->campaign,
                            .row = row,
                            .boards = writing->boards->at,
                            .known = writing->known,
                            .now = writing->now};
    answer_values(&answer, &values);
    size_t told = 0;
    if (decision &&
        decisions_values(writing->house, writing->wanted, &values, &told, writing->error) != 0) {
        return -1;
    }
    if (decision && told == 0) {
        writing->refusal = DECISIONS_TAKEN_BACK;
        return 0;
    }
    templates_render(writing->house->templates, decision ? TEMPLATE_DECISION : TEMPLATE_RECEIPT,
                     &values, &writing->words);
    return 0;
}

/* Inside the ledger's reading; nothing may be changed here. */
static int on_message(const struct message_row *row, void *context)
{
    struct writing *writing = context;
    bool sure = row->unit_state == UNIT_SURE && row->unit_count > 0;
    writing->recipient = xstrdup(row->from);
    writing->unit = sure ? xstrdup(row->units[0].name) : NULL;
    writing->in_reply_to = row->message_id[0] != '\0' ? xstrdup(row->message_id) : NULL;
    writing->result = find_refusal(writing, row, &writing->refusal);
    if (writing->result == 0 && writing->refusal == NULL) {
        writing->result = write_words(writing, row);
    }
    return 1;
}

static int write_one(struct house *house, const struct boards *boards,
                     const struct wanted_notice *wanted, int64_t now, struct error *error)
{
    CLEANUP(writing_clear)
    struct writing writing = {.house = house,
                              .boards = boards,
                              .wanted = wanted,
                              .now = now,
                              .known = xcalloc(house->campaign->unit_count, sizeof(bool)),
                              .error = error};
    if (ledger_receipt_given(house->ledger, wanted->message, &writing.receipt_given, error) != 0 ||
        ledger_each_message(house->ledger, wanted->message, on_message, &writing, error) != 0 ||
        writing.result != 0) {
        return -1;
    }
    const struct words_of_notice *words = &writing.words;
    struct letter letter = {.kind = wanted->kind,
                            .unit = writing.unit,
                            .recipient = writing.recipient,
                            .subject = words->subject != NULL ? words->subject : "",
                            .body = words->body != NULL ? words->body : "",
                            .html = words->html,
                            .in_reply_to = writing.in_reply_to,
                            .expires_at = CLOCK_UNKNOWN,
                            .suppressed = writing.refusal};
    return ledger_write_notice(house->ledger, wanted->id, &letter, 1, now, error);
}

/* A follow-up waits until nothing more is decided, and both wait, but not for ever, for the scans
 * that are still to be read, for what they hold must not be said to be missing, and for the virus
 * scanner, since it may have something to tell. */
static bool must_wait(const struct house *house, const struct wanted_notice *wanted, int64_t now)
{
    int64_t patience = wanted->kind == NOTICE_DECISION ? house->config->notices.decision_delay : 0;
    bool scanning = wanted->scanning && house->config->clamd != NULL;
    if ((wanted->recognising || scanning) && patience < LIMIT_RECOGNITION_PATIENCE) {
        patience = LIMIT_RECOGNITION_PATIENCE;
    }
    return wanted->wanted_at + patience > now;
}

static int write_wanted(struct house *house, struct boards **boards,
                        const struct wanted_notice *wanted, int64_t now, struct error *error)
{
    if (*boards == NULL && boards_load(house, boards, error) != 0) {
        return -1;
    }
    int result = wanted->message != 0 ? write_one(house, *boards, wanted, now, error)
                                      : adjustment_write(house, *boards, wanted, now, error);
    return result != 0
               ? error_prefix(error, "notice %lld could not be written", (long long)wanted->id)
               : 0;
}

int answers_write(struct house *house, struct boards **boards, int64_t now, struct error *error)
{
    struct wanted_notice *wanted = NULL;
    size_t count = 0;
    int result = 0;
    if (ledger_wanted_notices(house->ledger, LIMIT_NOTICE_BATCH, &wanted, &count, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count && result == 0; i++) {
        if (!must_wait(house, &wanted[i], now)) {
            result = write_wanted(house, boards, &wanted[i], now, error);
        }
    }
    wanted_notices_free(wanted, count);
    return result;
}
