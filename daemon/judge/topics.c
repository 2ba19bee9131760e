#include "judge/topics.h"

#include "base/utf8.h"
#include "judge/grams.h"
#include "judge/hints.h"
#include "judge/hits.h"
#include "judge/lookup.h"
#include "judge/plain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How much a shared gram is worth; a keyword is worth one more than its characters. */
#define WEIGHT_BIGRAM 0.5
#define WEIGHT_TRIGRAM 0.7
#define WEIGHT_STOCK 0.1 /* of a gram that stands in the campaign's own title */
/* The last keyword of a phrase is what the phrase is about. */
#define HEAD 1.25
/* A keyword says no more than one of so many characters. */
#define LONG_KEYWORD 8.0
/* A word that stands for a task by itself, 承诺 for 信用承诺 and 承诺书, weighs less than they. */
#define CORE_WEIGHT 0.85
/* What the document itself puts in quotation marks is the name of one thing: “双公示”. */
#define QUOTED 2.0

struct topic {
    const struct task *task;
    struct grams grams; /* sorted, each once */
    struct keyword *keywords;
    size_t keyword_count;
};

struct topics {
    struct topic *topics; /* in the order of campaign->tasks */
    size_t count;
    struct grams stock;
};

/* --- the campaign's tasks -------------------------------------------------------------------- */

static void add_keyword(struct topic *topic, const char *text, double weight)
{
    struct keyword keyword = {.text = plain_text(text, SIZE_MAX), .weight = weight};
    keyword.size = strlen(keyword.text);
    keyword.own = strstr(topic->task->title, text) != NULL;
    keyword.characters = plain_han_count(keyword.text);
    for (size_t i = 0; i < topic->keyword_count; i++) {
        if (strcmp(topic->keywords[i].text, keyword.text) == 0) {
            keyword.characters = 0;
        }
    }
    if (keyword.characters < 2) {
        free(keyword.text);
        return;
    }
    topic->keywords = xgrow(topic->keywords, topic->keyword_count, sizeof *topic->keywords);
    topic->keywords[topic->keyword_count++] = keyword;
}

/* “双公示” of a task's text. */
static void add_quoted(struct topic *topic, const char *text)
{
    for (char *quoted = NULL; (quoted = plain_between(&text, "“", "”")) != NULL; free(quoted)) {
        add_keyword(topic, quoted, QUOTED);
    }
}

static void add_text(struct topic *topic, const char *text)
{
    CLEANUP_FREE char *plain = plain_text(text, SIZE_MAX);
    grams_add(&topic->grams, plain);
}

static void read_task(struct topic *topic, const struct task *task)
{
    topic->task = task;
    add_text(topic, task->text);
    add_text(topic, task->title);
    add_quoted(topic, task->text);
    for (size_t i = 0; i < task->keywords.count; i++) {
        add_keyword(topic, task->keywords.at[i], 1);
        add_text(topic, task->keywords.at[i]);
    }
    add_keyword(topic, task->title, 1);
    grams_sort(&topic->grams);
}

struct topics *topics_new(const struct campaign *campaign)
{
    struct topics *topics = xcalloc(1, sizeof *topics);
    topics->topics = xcalloc(campaign->task_count + 1, sizeof *topics->topics);
    topics->count = campaign->task_count;
    for (size_t i = 0; i < campaign->task_count; i++) {
        read_task(&topics->topics[i], campaign->tasks[i]);
    }
    CLEANUP_FREE char *title = plain_text(campaign->title, SIZE_MAX);
    grams_add(&topics->stock, title);
    grams_sort(&topics->stock);
    return topics;
}

void topics_free(struct topics *topics)
{
    if (topics == NULL) {
        return;
    }
    for (size_t i = 0; i < topics->count; i++) {
        for (size_t j = 0; j < topics->topics[i].keyword_count; j++) {
            free(topics->topics[i].keywords[j].text);
        }
        free(topics->topics[i].keywords);
        free(topics->topics[i].grams.at);
    }
    free(topics->topics);
    free(topics->stock.at);
    free(topics);
}

/* --- the tasks of one unit ------------------------------------------------------------------- */

/* A gram of some of the unit's tasks: those tasks stand together in `postings`. */
struct term {
    gram value;
    size_t first;
    size_t count;
    double weight;
};

struct unit_topics {
    const struct topic **topics; /* one a task of the unit */
    size_t count;
    struct term *terms; /* sorted by gram */
    size_t term_count;
    size_t *postings; /* tasks */
    struct lookup term_at;
    struct hints *hints;
    struct keyword *cores; /* as hints_cores(), in that order */
    struct speakers speakers;
};

