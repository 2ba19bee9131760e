/* What a clause may name without speaking of the task: the sites that are to be linked stand
 * wherever something is published, reported or looked up (均在信用湖北公示); 信用平台 is where
 * records are looked up, too, and a newspaper where somebody is exposed. */
#ifndef BAOSONG_JUDGE_MISTAKES_H
#define BAOSONG_JUDGE_MISTAKES_H

#include "judge/filing.h"

/* Sets what such a clause seems to say to nothing. `clause` is plain; `scores`: one a task. */
void mistakes_drop(const struct filing *filing, const char *clause, struct score *scores);

#endif
