/* Whose a document is by the sign that its number begins with: 黄政办 in 黄政办发〔2017〕54号. */
#ifndef BAOSONG_JUDGE_PREFIX_H
#define BAOSONG_JUDGE_PREFIX_H

#include "campaign/campaign.h"
#include "reader/description.h"

/* The unit whose prefix the number begins with, the longest prefix winning; -1 if none. */
int prefix_owner(const struct campaign *campaign, const char *number);

/*
 * The same of a number that nobody owns as it was read from a picture: 贡政办发 is 黄政办发 where
 * no place's sign is 贡 and no other unit's prefix ends so. Only the first character is guessed:
 * others make signs that exist (黄政发). *prefix is the campaign's; -1 if there is none, or if the
 * office that the letterhead names is of another place.
 */
int prefix_misread_owner(const struct campaign *campaign, const struct described_file *file,
                         const char **prefix);

#endif
