#include "judge/lead.h"

#include "judge/headings.h"
#include "judge/plain.h"
#include "judge/plans.h"

#include <stdlib.h>
#include <string.h>

/* How far a clause must speak more of one task than of the next. */
#define LEADS 1.25

/* The first sentence; what it repeats of the heading is blanked: "围绕信用承诺，我局……" says no
 * more than the heading. The caller frees. */
static char *first_sentence(const struct heading *heading)
{
    const char *text = heading->text;
    while (plain_starts_with(text, "。")) { /* of the heading */
        text += strlen("。");
    }
    const char *end = strstr(text, "。");
    size_t line = strcspn(text, "\n");
    size_t size = end != NULL && (size_t)(end - text) < line ? (size_t)(end - text) : line;
    char *sentence = xstrndup(text, size);
    const char *words = heading->words + strspn(heading->words, " ");
    if (*words != '\0') {
        plain_blank(sentence, words);
    }
    return sentence;
}

/* True if the words of a clause are plainly about one task, which is noted. */
static bool note(const struct filing *filing, struct heading *heading, const char *words,
                 const char *clause, struct score *scores)
{
    if (!heading_score_named(filing, heading, words, clause, scores)) {
        return false;
    }
    double second = 0;
    int best = filing_best(filing, scores, &second);
    bool tells =
        best >= 0 && scores[best].keywords >= LEAD_TELLS && scores[best].words >= LEADS * second;
    if (tells && scores[best].keywords > heading->led[best]) {
        heading->led[best] = scores[best].keywords;
    }
    return tells;
}

/* Likewise, of a clause and of its pieces. */
static bool note_clause(const struct filing *filing, struct heading *heading, const char *clause,
                        struct score *scores)
{
    bool tells = note(filing, heading, clause, clause, scores);
    const char *cursor = clause;
    size_t size = 0;
    for (const char *at = NULL; (at = plain_piece(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *piece = xstrndup(at, size);
        tells |= note(filing, heading, piece, clause, scores);
    }
    return tells;
}

/* Or says that a plan was made. */
static void note_plan(const struct filing *filing, struct heading *heading, const char *sentence)
{
    struct score plan;
    int task = plans_made(filing, sentence) ? plans_task(filing, &plan) : -1;
    if (task >= 0 && heading->led[task] < LEAD_TELLS) {
        heading->led[task] = LEAD_TELLS;
    }
}

void lead_read(const struct filing *filing, struct heading *heading)
{
    enum { A_WORD = 2 };
    CLEANUP_FREE char *sentence = first_sentence(heading);
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    const char *cursor = sentence;
    size_t size = 0;
    size_t told = 0;
    size_t untold = 0;
    for (const char *at = NULL; (at = plain_clause(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *clause = xstrndup(at, size);
        bool tells = note_clause(filing, heading, clause, scores);
        told += tells;
        untold += !tells && plain_han_count(clause) > A_WORD;
    }
    note_plan(filing, heading, sentence);
    /* "网站链接见附件10" is no summary. */
    heading->leads = told > 0 && untold == 0 && strstr(sentence, "见附") == NULL;
}

bool lead_admits(const struct heading *heading, size_t task)
{
    return !heading->leads || heading->touched[task] > 0 || heading->hinted[task] > 0 ||
           heading->said[task].words >= HEADING_AKIN;
}
