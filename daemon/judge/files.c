#include "judge/files.h"

#include "judge/chapters.h"
#include "judge/contents.h"
#include "judge/evidence.h"
#include "judge/hypothesis.h"
#include "judge/meaning.h"
#include "judge/order.h"
#include "judge/origin.h"
#include "judge/outline.h"
#include "judge/proven.h"
#include "judge/receipt.h"
#include "judge/report.h"
#include "judge/rules.h"
#include "judge/shots.h"
#include "judge/statement.h"
#include "judge/wanting.h"

#include <stdlib.h>
#include <string.h>

/* --- what people decided --------------------------------------------------------------------- */

static const struct file_decision *refiled(const struct submission *submission, size_t file)
{
    const struct decisions *decisions = submission->decisions;
    for (size_t i = 0; decisions != NULL && i < decisions->file_count; i++) {
        if (decisions->files[i].file == file && decisions->files[i].refiled) {
            return &decisions->files[i];
        }
    }
    return NULL;
}

/* The matches of a file that somebody filed are exactly what they said. */
static void follow_person(const struct judge *judge, const struct file_decision *decision,
                          struct judgement *judgement)
{
    for (size_t i = 0; i < decision->task_count; i++) {
        struct obligation obligation = decision->tasks[i];
        if (obligation.unit < 0 || (size_t)obligation.unit >= judge->campaign->unit_count ||
            obligation.task < 0 ||
            (size_t)obligation.task >= judge->campaign->units[obligation.unit].task_count) {
            continue;
        }
        judgement->matches =
            xgrow(judgement->matches, judgement->match_count, sizeof *judgement->matches);
        judgement->matches[judgement->match_count++] =
            (struct match){.file = decision->file,
                           .section = -1,
                           .obligation = obligation,
                           .state = MATCH_PERSON,
                           .confidence = 1,
                           .reason = xstrdup("由工作人员归档")};
    }
}

/* --- years and issuers ----------------------------------------------------------------------- */

/* One a file: it may be filed, but only a person can be sure. */
static bool *find_strangers(const struct judge *judge, const struct papers *papers,
                            struct judgement *judgement)
{
    bool *strange = xcalloc(papers->count + 1, sizeof *strange);
    for (size_t i = 0; i < papers->count; i++) {
        const struct paper *paper = &papers->at[i];
        if (paper->file->decoration) {
            continue;
        }
        /* A report of this year tells of the last one, too. */
        char *old = paper->named_report ? NULL : origin_previous_year(judge->campaign, paper);
        char *other = paper->named_report ? origin_other_author(judge, judgement, paper)
                                          : origin_other_unit(judge, judgement, paper);
        strange[i] = (paper->doubtful && !paper->named_report) || old != NULL ||
                     (other != NULL && !origin_addressed(judge, judgement, paper));
        if (old != NULL) {
            judgement_add_paper_finding(judgement, paper, FINDING_PREVIOUS_YEAR, old);
        }
        if (other != NULL) {
            judgement_add_paper_finding(judgement, paper, FINDING_OTHER_UNIT, other);
        }
    }
    return strange;
}

/* --- one unit -------------------------------------------------------------------------------- */

/* Of a joint mail: does the path name one sender, and another than this unit? */
static bool is_anothers(const struct filing *filing, const struct paper *paper)
{
    const struct judgement *judgement = filing->judgement;
    bool ours = false;
    bool anothers = false;
    for (size_t i = 0; judgement->unit_count > 1 && i < paper->part_count; i++) {
        size_t count = 0;
        CLEANUP_FREE struct mention *mentions =
            gazetteer_find(filing->judge->gazetteer, paper->parts[i].plain, &count);
        for (size_t j = 0; j < count; j++) {
            for (size_t k = 0; k < judgement->unit_count; k++) {
                anothers |= judgement->units[k].unit == mentions[j].unit;
            }
            ours |= mentions[j].unit == filing->unit_index;
        }
    }
    return anothers && !ours;
}

