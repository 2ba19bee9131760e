#include "judge/evidence.h"

#include "base/utf8.h"
#include "judge/homepage.h"
#include "judge/plain.h"
#include "judge/plans.h"
#include "judge/rules.h"

#include <stdlib.h>
#include <string.h>

/* What the kinds of words weigh against one another. */
#define WEIGHT_NAME 1.2
#define WEIGHT_TITLE 1.0
#define WEIGHT_FOLDER 1.0
#define WEIGHT_ARCHIVE 0.5
#define WEIGHT_TEXT 0.4
/* The text of a paper whose name and title say nothing. */
#define WEIGHT_ONLY_TEXT 0.8
/* Of what its name or title only ends with, and keywords that say more than that. */
#define WEIGHT_ENDING 0.8
#define PLAIN_WORD 4.5
/* And by which a picture's does, or of less than which it has no task's word. */
#define A_WORD 2.5
/* What the words of a monthly task count where a paper is of a month, and calls itself 月报. */
#define MONTHLY 1.3
#define MONTHLY_REPORT 2.5
/* What the words of a task count where a paper calls itself a case and the task asks for cases, or
 * does not. */
#define CASE 1.2
#define NO_CASE 0.5
/* Keywords by which what lies among cases says itself that it is none. */
#define SAYS_ITSELF 8.0
/* What the words of a task count where a folder says that tasks of the other kind are meant. */
#define OTHER_KIND 0.5
/* What a photograph counts for a task that asks for some, where its name or folder has a keyword of
 * it, or a word that so large a share of its keywords have. */
#define PICTURE 2.5
#define PICTURE_HINTED 5.0
#define PICTURE_SHARE 0.2
/* What the name of a newspaper counts for the task of reports in the press. */
#define NEWSPAPER 8.0
/* And what its words, which are of a field, count for other tasks. */
#define OF_NEWSPAPER 0.3
/* Keywords by which a name tells the task, and what a text may then say at most. */
#define PLAIN_NAME 6.0
#define TEXT_BOUND 3.0

/* --- numbers --------------------------------------------------------------------------------- */

/* "2、佐证资料" parts the report from the rest, and numbers no topic. */
static bool is_frame(const struct part *part)
{
    return part->number.family == NUMBER_PLAIN && part->nameless && *part->words != '\0';
}

static void take_number(struct evidence *evidence, const struct part *part,
                        enum number_family family)
{
    evidence->number = part->number;
    evidence->number.family = family;
    evidence->numbered = part;
}

/* Inside a folder with a plain number: 共性1 says what it is, and is it; a plain one may be. */
static void look_inside(struct evidence *evidence, size_t from)
{
    const struct paper *paper = evidence->paper;
    for (size_t i = from; i < paper->part_count; i++) {
        const struct part *part = &paper->parts[i];
        enum number_family family = part->number.family;
        if (part->number.count == 0) {
            continue;
        }
        if (number_names_kind(family)) {
            take_number(evidence, part, family);
            return;
        }
        evidence->inner = family == NUMBER_PLAIN ? part : evidence->inner;
    }
}

void evidence_turn_inward(struct evidence *evidence)
{
    if (evidence->inner != NULL && evidence->number.family == NUMBER_PLAIN) {
        take_number(evidence, evidence->inner, NUMBER_PLAIN);
    }
}

/* 论坛照片/1.jpg: a bare number in a folder of pictures only counts them. */
static bool counts_pictures(const struct paper *paper)
{
    static const char *const pictures[] = {"照片", "图片", "相片", "截图", "影像", NULL};
    const struct part *name = paper_name(paper);
    return paper->file->kind == KIND_IMAGE && paper->part_count > 1 && name->nameless &&
           *name->words == '\0' && name->number.family == NUMBER_PLAIN && !name[-1].nameless &&
           plain_contains_any(name[-1].plain, pictures);
}

/*
 * The number that counts is the outermost one of a topic: what is numbered inside 3、信用承诺 only
 * counts its papers. A folder 职能任务 without a number says what the numbers below it mean.
 */
