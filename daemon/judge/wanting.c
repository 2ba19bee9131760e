#include "judge/wanting.h"

#include "judge/outline.h"

#include <stdlib.h>

/* So sure a best guess must be by itself. */
#define LIKELY 0.38
/* And is, with what the report or the list of tasks adds. */
#define BORNE_OUT 0.75

/* One a task: is a section that has a text surely about it? The caller frees. */
static bool *find_reported(const struct filing *filing, const struct outline *outlines,
                           const bool *strange)
{
    bool *reported = xcalloc(filing->unit->task_count + 1, sizeof *reported);
    for (size_t i = 0; i < filing->papers->count; i++) {
        for (size_t j = 0; !strange[i] && j < outlines[i].count; j++) {
            for (size_t task = 0; task < filing->unit->task_count; task++) {
                reported[task] |=
                    outlines[i].at[j].sure[task] && !outline_is_frame(&outlines[i], j);
            }
        }
    }
    return reported;
}

/* Of a unit with one task: what speaks of credit is about that. */
static bool is_of_only_task(const struct filing *filing, const struct paper *paper)
{
    return filing->unit->task_count == 1 && paper_speaks_of_credit(paper);
}

/* It is of its best guess. */
static void settle(struct conclusion *conclusion, const char *why)
{
    conclusion_settle(conclusion, conclusion->tasks[0],
                      xasprintf("%s，%s", conclusion->reasons[0], why), BORNE_OUT);
}

/* One a task: reported, and surely proven by no file. The caller frees. */
static bool *find_wanting(const struct filing *filing, const struct outline *outlines,
                          const bool *strange, const struct conclusion *conclusions)
{
    bool *wanting = find_reported(filing, outlines, strange);
    for (size_t i = 0; i < filing->papers->count; i++) {
        for (size_t j = 0; conclusions[i].sure && j < conclusions[i].count; j++) {
            wanting[conclusions[i].tasks[j]] &= strange[i];
        }
    }
    return wanting;
}

/* Is its best guess more than a guess for want of a better one? */
static bool may_settle(const struct filing *filing, const struct evidence *evidence,
                       const struct conclusion *conclusion)
{
    int task = conclusion->count > 0 ? conclusion->tasks[0] : -1;
    return !conclusion->sure && task >= 0 && conclusion->confidence >= LIKELY &&
           !evidence_is_refused(filing, evidence, task);
}

void wanting_follow(const struct filing *filing, const struct outline *outlines,
                    const bool *strange, const struct evidence *evidences,
                    struct conclusion *conclusions)
{
    enum { FEW = 3 }; /* more of them cannot all be what is missing */
    size_t count = filing->papers->count;
    CLEANUP_FREE bool *wanting = find_wanting(filing, outlines, strange, conclusions);
    CLEANUP_FREE bool *may = xcalloc(count + 1, sizeof *may);
    CLEANUP_FREE size_t *seeming = xcalloc(filing->unit->task_count + 1, sizeof *seeming);
    for (size_t i = 0; i < count; i++) {
        may[i] = may_settle(filing, &evidences[i], &conclusions[i]);
        seeming[conclusions[i].tasks[0]] += may[i];
    }
    for (size_t i = 0; i < count; i++) {
        struct conclusion *conclusion = &conclusions[i];
        int task = conclusion->tasks[0];
        if (conclusion->sure || strange[i] || conclusion->count == 0) {
            continue;
        }
        if (may[i] && wanting[task] && seeming[task] <= FEW) {
            settle(conclusion, "自查报告写到这项任务，没有其他明确的佐证");
        } else if (is_of_only_task(filing, &filing->papers->at[i]) &&
                   !evidence_is_refused(filing, &evidences[i], task)) {
            settle(conclusion, "该单位只有这一项任务");
        }
    }
}