/* Numbers of one family with their words, each name once however many files lie under it. */
static size_t collect(const struct evidence *evidences, size_t count, enum number_family family,
                      struct numbered *numbered)
{
    size_t collected = 0;
    const char *previous = "";
    for (size_t i = 0; i < count; i++) {
        const struct evidence *evidence = &evidences[i];
        if (evidence->numbered == NULL || evidence->number.family != family ||
            (strcmp(evidence->numbered->plain, previous) == 0)) {
            continue;
        }
        previous = evidence->numbered->plain;
        numbered[collected++] = (struct numbered){.number = evidence->number,
                                                  .words = evidence->numbered->words,
                                                  .scores = evidence->total};
    }
    return collected;
}

/* Are at least half of these numbers cited? */
static bool cites_half(const struct filing *filing, const struct numbered *numbered, size_t count)
{
    size_t cited = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < filing->citation_count; j++) {
            if (filing->citations[j].number == numbered[i].number.values[0]) {
                cited++;
                break;
            }
        }
    }
    return cited > 0 && 2 * cited >= count;
}

/* "3地税/（14）证明.jpg": where the numbers inside numbered folders are borne out better than those
 * of the folders, they are what counts. */
static void choose_depth(const struct filing *filing, struct evidence *evidences, size_t count)
{
    CLEANUP_FREE struct numbered *numbered = xcalloc(count + 1, sizeof *numbered);
    size_t found = collect(evidences, count, NUMBER_PLAIN, numbered);
    struct hypothesis outer = hypothesis_choose(filing, numbered, found);
    CLEANUP_FREE struct evidence *turned = xcalloc(count + 1, sizeof *turned);
    memcpy(turned, evidences, count * sizeof *turned);
    for (size_t i = 0; i < count; i++) {
        evidence_turn_inward(&turned[i]);
    }
    found = collect(turned, count, NUMBER_PLAIN, numbered);
    struct hypothesis inner = hypothesis_choose(filing, numbered, found);
    if (hypothesis_value(&inner) > hypothesis_value(&outer) + 1) {
        memcpy(evidences, turned, count * sizeof *turned);
    }
}

/* "共性/8 领导小组.pdf": the eighth common task, if no name says 共性任务8 and the sections of the
 * report do not fit better. */
static void read_below_kind(struct filing *filing, const struct evidence *evidences, size_t count)
{
    CLEANUP_FREE struct numbered *numbered = xcalloc(count + 1, sizeof *numbered);
    struct hypothesis *common = &filing->families[NUMBER_COMMON];
    size_t found = collect(evidences, count, NUMBER_COMMON, numbered);
    for (size_t i = 0; i < count; i++) {
        const struct part *part = evidences[i].numbered;
        if (part != NULL && part->number.family == NUMBER_COMMON) {
            return;
        }
    }
    struct hypothesis chapters = hypothesis_test(filing, READING_CHAPTERS, numbered, found);
    if (hypothesis_value(&chapters) > hypothesis_value(common) + 1) {
        *common = chapters;
    }
}

static void read_numbers(struct filing *filing, struct evidence *evidences, size_t count)
{
    choose_depth(filing, evidences, count);
    const enum reading fixed[] = {
        [NUMBER_COMMON] = READING_COMMON,
        [NUMBER_FUNCTIONAL] = filing->functional,
        [NUMBER_ITEM] = READING_ITEMS,
        [NUMBER_ATTACHMENT] = READING_NONE,
    };
    CLEANUP_FREE struct numbered *numbered = xcalloc(count + 1, sizeof *numbered);
    for (int i = NUMBER_PLAIN; i <= NUMBER_ATTACHMENT; i++) {
        size_t found = collect(evidences, count, (enum number_family)i, numbered);
        filing->families[i] = fixed[i] == READING_NONE
                                  ? hypothesis_choose(filing, numbered, found)
                                  : hypothesis_test(filing, fixed[i], numbered, found);
    }
    read_below_kind(filing, evidences, count);
    /* 附件3 is what a report or a list cites as such; only where none does, words may tell. */
    struct hypothesis *attachments = &filing->families[NUMBER_ATTACHMENT];
    size_t found = collect(evidences, count, NUMBER_ATTACHMENT, numbered);
    if (attachments->reading == READING_NONE || cites_half(filing, numbered, found)) {
        attachments->reading = READING_CITED;
    }
}

