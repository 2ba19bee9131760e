/* Which section of the reports a task belongs to that no heading names, by what files prove. */
#ifndef BAOSONG_JUDGE_PROVEN_H
#define BAOSONG_JUDGE_PROVEN_H

#include "judge/report.h"

/* How far the files of a submission prove a task. */
enum proof { PROOF_NONE, PROOF_LIKELY, PROOF_SURE };

/*
 * Who sends evidence for a task reports about it. A task that files prove and no section is about
 * goes to the section that says most of it or, if none says anything, to the one about a task that
 * it is often written about with. What nothing proves is nowhere unless a section says it itself;
 * only of an item that is finely divided (双公示, 信用专栏, 网站链接) the section about one share,
 * in a report that goes through most of the tasks, is about the others, too. `proofs`: one a task.
 */
void reports_place(const struct filing *filing, struct outline *outlines, size_t count,
                   const enum proof *proofs);

#endif
