/* A report that goes through the assessment's items, several in one section and without numbers. */
#ifndef BAOSONG_JUDGE_ITEMS_H
#define BAOSONG_JUDGE_ITEMS_H

#include "judge/report.h"

/* If the outline follows the items: each section is about all common tasks of its items. */
void outline_follow_items(const struct filing *filing, struct outline *outline);

#endif