struct posting {
    gram value;
    size_t task;
};

static int compare_postings(const void *one, const void *other)
{
    const struct posting *a = one;
    const struct posting *b = other;
    int order = gram_compare(&a->value, &b->value);
    return order != 0 ? order : (a->task > b->task) - (a->task < b->task);
}

static const struct topic *find_topic(const struct topics *topics, const struct task *task)
{
    size_t i = 0;
    while (topics->topics[i].task != task) {
        i++; /* a unit's tasks are the campaign's */
    }
    return &topics->topics[i];
}

static double gram_weight(const struct topics *topics, const struct unit_topics *unit,
                          const struct term *term)
{
    double rare =
        log((double)(unit->count + 1) / (double)term->count) / log((double)(unit->count + 1));
    double weight = (term->value >> 42 != 0 ? WEIGHT_TRIGRAM : WEIGHT_BIGRAM) * rare * rare;
    return grams_have(&topics->stock, term->value) ? weight * WEIGHT_STOCK : weight;
}

static void make_terms(const struct topics *topics, struct unit_topics *unit,
                       const struct posting *postings, size_t count)
{
    unit->terms = xcalloc(count + 1, sizeof *unit->terms);
    unit->postings = xcalloc(count + 1, sizeof *unit->postings);
    for (size_t i = 0; i < count; i++) {
        unit->postings[i] = postings[i].task;
        if (i == 0 || postings[i].value != postings[i - 1].value) {
            unit->terms[unit->term_count++] = (struct term){.value = postings[i].value, .first = i};
        }
        unit->terms[unit->term_count - 1].count++;
    }
    for (size_t i = 0; i < unit->term_count; i++) {
        unit->terms[i].weight = gram_weight(topics, unit, &unit->terms[i]);
    }
    unit->term_at = lookup_new(unit->term_count);
    for (size_t i = 0; i < unit->term_count; i++) {
        lookup_put(&unit->term_at, unit->terms[i].value, (uint32_t)i);
    }
}

/* Those of common tasks: of a functional one they would be its field, 银行 or 水利. */
static void add_cores(struct unit_topics *unit)
{
    size_t count = 0;
    const struct core *cores = hints_cores(unit->hints, &count);
    unit->cores = xcalloc(count + 1, sizeof *unit->cores);
    for (size_t i = 0; i < count; i++) {
        unit->cores[i] = (struct keyword){.text = xstrndup(cores[i].at, cores[i].size),
                                          .size = cores[i].size,
                                          .characters = 2,
                                          .weight = CORE_WEIGHT};
        if (unit->topics[cores[i].task]->task->common) {
            speakers_add(&unit->speakers, &unit->cores[i], cores[i].task);
        }
    }
}

static void make_hints(struct unit_topics *unit)
{
    unit->hints = hints_new(unit->count);
    for (size_t i = 0; i < unit->count; i++) {
        for (size_t j = 0; j < unit->topics[i]->keyword_count; j++) {
            hints_add(unit->hints, unit->topics[i]->keywords[j].text, i);
        }
    }
    hints_count(unit->hints);
}

/* 公积金 of 市公积金中心: what its name says stands on all that it sends. */
static bool is_of_name(const struct unit *unit, const char *keyword)
{
    return strstr(unit->name, keyword) != NULL;
}

bool unit_topics_alike(const struct unit *one, const struct unit *other)
{
    bool alike = one->task_count == other->task_count;
    for (size_t i = 0; alike && i < one->task_count; i++) {
        const struct task *task = one->tasks[i];
        alike = task == other->tasks[i];
        for (size_t j = 0; alike && !task->common && j < task->keywords.count; j++) {
            const char *keyword = task->keywords.at[j];
            alike = is_of_name(one, keyword) == is_of_name(other, keyword);
        }
    }
    return alike;
}

static void make_speakers(struct unit_topics *made, const struct unit *unit)
{
    for (size_t i = 0; i < made->count; i++) {
        const struct topic *topic = made->topics[i];
        for (size_t j = 0; j < topic->keyword_count; j++) {
            if (topic->task->common || !is_of_name(unit, topic->keywords[j].text)) {
                speakers_add(&made->speakers, &topic->keywords[j], i);
            }
        }
    }
    add_cores(made);
    speakers_ready(&made->speakers);
}

