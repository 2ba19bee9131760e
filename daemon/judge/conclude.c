/* From evidence to tasks: sure only where two signals agree or one cannot be mistaken. */
#include "base/limits.h"
#include "base/utf8.h"
#include "judge/meaning.h"
#include "judge/plain.h"
#include "judge/webpage.h"

#include <stdlib.h>
#include <string.h>

/* Words that are weaker say nothing. */
#define SILENT 2.0
/* Keywords of a name by which it is what it says, whatever number it has, if it has no word of that
 * number's task. */
#define UNMISTAKABLE 12.0
/* Keywords of a text that says by itself what a paper without a name is. */
#define TEXT_ALONE 5.0
/* How far the best task must be before the next, by words alone. */
#define CLEAR_LEAD 1.6
/* And where no keyword stands in name or folders; there two signals must say so much together. */
#define TEXT_LEAD 2.0
#define AGREED 6.0
/* And of a case, which few tasks ask for. */
#define A_CASE 3.0
/* Words contradict a number when another task's are so many times those of its own. */
#define CONTRADICTS 1.7
/* Where the sender itself wrote 共性任务3 they must say so much at least. */
#define CONTRADICTS_SAID 8.0
/* So many names agree with what their numbers stand for, and more for each that does not, where a
 * number may say another task than words. */
#define BORNE_OUT 2.0
#define BORNE_OUT_AGAINST 2.0
/* The share of the best that tasks of one item which pieces of a name speak of all have, or of
 * several items. */
#define EQUAL 0.55
#define APART 0.7
/* The share of the best that another task has of which a name speaks as much. */
#define ALIKE 0.9

/* What tells one of the tasks that a number means from the others; not a folder that lists them. */
static double words_of_meant(const struct evidence *evidence, const struct meaning *meaning,
                             size_t task)
{
    return evidence->total[task].words - (meaning->listed ? evidence->placed[task].words : 0);
}

/* The best task by words, of those the number means or does not mean, or of all (-1). */
static int best_of(const struct filing *filing, const struct evidence *evidence,
                   const struct meaning *meaning, int meant, double *second)
{
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool asked = meant < 0 || meaning->tasks[i] == (meant > 0);
        double words =
            meant > 0 ? words_of_meant(evidence, meaning, i) + 0.001 : evidence->total[i].words;
        scores[i].words = asked ? words : 0;
    }
    return filing_best(filing, scores, second);
}

/* The task of the word with which name and title end, as far as they end with any; -1 if with none,
 * or with two tasks'. */
static int head_of(const struct filing *filing, const struct evidence *evidence)
{
    int name = unit_topics_head(filing->topics, paper_name(evidence->paper)->words);
    int title = unit_topics_head(filing->topics, evidence->paper->title_words);
    int head = title < 0 ? name : title;
    bool one = head >= 0 && (name < 0 || name == head);
    return one && evidence->named[head].keywords >= EVIDENCE_STRONG ? head : -1;
}

/* Of what a unit does by its function (社保数据报送) the common task of the item (信息归集) speaks,
 * too: that one is no rival. */
static bool is_wider(const struct filing *filing, size_t other, size_t task)
{
    const struct task *const *tasks = filing->unit->tasks;
    return !tasks[task]->common && tasks[other]->common &&
           tasks_are_neighbours(tasks[other], tasks[task]);
}

/* Do name and folders speak of another task as much, so that only the text could tell which? */
static bool is_alike(const struct filing *filing, const struct evidence *evidence, int task)
{
    double own = evidence->named[task].words + evidence->placed[task].words;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        double words = evidence->named[i].words + evidence->placed[i].words;
        bool rival = (int)i != task && !is_wider(filing, i, (size_t)task);
        if (rival && own >= SILENT && words >= ALIKE * own) {
            return true;
        }
    }
    return false;
}

/* Does neither name nor folder say anything, so that the text speaks alone? */
static bool is_text_alone(const struct evidence *evidence, int task)
{
    const struct score *named = &evidence->named[task];
    const struct score *placed = &evidence->placed[task];
    return webpage_is_silent(evidence->paper) && named->keywords + placed->keywords <= 0 &&
           named->words + placed->words < SILENT;
}