/* 网站专栏.jpg: the links may be on that page, too, and a scan that sets up the leading group may
 * speak of its funds: only the text tells. */
static bool is_unseen(const struct filing *filing, const struct paper *paper, int task)
{
    bool picture = paper->file->kind == KIND_IMAGE;
    bool column = picture && evidence_asks_column(filing->unit->tasks[task]);
    bool funds = (picture || paper->file->scan) && evidence_may_fund(paper);
    bool unread = paper->file->text[0] == '\0' || paper_has_banner(paper);
    return unread && (column || funds);
}

static void file_one(struct filing *filing, const struct paper *paper,
                     struct conclusion *conclusion, bool strange)
{
    bool sure = conclusion->sure && !strange;
    const char *name = paper->portion > 0 ? paper_name(paper)->written : NULL;
    for (size_t i = 0; i < conclusion->count; i++) {
        double confidence = conclusion->sure && strange ? 0.5 : conclusion->confidence;
        struct match match = {.file = paper->of,
                              .section = -1,
                              .portion = paper->portion,
                              .part = name != NULL ? xstrdup(name) : NULL,
                              .first_page = paper->first_page,
                              .last_page = paper->last_page,
                              .state = sure ? MATCH_SURE : MATCH_REVIEW,
                              .confidence = confidence / (sure ? 1 : (double)(i + 1)),
                              .unseen = is_unseen(filing, paper, conclusion->tasks[i])};
        char *reason = conclusion->reasons[i];
        if (!sure) {
            reason = xasprintf("%s，请核对", conclusion->reasons[i]);
            free(conclusion->reasons[i]);
        }
        filing_add_match(filing, match, (size_t)conclusion->tasks[i], reason);
    }
}

/* A unit's files while they are looked at; arrays of one a file. */
struct sorting {
    bool *read;          /* lists of contents and reports: no evidence */
    bool *short_reports; /* see is_short() */
    struct outline *outlines;
    struct evidence *evidences;
    struct conclusion *conclusions;
};

/* Lists of contents are read first: what they say of a number is meant to be said. */
static void read_contents(struct filing *filing, struct sorting *sorting)
{
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct paper *paper = &filing->papers->at[i];
        if (paper->portion == 0 && !is_anothers(filing, paper) &&
            contents_listed_by(filing->papers, paper)) {
            sorting->read[i] = filing->listed = true;
            citations_of_contents(filing, paper);
        }
    }
}

/* One that is about the tasks which its name, its folder and its words tell, not its headings:
 * without headings, a 专题报告, or a statement that calls itself a report. */
static bool is_short(const struct filing *filing, const struct paper *paper,
                     const struct outline *outline)
{
    bool states = outline->count > 0 && outline_task_count(filing, outline) == 0 &&
                  statement_is(filing, paper);
    return !outline->whole && (outline_is_short(outline) || statement_is_special(paper) || states);
}

/* But not what another unit reported, and was sent along to be looked at. */
static void read_reports(struct filing *filing, struct sorting *sorting, const bool *strange)
{
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct paper *paper = &filing->papers->at[i];
        bool foreign = paper->named_report && strange[i];
        if (paper->file->decoration || is_anothers(filing, paper) || sorting->read[i] || foreign ||
            paper->portion > 0) {
            continue;
        }
        sorting->outlines[i] = report_read(filing, paper);
        sorting->short_reports[i] = is_short(filing, paper, &sorting->outlines[i]);
        sorting->read[i] =
            (paper->named_report || paper->bundle || sorting->outlines[i].count > 0) &&
            !sorting->short_reports[i];
        /* What is written into the mail itself is a report, or a letter: no evidence. */
        sorting->read[i] |= described_is_written(paper->file);
        citations_of_outline(filing, &sorting->outlines[i]);
        filing->told |= outline_told(&sorting->outlines[i]);
    }
    citations_of_codes(filing, sorting->outlines);
    citations_of_mail(filing, filing->submission->description->text);
    for (size_t i = 0; i < filing->papers->count; i++) {
        chapters_add(filing, &sorting->outlines[i]);
    }
}

