#include "judge/plans.h"

#include "judge/plain.h"
#include "judge/topics.h"

#include <stdlib.h>
#include <string.h>

static const char *const credit[] = {"信用", "诚信", NULL};

/* Does a word for a plan belong to the "信用" before `at`, with no mark between? `size`: bytes up
 * to that word, of what names its field. */
static bool leads_to_plan(const char *at, size_t *size)
{
    enum { LONGEST = 60 /* bytes */ };
    static const char *const plans[] = {"实施方案", "工作方案", "建设方案", "工作要点",
                                        "建设要点", "工作计划", "建设计划", "年度计划",
                                        "行动计划", "实施意见", NULL};
    static const char *const ends[] = {"。", ",", ";", "、", "《", "》", "\n", NULL};
    for (*size = 0; *size < LONGEST && at[*size] != '\0'; (*size)++) {
        if (plain_starts_with_any(at + *size, plans) > 0) {
            return true;
        }
        if (plain_starts_with_any(at + *size, ends) > 0) {
            return false;
        }
    }
    return false;
}

/* The next plan in the text that names no task; NULL if there is none more. */
static const char *next_plan(const struct filing *filing, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        size_t word = plain_starts_with_any(at, credit);
        size_t size = 0;
        if (word == 0 || !leads_to_plan(at + word, &size)) {
            continue;
        }
        CLEANUP_FREE char *between = xstrndup(at + word, size);
        if (!unit_topics_named(filing->topics, between)) {
            return at;
        }
    }
    return NULL;
}

bool plans_named(const struct filing *filing, const char *plain)
{
    return next_plan(filing, plain) != NULL;
}

bool plans_made(const struct filing *filing, const char *plain)
{
    static const char *const makes[] = {"印发", "制定", "出台", "下发", "制发", "编制", NULL};
    static const char *const follows[] = {"按照", "根据", "依据", "对照", "落实", "贯彻", NULL};
    const char *cursor = plain;
    size_t size = 0;
    for (const char *at = NULL; (at = plain_clause(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *clause = xstrndup(at, size);
        const char *plan = next_plan(filing, clause);
        CLEANUP_FREE char *before = xstrndup(clause, plan != NULL ? (size_t)(plan - clause) : 0);
        if (plain_contains_any(before, makes) && !plain_contains_any(before, follows)) {
            return true;
        }
    }
    return false;
}

int plans_task(const struct filing *filing, struct score *says)
{
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    unit_topics_score(filing->topics, "信用体系建设工作方案", 1, scores);
    int task = filing_best(filing, scores, NULL);
    *says = task >= 0 ? scores[task] : (struct score){0};
    return task;
}
