#include "desk/rounds.h"

#include "base/clock.h"
#include "base/log.h"
#include "desk/batch.h"
#include "ledger/outbox.h"
#include "ledger/papers.h"
#include "notice/gaps.h"
#include "notice/reminder.h"
#include "notice/report.h"
#include "notice/schedule.h"
#include "notice/wording.h"

#include <stdlib.h>
#include <string.h>

static void add_letter(struct batch *batch, const struct due *due, struct letter letter,
                       const struct words_of_notice *words)
{
    letter.expires_at = due->expires_at;
    batch_add(batch, letter,
              xasprintf("%s/%s/%s", due->occasion, letter.unit != NULL ? letter.unit : "",
                        letter.recipient),
              words);
}

/* --- reminders ------------------------------------------------------------------------------- */

/* A letter to each of the unit's addresses; that there are none is recorded, for staff to see. */
static void add_reminder(const struct house *house, const struct due *due,
                         const struct board *board, size_t u, int64_t now, struct batch *batch)
{
    CLEANUP(values_clear)
    struct values values = {0};
    struct words_of_notice words = {0};
    const struct unit *unit = &house->campaign->units[u];
    reminder_values(due, board, u, now, &values);
    templates_render(house->templates,
                     due->kind == DUE_REMINDER ? TEMPLATE_REMINDER : TEMPLATE_OVERDUE, &values,
                     &words);
    const struct words_of_notice *kept = batch_keep(batch, words);
    struct letter letter = {.kind = NOTICE_REMINDER, .unit = unit->name, .recipient = ""};
    for (size_t i = 0; i < unit->addresses.count; i++) {
        letter.recipient = unit->addresses.at[i];
        add_letter(batch, due, letter, kept);
    }
    if (unit->addresses.count == 0) {
        letter.suppressed = "该单位没有登记邮箱地址，无法催报";
        add_letter(batch, due, letter, kept);
    }
}

static int queue_reminders(struct house *house, const struct due *due, const struct board *board,
                           int64_t now, struct error *error)
{
    CLEANUP(batch_clear)
    struct batch batch = {0};
    for (size_t u = 0; u < house->campaign->unit_count; u++) {
        if (board->units[u].deadline == due->deadline && gaps_count(board, u) > 0) {
            add_reminder(house, due, board, u, now, &batch);
        }
    }
    return ledger_queue_round(house->ledger, due->occasion, batch.letters, batch.count,
                              (struct attachments){0}, now, error);
}

/* --- reports --------------------------------------------------------------------------------- */

/* Subject and text by the template, HTML as the report has it. */
static int report_words(const struct house *house, const struct report *report,
                        struct words_of_notice *words, struct error *error)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    CLEANUP_BUFFER struct buffer html = BUFFER_EMPTY;
    CLEANUP(values_clear)
    struct values values = {0};
    char time[CLOCK_TEXT_SIZE];
    if (report_text(report, &text, error) != 0 || report_html(report, &html, error) != 0) {
        return -1;
    }
    gaps_common_values(house->campaign, report->now, &values);
    values.text[VALUE_STAGE] = xstrdup(report->stage->title);
    values.text[VALUE_DEADLINE] = xstrdup(wording_deadline(report->stage->deadline, time));
    values.text[VALUE_NOW] = xstrdup(clock_chinese(report->now, time));
    values.text[VALUE_REPORT] = buffer_steal(&text);
    templates_render(house->templates, TEMPLATE_REPORT, &values, words);
    words->html = buffer_steal(&html);
    return 0;
}

/* What goes with a report: the workbook and, where it can be drawn, the picture. */
struct enclosed {
    struct buffer workbook, picture;
    struct attachment files[2];
    size_t count;
    char *names[2];
    char *content_id; /* of the picture */
};

static void enclosed_clear(struct enclosed *enclosed)
{
    buffer_free(&enclosed->workbook);
    buffer_free(&enclosed->picture);
    free(enclosed->names[0]);
    free(enclosed->names[1]);
    free(enclosed->content_id);
}

static void enclose(struct enclosed *enclosed, const struct report *report, const char *extension,
                    struct attachment file, const struct buffer *content)
{
    char day[CLOCK_TEXT_SIZE];
    size_t at = enclosed->count++;
    enclosed->names[at] =
        xasprintf("缺报通报%s.%s", clock_chinese_date(report->now, day), extension);
    enclosed->files[at] = file;
    enclosed->files[at].name = enclosed->names[at];
    enclosed->files[at].content = content->data;
    enclosed->files[at].size = content->size;
}

