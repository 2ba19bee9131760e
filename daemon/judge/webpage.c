#include "judge/webpage.h"

#include "base/utf8.h"
#include "judge/homepage.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* On a picture of a page: what a task of another item may have at most of the first one's keywords.
 */
#define PAGE_RIVAL 0.6

/* --- what they are called -------------------------------------------------------------------- */

/* What cameras and desktops call pictures, beside what is on them. */
static const char *const picture_words[] = {"截图", "截屏", "图片", "照片", "首页",
                                            "页面", "网页", "查询", "结果", NULL};

/* The words of its name but for those; the caller frees. */
static char *shown_words(const struct paper *paper)
{
    char *words = xstrdup(paper_name(paper)->words);
    for (size_t i = 0; picture_words[i] != NULL; i++) {
        plain_blank(words, picture_words[i]);
    }
    return words;
}

bool webpage_is_silent(const struct paper *paper)
{
    CLEANUP_FREE char *shown = shown_words(paper);
    plain_blank(shown, "网站");
    return paper_name(paper)->nameless || plain_han_count(shown) == 0;
}

/* Whose a web site is. */
static const char *const owner_words[] = {"我局", "本局", "局机关", "官方", "门户",
                                          "政府", "单位", "部门",   "局",   NULL};

/* What a picture is called by, beside words that name no subject (局网站截图): of two characters,
 * or NULL. A name such as 黄石财政网 is that of a web site. The caller frees. */
static char *picture_word(const struct paper *paper)
{
    enum { A_WORD = 2 };
    CLEANUP_FREE char *shown = shown_words(paper);
    if (paper->file->kind != KIND_IMAGE || strpbrk(shown, "0123456789") != NULL) {
        return NULL;
    }
    static const char *const press[] = {"人民网", "新华网", "中新网", "荆楚网", "东楚网", "新浪网",
                                        "腾讯网", "搜狐网", "央视网", "光明网", "长江网", NULL};
    if (utf8_ends_with(shown, "网") && !plain_contains_any(shown, press)) {
        return xstrdup("网站");
    }
    for (size_t i = 0; owner_words[i] != NULL; i++) {
        plain_blank(shown, owner_words[i]);
    }
    return plain_han_count(shown) == A_WORD ? STEAL(shown) : NULL;
}

/* Of what its one word hints at, for a picture that has no more: one a task. */
static struct score *hinted_by_word(const struct filing *filing, const struct paper *paper)
{
    CLEANUP_FREE char *word = picture_word(paper);
    struct score *hints = filing_scores(filing);
    if (word != NULL && !unit_topics_named(filing->topics, word)) {
        unit_topics_hint(filing->topics, word, hints);
    }
    return hints;
}

bool webpage_shows_other(const struct filing *filing, const struct paper *paper, int task)
{
    CLEANUP_FREE struct score *hints = hinted_by_word(filing, paper);
    return filing_best(filing, hints, NULL) >= 0 && hints[task].words <= 0;
}

/* What papers that show web pages are called by. */
static const char *const page_words[] = {"网站", "网页", "截图", "专栏", "链接", NULL};

bool webpage_is_shown(const struct paper *paper)
{
    return paper_calls_itself(paper, page_words);
}

/* --- what they show --------------------------------------------------------------------------- */

/* Does a page's menu name subjects of credit that are of other items (红黑榜、信用评价, or 承诺公示
 * alone), so that it is a column, whatever it is called? 政务公开 is in every menu. */
static bool is_column(const struct filing *filing, const struct score *seen, int task)
{
    static const char *const credit[] = {"信用", "诚信", "失信", NULL};
    enum { ENOUGH = 2 };
    const struct task *const *tasks = filing->unit->tasks;
    int subjects = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool named = seen[i].keywords > 0 && !tasks_are_neighbours(tasks[i], tasks[task]);
        int worth = !tasks[i]->common                             ? 1
                    : plain_contains_any(tasks[i]->title, credit) ? ENOUGH
                                                                  : 0;
        subjects += named ? worth : 0;
    }
    return subjects >= ENOUGH;
}

/* The task that the name of a picture tells, or the title of one without; -1 if it tells none, or
 * several. */
static int told_by_name(const struct filing *filing, const struct paper *paper)
{
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    const struct part *name = paper_name(paper);
    unit_topics_score(filing->topics, name->nameless ? paper->title_words : name->words, 1, scores);
    return meaning_plain_task(filing, scores);
}

/* 网站专栏.jpg shows the links, too, if they can be read on it. */
static bool conclude_by_links(const struct filing *filing, const struct evidence *evidence,
                              const struct meaning *meaning, struct conclusion *conclusion,
                              int named)
{
    const struct task *const *tasks = filing->unit->tasks;
    CLEANUP_FREE struct score *seen = filing_scores(filing);
    unit_topics_score_text(filing->topics, evidence->paper->text_words, 1, seen);
    for (size_t i = 0; i < filing->unit->task_count && evidence_asks_column(tasks[named]); i++) {
        bool shown = evidence_asks_links(tasks[i]) && seen[i].keywords >= EVIDENCE_PIECE;
        if (shown && tasks_are_neighbours(tasks[i], tasks[named])) {
            conclusion_add(filing, evidence, meaning, conclusion, named);
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
            conclusion->sure = true;
            conclusion->confidence = 0.85;
        }
    }
    return conclusion->sure;
}

/* 黄石财政网.png, 首页.jpg. */
static bool is_called_page(const struct paper *paper)
{
    static const char *const words[] = {"网", "首页", "专栏", "链接", NULL};
    return plain_contains_any(paper_name(paper)->words, words);
}

