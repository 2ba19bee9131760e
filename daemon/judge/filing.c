#include "judge/filing.h"

#include <stdlib.h>

char *filing_task_label(const struct filing *filing, size_t task)
{
    const struct task *it = filing->unit->tasks[task];
    return xasprintf("%s%s（%s）", it->common ? "共性任务" : "职能任务", it->id + 1, it->title);
}

void filing_add_match(struct filing *filing, struct match match, size_t task, char *reason)
{
    struct judgement *judgement = filing->judgement;
    judgement->matches = xgrow(judgement->matches, judgement->match_count, sizeof match);
    match.obligation = (struct obligation){filing->unit_index, (int)task};
    match.reason = reason;
    judgement->matches[judgement->match_count++] = match;
}

struct score *filing_scores(const struct filing *filing)
{
    return xcalloc(filing->unit->task_count + 1, sizeof(struct score));
}

int filing_best(const struct filing *filing, const struct score *scores, double *second)
{
    int best = -1;
    double next = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        if (best < 0 || scores[i].words > scores[best].words) {
            next = best < 0 ? 0 : scores[best].words;
            best = (int)i;
        } else if (scores[i].words > next) {
            next = scores[i].words;
        }
    }
    if (second != NULL) {
        *second = next;
    }
    return best >= 0 && scores[best].words > 0 ? best : -1;
}

bool tasks_are_neighbours(const struct task *one, const struct task *other)
{
    for (size_t i = 0; i < one->item_count; i++) {
        for (size_t j = 0; j < other->item_count; j++) {
            if (one->items[i] == other->items[j]) {
                return true;
            }
        }
    }
    return false;
}

bool tasks_share_item(const struct task *other, const struct task *task)
{
    return other->common && other->item_count == 1 && tasks_are_neighbours(other, task);
}

bool filing_is_share(const struct filing *filing, const struct task *task)
{
    enum { SHARES = 3 };
    size_t shares = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        shares += tasks_share_item(filing->unit->tasks[i], task);
    }
    return task->common && task->item_count == 1 && shares >= SHARES;
}