/* A report without its picture says the same: that there is no font is for the administrator. */
static void enclose_picture(const struct house *house, struct report *report,
                            struct enclosed *enclosed)
{
    struct error error = {0};
    if (report_png(report, &enclosed->picture, &error) != 0) {
        log_warning("the report goes out without its picture: %s", error.text);
        return;
    }
    enclosed->content_id = xasprintf("baosong.board.%lld@%s", (long long)report->now,
                                     strrchr(house->config->smtp->from, '@') + 1);
    report->picture = enclosed->content_id;
    enclose(enclosed, report, "png",
            (struct attachment){.type = "image/png", .content_id = enclosed->content_id},
            &enclosed->picture);
}

static int enclose_all(const struct house *house, struct report *report, struct enclosed *enclosed,
                       struct error *error)
{
    static const struct attachment workbook = {
        .type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    if (report_xlsx(report, &enclosed->workbook, error) != 0) {
        return -1;
    }
    enclose(enclosed, report, "xlsx", workbook, &enclosed->workbook);
    enclose_picture(house, report, enclosed);
    return 0;
}

static int queue_letters_to_staff(struct house *house, const struct due *due, struct report *report,
                                  struct error *error)
{
    CLEANUP(enclosed_clear)
    struct enclosed enclosed = {0};
    CLEANUP(batch_clear)
    struct batch batch = {0};
    struct words_of_notice words = {0};
    if (enclose_all(house, report, &enclosed, error) != 0 ||
        report_words(house, report, &words, error) != 0) {
        return -1;
    }
    const struct words_of_notice *kept = batch_keep(&batch, words);
    for (size_t i = 0; i < house->config->staff.count; i++) {
        struct letter letter = {.kind = NOTICE_REPORT, .recipient = house->config->staff.at[i]};
        add_letter(&batch, due, letter, kept);
    }
    const struct attachments files = {.at = enclosed.files, .count = enclosed.count};
    return ledger_queue_round(house->ledger, due->occasion, batch.letters, batch.count, files,
                              report->now, error);
}

static int queue_report(struct house *house, const struct due *due, const struct board *board,
                        int64_t now, struct error *error)
{
    CLEANUP(cleanup_catalogue_free)
    struct catalogue *catalogue = NULL;
    CLEANUP(contacts_clear)
    struct contacts contacts = {0};
    CLEANUP(dead_addresses_clear)
    struct dead_addresses dead = {0};
    struct report report;
    if (catalogue_load(house->ledger, &catalogue, error) != 0 ||
        ledger_contacts(house->ledger, house->campaign, &contacts, error) != 0 ||
        ledger_dead_addresses(house->ledger, &dead, error) != 0) {
        return -1;
    }
    report_init(&report, board, catalogue, now);
    report.contacts = &contacts;
    report.dead = &dead;
    return queue_letters_to_staff(house, due, &report, error);
}

/* --- both ------------------------------------------------------------------------------------ */

static int queue_one(struct house *house, const struct due *due, const struct boards *boards,
                     int64_t now, struct error *error)
{
    bool done = false;
    const struct board *board = boards->at[due->stage];
    if (ledger_round_done(house->ledger, due->occasion, &done, error) != 0 || done) {
        return done ? 0 : -1;
    }
    switch (due->kind) {
    case DUE_REMINDER:
    case DUE_OVERDUE:
        return queue_reminders(house, due, board, now, error);
    case DUE_DAILY:
    case DUE_DEADLINE:
        break;
    }
    return house->config->staff.count == 0 ? 0 : queue_report(house, due, board, now, error);
}

int rounds_write(struct house *house, const struct boards *boards, bool current, int64_t now,
                 struct error *error)
{
    struct schedule_input input = {.campaign = house->campaign,
                                   .notices = &house->config->notices,
                                   .boards = boards->at,
                                   .since = house->notices_since,
                                   .current = current};
    CLEANUP_FREE struct due *due = NULL;
    size_t count = 0;
    schedule_due(&input, now, &due, &count);
    for (size_t i = 0; i < count; i++) {
        if (queue_one(house, &due[i], boards, now, error) != 0) {
            return error_prefix(error, "the notices of %s could not be queued", due[i].occasion);
        }
    }
    return 0;
}
