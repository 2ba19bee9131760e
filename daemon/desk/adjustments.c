#include "desk/adjustments.h"

#include "base/clock.h"
#include "desk/batch.h"
#include "desk/decisions.h"
#include "notice/gaps.h"
#include "notice/refusal.h"
#include "notice/wording.h"

#include <stdlib.h>

enum { DAY = 86400 };

/* The first letter fills the notice that is wanted; only the others need their occasions. */
static void add_letter(struct batch *batch, const struct wanted_notice *wanted,
                       const char *recipient, const char *refusal,
                       const struct words_of_notice *words)
{
    struct letter letter = {.kind = NOTICE_DECISION,
                            .unit = wanted->unit,
                            .recipient = recipient,
                            .expires_at = CLOCK_UNKNOWN,
                            .suppressed = refusal};
    batch_add(batch, letter, xasprintf("decision/%lld/%s", (long long)wanted->id, recipient),
              refusal == NULL ? words : NULL);
}

static void add_missing(const struct house *house, const struct boards *boards, size_t unit,
                        int64_t now, struct values *values)
{
    size_t stage = gaps_open_stage(boards->at, house->campaign, unit, now);
    const struct board *board = boards->at[stage];
    char deadline[CLOCK_TEXT_SIZE];
    struct page missing = {0};
    gaps_list(board, unit, false, &missing);
    values->text[VALUE_DEADLINE] = xstrdup(wording_deadline(board->units[unit].deadline, deadline));
    values->text[VALUE_MISSING] = buffer_steal(&missing.text);
    values->html[VALUE_MISSING] = buffer_steal(&missing.html);
    page_clear(&missing);
}

/* *count is how many decisions it tells. */
static int write_words(struct house *house, const struct boards *boards, size_t unit,
                       const struct wanted_notice *wanted, int64_t now,
                       struct words_of_notice *words, size_t *count, struct error *error)
{
    CLEANUP(values_clear)
    struct values values = {0};
    if (decisions_values(house, wanted, &values, count, error) != 0) {
        return -1;
    }
    gaps_common_values(house->campaign, now, &values);
    values.text[VALUE_UNIT] = xstrdup(wanted->unit);
    add_missing(house, boards, unit, now, &values);
    templates_render(house->templates, TEMPLATE_ADJUSTMENT, &values, words);
    return 0;
}

/* A registered address is written to on the same terms as one whose mail is answered. */
static int add_address(struct house *house, const struct wanted_notice *wanted, const char *address,
                       int64_t now, const struct words_of_notice *words, struct batch *batch,
                       struct error *error)
{
    struct answer_case terms = {.address = address,
                                .submission = true,
                                .known = true,
                                .received_at = wanted->since,
                                .first_seen = wanted->since,
                                .since = house->notices_since};
    if (ledger_answers_to(house->ledger, address, now - DAY, &terms.answers, error) != 0) {
        return -1;
    }
    add_letter(batch, wanted, address, answer_refusal(house->config, house->campaign, &terms),
               words);
    return 0;
}

static int add_letters(struct house *house, const struct boards *boards,
                       const struct wanted_notice *wanted, int64_t now, struct batch *batch,
                       struct error *error)
{
    int unit = campaign_find_unit(house->campaign, wanted->unit);
    size_t count = 0;
    struct words_of_notice words = {0};
    if (unit < 0) {
        add_letter(batch, wanted, "", "考核名单中已没有该单位", NULL);
        return 0;
    }
    if (write_words(house, boards, (size_t)unit, wanted, now, &words, &count, error) != 0) {
        return -1;
    }
    const struct words_of_notice *kept = batch_keep(batch, words);
    const struct texts *addresses = &house->campaign->units[unit].addresses;
    if (count == 0 || addresses->count == 0) {
        add_letter(batch, wanted, "",
                   count == 0 ? DECISIONS_TAKEN_BACK : "该单位没有登记邮箱地址，无法告知", NULL);
        return 0;
    }
    for (size_t i = 0; i < addresses->count; i++) {
        if (add_address(house, wanted, addresses->at[i], now, kept, batch, error) != 0) {
            return -1;
        }
    }
    return 0;
}

int adjustment_write(struct house *house, const struct boards *boards,
                     const struct wanted_notice *wanted, int64_t now, struct error *error)
{
    CLEANUP(batch_clear)
    struct batch batch = {0};
    return add_letters(house, boards, wanted, now, &batch, error) != 0
               ? -1
               : ledger_write_notice(house->ledger, wanted->id, batch.letters, batch.count, now,
                                     error);
}
