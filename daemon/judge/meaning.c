#include "judge/meaning.h"

#include "judge/contents.h"
#include "judge/hypothesis.h"
#include "judge/plain.h"
#include "judge/report.h"

#include <stdlib.h>

/* The share of a task's keywords that have a word of a folder that may mean it. */
#define HINTED 0.14

/* --- what a number says ---------------------------------------------------------------------- */

static enum reading reading_of(const struct filing *filing, enum number_family family)
{
    switch (family) {
    case NUMBER_NONE:
        return READING_NONE;
    case NUMBER_FUNCTIONAL:
        return filing->functional;
    case NUMBER_ITEM:
        return READING_ITEMS;
    case NUMBER_COMMON:
    case NUMBER_PLAIN:
    case NUMBER_ATTACHMENT:
        break;
    }
    return filing->families[family].reading;
}

/* The file is what it is cited for. */
static void mean_citation(struct meaning *meaning, const struct citation *citation)
{
    for (size_t i = 0; i < citation->task_count; i++) {
        meaning->tasks[citation->tasks[i]] = true;
    }
    meaning->citation = citation;
    meaning->count = citation->task_count;
    meaning->explicit = citation->sure;
    meaning->said = citation->said;
}

/* Has the folder words of several of the tasks that the number means? */
static bool hints_at_several(const struct filing *filing, const struct meaning *meaning,
                             const char *words)
{
    CLEANUP_FREE struct score *hints = filing_scores(filing);
    unit_topics_hint(filing->topics, words, hints);
    size_t several = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        several += meaning->tasks[i] && hints[i].words >= HINTED;
    }
    return several > 1;
}

/* "9、信用网站及双公示" is for papers of each: which one lies there, only the paper can say. */
static bool lists_topics(const struct filing *filing, const struct evidence *evidence,
                         const struct meaning *meaning)
{
    const struct part *part = evidence->numbered;
    bool picture = evidence->paper->file->kind == KIND_IMAGE;
    return meaning->count > 1 && part != NULL && part != paper_name(evidence->paper) &&
           (plain_has_pieces(part->words) ||
            (picture && hints_at_several(filing, meaning, part->words)));
}

/* What the list, the report or the mail says of the paper, or else what its number means. */
static struct meaning read_number(const struct filing *filing, const struct evidence *evidence)
{
    struct meaning meaning = {.tasks = xcalloc(filing->unit->task_count + 1, sizeof(bool))};
    const struct number *number = &evidence->number;
    enum reading reading = reading_of(filing, number->family);
    const struct citation *citation = contents_find(filing, evidence->paper);
    if (citation == NULL && reading == READING_CITED && number->part > 0) {
        citation = citation_find(filing, number->values[0], number->part);
    }
    if (citation != NULL) {
        mean_citation(&meaning, citation);
        return meaning;
    }
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool may = number->family != NUMBER_COMMON || filing->unit->tasks[i]->common;
        for (size_t j = 0; may && j < number->count && !meaning.tasks[i]; j++) {
            meaning.tasks[i] = hypothesis_means(filing, reading, number->values[j], i);
        }
        meaning.count += meaning.tasks[i];
    }
    const struct hypothesis *hypothesis = &filing->families[number->family];
    meaning.explicit = reading == READING_CITED || hypothesis_firm(hypothesis);
    meaning.said = number_names_kind(number->family);
    if (meaning.said || number->family == NUMBER_ITEM) {
        meaning.explicit = hypothesis->against <= hypothesis->agree + 1;
    }
    if (reading == READING_CITED && number->count > 0) {
        meaning.citation = citation_find(filing, number->values[0], 0);
        meaning.explicit = meaning.citation != NULL && meaning.citation->sure;
        meaning.said |= meaning.citation != NULL && meaning.citation->said;
    }
    return meaning;
}

struct meaning meaning_read(const struct filing *filing, const struct evidence *evidence)
{
    struct meaning meaning = read_number(filing, evidence);
    meaning.listed = lists_topics(filing, evidence, &meaning);
    return meaning;
}

/* --- what words say -------------------------------------------------------------------------- */

int meaning_plain_task(const struct filing *filing, const struct score *scores)
{
    double second = 0;
    int best = filing_best(filing, scores, &second);
    bool plain = best >= 0 && scores[best].keywords >= EVIDENCE_PIECE &&
                 scores[best].words >= EVIDENCE_LEAD * second;
    return plain ? best : -1;
}

/* --- reasons --------------------------------------------------------------------------------- */