static void find_number(struct evidence *evidence)
{
    enum number_family context = NUMBER_NONE;
    for (size_t i = 0; i < evidence->paper->part_count; i++) {
        const struct part *part = &evidence->paper->parts[i];
        const struct number *number = &part->number;
        bool last = i + 1 == evidence->paper->part_count;
        if (number->family == NUMBER_NONE) {
            continue;
        }
        if (number->count == 0) {
            context = number->family;
            continue;
        }
        if (last ? counts_pictures(evidence->paper) : is_frame(part)) {
            continue;
        }
        bool plain = number->family == NUMBER_PLAIN;
        take_number(evidence, part, plain && context != NUMBER_NONE ? context : number->family);
        if (evidence->number.family == NUMBER_PLAIN) {
            look_inside(evidence, i + 1);
        }
        return;
    }
}

/* --- words ----------------------------------------------------------------------------------- */

/* "代码转换月报/7月.doc": of tasks that its words name, the one that is reported each month. */
static void prefer_monthly(const struct filing *filing, struct evidence *evidence)
{
    const struct paper *paper = evidence->paper;
    bool dated = rules_months(paper_name(paper)->plain) != 0 || rules_months(paper->title) != 0;
    bool report = false;
    for (size_t i = 0; i < paper->part_count; i++) {
        report |= strstr(paper->parts[i].plain, "月报") != NULL;
    }
    for (size_t i = 0; dated && i < filing->unit->task_count; i++) {
        if (filing->unit->tasks[i]->period != NULL) {
            double factor = report ? MONTHLY_REPORT : MONTHLY;
            score_scale(&evidence->named[i], factor);
            score_scale(&evidence->placed[i], factor);
        }
    }
}

bool evidence_asks_case(const struct task *task)
{
    for (size_t i = 0; i < task->requirement_count; i++) {
        if (task->requirements[i].form == FORM_CASE) {
            return true;
        }
    }
    return false;
}

bool evidence_asks_column(const struct task *task)
{
    return strstr(task->title, "专栏") != NULL;
}

bool evidence_asks_links(const struct task *task)
{
    return strstr(task->title, "链接") != NULL;
}

bool evidence_asks_records(const struct task *task)
{
    return task->common && strstr(task->title, "归集") != NULL;
}

bool evidence_asks_press(const struct task *task)
{
    return task->common && strstr(task->title, "报道") != NULL;
}

bool evidence_asks_funds(const struct task *task)
{
    return task->common && strstr(task->title, "经费") != NULL;
}

bool evidence_may_fund(const struct paper *paper)
{
    static const char *const leaders[] = {"领导小组", "工作专班", NULL};
    return paper_calls_itself(paper, leaders);
}

bool evidence_lies_among_several(const struct evidence *evidence, int task)
{
    const struct paper *paper = evidence->paper;
    return paper->part_count > 1 && evidence->named[task].words <= 0 &&
           evidence->texted[task].keywords <= 0 &&
           plain_has_pieces(paper->parts[paper->part_count - 2].words);
}

bool evidence_is_other_work(const struct task *task, const struct paper *paper)
{
    enum { SOME_TEXT = 30 /* 字 */ };
    static const char *const work[] = {"信用建设方案", "信用工作领导小组", "信用建设专项经费",
                                       NULL};
    return task->common && plain_contains_any(task->text, work) &&
           paper->file->chars >= SOME_TEXT && !paper_speaks_of_credit(paper);
}

static bool any_asks_case(const struct unit *unit)
{
    bool any = false;
    for (size_t i = 0; i < unit->task_count; i++) {
        any |= evidence_asks_case(unit->tasks[i]);
    }
    return any;
}

/* And for nothing else? */
static bool asks_only_cases(const struct task *task)
{
    for (size_t i = 0; i < task->requirement_count; i++) {
        if (task->requirements[i].form != FORM_CASE) {
            return false;
        }
    }
    return task->requirement_count > 0;
}

