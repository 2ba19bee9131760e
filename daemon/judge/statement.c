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
    enum { LINES = 1 };
    return paper->file->section_count > LINES ? outline_read(filing, paper)
                                              : outline_run_on(filing, paper);
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

struct outline statement_about(const struct filing *filing, const struct paper *paper,
                               const int *tasks, size_t count)
{
    struct outline outline = read_statement(filing, paper);
    for (size_t i = 0; i < outline.count; i++) {
        outline.at[i].stated = true;
        for (size_t j = 0; j < count && !outline.at[i].idle; j++) {
            outline.at[i].sure[tasks[j]] = true;
        }
    }
    return outline;
}
