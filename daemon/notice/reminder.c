#include "notice/reminder.h"

#include "base/clock.h"
#include "notice/gaps.h"
#include "notice/wording.h"

/* Civil days from now to the last day that counts. */
static int days_left(int64_t deadline, int64_t now)
{
    int days = 0;
    while (days < 1000 && calendar_day(now, days + 1) < deadline) {
        days++;
    }
    return days;
}

/* What need not be sent counts as complete on the board, but nobody calls it so. */
static size_t waived_count(const struct board *board, size_t unit)
{
    size_t count = 0;
    for (size_t t = 0; t < board->campaign->units[unit].task_count; t++) {
        count += board->units[unit].cells[t].state == STANDING_WAIVED;
    }
    return count;
}

void reminder_values(const struct due *due, const struct board *board, size_t unit, int64_t now,
                     struct values *values)
{
    char deadline[CLOCK_TEXT_SIZE];
    const struct campaign *campaign = board->campaign;
    int left = days_left(due->deadline, now);
    struct page missing = {0};
    gaps_list(board, unit, false, &missing);
    gaps_common_values(campaign, now, values);
    values->text[VALUE_UNIT] = xstrdup(campaign->units[unit].name);
    values->text[VALUE_STAGE] = xstrdup(campaign->stages[due->stage].title);
    values->text[VALUE_DEADLINE] = xstrdup(wording_deadline(due->deadline, deadline));
    values->text[VALUE_LEFT] = left > 0 ? xasprintf("还有%d天", left) : xstrdup("就在今天");
    size_t waived = waived_count(board, unit);
    values->text[VALUE_OBLIGATIONS] = xasprintf("%zu", campaign->units[unit].task_count - waived);
    values->text[VALUE_COMPLETE] = xasprintf("%zu", board->units[unit].complete - waived);
    values->text[VALUE_LACKING] = xasprintf("%zu", gaps_count(board, unit));
    values->text[VALUE_MISSING] = buffer_steal(&missing.text);
    values->html[VALUE_MISSING] = buffer_steal(&missing.html);
    page_clear(&missing);
}