/* What the name of a paper is called: one that is bound into a file has only a title. */
static const char *name_of(const struct paper *paper)
{
    return paper->portion > 0 ? "文件中的" : "文件名";
}

/* What the list, the report or the mail says of the file. */
static char *citation_reason(const struct citation *citation, const char *label)
{
    CLEANUP_FREE char *part = citation->part > 0 ? xasprintf("-%d", citation->part) : xstrdup("");
    if (citation->paper != NULL && citation->line == NULL) {
        return xasprintf("自查报告“%s”一节提到该文件的编号，对应%s", citation->heading, label);
    }
    if (citation->paper != NULL) {
        return xasprintf("“%s”写明该文件是“%s”，对应%s", citation->heading, citation->line, label);
    }
    if (citation->listed) {
        return xasprintf("“%s”中第%d项是“%s”，对应%s", citation->heading, citation->number,
                         citation->line, label);
    }
    if (*citation->heading != '\0') {
        return xasprintf("自查报告“%s”一节引用附件%d%s，对应%s", citation->heading,
                         citation->number, part, label);
    }
    return xasprintf("邮件正文说明附件%d%s对应%s", citation->number, part, label);
}

static char *number_reason(const struct filing *filing, const struct evidence *evidence,
                           const struct meaning *meaning, int task)
{
    CLEANUP_FREE char *label = filing_task_label(filing, (size_t)task);
    const char *what =
        evidence->numbered == paper_name(evidence->paper) ? name_of(evidence->paper) : "文件夹";
    if (meaning->citation != NULL) {
        return citation_reason(meaning->citation, label);
    }
    return xasprintf("%s“%s”对应%s", what, evidence->numbered->written, label);
}

/* The folder whose words speak most for the task: the innermost that has any. */
static const struct part *speaking_folder(const struct paper *paper)
{
    for (size_t i = paper->part_count - 1; i > 0; i--) {
        if (!paper->parts[i - 1].nameless) {
            return &paper->parts[i - 1];
        }
    }
    return &paper->parts[0];
}

static char *word_reason(const struct filing *filing, const struct evidence *evidence, int task)
{
    CLEANUP_FREE char *label = filing_task_label(filing, (size_t)task);
    const struct paper *paper = evidence->paper;
    if (evidence->taught[task] != 0) {
        return xasprintf("工作人员曾将同名文件归入%s（第%lld号决定）", label,
                         (long long)evidence->taught[task]);
    }
    double named = evidence->named[task].words;
    double placed = evidence->placed[task].words;
    if (placed > named && placed > evidence->texted[task].words) {
        return xasprintf("文件夹“%s”与%s相符", speaking_folder(paper)->written, label);
    }
    if (named >= evidence->texted[task].words) {
        bool untitled = *paper->title_words == '\0';
        bool nameless = paper_name(paper)->nameless;
        return xasprintf("%s“%s”与%s相符", nameless && !untitled ? "标题" : name_of(paper),
                         nameless && !untitled ? paper->file->title : paper_name(paper)->written,
                         label);
    }
    return xasprintf("文件内容与%s相符", label);
}

char *meaning_reason(const struct meaning *meaning, const struct filing *filing,
                     const struct evidence *evidence, int task)
{
    return meaning->tasks[task] ? number_reason(filing, evidence, meaning, task)
                                : word_reason(filing, evidence, task);
}

/* --- conclusions ----------------------------------------------------------------------------- */

void conclusion_put(struct conclusion *conclusion, int task, char *reason)
{
    if (conclusion->count == EVIDENCE_GUESSES) {
        free(reason);
        return;
    }
    conclusion->tasks[conclusion->count] = task;
    conclusion->reasons[conclusion->count] = reason;
    conclusion->count++;
}

void conclusion_add(const struct filing *filing, const struct evidence *evidence,
                    const struct meaning *meaning, struct conclusion *conclusion, int task)
{
    for (size_t i = 0; i < conclusion->count; i++) {
        if (conclusion->tasks[i] == task) {
            return;
        }
    }
    if (task >= 0) {
        conclusion_put(conclusion, task, meaning_reason(meaning, filing, evidence, task));
    }
}

void conclusion_clear(struct conclusion *conclusion)
{
    for (size_t i = 0; i < conclusion->count; i++) {
        free(conclusion->reasons[i]);
    }
    *conclusion = (struct conclusion){0};
}

void conclusion_settle(struct conclusion *conclusion, int task, char *reason, double confidence)
{
    conclusion_clear(conclusion);
    conclusion_put(conclusion, task, reason);
    conclusion->sure = true;
    conclusion->confidence = confidence;
}
