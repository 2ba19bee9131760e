/* The numbers of the self-report's own sections, by which some clerks number their files: "8
 * 领导小组" for "8、领导小组、经费". */
#ifndef BAOSONG_JUDGE_CHAPTERS_H
#define BAOSONG_JUDGE_CHAPTERS_H

#include "judge/report.h"

/* Those of a report that goes through the tasks, on the level on which most of its sections about
 * tasks stand, are added to the filing. */
void chapters_add(struct filing *filing, const struct outline *outline);
void chapters_clear(struct filing *filing);

/* Is a section of that number about the task? */
bool chapters_mean(const struct filing *filing, int number, size_t task);

#endif