static void read_evidence(struct filing *filing, struct sorting *sorting)
{
    size_t count = filing->papers->count;
    for (size_t i = 0; i < count; i++) {
        const struct paper *paper = &filing->papers->at[i];
        if (!sorting->read[i] && !paper->file->decoration && !is_anothers(filing, paper)) {
            sorting->evidences[i] = evidence_gather(filing, paper);
        }
    }
    read_numbers(filing, sorting->evidences, count);
    for (size_t i = 0; i < count; i++) {
        if (sorting->evidences[i].paper != NULL &&
            refiled(filing->submission, filing->papers->at[i].of) == NULL) {
            sorting->conclusions[i] = evidence_conclude(filing, &sorting->evidences[i]);
        }
    }
    shots_follow(filing, sorting->evidences, sorting->conclusions);
    order_follow(filing, sorting->outlines, sorting->evidences, sorting->conclusions);
}

/* Papers of one kind that make it the habit of a clerk. */
enum { STATEMENTS_LEAST = 3 };

/* Is it called as such statements are, and sure of its task as they are? */
static bool is_one_more(const struct filing *filing, const struct sorting *sorting, size_t file,
                        const bool *statements)
{
    const struct paper *paper = &filing->papers->at[file];
    bool may = sorting->conclusions[file].sure && paper_states(paper);
    size_t same = 0;
    for (size_t i = 0; may && i < filing->papers->count; i++) {
        const char *other = paper_name(&filing->papers->at[i])->words;
        same += statements[i] && strcmp(paper_name(paper)->words, other) == 0;
    }
    return same >= STATEMENTS_LEAST;
}

/* The papers of who reports each task by itself, beside the evidence in the task's own folder; none
 * where they are few, or there is a report on all tasks. The caller frees. */
static bool *find_statements(const struct filing *filing, const struct sorting *sorting)
{
    size_t count = filing->papers->count, found = 0;
    CLEANUP_FREE bool *statements = xcalloc(count + 1, sizeof *statements);
    bool *all = xcalloc(count + 1, sizeof *all);
    for (size_t i = 0; i < count; i++) {
        if (sorting->outlines[i].whole) {
            return all;
        }
    }
    for (size_t i = 0; i < count; i++) {
        statements[i] =
            sorting->conclusions[i].sure && statement_is(filing, &filing->papers->at[i]);
        found += statements[i];
    }
    for (size_t i = 0; i < count && found >= STATEMENTS_LEAST; i++) {
        all[i] = statements[i] || is_one_more(filing, sorting, i, statements);
    }
    return all;
}

/* Of a list of tasks (共性任务1-17/自查报告.docx) the folder tells nothing, and a 专题报告 whose
 * headings name other tasks is none. */
static bool may_be_about(const struct filing *filing, const struct paper *paper,
                         const struct conclusion *conclusion)
{
    bool few = !conclusion->sure || conclusion->count < EVIDENCE_GUESSES;
    return few && (!statement_is_special(paper) ||
                   statement_is_only_about(filing, paper, conclusion->tasks, conclusion->count));
}

/* Its tasks: those of the evidence that it would be, and all that its folder counts (⑩⑪机制), of
 * which each of its sections tells its own. */
static struct outline sections_of_statement(const struct filing *filing,
                                            const struct sorting *sorting, size_t file)
{
    const struct conclusion *conclusion = &sorting->conclusions[file];
    const struct evidence *evidence = &sorting->evidences[file];
    int tasks[EVIDENCE_GUESSES];
    size_t count = conclusion->count;
    memcpy(tasks, conclusion->tasks, count * sizeof *tasks);
    struct meaning meaning = meaning_read(filing, evidence);
    bool several = count == 1 && evidence->number.count > 1 && meaning.count <= COUNT_OF(tasks) &&
                   meaning.tasks[tasks[0]];
    for (size_t i = 0; several && i < filing->unit->task_count; i++) {
        if (meaning.tasks[i] && (int)i != tasks[0]) {
            tasks[count++] = (int)i;
        }
    }
    free(meaning.tasks);
    return statement_about(filing, &filing->papers->at[file], tasks, count);
}

