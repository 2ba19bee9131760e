#include "desk/notices.h"

#include "base/clock.h"
#include "base/limits.h"
#include "desk/answers.h"
#include "desk/boards.h"
#include "desk/rounds.h"
#include "ledger/outbox.h"
#include "notice/gaps.h"
#include "notice/page.h"

#include <inttypes.h>
#include <stdlib.h>

/* --- alerts ---------------------------------------------------------------------------------- */

static void alert_values(const struct house *house, const struct alert_row *alerts, size_t count,
                         int64_t now, struct values *values)
{
    struct page troubles = {0}, solved = {0};
    const char *headline = "问题已解决";
    for (size_t i = count; i-- > 0;) {
        headline = alerts[i].ended ? headline : alerts[i].text;
    }
    for (size_t i = 0; i < count; i++) {
        page_item(alerts[i].ended ? &solved : &troubles, alerts[i].text);
    }
    gaps_common_values(house->campaign, now, values);
    values->text[VALUE_HEADLINE] = xstrdup(headline);
    values->text[VALUE_TROUBLES] = buffer_steal(&troubles.text);
    values->text[VALUE_SOLVED] = buffer_steal(&solved.text);
    page_clear(&troubles);
    page_clear(&solved);
}

static int tell_alerts(struct house *house, const struct alert_row *alerts, size_t count,
                       int64_t now, struct error *error)
{
    CLEANUP(values_clear)
    struct values values = {0};
    CLEANUP(words_of_notice_clear)
    struct words_of_notice words = {0};
    alert_values(house, alerts, count, now, &values);
    templates_render(house->templates, TEMPLATE_ALERT, &values, &words);
    size_t staff = house->config->staff.count;
    CLEANUP_FREE struct letter *letters = xcalloc(staff, sizeof *letters);
    CLEANUP_FREE char **occasions = xcalloc(staff, sizeof *occasions);
    for (size_t i = 0; i < staff; i++) {
        const char *recipient = house->config->staff.at[i];
        occasions[i] = xasprintf("alert/%s/%s/%" PRId64 "/%s", alerts[0].key,
                                 alerts[0].ended ? "over" : "new", now, recipient);
        letters[i] = (struct letter){.kind = NOTICE_ALERT,
                                     .occasion = occasions[i],
                                     .recipient = recipient,
                                     .subject = words.subject,
                                     .body = words.body,
                                     .expires_at = CLOCK_UNKNOWN};
    }
    int result = ledger_tell_alerts(house->ledger, alerts, count, letters, staff, now, error);
    for (size_t i = 0; i < staff; i++) {
        free(occasions[i]);
    }
    return result;
}

static int alerts_write(struct house *house, int64_t now, struct error *error)
{
    struct alert_row *alerts = NULL;
    size_t count = 0;
    if (ledger_find_alerts(house->ledger, now - LIMIT_OUTBOX_STUCK, now, error) != 0 ||
        ledger_untold_alerts(house->ledger, now, &alerts, &count, error) != 0) {
        return -1;
    }
    int result = count > 0 ? tell_alerts(house, alerts, count, now, error) : 0;
    alert_rows_free(alerts, count);
    return result;
}

/* --- all of it ------------------------------------------------------------------------------- */

int notices_answer(struct house *house, struct error *error)
{
    int64_t now = clock_now();
    if (house->config->smtp == NULL) {
        return 0;
    }
    CLEANUP(cleanup_boards_free)
    struct boards *boards = NULL;
    return answers_write(house, &boards, now, error) != 0 || alerts_write(house, now, error) != 0
               ? -1
               : 0;
}

int notices_work(struct house *house, bool current, struct error *error)
{
    if (house->config->smtp == NULL) {
        return 0;
    }
    CLEANUP(cleanup_boards_free)
    struct boards *boards = NULL;
    int64_t now = clock_now();
    int64_t kept_since = now - INT64_C(86400) * house->config->notices.keep_attachments;
    return notices_answer(house, error) != 0 ||
                   ledger_drop_attachments(house->ledger, kept_since, now, error) != 0 ||
                   boards_load(house, &boards, error) != 0
               ? -1
               : rounds_write(house, boards, current, now, error);
}
