/* Which section a task belongs to that no heading names, or that several do. */
#ifndef BAOSONG_JUDGE_PLACE_H
#define BAOSONG_JUDGE_PLACE_H

#include "judge/report.h"

/* Within one report whose headings have been judged. */
void outline_place(const struct filing *filing, struct outline *outline);

/* Is it a section among others that is about all that its subsections are about (十七、职能任务完成
 * 情况)? */
bool outline_gathers(const struct filing *filing, const struct outline *outline, size_t index);

#endif
