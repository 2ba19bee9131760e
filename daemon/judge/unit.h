/* Whose submission a message is. */
#ifndef BAOSONG_JUDGE_UNIT_H
#define BAOSONG_JUDGE_UNIT_H

#include "judge/papers.h"

/* Fills unit_state and units of the judgement from all that names or implies a unit. */
void unit_judge(const struct campaign *campaign, const struct gazetteer *gazetteer,
                const struct submission *submission, const struct papers *papers,
                struct judgement *judgement);

#endif