bool evidence_is_refused(const struct filing *filing, const struct evidence *evidence, int task)
{
    const struct task *asked = filing->unit->tasks[task];
    /* 限制失信被执行人案例 is not about what the office itself owes */
    return (evidence->called_case && !evidence_asks_case(asked)) ||
           webpage_shows_other(filing, evidence->paper, task) ||
           evidence_lies_among_several(evidence, task) ||
           evidence_is_other_work(asked, evidence->paper);
}

/* Is a task's word evidence of two kinds, or of one that cannot be mistaken? */
static bool words_suffice(const struct filing *filing, const struct evidence *evidence, int task,
                          double second)
{
    if (evidence_is_refused(filing, evidence, task)) {
        return false;
    }
    const struct score *named = &evidence->named[task];
    const struct score *placed = &evidence->placed[task];
    const struct score *texted = &evidence->texted[task];
    double total = evidence->total[task].words;
    double keywords = named->keywords + placed->keywords;
    int head = head_of(filing, evidence);
    bool near = head >= 0 && total < CLEAR_LEAD * evidence->total[head].words &&
                named->words <= evidence->named[head].words;
    if (near || is_alike(filing, evidence, task)) {
        return head == task; /* what it is called is what it is */
    }
    if (evidence->called_case && total >= A_CASE && total >= TEXT_LEAD * second) {
        return true;
    }
    int kinds = (named->keywords > 0 || named->words >= SILENT) +
                (placed->keywords > 0 || placed->words >= SILENT) + (texted->keywords > 0);
    if (kinds >= 2 && total >= EVIDENCE_STRONG && total >= EVIDENCE_LEAD * second) {
        return keywords > 0 || (total >= AGREED && total >= TEXT_LEAD * second);
    }
    return (keywords >= EVIDENCE_STRONG && total >= CLEAR_LEAD * second) ||
           (texted->keywords >= TEXT_ALONE && total >= TEXT_LEAD * second &&
            is_text_alone(evidence, task));
}

/* A folder 活动 says a little of the pictures in it; one that holds 材料 of all kinds does not. */
static void hint_by_folders(const struct filing *filing, const struct paper *paper,
                            struct score *scores)
{
    for (size_t i = 0; i + 1 < paper->part_count; i++) {
        if (!papers_gathers(paper->parts[i].words)) {
            unit_topics_hint(filing->topics, paper->parts[i].words, scores);
        }
    }
}

/* Guesses for a person: what the number says first, then what the words say. */
static void guess(const struct filing *filing, const struct evidence *evidence,
                  const struct meaning *meaning, struct conclusion *conclusion)
{
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    bool any = false;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool said = evidence->total[i].words >= SILENT / 2;
        scores[i].words =
            (said ? evidence->total[i].words : 0) + (meaning->tasks[i] ? EVIDENCE_STRONG : 0);
        any |= scores[i].words > 0;
    }
    if (!any && evidence->paper->file->kind == KIND_IMAGE) {
        unit_topics_hint(filing->topics, paper_name(evidence->paper)->words, scores);
        unit_topics_hint(filing->topics, evidence->paper->title_words, scores);
        hint_by_folders(filing, evidence->paper, scores);
    }
    double first = 0;
    for (int i = 0; i < EVIDENCE_GUESSES; i++) {
        int best = filing_best(filing, scores, NULL);
        if (best < 0 || scores[best].words < 0.35 * first) {
            break;
        }
        first = first > 0 ? first : scores[best].words;
        conclusion_add(filing, evidence, meaning, conclusion, best);
        scores[best].words = 0;
    }
    conclusion->confidence = first / (first + 6);
}

