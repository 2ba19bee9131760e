/* Lists of what was sent, 目录.docx and 附件清单.xlsx: they say what the numbers of files mean. */
#ifndef BAOSONG_JUDGE_CONTENTS_H
#define BAOSONG_JUDGE_CONTENTS_H

#include "judge/filing.h"

/* Is this paper a list of the files sent with it? It proves nothing itself. */
bool contents_listed_by(const struct papers *papers, const struct paper *paper);

/* Notes for which tasks its numbered lines stand, and for which files that it names. */
void citations_of_contents(struct filing *filing, const struct paper *paper);

/* The line of a list that names this file; NULL if none does. */
const struct citation *contents_find(const struct filing *filing, const struct paper *paper);

#endif
