/*
 * Words of two characters that stand inside the keywords of a unit's tasks, and what they hint at:
 * a word in many keywords of one task and in few of the others' (承诺) stands for that task, and a
 * short piece of a heading (保障) means the task most of whose keywords have it.
 */
#ifndef BAOSONG_JUDGE_HINTS_H
#define BAOSONG_JUDGE_HINTS_H

#include "base/memory.h"
#include "judge/topics.h"

#include <stddef.h>

struct hints;
struct hints *hints_new(size_t task_count);
void hints_free(struct hints *hints);

/* Adds a plain keyword of a task; keeps a pointer to it. */
void hints_add(struct hints *hints, const char *keyword, size_t task);
/* Counts them, once all are added. */
void hints_count(struct hints *hints);

/* A word that stands for a task by itself: `size` bytes of a keyword. */
struct core {
    const char *at;
    size_t size;
    size_t task;
};
const struct core *hints_cores(const struct hints *hints, size_t *count);

/* Adds to scores[].words, for each word of the text, the share of a task's keywords that have it.
 */
void hints_score(const struct hints *hints, const char *plain, struct score *scores);

#endif
