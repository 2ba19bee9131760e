#include "campaign/words.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void words_add(struct words *words, struct said said, const char *what, const char *owner)
{
    if (said.text == NULL) {
        return;
    }
    words->at = xgrow(words->at, words->count, sizeof *words->at);
    words->at[words->count++] = (struct word){.said = said, .what = what, .owner = owner};
}

void words_add_all(struct words *words, const struct said_texts *texts, const char *what,
                   const char *owner)
{
    for (size_t i = 0; i < texts->count; i++) {
        words_add(words, texts->at[i], what, owner);
    }
}

static int compare(const void *left, const void *right)
{
    const struct word *a = left;
    const struct word *b = right;
    int order = strcmp(a->said.text, b->said.text);
    if (order == 0 && a->said.line != b->said.line) {
        order = a->said.line < b->said.line ? -1 : 1;
    }
    return order;
}

static void said_twice(const struct word *first, const struct word *again, struct faults *faults)
{
    const char *text = again->said.text;
    if (again->owner == NULL) {
        faults_add(faults, again->said.line,
                   "%s \"%s\" stands twice (first in line %zu); each must be another one",
                   again->what, text, first->said.line);
    } else if (first->owner == again->owner) {
        faults_add(faults, again->said.line,
                   "%s \"%s\" stands at this unit already (%s, line %zu); remove one", again->what,
                   text, first->what, first->said.line);
    } else {
        faults_add(faults, again->said.line,
                   "%s \"%s\" also stands at the unit %s (%s, line %zu); it can mean one unit "
                   "only, remove one",
                   again->what, text, first->owner, first->what, first->said.line);
    }
}

void words_check(struct words *words, struct faults *faults)
{
    if (words->count == 0) {
        return;
    }
    qsort(words->at, words->count, sizeof *words->at, compare);
    const struct word *first = &words->at[0];
    for (size_t i = 1; i < words->count; i++) {
        if (strcmp(first->said.text, words->at[i].said.text) == 0) {
            said_twice(first, &words->at[i], faults);
        } else {
            first = &words->at[i];
        }
    }
}

void words_free(struct words *words)
{
    free(words->at);
    *words = (struct words){0};
}
