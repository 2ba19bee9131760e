/* Which time decides what is in time, and what is said when the clocks disagree. */
#ifndef BAOSONG_JUDGE_RECEIPT_H
#define BAOSONG_JUDGE_RECEIPT_H

#include "judge/papers.h"

/* The time that counts, UTC seconds; adds findings about it to the judgement's message. */
int64_t receipt_judge(const struct submission *submission, struct judgement *judgement);

/* Adds a finding of a file, or of the message (-1); takes over `detail` (NULL for none). */
void judgement_add_finding(struct judgement *judgement, int file, enum finding_code code,
                           char *detail);

/* The same of a paper, maybe one of several in a file: then it says which. */
void judgement_add_paper_finding(struct judgement *judgement, const struct paper *paper,
                                 enum finding_code code, char *detail);

#endif
