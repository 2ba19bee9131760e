#include "judge/hypothesis.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "judge/chapters.h"
#include "judge/items.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* Words under this score say nothing; others agree when they reach this share of the best. */
#define SILENT 2.0
#define NEAR 0.7
/* A contradiction weighs more than an agreement, which chance can give. */
#define CONTRADICTION 1.3
/* A reading under which a number means several tasks agrees more easily. */
#define LOOSE 0.7
/* What a bare number that a list of contents has is worth. */
#define LISTED 0.5
/* Share of a name that must stand in the title of an item. */
#define ITEM_OVERLAP 0.6
/* A reading is firm where so many numbers agree, and so many times those that do not; the more do,
 * the less chance can have made them, and the less an odd one among them says. */
#define FEW 2.5
#define FEW_AGAINST 5
#define MANY 8
#define MANY_AGAINST 2

static bool item_has(const struct task *task, int number)
{
    for (size_t i = 0; i < task->item_count; i++) {
        if (task->items[i]->number == number) {
            return true;
        }
    }
    return false;
}

static bool cited(const struct filing *filing, int value, size_t task)
{
    for (size_t i = 0; i < filing->citation_count; i++) {
        const struct citation *citation = &filing->citations[i];
        for (size_t j = 0; citation->number == value && j < citation->task_count; j++) {
            if (citation->tasks[j] == (int)task) {
                return true;
            }
        }
    }
    return false;
}

bool hypothesis_means(const struct filing *filing, enum reading reading, int value, size_t task)
{
    const struct task *it = filing->unit->tasks[task];
    switch (reading) {
    case READING_NONE:
    case READING_COUNT:
        return false;
    case READING_COMMON:
    case READING_FUNCTIONAL:
        return it->common == (reading == READING_COMMON) && task_position(it) == value;
    case READING_PRINTED:
        return !it->common && it->printed == value;
    case READING_ITEMS:
        return item_has(it, value);
    case READING_CITED:
        return cited(filing, value, task);
    case READING_CHAPTERS:
        return chapters_mean(filing, value, task);
    }
    return false;
}

bool hypothesis_number_means(const struct filing *filing, const struct number *number, size_t task)
{
    enum reading reading = number->family == NUMBER_COMMON ? READING_COMMON : filing->functional;
    bool means = false;
    for (size_t i = 0; i < number->count; i++) {
        means |= hypothesis_means(filing, reading, number->values[i], task);
    }
    return means;
}

double hypothesis_overlap(const char *words, const char *title)
{
    size_t pieces = 0;
    size_t found = 0;
    for (size_t length = 0; *words != '\0'; words += length) {
        size_t next = 0;
        bool han = utf8_is_han(plain_next(words, &length)) &&
                   utf8_is_han(plain_next(words + length, &next));
        if (han) {
            CLEANUP_FREE char *piece = xstrndup(words, length + next);
            pieces++;
            found += strstr(title, piece) != NULL;
        }
    }
    return pieces > 0 ? (double)found / (double)pieces : 0;
}

bool hypothesis_item_named(const struct filing *filing, int number, const char *words)
{
    const struct campaign *campaign = filing->judge->campaign;
    for (size_t i = 0; i < campaign->item_count; i++) {
        if (campaign->items[i].number != number) {
            continue;
        }
        const struct item_words *item = &filing->judge->items[i];
        bool named = hypothesis_overlap(words, item->title) >= ITEM_OVERLAP;
        for (size_t j = 0; j < item->count; j++) {
            named |= strstr(words, item->keywords[j]) != NULL;
        }
        return named;
    }
    return false;
}

static void test_one(const struct filing *filing, const struct numbered *one,
                     struct hypothesis *hypothesis)
{
    int best = filing_best(filing, one->scores, NULL);
    bool silent = best < 0 || one->scores[best].words < SILENT;
    size_t meant = 0;
    bool agrees = hypothesis->reading == READING_ITEMS && one->number.count > 0 &&
                  hypothesis_item_named(filing, one->number.values[0], one->words);
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool means = false;
        for (size_t j = 0; j < one->number.count; j++) {
            means |= hypothesis_means(filing, hypothesis->reading, one->number.values[j], i);
        }
        meant += means;
        agrees |= means && silent && !one->heading && hypothesis->reading == READING_COMMON &&
                  outline_tells(filing->told, task_position(filing->unit->tasks[i]));
        agrees |= means && !silent && one->scores[i].words >= NEAR * one->scores[best].words;
    }
    if (agrees) {
        hypothesis->agree += meant > 1 ? LOOSE : 1;
    } else if (silent && meant > 0 && hypothesis->reading == READING_CITED && filing->listed) {
        hypothesis->agree += LISTED; /* 1.pdf, and a list says what 1 is */
    } else if (!silent || meant == 0) {
        hypothesis->against += silent ? 0.5 : 1;
    }
}