/* Does a folder hold cases, and nothing else? */
static bool lies_with_cases(const char *folder)
{
    static const char *const others[] = {"清单", "制度", "办法", "方案", "名单", NULL};
    return strstr(folder, "案例") != NULL && !plain_contains_any(folder, others) &&
           !plain_has_pieces(folder);
}

/* All that speaks for a task counts so many times as much. */
static void scale_task(struct evidence *evidence, size_t task, double factor)
{
    score_scale(&evidence->named[task], factor);
    score_scale(&evidence->placed[task], factor);
    score_scale(&evidence->texted[task], factor);
}

/* "跑路事件处置.doc" among cases: does its own name say plainly what it is, and that it is none? */
static bool names_no_case(const struct filing *filing, const struct evidence *evidence)
{
    int best = filing_best(filing, evidence->named, NULL);
    return best >= 0 && evidence->named[best].keywords >= SAYS_ITSELF &&
           !evidence_asks_case(filing->unit->tasks[best]);
}

/* What calls itself a case is evidence for a task that asks for cases; a plan or a rule is none. */
static void prefer_cases(const struct filing *filing, struct evidence *evidence)
{
    static const char *const cases[] = {"案例", "实例", "事例", NULL};
    static const char *const rules[] = {"方案", "办法", "备忘录", "意见", "细则", "制度", NULL};
    const struct paper *paper = evidence->paper;
    const char *folder = paper->part_count > 1 ? paper->parts[paper->part_count - 2].words : "";
    bool is_case = evidence->called_case =
        any_asks_case(filing->unit) &&
        (paper_calls_itself(paper, cases) ||
         (lies_with_cases(folder) && !names_no_case(filing, evidence)));
    bool is_rule = !is_case && paper_calls_itself(paper, rules);
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        double factor = 1;
        if (is_case) {
            factor = evidence_asks_case(task) ? CASE : NO_CASE;
        } else if (is_rule && asks_only_cases(task)) {
            factor = NO_CASE;
        }
        scale_task(evidence, i, factor);
    }
}

/* 共性/投标承诺.pdf: a folder that says the kind of its tasks, with a number or without. */
static void prefer_kind(const struct filing *filing, struct evidence *evidence)
{
    enum number_family kind = NUMBER_NONE;
    for (size_t i = 0; i < evidence->paper->part_count; i++) {
        enum number_family family = evidence->paper->parts[i].number.family;
        kind = number_names_kind(family) ? family : kind;
    }
    for (size_t i = 0; kind != NUMBER_NONE && i < filing->unit->task_count; i++) {
        if (filing->unit->tasks[i]->common != (kind == NUMBER_COMMON)) {
            scale_task(evidence, i, OTHER_KIND);
        }
    }
}

/* 信用黄石行政处罚公示列表: one of the sites that are to be linked is where it was found. */
static void discount_sites(const struct filing *filing, struct evidence *evidence)
{
    static const char *const links[] = {"链接", "页脚", "底部", "互链", NULL};
    const struct paper *paper = evidence->paper;
    const char *const texts[] = {paper_name(paper)->words, paper->title_words, paper->text_words};
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        if (!evidence_asks_links(task) || evidence->taught[i] != 0) {
            continue;
        }
        size_t sites = 0;
        bool linked = false;
        for (size_t j = 0; j < COUNT_OF(texts); j++) {
            size_t found = homepage_count_sites(task, texts[j]);
            sites = found > sites ? found : sites;
            linked |= plain_contains_any(texts[j], links);
        }
        if (!linked && sites == 1) {
            evidence->named[i] = evidence->texted[i] = (struct score){0};
        }
    }
}

static bool asks_photographs(const struct task *task)
{
    bool asks = task->evidence != NULL && strstr(task->evidence, "照片") != NULL;
    for (size_t i = 0; i < task->requirement_count; i++) {
        asks |= task->requirements[i].form == FORM_PICTURE;
    }
    return asks;
}