/* Do words for another task contradict the number? */
static bool contradicted(const struct filing *filing, const struct evidence *evidence,
                         const struct meaning *meaning, int meant, int other)
{
    const struct task *const *tasks = filing->unit->tasks;
    const struct score *named = evidence->named;
    bool near = tasks_are_neighbours(tasks[meant], tasks[other]);
    bool cited = meaning->citation != NULL && !meaning->citation->said;
    if (cited && near && named[other].keywords >= EVIDENCE_STRONG &&
        named[other].words >= EVIDENCE_LEAD * named[meant].words) {
        return true; /* a list or a report may err; what the paper is called is nearer to it */
    }
    /* Who has a folder for functional tasks puts none of them under 共性任务9. */
    bool parted = meaning->said && tasks[meant]->common != tasks[other]->common &&
                  filing->families[NUMBER_COMMON].reading != READING_NONE &&
                  filing->families[NUMBER_FUNCTIONAL].agree > 0;
    bool neighbours = (!cited && near) || parted;
    double enough = CONTRADICTS * (evidence->total[meant].words + 1);
    enough = meaning->said && enough < CONTRADICTS_SAID ? CONTRADICTS_SAID : enough;
    /* Who writes 共性任务3 on it knows; only the name itself may tell that it is a slip. */
    double said = meaning->said ? evidence->named[other].words : evidence->total[other].words;
    return !neighbours && evidence->named[other].keywords >= EVIDENCE_STRONG * 0.8 &&
           said >= enough;
}

/* Of several tasks that a number means, the one that the file's own name is plainly about, as
 * 友情链接 in 9、网站及双公示; -1 if there is none. */
static int named_of(const struct filing *filing, const struct evidence *evidence,
                    const struct meaning *meaning)
{
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    for (size_t i = 0; i < filing->unit->task_count && meaning->count > 1; i++) {
        scores[i] = meaning->tasks[i] ? evidence->named[i] : scores[i];
    }
    return meaning_plain_task(filing, scores);
}

/* 7、8/网页.png, 7+8截图.docx: does the number list tasks one by one, and nothing say which? A
 * folder may hold papers for each, but a picture without a name is of what the folder is for, and a
 * 情况说明 of all of it. */
static bool lists_all(const struct evidence *evidence, const struct meaning *meaning)
{
    const struct paper *paper = evidence->paper;
    bool own = evidence->numbered == paper_name(paper);
    bool picture = paper->file->kind == KIND_IMAGE && webpage_is_silent(paper);
    return meaning->explicit && meaning->count > 1 && meaning->count == evidence->number.count &&
           (own || picture || paper_states(paper));
}

/* "8. 专栏和链接.png" is numbered as one of them, and shows the task of the same item that its name
 * says beside. */
static void add_named(const struct filing *filing, const struct evidence *evidence,
                      const struct meaning *meaning, struct conclusion *conclusion, int meant)
{
    const struct task *const *tasks = filing->unit->tasks;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool beside = tasks[meant]->common && tasks_share_item(tasks[i], tasks[meant]);
        bool equal = evidence->named[i].words >= EQUAL * evidence->named[meant].words;
        if (beside && equal && evidence->named[i].keywords >= EVIDENCE_PIECE) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
}

