/* Which section a task belongs to that no heading names, or that several do. */
#ifndef BAOSONG_JUDGE_PLACE_H
#define BAOSONG_JUDGE_PLACE_H

#include "judge/report.h"

/* Within one report whose headings have been judged. */
void outline_place(const struct filing *filing, struct outline *outline);

/* What the files that came with a report prove of a task. */
enum proof { PROOF_NONE, PROOF_LIKELY, PROOF_SURE };

/*
 * What the evidence tells of the reports that came with it (proofs[], one a task of the unit): a
 * task that files prove and no section is about is where their text speaks of it.
 */
void reports_place(const struct filing *filing, struct outline *outlines, size_t count,
                   const enum proof *proofs);

/* Is it a section among others that is about all that its subsections are about (十七、职能任务完成
 * 情况)? */
bool outline_gathers(const struct filing *filing, const struct outline *outline, size_t index);

#endif
