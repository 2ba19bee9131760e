/* Which tasks the files of a message prove. */
#ifndef BAOSONG_JUDGE_FILES_H
#define BAOSONG_JUDGE_FILES_H

#include "judge/papers.h"
#include "judge/room.h"

/* Adds the matches, and the findings about years and issuers, for every unit that is sure. */
void files_judge(const struct judge *judge, const struct submission *submission,
                 const struct papers *papers, struct judgement *judgement);

#endif
