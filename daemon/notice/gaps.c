#include "notice/gaps.h"

#include "base/clock.h"
#include "notice/wording.h"

size_t gaps_open_stage(struct board *const *boards, const struct campaign *campaign, size_t unit,
                       int64_t now)
{
    size_t stage = 0;
    while (stage + 1 < campaign->stage_count && boards[stage]->units[unit].deadline <= now) {
        stage++;
    }
    return stage;
}

static bool is_gap(const struct cell *cell)
{
    return cell->state == STANDING_MISSING || cell->state == STANDING_DEFICIENT;
}

size_t gaps_count(const struct board *board, size_t unit)
{
    size_t count = 0;
    for (size_t t = 0; t < board->campaign->units[unit].task_count; t++) {
        count += is_gap(&board->units[unit].cells[t]);
    }
    return count;
}

void gaps_list(const struct board *board, size_t unit, bool named, struct page *page)
{
    /* Only what waits for a person names its files, and that is no gap. */
    static const struct catalogue nothing;
    const struct unit *whose = &board->campaign->units[unit];
    for (size_t t = 0; t < whose->task_count; t++) {
        if (is_gap(&board->units[unit].cells[t])) {
            CLEANUP_FREE char *task = wording_task(whose->tasks[t]);
            CLEANUP_FREE char *why = wording_cell(board, unit, t, &nothing);
            CLEANUP_FREE char *line = xasprintf("%s%s：%s", named ? whose->name : "", task, why);
            page_item(page, line);
        }
    }
}

void gaps_common_values(const struct campaign *campaign, int64_t now, struct values *values)
{
    char day[CLOCK_TEXT_SIZE];
    values->text[VALUE_CAMPAIGN] = xstrdup(campaign->title);
    values->text[VALUE_OFFICE] = xstrdup(campaign->issuer != NULL ? campaign->issuer : "");
    values->text[VALUE_MAILBOX] = xstrdup(campaign->mailbox != NULL ? campaign->mailbox : "本邮箱");
    values->text[VALUE_TODAY] = xstrdup(clock_chinese_date(now, day));
}