struct unit_topics *unit_topics_new(const struct topics *topics, const struct unit *unit)
{
    struct unit_topics *made = xcalloc(1, sizeof *made);
    made->count = unit->task_count;
    made->topics = xcalloc(unit->task_count + 1, sizeof(const struct topic *));
    size_t total = 0;
    for (size_t i = 0; i < unit->task_count; i++) {
        made->topics[i] = find_topic(topics, unit->tasks[i]);
        total += made->topics[i]->grams.count;
    }
    CLEANUP_FREE struct posting *postings = xcalloc(total + 1, sizeof *postings);
    size_t count = 0;
    for (size_t i = 0; i < made->count; i++) {
        for (size_t j = 0; j < made->topics[i]->grams.count; j++) {
            postings[count++] = (struct posting){made->topics[i]->grams.at[j], i};
        }
    }
    qsort(postings, count, sizeof *postings, compare_postings);
    make_terms(topics, made, postings, count);
    make_hints(made);
    make_speakers(made, unit);
    return made;
}

void unit_topics_free(struct unit_topics *topics)
{
    if (topics == NULL) {
        return;
    }
    free(topics->topics);
    free(topics->terms);
    free(topics->postings);
    speakers_clear(&topics->speakers);
    size_t core_count = 0;
    hints_cores(topics->hints, &core_count);
    for (size_t i = 0; i < core_count; i++) {
        free(topics->cores[i].text);
    }
    free(topics->cores);
    hints_free(topics->hints);
    lookup_free(&topics->term_at);
    free(topics);
}

/* --- comparing a text ------------------------------------------------------------------------ */

static double keyword_value(const struct hit *hits, size_t count, const struct hit *hit)
{
    double length = fmin((double)hit->keyword->characters, LONG_KEYWORD);
    return hit->keyword->weight * (1 + length) * hits_share(hits, count, hit);
}

/* The terms that a text has, each once, in the order in which they come. */
struct finds {
    uint32_t *terms;
    size_t count;
    uint64_t *found;   /* a bit for each term of the unit, */
    uint64_t *outside; /* and for each that is somewhere outside all keywords */
};

static void note_term(const struct unit_topics *topics, uint64_t value, bool outside,
                      struct finds *finds)
{
    uint32_t term = lookup_get(&topics->term_at, value);
    if (term == LOOKUP_NONE) {
        return;
    }
    uint64_t bit = UINT64_C(1) << (term % 64);
    if ((finds->found[term / 64] & bit) == 0) {
        finds->found[term / 64] |= bit;
        finds->terms = xgrow(finds->terms, finds->count, sizeof *finds->terms);
        finds->terms[finds->count++] = term;
    }
    finds->outside[term / 64] |= outside ? bit : 0;
}

/* All terms of a text; `covered` has a flag for each byte that a keyword covers. */
static struct finds find_terms(const struct unit_topics *topics, const char *plain,
                               const bool *covered)
{
    size_t words = topics->term_count / 64 + 1;
    struct finds finds = {.found = xcalloc(2 * words, sizeof *finds.found)};
    finds.outside = finds.found + words;
    uint64_t before = 0;
    uint64_t second = 0;
    unsigned outside = 0; /* characters outside keywords that end here */
    for (size_t at = 0, length = 0; plain[at] != '\0'; at += length) {
        uint32_t character = plain_next(plain + at, &length);
        if (!utf8_is_han(character)) {
            before = second = outside = 0;
            continue;
        }
        outside = covered[at] ? 0 : outside + 1;
        if (second != 0) {
            note_term(topics, second << 21 | character, outside >= 2, &finds);
        }
        if (before != 0) {
            note_term(topics, before << 42 | second << 21 | character, outside >= 3, &finds);
        }
        before = second;
        second = character;
    }
    return finds;
}

/* Adds what the grams say: to a task whose keywords the text has only those outside keywords, which
 * have spoken already. */
static void score_grams(const struct unit_topics *topics, const struct finds *finds, double weight,
                        const bool *hit, struct score *scores)
{
    for (size_t i = 0; i < finds->count; i++) {
        uint32_t at = finds->terms[i];
        const struct term *term = &topics->terms[at];
        bool outside = (finds->outside[at / 64] >> (at % 64) & 1) != 0;
        for (size_t j = 0; j < term->count; j++) {
            size_t task = topics->postings[term->first + j];
            scores[task].words += outside || !hit[task] ? weight * term->weight : 0;
        }
    }
}

/* What a kind of text weighs: keywords, the last of them against the others, and grams. */
struct weights {
    double keywords;
    double head;
    double grams;
    bool only_named; /* without a keyword it weighs nothing */
};

/*
 * Keywords first; then grams: of a task that has a keyword here only those beside its keywords,
 * which have spoken already. True if there is any keyword.
 */