/* 诚信集市.jpg: a photograph of an event is for the task that asks for photographs of events. */
static void prefer_photographs(const struct filing *filing, struct evidence *evidence)
{
    const struct paper *paper = evidence->paper;
    bool picture = paper->file->kind == KIND_IMAGE || paper->file->kind == KIND_VIDEO;
    if (!picture || unit_topics_named(filing->topics, paper->text_words)) {
        return;
    }
    CLEANUP_FREE struct score *hints = filing_scores(filing);
    for (size_t i = 0; i < paper->part_count; i++) {
        unit_topics_hint(filing->topics, paper->parts[i].words, hints);
    }
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        struct score *named = &evidence->named[i];
        bool told = named->keywords + evidence->placed[i].keywords > 0;
        /* Of a functional task a word may be no more than its field: 服务, 水利. */
        bool hinted = task->common && hints[i].words >= PICTURE_SHARE;
        double worth = told ? PICTURE : hinted ? PICTURE_HINTED : 0;
        if (asks_photographs(task) && worth > 0) {
            named->words += worth;
            named->keywords += worth;
        }
    }
}

/* Do name and title have so many keywords of one task? */
static bool names_any(const struct filing *filing, const struct evidence *evidence, double keywords)
{
    bool named = false;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        named |= evidence->named[i].keywords >= keywords;
    }
    return named;
}

/* 专栏截图.png: then the menu of the page that it shows tells nothing else. */
static bool is_named_column(const struct filing *filing, const struct evidence *evidence)
{
    bool named = false;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        named |=
            evidence->named[i].keywords >= A_WORD && evidence_asks_column(filing->unit->tasks[i]);
    }
    return named && evidence->paper->file->kind == KIND_IMAGE;
}

/* Where the name says what the paper is, its text may confirm it, but not outvote it. */
static void bound_text(const struct filing *filing, struct evidence *evidence)
{
    bool named = is_named_column(filing, evidence) || names_any(filing, evidence, PLAIN_NAME);
    for (size_t i = 0; named && i < filing->unit->task_count; i++) {
        struct score *text = &evidence->texted[i];
        score_scale(text, text->words > TEXT_BOUND ? TEXT_BOUND / text->words : 1);
    }
}

/* "信用+扶贫做法", "…——某区的探索": who calls it so tells how something new was done; less so where
 * the name says of what ("查询信用报告的做法"). */
static void prefer_experience(const struct filing *filing, struct evidence *evidence)
{
    static const char *const ends[] = {"做法", "经验", "探索", "模式", "实践"};
    if (paper_is_called(evidence->paper, ends, COUNT_OF(ends))) {
        bool named = names_any(filing, evidence, PLAIN_WORD);
        unit_topics_score(filing->topics, "经验做法", named ? WEIGHT_ENDING / 2 : WEIGHT_ENDING,
                          evidence->named);
    }
}

/* "信用房产建设2017年实施方案": the office's own plan, whatever field's words it has. */
static void prefer_plans(const struct filing *filing, struct evidence *evidence)
{
    struct score plan;
    int task = plans_named(filing, evidence->paper->title) ? plans_task(filing, &plan) : -1;
    if (task >= 0 && evidence->named[task].keywords < A_WORD) {
        score_scale(&plan, WEIGHT_TITLE);
        evidence->named[task].keywords += plan.keywords;
        evidence->named[task].words += plan.words;
    }
}

/* "诚信收粮 放心卖粮" on the banner of a photograph, which is all that can be read on it, and no
 * words of any task: an event in the name of credit. */
static void prefer_slogans(const struct filing *filing, struct evidence *evidence)
{
    enum { A_SLOGAN = 6 };
    static const char *const shops[] = {"店",   "公司", "超市", "酒店", "宾馆", "商行",
                                        "通讯", "银行", "大厅", "窗口", "中心"};
    const char *title = evidence->paper->title;
    bool slogan = paper_has_banner(evidence->paper) && strstr(title, "诚信") != NULL &&
                  plain_han_count(title) >= A_SLOGAN &&
                  !utf8_ends_with_any(title, shops, COUNT_OF(shops));
    if (slogan && !names_any(filing, evidence, PLAIN_WORD)) {
        unit_topics_score(filing->topics, "诚信宣传活动", WEIGHT_TITLE, evidence->named);
    }
}

