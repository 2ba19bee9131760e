/* What a section of a self-report is about, by its heading, its number and the text below it. */
#include "judge/headings.h"

#include "base/utf8.h"
#include "judge/hypothesis.h"
#include "judge/lead.h"
#include "judge/mistakes.h"
#include "judge/outline.h"
#include "judge/plain.h"
#include "judge/told.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_SAYS 6.0
#define TEXT_HINTS 3.5
/* Without a keyword: words this strong, and this far before the next task's. */
#define WORDS_SAY 3.0
#define LEAD 1.45
/* What the heading itself must say of a task that the text below it decides for: responsible
 * offices (责任科室) stand in any text. */
#define OWN 1.0
/* What the text below adds to a heading, for the tasks that the heading nearly names. */
#define BELOW 0.7
#define NEAR 0.2
/* Tasks that a piece names alike: 守合同重信用 is a word of two. */
#define TIED 0.75
/* Words of a heading numbered as an item that have something of a task of that item: 网站. */
#define OF_ITEM 0.08
/* bytes of the text below a heading in which it says what it is about: some 150 characters. */
enum { BEGINNING = 450 };
/* The share of a task's keywords that have a word, and its lead, for a piece of that word alone. */
#define HINTED 0.14
#define HINT_LEAD 2.0
/* Of a text that says what it is about, and what less than is no trace of a task there. */
#define TELLS 3.0
#define TRACE 0.4
/* A task of the wrong kind under "职能任务完成情况" or "共性任务完成情况". */
#define WRONG_KIND 0.25
/* What of a common task's words goes to the functional ones of its item there. */
#define GIVEN 0.75

/* --- kinds of tasks ----------------------------------------------------------------------- */

/* Under "职能任务完成情况", 联合惩戒 is the functional task of that item, not the common one. */
static void give_to_functional(const struct filing *filing, const struct task *common,
                               const struct score *score, struct score *scores)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        if (!task->common && tasks_are_neighbours(task, common)) {
            scores[i].words += GIVEN * score->words;
            scores[i].keywords += GIVEN * score->keywords;
        }
    }
}

static void weaken_wrong_kind(const struct filing *filing, int restriction, struct score *scores)
{
    for (size_t i = 0; restriction == RESTRICT_FUNCTIONAL && i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        if (task->common && scores[i].keywords >= HEADING_SAYS) {
            struct score score = scores[i];
            give_to_functional(filing, task, &score, scores);
        }
    }
    for (size_t i = 0; restriction != RESTRICT_NONE && i < filing->unit->task_count; i++) {
        if (filing->unit->tasks[i]->common != (restriction == RESTRICT_COMMON)) {
            score_scale(&scores[i], WRONG_KIND);
        }
    }
}

/* --- what a section is about ----------------------------------------------------------------- */

bool heading_any_sure(const struct filing *filing, const struct heading *heading)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        if (heading->sure[i]) {
            return true;
        }
    }
    return false;
}

void heading_forget(const struct filing *filing, struct heading *heading)
{
    heading->idle = true;
    memset(heading->sure, 0, filing->unit->task_count * sizeof *heading->sure);
    memset(heading->perhaps, 0, filing->unit->task_count * sizeof *heading->perhaps);
}

bool heading_text_lacks(const struct filing *filing, const struct heading *heading, size_t task)
{
    bool tells = false;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        tells |= heading->sure[i] && i != task && heading->filled[i].keywords >= TELLS;
    }
    return tells && heading->filled[task].words < TRACE;
}

/* Is a section surely about a task that shares the item and the words of this one: a functional
 * one beside 联合奖惩案例 or 信息归集? */
bool heading_has_neighbour(const struct filing *filing, const struct heading *heading, size_t task)
{
    const struct task *asked = filing->unit->tasks[task];
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *there = filing->unit->tasks[i];
        if (heading->sure[i] && !(there->common && asked->common) &&
            tasks_are_neighbours(there, asked)) {
            return true;
        }
    }
    return false;
}

/* What a piece of the heading, or of the text below it, says of each task; the caller frees. */
static struct score *scores_of(const struct filing *filing, const struct heading *heading,
                               const char *text)
{
    struct score *scores = filing_scores(filing);
    unit_topics_score(filing->topics, text, 1, scores);
    weaken_wrong_kind(filing, heading->restriction, scores);
    return scores;
}

