#include "base/clock.h"
#include "campaign/build.h"
#include "campaign/values.h"
#include "campaign/words.h"

#include <stdlib.h>

enum { HUNDREDTHS = 100 };

static int64_t build_due(struct build *build, struct said said)
{
    int64_t due = CLOCK_UNKNOWN;
    struct error error = {0};
    if (said.text != NULL && value_deadline(said.text, &due, &error) != 0) {
        faults_add(build->faults, said.line, "\"due\": %s", error.text);
    }
    return due;
}

/* --- grades ----------------------------------------------------------------------------------- */

static void check_grade(struct build *build, size_t i)
{
    const struct draft_grade *drafts = build->draft->results.grades.at;
    if (i > 0 && drafts[i - 1].from.line > 0 && drafts[i].from.line > 0 &&
        drafts[i].from.number >= drafts[i - 1].from.number) {
        faults_add(build->faults, drafts[i].from.line,
                   "the grade from %lld stands behind the one from %lld (line %zu); write the best "
                   "grade first, each from fewer points than the one before it",
                   (long long)drafts[i].from.number, (long long)drafts[i - 1].from.number,
                   drafts[i - 1].from.line);
    }
}

static void build_grades(struct build *build)
{
    struct result_rules *rules = &build->campaign->results;
    struct words CLEANUP(words_free) ids = {0};
    const struct draft_results *draft = &build->draft->results;
    const struct draft_grade *drafts = draft->grades.at;
    rules->grade_count = draft->grades.count;
    rules->grades = xcalloc(rules->grade_count, sizeof *rules->grades);
    for (size_t i = 0; i < rules->grade_count; i++) {
        words_add(&ids, drafts[i].id, "the grade id", NULL);
        check_grade(build, i);
        rules->grades[i] = (struct grade){.id = build_text(drafts[i].id),
                                          .title = build_text(drafts[i].title),
                                          .from = drafts[i].from.number * HUNDREDTHS};
    }
    words_check(&ids, build->faults);
    if (rules->grade_count == 0) {
        faults_add(build->faults, draft->grades.line > 0 ? draft->grades.line : draft->line,
                   "there is no grade; write at least one, the last from 0");
    } else if (drafts[rules->grade_count - 1].from.number != 0) {
        faults_add(build->faults, drafts[rules->grade_count - 1].from.line,
                   "totals below %lld have no grade; write the last grade with \"from: 0\"",
                   (long long)drafts[rules->grade_count - 1].from.number);
    }
}

/* --- lists ------------------------------------------------------------------------------------ */

static void build_list_category(struct build *build, struct said said, struct result_list *list)
{
    int found = said.text != NULL ? build_find_category(build->campaign, said.text) : -1;
    if (found >= 0 && build->campaign->categories[found].graded) {
        list->categories[list->category_count++] = &build->campaign->categories[found];
    } else if (found >= 0) {
        faults_add(build->faults, said.line,
                   "the units of \"%s\" are not graded, so that they have no results; leave it "
                   "out, or write \"graded: yes\" for it",
                   said.text);
    } else if (said.text != NULL) {
        faults_add(build->faults, said.line,
                   "unknown category \"%s\"; write the id of one under \"categories\"", said.text);
    }
}

static void build_lists(struct build *build)
{
    struct result_rules *rules = &build->campaign->results;
    const struct draft_list *drafts = build->draft->results.lists.at;
    rules->list_count = build->draft->results.lists.count;
    rules->lists = xcalloc(rules->list_count, sizeof *rules->lists);
    for (size_t i = 0; i < rules->list_count; i++) {
        struct result_list *list = &rules->lists[i];
        *list = (struct result_list){
            .title = build_text(drafts[i].title),
            .categories = xcalloc(drafts[i].categories.count, sizeof(struct category *)),
            .recipients = build_texts(&drafts[i].recipients)};
        for (size_t c = 0; c < drafts[i].categories.count; c++) {
            build_list_category(build, drafts[i].categories.at[c], list);
        }
    }
}

static size_t lists_with(const struct result_rules *rules, const struct category *category)
{
    size_t count = 0;
    for (size_t i = 0; i < rules->list_count; i++) {
        for (size_t c = 0; c < rules->lists[i].category_count; c++) {
            count += rules->lists[i].categories[c] == category;
        }
    }
    return count;
}

/* Whoever is graded is in one list: else a result would be lost, or told twice. */
static void check_lists(struct build *build)
{
    const struct campaign *campaign = build->campaign;
    const struct draft_category *drafts = build->draft->categories.at;
    for (size_t i = 0; i < campaign->category_count; i++) {
        size_t count = lists_with(&campaign->results, &campaign->categories[i]);
        if (campaign->categories[i].graded && count != 1 && campaign->categories[i].id != NULL) {
            faults_add(build->faults, drafts[i].line,
                       "the units of \"%s\" are graded, but %s of \"results\" has them; write them "
                       "into one",
                       campaign->categories[i].id, count == 0 ? "no list" : "more than one list");
        }
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

void build_results(struct build *build)
{
    const struct draft_results *draft = &build->draft->results;
    struct campaign *campaign = build->campaign;
    campaign->contacts_due = build_due(build, build->draft->contacts.due);
    campaign->results.due = build_due(build, draft->due);
    if (draft->line == 0) {
        return;
    }
    campaign->results.bonus_limit =
        draft->bonus_limit.line > 0 ? draft->bonus_limit.number * HUNDREDTHS : INT64_MAX;
    campaign->results.deduction_limit =
        draft->deduction_limit.line > 0 ? draft->deduction_limit.number * HUNDREDTHS : INT64_MAX;
    build_grades(build);
    build_lists(build);
    check_lists(build);
    if (campaign->item_count == 0) {
        faults_add(build->faults, draft->line,
                   "results are points of items, and there are no \"items\"; write them, or leave "
                   "\"results\" out");
    }
}

void build_results_free(struct result_rules *rules)
{
    for (size_t i = 0; i < rules->grade_count; i++) {
        free(rules->grades[i].id);
        free(rules->grades[i].title);
    }
    for (size_t i = 0; i < rules->list_count; i++) {
        free(rules->lists[i].title);
        free(rules->lists[i].categories);
        build_texts_free(&rules->lists[i].recipients);
    }
    free(rules->grades);
    free(rules->lists);
    *rules = (struct result_rules){0};
}
