/* Papers that prove nothing for this year or this unit: last year's, the ministry's, another's. */
#ifndef BAOSONG_JUDGE_ORIGIN_H
#define BAOSONG_JUDGE_ORIGIN_H

#include "judge/filing.h"

/* A sentence for the finding previous-year, NULL if it is of the campaign's year (caller frees). */
char *origin_previous_year(const struct campaign *campaign, const struct paper *paper);

/* Is the paper addressed to one of the senders by name ("市环保局：…"), or a letter to them (来函)?
 * Whoever issued it, it is about them; but not what set the assessment, which
 * goes to all units. */
bool origin_addressed(const struct judge *judge, const struct judgement *judgement,
                      const struct paper *paper);

/* A sentence for the finding other-unit, NULL if nothing says so (caller frees). */
char *origin_other_unit(const struct judge *judge, const struct judgement *judgement,
                        const struct paper *paper);
/* The same only by the name with which its own name or its title begins: what is the self-report of
 * another. */
char *origin_other_author(const struct judge *judge, const struct judgement *judgement,
                          const struct paper *paper);

/* The paper's document number, plain: what the reader saw, else what its name says; NULL if none
 * (caller frees). */
char *origin_document_number(const struct paper *paper);

#endif
