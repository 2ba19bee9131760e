#include "judge/statement.h"

#include "judge/headings.h"
#include "judge/outline.h"
#include "judge/papers.h"

#include <stdlib.h>

/* Do its headings, as 一、完成情况 and 二、下一步打算, tell no task, and is there one that tells
 * what was done? */
static bool names_no_task(const struct filing *filing, const struct outline *outline)
{
    bool any = false;
    for (size_t i = 0; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        if (!heading->idle && unit_topics_named(filing->topics, heading->words)) {
            return false;
        }
        any |= !heading->idle;
    }
    return any;
}

/* The sections of a statement. */
static struct outline read_statement(const struct filing *filing, const struct paper *paper)
{
    enum { SEVERAL = 2 };
    bool parted = paper->file->section_count >= SEVERAL || !outline_lacks_headings(paper->file);
    return parted ? outline_read(filing, paper) : outline_run_on(filing, paper);
}

bool statement_is(const struct filing *filing, const struct paper *paper)
{
    if (!paper_states(paper)) {
        return false;
    }
    struct outline outline = read_statement(filing, paper);
    bool states = names_no_task(filing, &outline);
    outline_clear(&outline);
    return states;
}

bool statement_is_special(const struct paper *paper)
{
    enum { HEADINGS = 2 };
    static const char *const ends[] = {"专题报告", "专项报告"};
    return paper->portion == 0 && paper->file->kind != KIND_IMAGE && !paper_is_sheet(paper) &&
           paper->file->section_count >= HEADINGS && paper_is_called(paper, ends, COUNT_OF(ends));
}

bool statement_is_only_about(const struct filing *filing, const struct paper *paper,
                             const int *tasks, size_t count)
{
    struct outline outline = outline_read(filing, paper);
    bool only = true;
    for (size_t i = 0; i < outline.count && only; i++) {
        CLEANUP_FREE struct score *scores = filing_scores(filing);
        unit_topics_score(filing->topics, outline.at[i].words, 1, scores);
        int best = filing_best(filing, scores, NULL);
        bool names = best >= 0 && scores[best].keywords >= HEADING_SAYS && !outline.at[i].idle;
        bool meant = !names;
        for (size_t j = 0; j < count; j++) {
            meant |= tasks[j] == best;
        }
        only = meant;
    }
    outline_clear(&outline);
    return only;
}

/* Of several tasks those that the heading names; or else the one of which its text says most. Notes
 * in `told` which are; false if there is none. */
static bool mark_own(const struct filing *filing, struct heading *heading, const int *tasks,
                     size_t count, bool *told)
{
    CLEANUP_FREE struct score *said = filing_scores(filing);
    CLEANUP_FREE struct score *filled = filing_scores(filing);
    unit_topics_score(filing->topics, heading->words, 1, said);
    unit_topics_score_text(filing->topics, heading->text, 1, filled);
    bool any = false;
    size_t best = 0;
    for (size_t i = 0; i < count; i++) {
        best = filled[tasks[i]].keywords > filled[tasks[best]].keywords ? i : best;
        if (said[tasks[i]].keywords >= HEADING_HINTS) {
            heading->sure[tasks[i]] = told[i] = any = true;
        }
    }
    if (!any && filled[tasks[best]].keywords >= HEADING_SAYS) {
        heading->sure[tasks[best]] = told[best] = any = true;
    }
    return any;
}

struct outline statement_about(const struct filing *filing, const struct paper *paper,
                               const int *tasks, size_t count)
{
    struct outline outline = read_statement(filing, paper);
    CLEANUP_FREE bool *told = xcalloc(count + 1, sizeof *told);
    CLEANUP_FREE bool *owns = xcalloc(outline.count + 1, sizeof *owns);
    for (size_t i = 0; i < outline.count; i++) {
        outline.at[i].stated = true;
        owns[i] = count > 1 && outline.count > 1 && !outline.at[i].idle &&
                  mark_own(filing, &outline.at[i], tasks, count, told);
    }
    /* What no section says is said of all that tell nothing more exact. */
    for (size_t i = 0; i < outline.count; i++) {
        for (size_t j = 0; j < count && !outline.at[i].idle && !owns[i]; j++) {
            outline.at[i].sure[tasks[j]] = !told[j];
        }
    }
    return outline;
}
