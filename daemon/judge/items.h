/* A report that goes through the assessment's items, several in one section and without numbers. */
#ifndef BAOSONG_JUDGE_ITEMS_H
#define BAOSONG_JUDGE_ITEMS_H

#include "judge/report.h"

/* What names one item, plain. */
struct item_words {
    char *title;
    char **keywords; /* those of three characters at least */
    size_t count;
};

/* One an item of the campaign. */
struct item_words *item_words_new(const struct campaign *campaign);
void item_words_free(struct item_words *words, const struct campaign *campaign);

/* If the outline follows the items: each section is about all common tasks of its items. */
void outline_follow_items(const struct filing *filing, struct outline *outline);

#endif