/* True if the number settles it; then the conclusion is made. */
static bool conclude_by_number(const struct filing *filing, const struct evidence *evidence,
                               const struct meaning *meaning, struct conclusion *conclusion)
{
    double second = 0;
    int named = named_of(filing, evidence, meaning);
    int meant = named >= 0 ? named : best_of(filing, evidence, meaning, 1, &second);
    double third = 0;
    int other = best_of(filing, evidence, meaning, 0, &third);
    double rival = other >= 0 ? evidence->total[other].words : 0;
    bool speaks = other >= 0 && rival >= EVIDENCE_LEAD * third; /* words that do not hesitate */
    bool disputed = meaning->citation != NULL && meaning->citation->disputed;
    if (meant < 0 || disputed ||
        (speaks && contradicted(filing, evidence, meaning, meant, other))) {
        return false;
    }
    double words = words_of_meant(evidence, meaning, (size_t)meant);
    bool agrees = words >= SILENT && words >= 0.8 * rival;
    bool told = words >= SILENT && words >= EVIDENCE_LEAD * second;
    bool chosen = meaning->count == 1 || named >= 0 || told;
    bool all = (meaning->citation != NULL && meaning->citation->sure) ||
               (named < 0 && lists_all(evidence, meaning));
    if (!(chosen || all) || !(meaning->explicit || agrees)) {
        return false;
    }
    conclusion->sure = true;
    conclusion->confidence = agrees ? 0.98 : 0.9;
    conclusion_add(filing, evidence, meaning, conclusion, meant);
    add_named(filing, evidence, meaning, conclusion, meant);
    const struct task *const *tasks = filing->unit->tasks;
    for (size_t i = 0; all && i < filing->unit->task_count; i++) {
        if (meaning->tasks[i] && (!told || tasks_are_neighbours(tasks[i], tasks[meant]))) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
    return true;
}

/* Does a number that is borne out, or a report against a list, say another task than the words? An
 * item is wide: what has nothing of its tasks lies there for something else. */
static bool is_disputed(const struct filing *filing, const struct evidence *evidence,
                        const struct meaning *meaning, int best)
{
    if (meaning->citation != NULL) {
        return meaning->citation->disputed;
    }
    const struct hypothesis *hypothesis = &filing->families[evidence->number.family];
    int meant = best_of(filing, evidence, meaning, 1, NULL);
    bool mute =
        hypothesis->reading == READING_ITEMS && meant >= 0 && evidence->total[meant].words < SILENT;
    bool borne_out = meaning->explicit ||
                     hypothesis->agree >= BORNE_OUT + BORNE_OUT_AGAINST * hypothesis->against;
    bool clear = evidence->named[best].keywords >= UNMISTAKABLE &&
                 (meant < 0 || evidence->total[meant].words < SILENT);
    return meaning->count > 0 && (meaning->explicit || !meaning->tasks[best]) && borne_out &&
           !mute && !clear;
}

/* What speaks most for another task. */
static double rival_of(const struct filing *filing, const struct evidence *evidence, int best)
{
    double most = 0;
    for (size_t i = 0; i < filing->unit->task_count && best >= 0; i++) {
        bool rival = (int)i != best && !is_wider(filing, i, (size_t)best);
        double words = rival ? evidence->total[i].words : 0;
        most = words > most ? words : most;
    }
    return most;
}

static bool conclude_by_words(const struct filing *filing, const struct evidence *evidence,
                              const struct meaning *meaning, struct conclusion *conclusion)
{
    int best = best_of(filing, evidence, meaning, -1, NULL);
    double second = rival_of(filing, evidence, best);
    bool unsaid = best >= 0 && meaning->listed &&
                  evidence->named[best].words + evidence->texted[best].words < SILENT;
    if (best < 0 || unsaid || is_disputed(filing, evidence, meaning, best) ||
        !words_suffice(filing, evidence, best, second)) {
        return false;
    }
    double total = evidence->total[best].words;
    conclusion->sure = true;
    conclusion->confidence = total / (total + second + 0.5);
    conclusion_add(filing, evidence, meaning, conclusion, best);
    return true;
}

/* Adds the task that one piece of a name plainly is about; of those that the number means, if it
 * means any. */
static void add_piece(const struct filing *filing, const struct evidence *evidence,
                      const struct meaning *meaning, const char *piece,
                      struct conclusion *conclusion)
{
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    unit_topics_score(filing->topics, piece, 1, scores);
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        scores[i] = meaning->count == 0 || meaning->tasks[i] ? scores[i] : (struct score){0};
    }
    int plain = meaning_plain_task(filing, scores);
    if (plain >= 0 && evidence->named[plain].words <= 0) {
        return; /* 信用中国 查询结果: where it was found */
    }
    if (plain >= 0) {
        conclusion_add(filing, evidence, meaning, conclusion, plain);
        return;
    }
    /* "网站专栏链接情况": two tasks of one item in one piece. */
    int best = filing_best(filing, scores, NULL);
    for (size_t i = 0; best >= 0 && i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        bool equal =
            scores[i].keywords >= EVIDENCE_PIECE && scores[i].words >= EQUAL * scores[best].words;
        /* Functional ones of an item share their field: 水利工程. */
        if (equal && task->common && tasks_are_neighbours(task, filing->unit->tasks[best])) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
}

/* "网站专栏和链接" names two tasks, if both also stand first when all of it is weighed. Of
 * functional tasks each piece may only name the field. */
static bool conclude_by_pieces(const struct filing *filing, const struct evidence *evidence,
                               const struct meaning *meaning, struct conclusion *conclusion)
{
    const char *const texts[] = {paper_name(evidence->paper)->words, evidence->paper->title_words};
    const struct task *const *tasks = filing->unit->tasks;
    bool pages = webpage_is_shown(evidence->paper);
    double top = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        top = evidence->total[i].words > top ? evidence->total[i].words : top;
    }
    for (size_t i = 0; i < COUNT_OF(texts) && meaning->count != 1; i++) {
        const char *cursor = texts[i];
        size_t size = 0;
        if (!plain_has_pieces(cursor)) {
            continue;
        }
        for (const char *at = NULL; (at = plain_piece(&cursor, &size)) != NULL;) {
            CLEANUP_FREE char *piece = xstrndup(at, size);
            add_piece(filing, evidence, meaning, piece, conclusion);
        }
        bool several = conclusion->count >= 2;
        for (size_t j = 0; j < conclusion->count; j++) {
            int task = conclusion->tasks[j];
            bool near = tasks_are_neighbours(tasks[task], tasks[conclusion->tasks[0]]);
            double total = evidence->total[task].words;
            bool shown = near && ((pages && evidence->texted[task].keywords >= SILENT) ||
                                  filing_is_share(filing, tasks[task]));
            several &= tasks[task]->common && (shown || total >= (near ? EQUAL : APART) * top);
        }
        if (several) {
            conclusion->sure = true;
            conclusion->confidence = 0.9;
            return true;
        }
        conclusion_clear(conclusion);
    }
    return false;
}

