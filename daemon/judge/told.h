/* Numbers of headings that seem to be those of tasks or items, and are the report's own. */
#ifndef BAOSONG_JUDGE_TOLD_H
#define BAOSONG_JUDGE_TOLD_H

#include "judge/report.h"

/* Does the heading tell the task by a number? */
bool told_is(const struct filing *filing, const struct heading *heading, size_t task);

/*
 * "任务三：宣传", "第四项 网站": where the words of such headings mostly name other tasks than
 * their numbers, the clerk only counts so; then they are plain numbers. Wants heading->said.
 */
void told_doubt(const struct filing *filing, struct outline *outline);

#endif
