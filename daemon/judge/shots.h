/* Photographs that were taken together: what one of them shows, those beside it show, too. */
#ifndef BAOSONG_JUDGE_SHOTS_H
#define BAOSONG_JUDGE_SHOTS_H

#include "judge/evidence.h"

/* Were two pictures taken on one occasion, by the names that cameras, telephones and messengers
 * give: on the same day, or one soon after the other? */
bool shots_together(const char *name, const char *other);

/*
 * A picture without a name on which nothing of any task can be read follows the one beside it that
 * is sure, if all that were taken with it agree. Both arrays are of one a file of the filing's
 * papers; those that have no evidence are left alone.
 */
void shots_follow(const struct filing *filing, const struct evidence *evidences,
                  struct conclusion *conclusions);

#endif