bool heading_score_named(const struct filing *filing, const struct heading *heading,
                         const char *text, const char *clause, struct score *scores)
{
    memset(scores, 0, filing->unit->task_count * sizeof *scores);
    bool named = unit_topics_score_named(filing->topics, text, scores);
    if (named) {
        mistakes_drop(filing, clause, scores);
        weaken_wrong_kind(filing, heading->restriction, scores);
    }
    return named;
}

bool heading_allows(const struct filing *filing, const struct heading *heading, int task)
{
    bool common = filing->unit->tasks[task]->common;
    return heading->restriction == RESTRICT_NONE ||
           common == (heading->restriction == RESTRICT_COMMON);
}

/* Marks the task that a piece of a heading names, if it names one clearly. What other pieces have
 * named already is left to them when `others` is set. */
static void mark_piece(const struct filing *filing, struct heading *heading, const char *piece,
                       bool others)
{
    CLEANUP_FREE struct score *scores = scores_of(filing, heading, piece);
    int first = filing_best(filing, scores, NULL);
    if (others && (first < 0 || scores[first].keywords < HEADING_SAYS ||
                   !heading_any_sure(filing, heading))) {
        return;
    }
    for (size_t i = 0; others && i < filing->unit->task_count; i++) {
        bool tied =
            scores[i].keywords >= HEADING_SAYS && scores[i].words >= TIED * scores[first].words;
        bool free = tied && !heading->sure[i] && !heading_has_neighbour(filing, heading, i);
        scores[i] = free ? scores[i] : (struct score){0};
    }
    double named = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        named = scores[i].words > named ? scores[i].words : named;
    }
    CLEANUP_FREE struct score *own = filing_scores(filing);
    memcpy(own, scores, filing->unit->task_count * sizeof *own);
    /* Of those it may mean, the text below decides: 联合惩戒 with or without a 备忘录. */
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool meant = scores[i].words >= NEAR * named;
        scores[i].words += meant ? BELOW * heading->filled[i].words : 0;
        scores[i].keywords += meant ? BELOW * heading->filled[i].keywords : 0;
    }
    double second = 0;
    int best = filing_best(filing, scores, &second);
    if (best < 0 || named <= 0) {
        return;
    }
    bool says = scores[best].keywords >= HEADING_SAYS || scores[best].words >= WORDS_SAY;
    if (says && scores[best].words >= LEAD * second && own[best].words >= OWN) {
        heading->sure[best] = true;
    } else if (scores[best].keywords >= HEADING_HINTS || scores[best].words >= WORDS_SAY) {
        heading->perhaps[best] = true;
    }
}

/* A piece of one word goes with what the piece before it began with: 信息归集与公开 is about
 * 信息公开, too. NULL if it is more than a word. */
static char *completed(const char *before, const char *piece)
{
    enum { A_WORD = 2, TWO_WORDS = 4 };
    if (before == NULL || plain_han_count(piece) != A_WORD || plain_han_count(before) < TWO_WORDS ||
        !utf8_is_han(plain_next(before, &(size_t){0}))) {
        return NULL;
    }
    size_t size = 0;
    for (int i = 0; i < A_WORD; i++) {
        size_t length = 0;
        plain_next(before + size, &length);
        size += length;
    }
    return xasprintf("%.*s%s", (int)size, before, piece);
}

/* 档案 hints at those of officials most; where the text below says 信用档案, and nothing of
 * officials, it means those of enterprises, at which the word hints, too. */
static int meant_by_text(const struct filing *filing, const struct heading *heading,
                         const struct score *hints, int best)
{
    int meant = best;
    for (size_t i = 0; heading->filled[best].keywords <= 0 && i < filing->unit->task_count; i++) {
        bool said = hints[i].words > 0 && heading->filled[i].keywords >= TEXT_HINTS;
        if (said && heading->filled[i].keywords > heading->filled[meant].keywords) {
            meant = (int)i;
        }
    }
    return meant;
}

/* A short piece without a keyword, 保障 in "计划、领导和保障": what most of one task's words have.
 * Of a heading that names no task it may also stand among words of routine (强化保障抓落实). What
 * another heading names is not meant, nor what many have nothing to report about and the text below
 * has no word of. */