static bool add_scores(const struct unit_topics *topics, const char *plain, struct weights weights,
                       struct score *scores)
{
    size_t count = 0;
    CLEANUP_FREE struct hit *hits = hits_find(&topics->speakers, plain, &count);
    if (count == 0 && weights.only_named) {
        return false;
    }
    CLEANUP_FREE bool *hit = xcalloc(topics->count + 1, sizeof *hit);
    CLEANUP_FREE bool *covered = xcalloc(strlen(plain) + 1, sizeof *covered);
    size_t head = hits_end(hits, count);
    for (size_t i = 0; i < count; i++) {
        if (hits_shadow(hits, count, &hits[i])) {
            continue;
        }
        size_t size = hits[i].keyword->size;
        double value = weights.keywords * keyword_value(hits, count, &hits[i]);
        bool quoted = hits[i].keyword->weight > 1;
        value *= hits[i].from + size == head ? weights.head : quoted ? 1 : 1 / weights.head;
        scores[hits[i].task].words += value;
        scores[hits[i].task].keywords += value;
        hit[hits[i].task] = true;
        memset(covered + hits[i].from, true, size);
    }
    struct finds finds = find_terms(topics, plain, covered);
    score_grams(topics, &finds, weights.grams, hit, scores);
    free(finds.terms);
    free(finds.found);
    return count > 0;
}

bool unit_topics_named(const struct unit_topics *topics, const char *plain)
{
    size_t count = 0;
    free(hits_find(&topics->speakers, plain, &count));
    return count > 0;
}

void unit_topics_hint(const struct unit_topics *topics, const char *plain, struct score *scores)
{
    hints_score(topics->hints, plain, scores);
}

static bool is_listed(const char *plain, const struct hit *hit)
{
    static const char pause[] = "、";
    return plain_starts_with(plain + hit->from + hit->keyword->size, pause) ||
           plain_before(plain, hit->from) == plain_next(pause, &(size_t){0});
}

void unit_topics_mark(const struct unit_topics *topics, const char *plain, bool titled, bool *tasks)
{
    size_t count = 0;
    CLEANUP_FREE struct hit *hits = hits_find(&topics->speakers, plain, &count);
    for (size_t i = 0; i < count; i++) {
        tasks[hits[i].task] |= !titled || (hits[i].keyword->own && !is_listed(plain, &hits[i]));
    }
}

int unit_topics_head(const struct unit_topics *topics, const char *plain)
{
    /* What a paper may be called by that tells of any task: "…情况统计", "…的通报". */
    static const char *const forms[] = {"统计", "汇总", "说明", "报告",   "通报",   "通知",
                                        "公告", "通告", "结果", "一览表", "表",     "样本",
                                        "样式", "模板", "材料", "资料",   "扫描件", "复印件",
                                        "截图", "照片", "图",   "文件",   "的",     NULL};
    size_t count = 0;
    CLEANUP_FREE struct hit *hits = hits_find(&topics->speakers, plain, &count);
    CLEANUP_FREE char *rest = xstrdup(plain + hits_end(hits, count));
    for (size_t i = 0; forms[i] != NULL; i++) {
        plain_blank(rest, forms[i]);
    }
    plain_blank_routine(rest);
    return plain_han_count(rest) == 0 ? hits_head(hits, count) : -1;
}

void unit_topics_score(const struct unit_topics *topics, const char *plain, double weight,
                       struct score *scores)
{
    add_scores(topics, plain, (struct weights){weight, HEAD, weight, false}, scores);
}

bool unit_topics_score_named(const struct unit_topics *topics, const char *plain,
                             struct score *scores)
{
    return add_scores(topics, plain, (struct weights){1, HEAD, 1, true}, scores);
}

void unit_topics_score_text(const struct unit_topics *topics, const char *plain, double weight,
                            struct score *scores)
{
    /* Twenty characters can say what a heading says; beyond, chance hits grow with the length. */
    double length = (double)plain_han_count(plain);
    double damping = length > 20 ? sqrt(20 / length) : 1;
    add_scores(topics, plain, (struct weights){weight, 1, weight * damping, false}, scores);
}

size_t unit_topics_uncovered(const struct unit_topics *topics, const char *plain, const bool *tasks)
{
    CLEANUP_FREE char *rest = xstrdup(plain);
    for (size_t i = 0; i < topics->count; i++) {
        for (size_t j = 0; tasks[i] && j < topics->topics[i]->keyword_count; j++) {
            plain_blank(rest, topics->topics[i]->keywords[j].text);
        }
    }
    plain_blank_routine(rest);
    return plain_han_count(rest);
}
