#include "notice/schedule.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"

#include <inttypes.h>
#include <stdio.h>

struct list {
    struct due *at;
    size_t count;
};

static void add(const struct schedule_input *input, int64_t now, struct due due, struct list *list)
{
    if (due.at > now || due.at < input->since || due.expires_at <= now) {
        return;
    }
    list->at = xgrow(list->at, list->count, sizeof *list->at);
    list->at[list->count++] = due;
}

/* --- reminders ------------------------------------------------------------------------------- */

/* A moment of a deadline: work begins on that day, or on the nearest working day that way. */
static struct due moment_of(const struct schedule_input *input, int stage, int64_t deadline,
                            int days)
{
    const struct calendar *calendar = &input->campaign->calendar;
    int64_t last_day = calendar_day(deadline - 1, 0);
    bool before = days <= 0;
    struct due due = {.kind = before ? DUE_REMINDER : DUE_OVERDUE,
                      .stage = stage,
                      .days = before ? -days : days,
                      .deadline = deadline};
    due.at = calendar_opening(calendar, calendar_day(last_day, days), before ? -1 : 1);
    due.expires_at = before ? deadline : calendar_day(due.at, LIMIT_OVERDUE_DAYS);
    snprintf(due.occasion, sizeof due.occasion, "reminder/%s/%" PRId64 "/%+d",
             input->campaign->stages[stage].id, deadline, days);
    return due;
}

/* Later in its row, and has it come? */
static bool follows(const struct due *due, const struct due *best, int64_t now)
{
    return due->at <= now && (best->at == 0 || due->at >= best->at);
}

static void add_reminder(const struct schedule_input *input, int stage, int64_t deadline,
                         int64_t now, struct list *list)
{
    const struct days *before = &input->notices->before, *after = &input->notices->after;
    struct due best = {0};
    for (size_t i = before->count; i-- > 0;) {
        struct due due = moment_of(input, stage, deadline, -before->at[i]);
        best = follows(&due, &best, now) ? due : best;
    }
    for (size_t i = 0; i < after->count; i++) {
        struct due due = moment_of(input, stage, deadline, after->at[i]);
        best = follows(&due, &best, now) ? due : best;
    }
    if (best.at > 0) {
        add(input, now, best, list);
    }
}

/* Is the unit the first one of its stage with this deadline? */
static bool is_first(const struct board *board, size_t unit)
{
    for (size_t i = 0; i < unit; i++) {
        if (board->units[i].deadline == board->units[unit].deadline) {
            return false;
        }
    }
    return true;
}

static void add_reminders(const struct schedule_input *input, int64_t now, struct list *list)
{
    if (!input->notices->reminders || !input->current ||
        !calendar_is_open(&input->campaign->calendar, now)) {
        return;
    }
    for (size_t stage = 0; stage < input->campaign->stage_count; stage++) {
        const struct board *board = input->boards[stage];
        for (size_t unit = 0; unit < input->campaign->unit_count; unit++) {
            if (is_first(board, unit)) {
                add_reminder(input, (int)stage, board->units[unit].deadline, now, list);
            }
        }
    }
}

/* --- reports --------------------------------------------------------------------------------- */

/* The last of all deadlines, with every extension. */
static int64_t last_deadline(const struct schedule_input *input)
{
    size_t stage = input->campaign->stage_count - 1;
    int64_t last = input->campaign->stages[stage].deadline;
    for (size_t i = 0; i < input->campaign->unit_count; i++) {
        int64_t deadline = input->boards[stage]->units[i].deadline;
        last = deadline > last ? deadline : last;
    }
    return last;
}

/* A report waits for the mailboxes, but not for ever: that they cannot be read is news, too. */
static bool report_waits(const struct schedule_input *input, int64_t at, int64_t now)
{
    return !input->current && now < at + LIMIT_REPORT_WAIT;
}

static void add_daily(const struct schedule_input *input, int64_t now, struct list *list)
{
    struct due due = {.kind = DUE_DAILY,
                      .stage = campaign_stage_at(input->campaign, now),
                      .at = calendar_at(now, input->notices->report_at),
                      .expires_at = calendar_day(now, 1)};
    char day[CLOCK_TEXT_SIZE];
    bool over = now >= calendar_day(last_deadline(input), LIMIT_REPORT_DAYS);
    due.deadline = input->campaign->stages[due.stage].deadline;
    snprintf(due.occasion, sizeof due.occasion, "report/daily/%s", clock_date(now, day));
    if (calendar_works_on(&input->campaign->calendar, now) && !over &&
        !report_waits(input, due.at, now)) {
        add(input, now, due, list);
    }
}

static void add_at_deadline(const struct schedule_input *input, int stage, int64_t now,
                            struct list *list)
{
    int64_t deadline = input->campaign->stages[stage].deadline;
    struct due due = {.kind = DUE_DEADLINE,
                      .stage = stage,
                      .deadline = deadline,
                      .at = deadline,
                      .expires_at = calendar_day(deadline, LIMIT_OVERDUE_DAYS)};
    snprintf(due.occasion, sizeof due.occasion, "report/%s/%" PRId64,
             input->campaign->stages[stage].id, deadline);
    if (!report_waits(input, due.at, now)) {
        add(input, now, due, list);
    }
}

void schedule_due(const struct schedule_input *input, int64_t now, struct due **due, size_t *count)
{
    struct list list = {0};
    add_reminders(input, now, &list);
    for (size_t stage = 0; stage < input->campaign->stage_count; stage++) {
        if (input->notices->daily_report) {
            add_at_deadline(input, (int)stage, now, &list);
        }
    }
    if (input->notices->daily_report) {
        add_daily(input, now, &list);
    }
    *due = list.at;
    *count = list.count;
}
