/*
 * What people taught by filing: files of this name were put under these tasks. A lesson speaks for
 * files whose names have its words, of its own unit and, for tasks they share, of others.
 */
#ifndef BAOSONG_JUDGE_LESSONS_H
#define BAOSONG_JUDGE_LESSONS_H

#include "judge/judge.h"
#include "judge/papers.h"
#include "judge/topics.h"

struct lessons;
struct lessons *lessons_new(const struct gazetteer *gazetteer, const struct campaign *campaign,
                            const struct lesson *lessons, size_t count);
void lessons_free(struct lessons *lessons);

/* Adds to scores[tasks of the unit] what lessons say of a file; the event of the strongest lesson
 * for each task goes to events[task] (0: none). NULL as lessons teaches nothing. */
void lessons_score(const struct lessons *lessons, int unit, const struct paper *paper,
                   struct score *scores, int64_t *events);

/* The words that a file of this path teaches by; "" if its names say nothing. The caller frees. */
char *lessons_phrase(const struct gazetteer *gazetteer, const char *path);

#endif
