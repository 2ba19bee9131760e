/* What the campaign's rules say of a file as evidence for a task: which of the kinds of evidence it
 * is, which months it reports, and what it lacks. */
#ifndef BAOSONG_JUDGE_RULES_H
#define BAOSONG_JUDGE_RULES_H

#include "judge/papers.h"

/* Completes the judgement's matches, and adds the findings that follow from them. */
void rules_apply(const struct campaign *campaign, const struct papers *papers,
                 struct judgement *judgement);

/* Months that a plain text names as 10月 or 1-10月: bit 0 is January. */
uint32_t rules_months(const char *plain);

#endif
