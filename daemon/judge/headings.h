/* What a section of a self-report is about, by its heading, its number and the text below it. */
#ifndef BAOSONG_JUDGE_HEADINGS_H
#define BAOSONG_JUDGE_HEADINGS_H

#include "judge/report.h"

/* Keywords of this weight in a heading, or in the text below it, say what it is about; of this they
 * are a hint. */
#define HEADING_SAYS 2.5
#define HEADING_HINTS 1.5
/* Words of a heading that have something of a task: 宣传 of 宣传报道. */
#define HEADING_AKIN 0.25

/* Marks what each section is surely, or perhaps, about. */
void headings_judge(const struct filing *filing, struct outline *outline);

/*
 * Is the section surely about a task that shares the item and the words of this one: a functional
 * one beside 联合奖惩案例 or 信息归集?
 */
bool heading_has_neighbour(const struct filing *filing, const struct heading *heading, size_t task);

/* What a text in the section, a clause or a piece of that, says of each task, into `scores`, if any
 * keyword stands in it; else false. */
bool heading_score_named(const struct filing *filing, const struct heading *heading,
                         const char *text, const char *clause, struct score *scores);

/* Is the task of the kind that the headings above allow? */
bool heading_allows(const struct filing *filing, const struct heading *heading, int task);

/* Does its text say what it is about, and nothing of this task? */
bool heading_text_lacks(const struct filing *filing, const struct heading *heading, size_t task);

#endif