static void mark_hint(const struct filing *filing, struct heading *heading, const char *piece,
                      bool alone, const bool *named)
{
    enum { SHORT = 4 };
    CLEANUP_FREE struct score *hints = filing_scores(filing);
    CLEANUP_FREE char *blanked = xstrdup(piece);
    plain_blank_routine(blanked);
    /* 组织 in "组织和经费" is all that the piece says. */
    const char *rest = plain_han_count(blanked) == 0 ? piece : blanked;
    unit_topics_hint(filing->topics, rest, hints);
    double second = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        heading->hinted[i] += hints[i].words;
    }
    size_t size = plain_han_count(alone ? rest : piece);
    if (heading->chars == 0 || size > SHORT || unit_topics_named(filing->topics, piece)) {
        return;
    }
    int best = filing_best(filing, hints, &second);
    int meant = best >= 0 ? meant_by_text(filing, heading, hints, best) : -1;
    if (meant != best) {
        heading->sure[meant] |= !named[meant] && heading_allows(filing, heading, meant);
        return;
    }
    if (best >= 0 && !named[best] && heading_allows(filing, heading, best) &&
        hints[best].words >= HINTED && hints[best].words >= HINT_LEAD * second &&
        (alone || !filing->unit->tasks[best]->seldom || heading->filled[best].keywords > 0)) {
        heading->sure[best] = true;
    }
}

/* "信用专栏建设和网站链接情况" speaks of two tasks: each piece between the joints for itself. */
static void mark_pieces(const struct filing *filing, struct heading *heading, bool others)
{
    const char *cursor = heading->words;
    const char *before = NULL;
    size_t size = 0;
    for (const char *at = NULL; (at = plain_piece(&cursor, &size)) != NULL; before = at) {
        CLEANUP_FREE char *piece = xstrndup(at, size);
        CLEANUP_FREE char *whole = completed(before, piece);
        if (plain_han_count(piece) >= 2) {
            mark_piece(filing, heading, piece, others);
        }
        if (whole != NULL && unit_topics_named(filing->topics, whole)) {
            mark_piece(filing, heading, whole, others);
        }
    }
}

static void mark_hints(const struct filing *filing, struct heading *heading, const bool *named)
{
    bool alone = !heading_any_sure(filing, heading);
    const char *cursor = heading->words;
    size_t size = 0;
    for (const char *at = NULL; (at = plain_piece(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *piece = xstrndup(at, size);
        if (plain_han_count(piece) >= 2) {
            mark_hint(filing, heading, piece, alone, named);
        }
    }
}

/* Keeps how plainly a clause, or a piece of it, names its best task. */
static void note_mention(const struct filing *filing, struct heading *heading,
                         const struct score *scores)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        double said = scores[i].keywords;
        heading->touched[i] = said > heading->touched[i] ? said : heading->touched[i];
    }
    double second = 0;
    int best = filing_best(filing, scores, &second);
    if (best >= 0 && scores[best].words >= LEAD * second &&
        scores[best].keywords > heading->mentioned[best]) {
        heading->mentioned[best] = scores[best].keywords;
    }
}

