/* The headings of a self-report, before anything is known of what they are about. */
#ifndef BAOSONG_JUDGE_OUTLINE_H
#define BAOSONG_JUDGE_OUTLINE_H

#include "judge/report.h"

enum { RESTRICT_NONE, RESTRICT_COMMON, RESTRICT_FUNCTIONAL };

/* Of which kind of tasks the heading says that it speaks: "职能任务完成情况". */
int heading_kind(const struct heading *heading);

/* All sections of the paper; outline_clear() frees them. */
struct outline outline_read(const struct filing *filing, const struct paper *paper);

#endif
