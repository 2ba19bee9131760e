/* Which section of the reports a task belongs to that no heading names, by what files prove. */
#ifndef BAOSONG_JUDGE_PROVEN_H
#define BAOSONG_JUDGE_PROVEN_H

#include "judge/report.h"

/* How far the files of a submission prove a task. */
enum proof { PROOF_NONE, PROOF_LIKELY, PROOF_SURE };

/*
 * Who sends evidence for a task reports about it. A task that files prove and no section is about
 * goes to the section that says most of it or, if none says anything, to the one about a task that
 * it is often written about with; so does, in a report that goes through most of the tasks, one
 * that nothing proves, unless many have nothing to report about it. `proofs`: one a task.
 */
void reports_place(const struct filing *filing, struct outline *outlines, size_t count,
                   const enum proof *proofs);

#endif
