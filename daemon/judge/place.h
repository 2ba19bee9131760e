/* Which section a task belongs to that no heading names, or that several do. */
#ifndef BAOSONG_JUDGE_PLACE_H
#define BAOSONG_JUDGE_PLACE_H

#include "judge/report.h"

/* Within one report whose headings have been judged. */
void outline_place(const struct filing *filing, struct outline *outline);

#endif
