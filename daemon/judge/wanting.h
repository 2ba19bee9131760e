/* Tasks that the self-report speaks of, and that no file surely proves: what seems to be the
 * evidence for one of them is. */
#ifndef BAOSONG_JUDGE_WANTING_H
#define BAOSONG_JUDGE_WANTING_H

#include "judge/evidence.h"
#include "judge/report.h"

/*
 * A file that is not sure is of its best guess, if a section is surely about that task and no file
 * surely proves it nor do many seem to, or if the unit has no other task and the file speaks of
 * credit. The arrays are of one a file of the filing's papers; `strange`: those of which only a
 * person can be sure.
 */
void wanting_follow(const struct filing *filing, const struct outline *outlines,
                    const bool *strange, const struct evidence *evidences,
                    struct conclusion *conclusions);

#endif
