/* Sections of a report that are about no task: problems, next steps, what there was nothing of. */
#ifndef BAOSONG_JUDGE_IDLE_H
#define BAOSONG_JUDGE_IDLE_H

#include "judge/report.h"

/* Any of these, by its heading or by how its text begins. */
bool idle_heading(const struct heading *heading);

/* Does the heading tell of problems or of next steps? What stands below it does, too. */
bool idle_problems(const struct heading *heading);

/* Does its text say that there is nothing to report? */
bool idle_empty(const struct heading *heading);

/* Is it a heading that stands over those of the tasks, where any stand below it? */
bool idle_frame(const struct heading *heading);

/* Ends a text without headings where it begins to tell of problems and next steps. */
void idle_cut(char *text);

#endif