static void note_pieces(const struct filing *filing, struct heading *heading, const char *clause)
{
    const char *cursor = clause;
    size_t size = 0;
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    for (const char *at = NULL; (at = plain_piece(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *piece = xstrndup(at, size);
        if (plain_han_count(piece) >= 3 &&
            heading_score_named(filing, heading, piece, clause, scores)) {
            note_mention(filing, heading, scores);
        }
    }
}

static bool cites(const char *clause)
{
    static const char *const words[] = {"附件", "号)", NULL};
    return plain_contains_any(clause, words);
}

/* 网站专栏正在建设: not yet; 联合惩戒不涉及, 无行政许可职能: not at all, if the clause ends so. */
static bool is_undone(const char *clause)
{
    static const char *const words[] = {"尚未", "正在", "暂未", "暂无", "还没有", "预计", NULL};
    static const char *const ends[] = {"不涉及", "未涉及", "未开展"};
    static const char *const none[] = {"无", "没有", NULL};
    return plain_contains_any(clause, words) || utf8_ends_with_any(clause, ends, COUNT_OF(ends)) ||
           (utf8_ends_with(clause, "职能") && plain_contains_any(clause, none));
}

/* A clause that cites a paper, "双公示情况见附件9", brings evidence for what it speaks of; so
 * `tells` one. */
static void mark_clause(const struct filing *filing, struct heading *heading,
                        const struct score *scores, bool tells)
{
    double second = 0;
    int best = filing_best(filing, scores, &second);
    if (best < 0 || scores[best].keywords < HEADING_SAYS || scores[best].words < 1.2 * second) {
        return;
    }
    if (tells && heading_allows(filing, heading, best)) {
        heading->sure[best] = true;
    } else if (scores[best].keywords >= TEXT_HINTS) {
        heading->perhaps[best] = true;
    }
}

/* "网站专栏及链接见附件10" cites it for two tasks. */
static void mark_cited_pieces(const struct filing *filing, struct heading *heading,
                              const char *clause)
{
    const char *cursor = clause;
    size_t size = 0;
    for (const char *at = NULL; (at = plain_piece(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *piece = xstrndup(at, size);
        CLEANUP_FREE struct score *scores = scores_of(filing, heading, piece);
        double second = 0;
        int best = filing_best(filing, scores, &second);
        if (best >= 0 && scores[best].keywords >= HEADING_SAYS &&
            scores[best].words >= LEAD * second &&
            !heading_has_neighbour(filing, heading, (size_t)best)) {
            heading->sure[best] = true;
        }
    }
}

/* Keywords of a text that are enough, where there are so few tasks that there is little to mistake.
 */
static double text_says(const struct filing *filing)
{
    enum { FEW_TASKS = 4 };
    return filing->unit->task_count <= FEW_TASKS ? HEADING_SAYS : TEXT_SAYS;
}

/* Where neither the heading nor its number tells, the text as a whole may. */
static void mark_whole(const struct filing *filing, struct heading *heading)
{
    double second = 0;
    int best = filing_best(filing, heading->filled, &second);
    if (best >= 0 && !heading_any_sure(filing, heading) &&
        heading->filled[best].keywords >= text_says(filing) &&
        heading->filled[best].words >= LEAD * second) {
        heading->sure[best] = true;
    }
}

/* What the text below says beside its heading: 专项经费 in "加强领导，建立机制". */
static void mark_text(const struct filing *filing, struct heading *heading)
{
    /* "十七、职能任务完成情况" itself names none; its text goes through them. */
    bool told = heading->unparted ||
                (heading->restriction == RESTRICT_FUNCTIONAL && heading_kind(heading) != 0);
    const char *cursor = heading->text;
    size_t size = 0;
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    for (const char *at = NULL; (at = plain_clause(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *clause = xstrndup(at, size);
        if (!heading_score_named(filing, heading, clause, clause, scores) ||
            (heading->unparted && is_undone(clause))) {
            continue;
        }
        bool cited = cites(clause);
        mark_clause(filing, heading, scores, told || cited);
        if (cited) {
            mark_cited_pieces(filing, heading, clause);
        }
        if (heading->unparted || at - heading->text < BEGINNING) {
            note_mention(filing, heading, scores);
            note_pieces(filing, heading, clause);
        }
    }
}

static bool speaks_of(const struct heading *heading, size_t task)
{
    return heading->said[task].keywords >= HEADING_SAYS ||
           heading->filled[task].keywords >= HEADING_SAYS ||
           heading->mentioned[task] >= HEADING_SAYS;
}

/* "十七、十八、诚信履约和政务公开" is of both items. */
static bool means_item(const struct filing *filing, const struct heading *heading, int item,
                       size_t task)
{
    bool means = hypothesis_means(filing, READING_ITEMS, item, task);
    for (size_t i = 1; i < heading->number.count && item == heading->number.values[0]; i++) {
        means |= hypothesis_means(filing, READING_ITEMS, heading->number.values[i], task);
    }
    return means;
}

/* "信用产品应用（项目11）" has a wrong number: it names another item's task, and none of this. */
static bool says_another(const struct filing *filing, const struct heading *heading, int item,
                         bool named)
{
    bool another = false;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool said = speaks_of(heading, i);
        if (said && means_item(filing, heading, item, i)) {
            return false;
        }
        another |=
            heading->sure[i] && heading->said[i].keywords >= HEADING_SAYS &&
            (!named || heading->filled[i].keywords >= heading->said[i].keywords + HEADING_SAYS);
    }
    return another;
}

/* A report that follows the items: its section is about all that the item asks for in common. */
static bool mark_item(const struct filing *filing, struct heading *heading, bool firm)
{
    int value = heading->number.count > 0 ? heading->number.values[0] : 0;
    value = heading->item != 0 ? heading->item : value;
    bool named = hypothesis_item_named(filing, value, heading->words);
    bool numbered = heading->item != 0 || (firm && heading->number.family == NUMBER_ITEM);
    if ((!named && !numbered) || says_another(filing, heading, value, named)) {
        return false;
    }
    heading->item = value;
    /* Where its words tell which of the item's tasks it is about, the others are not meant. */
    bool told = false;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        told |= means_item(filing, heading, value, i) && speaks_of(heading, i);
    }
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool means = means_item(filing, heading, value, i);
        bool said = speaks_of(heading, i);
        bool open = !told || (numbered && heading->said[i].words >= OF_ITEM);
        bool likely = said || (filing->unit->tasks[i]->common && open);
        heading->perhaps[i] = (means && !likely) || (!means && said && heading->perhaps[i]);
        heading->sure[i] = means && likely;
    }
    return true;
}

/* The number of a heading under the outline's own reading, where its words do not contradict. */
static void mark_number(const struct filing *filing, const struct hypothesis *hypothesis,
                        struct heading *heading)
{
    bool items = heading->item != 0 || hypothesis->reading == READING_ITEMS;
    enum reading reading = items ? READING_ITEMS : hypothesis->reading;
    bool firm = heading->number.family == NUMBER_ITEM || hypothesis_firm(hypothesis);
    if (items && mark_item(filing, heading, firm)) {
        return;
    }
    double top = 0;
    size_t meant = 0;
    int only = -1;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool means = heading->number.count > 0 &&
                     hypothesis_means(filing, reading, heading->number.values[0], i);
        meant += means;
        only = means ? (int)i : only;
        top = heading->said[i].words > top ? heading->said[i].words : top;
    }
    if (only < 0) {
        return;
    }
    bool agrees = heading->said[only].words > 0 && heading->said[only].words >= 0.6 * top;
    /* The row of a table is of its own task, whatever words it shares. */
    bool row = meant == 1 && firm && heading->written != NULL && heading->said[only].words > 0;
    if (row) {
        memset(heading->sure, 0, filing->unit->task_count * sizeof *heading->sure);
        heading->sure[only] = true;
        return;
    }
    if (meant == 1 && (agrees || top < 2) && (firm || agrees)) {
        heading->sure[only] = true;
        heading->perhaps[only] = false;
    }
}

/* Tasks named by number, unless the words beside it are another's. True if there are any. */
static bool mark_told(const struct filing *filing, struct heading *heading)
{
    int best = filing_best(filing, heading->said, NULL);
    bool told = false;
    bool agrees = best < 0 || heading->said[best].keywords < HEADING_SAYS;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool means = told_is(filing, heading, i);
        told |= means;
        agrees |= means && heading->said[i].words >= HEADING_AKIN;
    }
    for (size_t i = 0; told && agrees && i < filing->unit->task_count; i++) {
        heading->sure[i] = told_is(filing, heading, i);
        heading->perhaps[i] = false;
    }
    return told && agrees;
}

void headings_judge(const struct filing *filing, struct outline *outline)
{
    CLEANUP_FREE struct numbered *numbered = xcalloc(outline->count + 1, sizeof *numbered);
    size_t count = 0;
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        unit_topics_score(filing->topics, heading->words, 1, heading->said);
        weaken_wrong_kind(filing, heading->restriction, heading->said);
        unit_topics_score_text(filing->topics, heading->text, 1, heading->filled);
        weaken_wrong_kind(filing, heading->restriction, heading->filled);
        unit_topics_mark(filing->topics, heading->words, false, heading->worded);
    }
    told_doubt(filing, outline);
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        if (heading->number.count > 0 && heading->told.count == 0 && !heading->idle) {
            numbered[count++] = (struct numbered){.number = heading->number,
                                                  .words = heading->words,
                                                  .scores = heading->said,
                                                  .heading = true};
        }
    }
    struct hypothesis hypothesis = hypothesis_choose(filing, numbered, count);
    CLEANUP_FREE bool *settled = xcalloc(outline->count + 1, sizeof *settled);
    CLEANUP_FREE bool *named = xcalloc(filing->unit->task_count + 1, sizeof *named);
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        settled[i] = heading->idle || heading->quotes || mark_told(filing, heading);
        if (!settled[i]) {
            mark_pieces(filing, heading, false);
        }
        for (size_t j = 0; j < filing->unit->task_count; j++) {
            named[j] |= heading->sure[j];
        }
    }
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        if (!settled[i]) {
            mark_hints(filing, heading, named);
            mark_pieces(filing, heading, true);
            mark_text(filing, heading);
            mark_number(filing, &hypothesis, heading);
            mark_whole(filing, heading);
            lead_read(filing, heading);
        }
    }
}
