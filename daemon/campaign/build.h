/*
 * From a draft to a campaign, in two steps: the parts that stand for themselves, then the tasks and
 * who has them. Every fault is added to `faults`; with one the campaign may have holes (NULL) and
 * is only good for campaign_free.
 */
#ifndef BAOSONG_CAMPAIGN_BUILD_H
#define BAOSONG_CAMPAIGN_BUILD_H

#include "campaign/campaign.h"
#include "campaign/draft.h"

struct build {
    const struct draft_campaign *draft;
    struct faults *faults;
    struct campaign *campaign;
};

/* Names, stages, items, categories and units. */
void build_parts(struct build *build);
/* The rules of results and the date for contacts; after the parts. */
void build_results(struct build *build);
void build_results_free(struct result_rules *rules);
/* Common and functional tasks, and each unit's obligations. */
void build_tasks(struct build *build);

/* A copy, NULL for what was not said. */
char *build_text(struct said said);
struct texts build_texts(const struct said_texts *said);
void build_texts_free(struct texts *texts);
/* The index of a category by id; -1 if none. */
int build_find_category(const struct campaign *campaign, const char *id);
/* The item of that number, said in a list; NULL with a fault. */
const struct item *build_item(struct build *build, const struct said_number *said);
/* `did you mean "X"? ` for the nearest of the ids or names given, or nothing; the caller frees. */
char *build_question(const char *word, const char *const *words, size_t count);

#endif
