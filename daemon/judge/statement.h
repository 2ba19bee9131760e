/* What is said of a task in a paper of its own, beside its evidence: 情况说明, 专题报告. */
#ifndef BAOSONG_JUDGE_STATEMENT_H
#define BAOSONG_JUDGE_STATEMENT_H

#include "judge/report.h"

/* Does it call itself a statement, and do its headings, if it has any, name no task (一、完成情况)?
 */
bool statement_is(const struct filing *filing, const struct paper *paper);
/* Does it say that it reports on one thing alone: 专题报告? */
bool statement_is_special(const struct paper *paper);
/* Do its headings name no other tasks than these? */
bool statement_is_only_about(const struct filing *filing, const struct paper *paper,
                             const int *tasks, size_t count);

/* Such a one, or a report without headings, all of which is about these tasks; outline_clear()
 * frees it. */
struct outline statement_about(const struct filing *filing, const struct paper *paper,
                               const int *tasks, size_t count);

#endif