/* "安排信用建设工作经费8万元": does a clause grant a sum? */
static bool grants(const char *clause)
{
    static const char numerals[] = "123456789一二三四五六七八九十百千两";
    static const char *const refusals[] = {"没有", "无", "未", "挪用", "查处", "以上", NULL};
    const char *funds = strstr(clause, "经费");
    const char *sum = funds != NULL ? strstr(funds, "元") : NULL;
    bool granted = false;
    for (size_t length = 0; sum != NULL && funds < sum; funds += length) {
        granted |= utf8_is_one_of(plain_next(funds, &length), numerals);
    }
    return granted && !plain_contains_any(clause, refusals);
}

/* In a paper that sets up the leading group this is proof of the funds, too. */
static void add_funds(const struct filing *filing, const struct evidence *evidence,
                      const struct meaning *meaning, struct conclusion *conclusion)
{
    const struct task *const *tasks = filing->unit->tasks;
    if (!evidence_may_fund(evidence->paper)) {
        return;
    }
    CLEANUP_FREE char *plain = plain_text(evidence->paper->file->text, LIMIT_FILE_TEXT);
    const char *cursor = plain;
    size_t size = 0;
    bool funded = false;
    for (const char *at = NULL; !funded && (at = plain_clause(&cursor, &size)) != NULL;) {
        CLEANUP_FREE char *clause = xstrndup(at, size);
        funded = grants(clause);
    }
    for (size_t i = 0; funded && i < filing->unit->task_count; i++) {
        if (evidence_asks_funds(tasks[i]) &&
            (tasks[i]->together & tasks[conclusion->tasks[0]]->together) != 0) {
            conclusion_add(filing, evidence, meaning, conclusion, (int)i);
        }
    }
}

struct conclusion evidence_conclude(const struct filing *filing, const struct evidence *evidence)
{
    struct conclusion conclusion = {0};
    struct meaning meaning = meaning_read(filing, evidence);
    if (!webpage_conclude(filing, evidence, &meaning, &conclusion) &&
        !conclude_by_pieces(filing, evidence, &meaning, &conclusion) &&
        !conclude_by_number(filing, evidence, &meaning, &conclusion) &&
        !conclude_by_words(filing, evidence, &meaning, &conclusion) &&
        !webpage_conclude_by_word(filing, evidence, &meaning, &conclusion)) {
        conclusion_clear(&conclusion);
        guess(filing, evidence, &meaning, &conclusion);
    }
    if (conclusion.sure) {
        webpage_add_shown(filing, evidence, &meaning, &conclusion);
        add_funds(filing, evidence, &meaning, &conclusion);
    }
    free(meaning.tasks);
    return conclusion;
}