/* "中国水利报.jpg": what is called by the name of a newspaper is from it. */
static void prefer_newspapers(const struct filing *filing, struct evidence *evidence)
{
    enum { LONGEST = 8 /* 字 */ };
    static const char *const others[] = {"汇报", "简报", "通报", "申报", "公报", "填报", "上报",
                                         "月报", "年报", "季报", "周报", "举报", "情报", "预报",
                                         "海报", "板报", "墙报", "呈报", "快报", "转报", "展报",
                                         "专报", "补报", "喜报", "捷报", "直报", "速报"};
    enum kind kind = evidence->paper->file->kind;
    const char *name = paper_name(evidence->paper)->words;
    name += strspn(name, " ");
    bool newspaper = (kind == KIND_IMAGE || kind == KIND_PDF) && utf8_ends_with(name, "报") &&
                     !utf8_ends_with_any(name, others, COUNT_OF(others)) &&
                     plain_han_count(name) <= LONGEST;
    for (size_t i = 0; newspaper && i < filing->unit->task_count; i++) {
        if (evidence_asks_press(filing->unit->tasks[i])) {
            evidence->named[i].words += NEWSPAPER;
            evidence->named[i].keywords += NEWSPAPER;
        } else {
            score_scale(&evidence->named[i], OF_NEWSPAPER); /* 邮政快递报 */
        }
    }
}

struct evidence evidence_gather(const struct filing *filing, const struct paper *paper)
{
    struct evidence evidence = {.paper = paper,
                                .named = filing_scores(filing),
                                .placed = filing_scores(filing),
                                .texted = filing_scores(filing),
                                .total = filing_scores(filing),
                                .taught = xcalloc(filing->unit->task_count + 1, sizeof(int64_t))};
    const struct unit_topics *topics = filing->topics;
    for (size_t i = 0; i + 1 < paper->part_count; i++) {
        const struct part *part = &paper->parts[i];
        if (!part->nameless) {
            /* The outermost archive holds all; one inside it is a folder. */
            bool outermost = part->container && i == 0;
            unit_topics_score(topics, part->words, outermost ? WEIGHT_ARCHIVE : WEIGHT_FOLDER,
                              evidence.placed);
        }
    }
    if (!paper_name(paper)->nameless) {
        unit_topics_score(topics, paper_name(paper)->words, WEIGHT_NAME, evidence.named);
    }
    lessons_score(filing->judge->lessons, filing->unit_index, paper, evidence.named,
                  evidence.taught);
    if (!is_named_column(filing, &evidence)) {
        unit_topics_score(topics, paper->title_words, WEIGHT_TITLE, evidence.named);
    }
    bool only_text = paper_name(paper)->nameless && papers_is_nameless(paper->title_words);
    unit_topics_score_text(topics, paper->text_words, only_text ? WEIGHT_ONLY_TEXT : WEIGHT_TEXT,
                           evidence.texted);
    discount_sites(filing, &evidence);
    prefer_experience(filing, &evidence);
    prefer_plans(filing, &evidence);
    prefer_slogans(filing, &evidence);
    prefer_newspapers(filing, &evidence);
    bound_text(filing, &evidence);
    prefer_monthly(filing, &evidence);
    prefer_cases(filing, &evidence);
    prefer_kind(filing, &evidence);
    prefer_photographs(filing, &evidence);
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        evidence.total[i].words =
            evidence.named[i].words + evidence.placed[i].words + evidence.texted[i].words;
        evidence.total[i].keywords =
            evidence.named[i].keywords + evidence.placed[i].keywords + evidence.texted[i].keywords;
    }
    find_number(&evidence);
    return evidence;
}

void evidence_clear(struct evidence *evidence)
{
    free(evidence->named);
    free(evidence->placed);
    free(evidence->texted);
    free(evidence->total);
    free(evidence->taught);
}
