/* What the first sentence below a heading of a self-report says: who reports well begins with what
 * was done. */
#ifndef BAOSONG_JUDGE_LEAD_H
#define BAOSONG_JUDGE_LEAD_H

#include "judge/report.h"

/* Keywords of a clause that tell what a section is about. */
#define LEAD_TELLS 2.5

/* Fills heading->led, and heading->leads if each clause of more than a word tells of a task, and
 * none cites an annex. */
void lead_read(const struct filing *filing, struct heading *heading);

/* May the section be about a task that it does not name? Not where it begins with what it is about,
 * and that is something else. */
bool lead_admits(const struct heading *heading, size_t task);

#endif