/* They are sections about the tasks that their names and folders tell, and no evidence. */
static void read_statements(struct filing *filing, struct sorting *sorting)
{
    CLEANUP_FREE bool *statements = find_statements(filing, sorting);
    for (size_t i = 0; i < filing->papers->count; i++) {
        struct conclusion *conclusion = &sorting->conclusions[i];
        bool told = sorting->short_reports[i] &&
                    may_be_about(filing, &filing->papers->at[i], conclusion) &&
                    (conclusion->sure || sorting->outlines[i].count > 0);
        if (!statements[i] && !told) {
            continue;
        }
        if (conclusion->sure) {
            outline_clear(&sorting->outlines[i]);
            sorting->outlines[i] = sections_of_statement(filing, sorting, i);
        }
        conclusion_clear(conclusion);
    }
}

/* Which tasks files prove, for sure or as it seems. */
static enum proof *find_proofs(const struct filing *filing, const struct sorting *sorting,
                               const bool *strange)
{
    enum proof *proofs = xcalloc(filing->unit->task_count + 1, sizeof *proofs);
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct conclusion *conclusion = &sorting->conclusions[i];
        bool sure = conclusion->sure && !strange[i];
        for (size_t j = 0; j < conclusion->count && (sure || j == 0); j++) {
            enum proof *proof = &proofs[conclusion->tasks[j]];
            *proof = sure ? PROOF_SURE : *proof == PROOF_NONE ? PROOF_LIKELY : *proof;
        }
    }
    return proofs;
}

static void file_all(struct filing *filing, struct sorting *sorting, const bool *strange)
{
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct paper *paper = &filing->papers->at[i];
        if (refiled(filing->submission, paper->of) == NULL) {
            report_file(filing, i, &sorting->outlines[i]);
            file_one(filing, paper, &sorting->conclusions[i], strange[i]);
        }
    }
}

static void file_for_unit(const struct judge *judge, const struct submission *submission,
                          const struct papers *papers, int unit, const bool *strange,
                          struct judgement *judgement)
{
    struct filing filing = {.judge = judge,
                            .submission = submission,
                            .papers = papers,
                            .judgement = judgement,
                            .unit_index = unit,
                            .unit = &judge->campaign->units[unit]};
    filing.topics = judge->of_units[unit];
    filing.functional = hypothesis_functional(&filing);
    size_t count = papers->count;
    CLEANUP_FREE bool *read = xcalloc(count + 1, sizeof *read);
    CLEANUP_FREE bool *short_reports = xcalloc(count + 1, sizeof *short_reports);
    CLEANUP_FREE struct outline *outlines = xcalloc(count + 1, sizeof *outlines);
    CLEANUP_FREE struct evidence *evidences = xcalloc(count + 1, sizeof *evidences);
    CLEANUP_FREE struct conclusion *conclusions = xcalloc(count + 1, sizeof *conclusions);
    struct sorting sorting = {read, short_reports, outlines, evidences, conclusions};
    read_contents(&filing, &sorting);
    read_reports(&filing, &sorting, strange);
    read_evidence(&filing, &sorting);
    read_statements(&filing, &sorting);
    wanting_follow(&filing, outlines, strange, evidences, conclusions);
    CLEANUP_FREE enum proof *proofs = find_proofs(&filing, &sorting, strange);
    reports_place(&filing, outlines, count, proofs);
    file_all(&filing, &sorting, strange);
    for (size_t i = 0; i < count; i++) {
        outline_clear(&outlines[i]);
        evidence_clear(&evidences[i]);
    }
    chapters_clear(&filing);
    citations_clear(&filing);
}

void files_judge(const struct judge *judge, const struct submission *submission,
                 const struct papers *papers, struct judgement *judgement)
{
    for (size_t i = 0; i < papers->files; i++) {
        const struct file_decision *decision = refiled(submission, i);
        if (decision != NULL) {
            follow_person(judge, decision, judgement);
        }
    }
    if (judgement->unit_state == UNIT_SURE) {
        CLEANUP_FREE bool *strange = find_strangers(judge, papers, judgement);
        for (size_t i = 0; i < judgement->unit_count; i++) {
            file_for_unit(judge, submission, papers, judgement->units[i].unit, strange, judgement);
        }
    }
    rules_apply(judge->campaign, papers, judgement);
}
