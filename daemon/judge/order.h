/* Files that are numbered in the order of the tasks, or of the report: the neighbours of one that
 * is not sure leave few tasks to it. */
#ifndef BAOSONG_JUDGE_ORDER_H
#define BAOSONG_JUDGE_ORDER_H

#include "judge/evidence.h"
#include "judge/report.h"

/*
 * Where the numbers of the files of a folder rise with the tasks of those that are sure, one that
 * is not is of its best guess that lies between its neighbours' tasks, if there is any. The arrays
 * are of one a file of the filing's papers; those that have no evidence are left alone.
 */
void order_follow(const struct filing *filing, const struct outline *outlines,
                  const struct evidence *evidences, struct conclusion *conclusions);

#endif
