#include "judge/files.h"
#include "judge/items.h"
#include "judge/letter.h"
#include "judge/papers.h"
#include "judge/plain.h"
#include "judge/receipt.h"
#include "judge/room.h"
#include "judge/sender.h"
#include "judge/unit.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* Index of the first unit whose topics serve this one. */
static size_t first_alike(const struct campaign *campaign, size_t unit)
{
    size_t i = 0;
    while (!unit_topics_alike(&campaign->units[i], &campaign->units[unit])) {
        i++;
    }
    return i;
}

static void make_unit_topics(struct judge *judge)
{
    const struct campaign *campaign = judge->campaign;
    judge->of_units = xcalloc(campaign->unit_count + 1, sizeof(struct unit_topics *));
    for (size_t i = 0; i < campaign->unit_count; i++) {
        size_t alike = first_alike(campaign, i);
        judge->of_units[i] = alike < i ? judge->of_units[alike]
                                       : unit_topics_new(judge->topics, &campaign->units[i]);
    }
}

struct judge *judge_new(const struct campaign *campaign)
{
    struct judge *judge = xcalloc(1, sizeof *judge);
    judge->campaign = campaign;
    judge->gazetteer = gazetteer_new(campaign);
    judge->topics = topics_new(campaign);
    judge->items = item_words_new(campaign);
    make_unit_topics(judge);
    return judge;
}

void judge_free(struct judge *judge)
{
    if (judge == NULL) {
        return;
    }
    gazetteer_free(judge->gazetteer);
    for (size_t i = 0; i < judge->campaign->unit_count; i++) {
        if (first_alike(judge->campaign, i) == i) {
            unit_topics_free(judge->of_units[i]);
        }
    }
    free(judge->of_units);
    topics_free(judge->topics);
    item_words_free(judge->items, judge->campaign);
    lessons_free(judge->lessons);
    free(judge);
}

void judge_teach(struct judge *judge, const struct lesson *lessons, size_t count)
{
    lessons_free(judge->lessons);
    judge->lessons = lessons_new(judge->gazetteer, judge->campaign, lessons, count);
}

char *judge_phrase(const struct judge *judge, const char *path)
{
    return lessons_phrase(judge->gazetteer, path);
}

/* --- is it a submission at all? -------------------------------------------------------------- */

/* Something that a person would file, or a link or container in which it must be. What a
 * sender who is no known unit wrote into the mail itself is a letter, however it is built. */
static bool brings_something(const struct submission *submission, enum unit_state state)
{
    const struct description *description = submission->description;
    bool brings = submission->quarantined;
    for (size_t i = 0; i < description->file_count; i++) {
        const struct described_file *file = &description->files[i];
        bool letter = state == UNIT_NONE && described_is_written(file);
        brings |= !file->decoration && !letter;
    }
    for (size_t i = 0; i < description->finding_count; i++) {
        brings |= description->findings[i].code == FINDING_CLOUD_LINK ||
                  description->findings[i].code == FINDING_MISSING_VOLUME ||
                  description->findings[i].code == FINDING_OVER_BUDGET;
    }
    return brings;
}

static bool has_report(const struct papers *papers)
{
    for (size_t i = 0; i < papers->count; i++) {
        if (papers->at[i].named_report) {
            return true;
        }
    }
    return false;
}

static bool is_submission(const struct submission *submission, const struct papers *papers,
                          enum unit_state state)
{
    if (submission->decisions != NULL && submission->decisions->assigned) {
        return submission->decisions->unit_count > 0;
    }
    const struct description *description = submission->description;
    if (letter_answers_by_itself(description) || !brings_something(submission, state)) {
        return false;
    }
    bool inquiry =
        state != UNIT_SURE && (letter_asks(description) || letter_petitions(description));
    return has_report(papers) || !(inquiry || letter_advertises(description));
}

/* What an advertisement, an automatic reply or a question names is nobody's submission. */
static void forget_units(struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->unit_count; i++) {
        free(judgement->units[i].reason);
    }
    judgement->unit_count = 0;
    judgement->unit_state = UNIT_NONE;
}

/* --- all of it ------------------------------------------------------------------------------- */

struct copy {
    const char *sha256;
    size_t file;
};

static int compare_copies(const void *one, const void *other)
{
    const struct copy *a = one;
    const struct copy *b = other;
    int order = strcmp(a->sha256, b->sha256);
    return order != 0 ? order : (a->file > b->file) - (a->file < b->file);
}

/* Each file whose bytes stand earlier in the same message is a duplicate of the first. */
static void find_duplicates(const struct submission *submission, struct judgement *judgement)
{
    const struct description *description = submission->description;
    CLEANUP_FREE struct copy *copies = xcalloc(description->file_count + 1, sizeof *copies);
    for (size_t i = 0; i < description->file_count; i++) {
        copies[i] = (struct copy){description->files[i].sha256, i};
    }
    qsort(copies, description->file_count, sizeof *copies, compare_copies);
    const struct copy *first = copies;
    for (size_t i = 0; submission->earlier != NULL && i < description->file_count; i++) {
        if (submission->earlier[i] != NULL && !description->files[i].decoration) {
            judgement_add_finding(judgement, (int)i, FINDING_DUPLICATE,
                                  xstrdup(submission->earlier[i]));
        }
    }
    for (size_t i = 1; i < description->file_count; i++) {
        if (strcmp(first->sha256, copies[i].sha256) != 0 || *first->sha256 == '\0') {
            first = &copies[i];
            continue;
        }
        judgement_add_finding(judgement, (int)copies[i].file, FINDING_DUPLICATE,
                              xasprintf("与“%s”完全相同", description->files[first->file].path));
    }
}

struct judgement *judge_message(const struct judge *judge, const struct submission *submission)
{
    struct judgement *judgement = xcalloc(1, sizeof *judgement);
    struct papers papers = papers_new(judge->gazetteer, submission->description);
    judgement->received_at = receipt_judge(submission, judgement);
    sender_judge(judge->campaign, submission, judgement);
    unit_judge(judge->campaign, judge->gazetteer, submission, &papers, judgement);
    judgement->submission = is_submission(submission, &papers, judgement->unit_state);
    if (judgement->submission) {
        find_duplicates(submission, judgement);
        files_judge(judge, submission, &papers, judgement);
    } else if (judgement->unit_state == UNIT_REVIEW ||
               letter_answers_by_itself(submission->description) ||
               letter_advertises(submission->description)) {
        forget_units(judgement);
    }
    papers_clear(&papers);
    return judgement;
}
