#include "judge/lessons.h"

#include "judge/numbering.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* Fewer characters than these are in too many names. */
enum { TELLING_CHARACTERS = 3 };
/* What a lesson is worth where a name is the same, and where it only has its words; another unit's
 * lesson is weaker. */
#define SAME_NAME 9.0
#define HAS_WORDS 6.0
#define OF_ANOTHER 0.7

struct learned {
    int64_t event;
    int unit;
    const struct task *task;
    char *phrase;
};

struct lessons {
    const struct campaign *campaign;
    struct learned *at;
    size_t count;
};

/* --- words of names -------------------------------------------------------------------------- */

/* 黄教发[2017]33号 tells one paper from the others, not what it is about. */
static void blank_document_number(char *words)
{
    for (char *open = strpbrk(words, "[("); open != NULL; open = strpbrk(open + 1, "[(")) {
        char *end = plain_year(open + 1) != 0 ? strstr(open, "号") : NULL;
        if (end == NULL || strpbrk(open, "])") != open + 5) {
            continue;
        }
        char *start = open;
        while (start > words && (unsigned char)start[-1] > 0x7F) {
            start--;
        }
        memset(start, ' ', (size_t)(end + strlen("号") - start));
    }
}

/* (一), (2): which of several papers it is. */
static void blank_counters(char *words)
{
    for (char *open = strchr(words, '('); open != NULL; open = strchr(open + 1, '(')) {
        size_t length = 0;
        if (number_value(open + 1, &length) > 0 && open[1 + length] == ')') {
            memset(open, ' ', length + 2);
        }
    }
}

/* Names differ by years, months, copies: digits and marks teach nothing. */
static char *only_han(const char *words)
{
    char *out = xcalloc(strlen(words) + 1, 1);
    size_t size = 0;
    for (size_t length = 0; *words != '\0'; words += length) {
        plain_next(words, &length);
        if (length == 3) {
            memcpy(out + size, words, length);
            size += length;
        }
    }
    return out;
}

/* The innermost name of a path that says something. */
static char *phrase_of(const struct part *parts, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        if (!parts[i - 1].nameless) {
            CLEANUP_FREE char *words = xstrdup(parts[i - 1].words);
            blank_document_number(words);
            blank_counters(words);
            CLEANUP_FREE char *phrase = only_han(words);
            return plain_han_count(phrase) >= TELLING_CHARACTERS ? STEAL(phrase) : xstrdup("");
        }
    }
    return xstrdup("");
}

char *lessons_phrase(const struct gazetteer *gazetteer, const char *path)
{
    struct part *parts = NULL;
    size_t count = papers_take_apart(gazetteer, path, &parts);
    char *phrase = phrase_of(parts, count);
    papers_parts_free(parts, count);
    return phrase;
}

/* --- learning -------------------------------------------------------------------------------- */

struct lessons *lessons_new(const struct gazetteer *gazetteer, const struct campaign *campaign,
                            const struct lesson *lessons, size_t count)
{
    struct lessons *made = xcalloc(1, sizeof *made);
    made->campaign = campaign;
    made->at = xcalloc(count + 1, sizeof *made->at);
    for (size_t i = 0; i < count; i++) {
        const struct obligation *to = &lessons[i].obligation;
        CLEANUP_FREE char *phrase = lessons_phrase(gazetteer, lessons[i].path);
        if (*phrase != '\0') {
            made->at[made->count++] =
                (struct learned){.event = lessons[i].event,
                                 .unit = to->unit,
                                 .task = campaign->units[to->unit].tasks[to->task],
                                 .phrase = STEAL(phrase)};
        }
    }
    return made;
}

void lessons_free(struct lessons *lessons)
{
    if (lessons == NULL) {
        return;
    }
    for (size_t i = 0; i < lessons->count; i++) {
        free(lessons->at[i].phrase);
    }
    free(lessons->at);
    free(lessons);
}

/* --- what it says ---------------------------------------------------------------------------- */

static double worth(const struct learned *learned, int unit, const char *phrase)
{
    double value = strcmp(learned->phrase, phrase) == 0      ? SAME_NAME
                   : strstr(phrase, learned->phrase) != NULL ? HAS_WORDS
                                                             : 0;
    return learned->unit == unit ? value : value * OF_ANOTHER;
}

void lessons_score(const struct lessons *lessons, int unit, const struct paper *paper,
                   struct score *scores, int64_t *events)
{
    if (lessons == NULL || lessons->count == 0) {
        return;
    }
    CLEANUP_FREE char *phrase = phrase_of(paper->parts, paper->part_count);
    const struct unit *of = &lessons->campaign->units[unit];
    CLEANUP_FREE double *best = xcalloc(of->task_count + 1, sizeof *best);
    for (size_t i = 0; i < lessons->count && *phrase != '\0'; i++) {
        double value = worth(&lessons->at[i], unit, phrase);
        for (size_t task = 0; value > 0 && task < of->task_count; task++) {
            if (of->tasks[task] == lessons->at[i].task && value > best[task]) {
                best[task] = value;
                events[task] = lessons->at[i].event;
            }
        }
    }
    for (size_t task = 0; task < of->task_count; task++) {
        scores[task].words += best[task];
        scores[task].keywords += best[task];
    }
}
