#include "judge/hints.h"

#include "base/utf8.h"
#include "judge/lookup.h"
#include "judge/plain.h"

#include <stdlib.h>

/* A core is in so many of one task's keywords, and in so small a share of any other's. */
#define CORE_KEYWORDS 3
#define CORE_SHARE 0.4
#define CORE_RIVAL 0.5
/* Of a word that hints at several tasks: what share of the first one's another must have. */
#define RIVALS 3

/* A word in a keyword of a task. */
struct inner {
    uint64_t word;
    size_t task;
    const char *at;
};

/* A word and the share of a task's keywords that have it. */
struct hint {
    uint64_t word;
    size_t task;
    double share;
};

struct hints {
    size_t *keywords; /* how many each task has */
    struct inner *inners;
    size_t inner_count;
    struct hint *at; /* sorted by word */
    size_t count;
    struct lookup first; /* of a word */
    struct core *cores;
    size_t core_count;
};

struct hints *hints_new(size_t task_count)
{
    struct hints *hints = xcalloc(1, sizeof *hints);
    hints->keywords = xcalloc(task_count + 1, sizeof *hints->keywords);
    return hints;
}

void hints_free(struct hints *hints)
{
    if (hints != NULL) {
        free(hints->keywords);
        free(hints->inners);
        free(hints->at);
        lookup_free(&hints->first);
        free(hints->cores);
        free(hints);
    }
}

/* A word that stands in a keyword twice is counted twice, which hardly happens. */
void hints_add(struct hints *hints, const char *keyword, size_t task)
{
    hints->keywords[task]++;
    for (size_t length = 0; *keyword != '\0'; keyword += length) {
        size_t next = 0;
        uint32_t one = plain_next(keyword, &length);
        uint32_t other = plain_next(keyword + length, &next);
        /* 的 joins words, and makes none. */
        if (utf8_is_han(one) && utf8_is_han(other) && one != U'的' && other != U'的') {
            hints->inners = xgrow(hints->inners, hints->inner_count, sizeof *hints->inners);
            hints->inners[hints->inner_count++] =
                (struct inner){plain_beginning(keyword), task, keyword};
        }
    }
}

static int compare_inners(const void *one, const void *other)
{
    const struct inner *a = one;
    const struct inner *b = other;
    if (a->word != b->word) {
        return a->word < b->word ? -1 : 1;
    }
    return (a->task > b->task) - (a->task < b->task);
}

static void add_core(struct hints *hints, const struct inner *inner)
{
    size_t length = 0;
    size_t next = 0;
    plain_next(inner->at, &length);
    plain_next(inner->at + length, &next);
    hints->cores = xgrow(hints->cores, hints->core_count, sizeof *hints->cores);
    hints->cores[hints->core_count++] = (struct core){inner->at, length + next, inner->task};
}

/* Notes what one word hints at, and whether it is a core; `inners` are those of the word. */
static void count_word(struct hints *hints, const struct inner *inners, size_t count)
{
    const struct inner *best = NULL;
    double first = 0;
    double second = 0;
    for (size_t i = 0, next = 0; i < count; i = next) {
        for (next = i; next < count && inners[next].task == inners[i].task;) {
            next++;
        }
        double share = (double)(next - i) / (double)hints->keywords[inners[i].task];
        hints->at = xgrow(hints->at, hints->count, sizeof *hints->at);
        hints->at[hints->count++] = (struct hint){inners[i].word, inners[i].task, share};
        if (share > first) {
            second = first;
            first = share;
            best = next - i >= CORE_KEYWORDS ? &inners[i] : NULL;
        } else if (share > second) {
            second = share;
        }
    }
    if (best != NULL && first >= CORE_SHARE && second <= CORE_RIVAL * first) {
        add_core(hints, best);
    }
}

void hints_count(struct hints *hints)
{
    const struct inner *inners = hints->inners;
    size_t count = hints->inner_count;
    if (count > 0) {
        qsort(hints->inners, count, sizeof *inners, compare_inners);
    }
    for (size_t i = 0, next = 0; i < count; i = next) {
        for (next = i; next < count && inners[next].word == inners[i].word;) {
            next++;
        }
        if (plain_starts_with_any(inners[i].at, plain_routine) == 0) {
            count_word(hints, inners + i, next - i);
        }
    }
    hints->first = lookup_new(hints->count);
    for (size_t i = 0; i < hints->count; i++) {
        if (i == 0 || hints->at[i].word != hints->at[i - 1].word) {
            lookup_put(&hints->first, hints->at[i].word, (uint32_t)i);
        }
    }
}

const struct core *hints_cores(const struct hints *hints, size_t *count)
{
    *count = hints->core_count;
    return hints->cores;
}

static void score_word(const struct hints *hints, uint64_t word, struct score *scores)
{
    size_t first = lookup_get(&hints->first, word);
    double most = 0;
    for (size_t i = first; i < hints->count && hints->at[i].word == word; i++) {
        most = hints->at[i].share > most ? hints->at[i].share : most;
    }
    for (size_t i = first; i < hints->count && hints->at[i].word == word; i++) {
        const struct hint *hint = &hints->at[i];
        scores[hint->task].words += hint->share >= most / RIVALS ? hint->share : 0;
    }
}

void hints_score(const struct hints *hints, const char *plain, struct score *scores)
{
    for (size_t length = 0; *plain != '\0'; plain += length) {
        score_word(hints, plain_beginning(plain), scores);
        plain_next(plain, &length);
    }
}