struct hypothesis hypothesis_test(const struct filing *filing, enum reading reading,
                                  const struct numbered *numbered, size_t count)
{
    struct hypothesis hypothesis = {.reading = reading};
    for (size_t i = 0; i < count; i++) {
        test_one(filing, &numbered[i], &hypothesis);
    }
    return hypothesis;
}

/* A number of functional tasks with the words that stand with it; takes over the plain text. */
static void add_one(const struct filing *filing, struct number number, char *plain,
                    struct numbered *numbered, size_t *count)
{
    if (number.family != NUMBER_FUNCTIONAL || number.count == 0) {
        free(plain);
        return;
    }
    struct score *scores = filing_scores(filing);
    unit_topics_score(filing->topics, plain, 1, scores);
    numbered[(*count)++] =
        (struct numbered){.number = number, .words = plain, .kept = plain, .scores = scores};
}

/* Those of a paper's folders and name, each with the paper's name, and of its headings. */
static void add_functional(const struct filing *filing, const struct paper *paper,
                           struct numbered *numbered, size_t *count)
{
    for (size_t i = 0; i < paper->part_count; i++) {
        const struct part *part = &paper->parts[i];
        add_one(filing, part->number,
                xasprintf("%s %s %s", part->words, paper_name(paper)->words, paper->title_words),
                numbered, count);
    }
    for (size_t i = 0; i < paper->file->section_count; i++) {
        char *plain = plain_text(paper->file->sections[i].heading, LIMIT_HEADER);
        add_one(filing, number_parse(plain), plain, numbered, count);
    }
}

double hypothesis_value(const struct hypothesis *hypothesis)
{
    return hypothesis->agree - CONTRADICTION * hypothesis->against;
}

struct hypothesis hypothesis_choose(const struct filing *filing, const struct numbered *numbered,
                                    size_t count)
{
    struct hypothesis best = {.reading = READING_NONE};
    double best_value = 0;
    for (int i = READING_COMMON; i < READING_COUNT; i++) {
        struct hypothesis one = hypothesis_test(filing, (enum reading)i, numbered, count);
        double value = hypothesis_value(&one);
        if (value > best_value) {
            best = one;
            best_value = value;
        }
    }
    return best;
}

/* Is any of the unit's tasks printed with another number than its place? */
static bool prints_differently(const struct unit *unit)
{
    for (size_t i = 0; i < unit->task_count; i++) {
        if (!unit->tasks[i]->common && unit->tasks[i]->printed != task_position(unit->tasks[i])) {
            return true;
        }
    }
    return false;
}

enum reading hypothesis_functional(const struct filing *filing)
{
    if (!prints_differently(filing->unit)) {
        return READING_FUNCTIONAL;
    }
    size_t count = 0;
    size_t most = 0;
    for (size_t i = 0; i < filing->papers->count; i++) {
        most += filing->papers->at[i].part_count + filing->papers->at[i].file->section_count;
    }
    CLEANUP_FREE struct numbered *numbered = xcalloc(most + 1, sizeof *numbered);
    for (size_t i = 0; i < filing->papers->count; i++) {
        add_functional(filing, &filing->papers->at[i], numbered, &count);
    }
    struct hypothesis placed = hypothesis_test(filing, READING_FUNCTIONAL, numbered, count);
    struct hypothesis printed = hypothesis_test(filing, READING_PRINTED, numbered, count);
    for (size_t i = 0; i < count; i++) {
        free(numbered[i].kept);
        free(numbered[i].scores);
    }
    bool by_print = hypothesis_value(&printed) > hypothesis_value(&placed);
    return by_print ? READING_PRINTED : READING_FUNCTIONAL;
}

bool hypothesis_firm(const struct hypothesis *hypothesis)
{
    double agree = hypothesis->agree;
    double against = hypothesis->against;
    return (agree >= FEW && agree >= FEW_AGAINST * against) ||
           (agree >= MANY && agree >= MANY_AGAINST * against);
}