/* What a home page shows, unless the name tells something else than column or links. */
static bool conclude_by_page(const struct filing *filing, const struct evidence *evidence,
                             struct conclusion *conclusion, int named)
{
    const struct task *const *tasks = filing->unit->tasks;
    bool meant = named < 0
                     ? webpage_is_silent(evidence->paper) || is_called_page(evidence->paper)
                     : evidence_asks_links(tasks[named]) || evidence_asks_column(tasks[named]);
    bool window = paper_name(evidence->paper)->nameless; /* whose title may be all of its menu */
    struct homepage page =
        meant || window ? homepage_read(filing, evidence->paper) : (struct homepage){0};
    if (!meant && !(page.column && page.links)) {
        return false;
    }
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool column = page.column && evidence_asks_column(tasks[i]);
        bool links = page.links && evidence_asks_links(tasks[i]);
        if ((column || links) && tasks[i]->common) {
            CLEANUP_FREE char *label = filing_task_label(filing, i);
            const char *what = column ? "网页上有信用方面的栏目" : "网页上有要求链接的网站";
            conclusion_put(conclusion, (int)i, xasprintf("%s，对应%s", what, label));
        }
    }
    if (conclusion->count == 0) {
        return false;
    }
    conclusion->sure = true;
    conclusion->confidence = 0.85;
    return true;
}

/*
 * A picture of a web page that its name does not tell shows all that can be read on it: the column
 * and the links of one home page. Nothing else on it may speak as loud.
 */
bool webpage_conclude(const struct filing *filing, const struct evidence *evidence,
                      const struct meaning *meaning, struct conclusion *conclusion)
{
    const struct unit *unit = filing->unit;
    if (evidence->paper->file->kind != KIND_IMAGE || paper_has_banner(evidence->paper)) {
        return false;
    }
    int named = told_by_name(filing, evidence->paper);
    if (conclude_by_page(filing, evidence, conclusion, named)) {
        return true;
    }
    if (named >= 0 && !evidence_asks_links(unit->tasks[named])) {
        return conclude_by_links(filing, evidence, meaning, conclusion, named);
    }
    CLEANUP_FREE struct score *seen = filing_scores(filing);
    CLEANUP_FREE bool *titled = xcalloc(unit->task_count + 1, sizeof *titled);
    unit_topics_score_text(filing->topics, evidence->paper->text_words, 1, seen);
    unit_topics_mark(filing->topics, evidence->paper->text_words, true, titled);
    int best = filing_best(filing, seen, NULL);
    double most = best >= 0 ? seen[best].keywords : 0;
    bool loud = false;
    for (size_t i = 0; i < unit->task_count && most >= EVIDENCE_STRONG; i++) {
        bool near = best == (int)i || tasks_are_neighbours(unit->tasks[i], unit->tasks[best]);
        bool column = evidence_asks_column(unit->tasks[i]);
        bool meant = best == (int)i || titled[i] || column;
        bool shown = (seen[i].keywords >= EVIDENCE_PIECE && meant) ||
                     (column && is_column(filing, seen, (int)i));
        loud |= !near && seen[i].keywords >= PAGE_RIVAL * most;
        if (near && shown && unit->tasks[i]->common) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
    if (loud || conclusion->count != 2) { /* a menu names many */
        conclusion_clear(conclusion);
        return false;
    }
    conclusion->sure = true;
    conclusion->confidence = 0.85;
    return true;
}

/*
 * 网站.jpg: a picture of which only one word is known, and that word stands in the keywords of the
 * common tasks of one item alone. It shows what they all ask for.
 */
bool webpage_conclude_by_word(const struct filing *filing, const struct evidence *evidence,
                              const struct meaning *meaning, struct conclusion *conclusion)
{
    CLEANUP_FREE struct score *hints = hinted_by_word(filing, evidence->paper);
    int best = filing_best(filing, hints, NULL);
    for (size_t i = 0; best >= 0 && i < filing->unit->task_count; i++) {
        bool near = tasks_are_neighbours(filing->unit->tasks[i], filing->unit->tasks[best]);
        bool meant = meaning->count == 0 || meaning->tasks[i];
        if (hints[i].words > 0 && (!near || !meant || !filing->unit->tasks[i]->common)) {
            conclusion_clear(conclusion);
            return false;
        }
        if (hints[i].words > 0) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
    conclusion->sure = conclusion->count > 1;
    conclusion->confidence = 0.8;
    return conclusion->sure;
}

/* Is a task of that one item among those that are concluded? */
static bool is_companion(const struct filing *filing, const struct conclusion *conclusion, int task)
{
    const struct task *asked = filing->unit->tasks[task];
    for (size_t i = 0; i < conclusion->count; i++) {
        const struct task *there = filing->unit->tasks[conclusion->tasks[i]];
        if (tasks_share_item(there, asked)) {
            return true;
        }
    }
    return false;
}

/* A paper that tells of a web site (网站.docx) shows all of it: the column and, below, the links.
 * The menu on a picture, or a table, names much that is not meant. */
void webpage_add_shown(const struct filing *filing, const struct evidence *evidence,
                       const struct meaning *meaning, struct conclusion *conclusion)
{
    const struct paper *paper = evidence->paper;
    bool menu = paper->file->kind == KIND_IMAGE || paper_is_sheet(paper);
    if (menu || !webpage_is_shown(paper)) {
        return;
    }
    CLEANUP_FREE bool *titled = xcalloc(filing->unit->task_count + 1, sizeof *titled);
    unit_topics_mark(filing->topics, paper->text_words, true, titled);
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        if (titled[i] && filing_is_share(filing, filing->unit->tasks[i]) &&
            is_companion(filing, conclusion, (int)i)) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
}
