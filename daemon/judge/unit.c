#include "judge/unit.h"

#include "base/limits.h"
#include "judge/inquest.h"
#include "judge/letter.h"
#include "judge/plain.h"
#include "judge/prefix.h"
#include "judge/sender.h"
#include "judge/thread.h"
#include "reader/docnumber.h"

#include <stdlib.h>
#include <string.h>

/* What must come together before a unit is sure, and the share a rival may have at most. */
#define ENOUGH 5.0
#define RIVAL 0.5
/* Less than this is not even a guess. */
#define GUESS 0.8
/* Guesses that a person is shown. */
enum { GUESSES = 3 };

/* --- the mail -------------------------------------------------------------------------------- */

static void credit_sender(struct inquest *inquest, const struct submission *submission)
{
    const char *from = submission->description->from;
    if (sender_refuted(submission)) {
        return; /* who can write this address can write that Message-ID, too */
    }
    for (size_t i = 0; i < inquest->campaign->unit_count; i++) {
        const struct texts *addresses = &inquest->campaign->units[i].addresses;
        for (size_t j = 0; j < addresses->count && *from != '\0'; j++) {
            if (strcmp(addresses->at[j], from) == 0) {
                inquest_credit(inquest, (int)i, SOURCE_ADDRESS, 1, from, strlen(from));
            }
        }
    }
    thread_credit(inquest, submission);
}

/* "附件是人社局的材料", "林业局信用材料见附件": whose material it is, not whom it goes to. */
static bool owns_material(const char *plain, const struct mention *mention)
{
    static const char *const goods[] = {"的材料", "材料",   "资料",   "的资料", "的信用", "信用",
                                        "自查",   "的自查", "的报告", "报告",   "的佐证", "佐证",
                                        "报送",   "上报",   "现报",   NULL};
    return plain_starts_with_any(plain + mention->to, goods) > 0;
}

/* A line that only names an office and people, or "我是市教育局的", says who writes. */
static void credit_line(struct inquest *inquest, const char *written, size_t size)
{
    static const char *const says[] = {"我是", "我们是",   "这是",     "此为",       "以下是",
                                       "现将", "就是我们", "就是我局", "就是我单位", NULL};
    CLEANUP_FREE char *line = xstrndup(written, size);
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(inquest->gazetteer, plain, &count);
    if (count == 0) {
        return;
    }
    bool alone =
        mentions[0].from == 0 && plain_han_count(plain) <= 24 && strstr(plain, "。") == NULL;
    bool signs = alone || plain_contains_any(plain, says) || owns_material(plain, &mentions[0]);
    inquest_credit_text(inquest, plain, signs ? SOURCE_SIGNATURE : SOURCE_BODY, signs);
}

static void credit_body(struct inquest *inquest, const char *text)
{
    const char *end = thread_own_words_end(text);
    while (text < end) {
        size_t size = strcspn(text, "\n");
        size = size > (size_t)(end - text) ? (size_t)(end - text) : size;
        credit_line(inquest, text, size);
        text += size + (text[size] == '\n');
    }
}

/* --- the files ------------------------------------------------------------------------------- */

/* A number that OCR misread is told as it was read, and as it is understood. */
static void credit_misread_number(struct inquest *inquest, const struct described_file *file)
{
    const char *prefix = NULL;
    int owner = prefix_misread_owner(inquest->campaign, file, &prefix);
    if (owner >= 0) {
        CLEANUP_FREE char *said =
            xasprintf("%.*s（应是%s）", (int)docnumber_prefix(file->document_number),
                      file->document_number, prefix);
        inquest_credit(inquest, owner, SOURCE_DOCUMENT_NUMBER, 1, said, strlen(said));
    }
}

static void credit_number(struct inquest *inquest, const char *number)
{
    for (size_t i = 0; number != NULL && i < inquest->campaign->unit_count; i++) {
        const struct texts *prefixes = &inquest->campaign->units[i].document_prefixes;
        for (size_t j = 0; j < prefixes->count; j++) {
            if (plain_starts_with(number, prefixes->at[j])) {
                inquest_credit(inquest, (int)i, SOURCE_DOCUMENT_NUMBER, 1, prefixes->at[j],
                               strlen(prefixes->at[j]));
                break;
            }
        }
    }
}

/* The office that signs a paper: "黄石市林业局" alone in one of its last lines. */
static bool credit_signature(struct inquest *inquest, const char *line)
{
    static const char *const forms[] = {"填报单位:", "报送单位:", "填报部门:",   "填表单位:",
                                        "单位名称:", "上报单位:", "单位(盖章):", NULL};
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    const char *name = plain + strspn(plain, " ");
    size_t form = plain_starts_with_any(name, forms);
    if (form > 0) {
        return inquest_credit_beginning(inquest, name + form, SOURCE_ISSUER);
    }
    return plain_han_count(name) <= 24 && strpbrk(name, ",;:") == NULL &&
           strstr(name, "。") == NULL && inquest_credit_beginning(inquest, name, SOURCE_ISSUER);
}

/* bytes of a text's end in which it is signed; lines of it that may be the signature. */
enum { SIGNATURE_BYTES = 400, SIGNATURE_LINES = 4 };

static void credit_issuer(struct inquest *inquest, const struct described_file *file)
{
    size_t size = strlen(file->text);
    if (size >= LIMIT_FILE_TEXT - 4) {
        return; /* its end is not known */
    }
    CLEANUP_FREE char *tail =
        xstrdup(file->text + (size > SIGNATURE_BYTES ? size - SIGNATURE_BYTES : 0));
    for (int lines = 0; lines < SIGNATURE_LINES && *tail != '\0';) {
        char *start = strrchr(tail, '\n');
        char *line = start != NULL ? start + 1 : tail;
        bool said = line[strspn(line, " \t\r")] != '\0';
        if (said && credit_signature(inquest, line)) {
            return;
        }
        lines += said;
        *(start != NULL ? start : tail) = '\0';
    }
}

static void credit_paper(struct inquest *inquest, const struct paper *paper)
{
    const struct part *name = paper_name(paper);
    if (paper->named_report || paper->form) {
        inquest_credit_text(inquest, name->plain, SOURCE_REPORT, true);
        inquest_credit_text(inquest, paper->title, SOURCE_REPORT, true);
    } else {
        bool told = paper_reports(paper);
        inquest_credit_beginning(inquest, name->plain, told ? SOURCE_REPORT : SOURCE_FILE_NAME);
        inquest_credit_beginning(inquest, paper->title, told ? SOURCE_REPORT : SOURCE_LETTERHEAD);
    }
    credit_number(inquest, paper->file->document_number);
    credit_misread_number(inquest, paper->file);
    credit_issuer(inquest, paper->file);
    /* Only what all is packed into names the sender; a folder further down may be any topic's. */
    for (size_t i = 0; i + 1 < paper->part_count && i < 2; i++) {
        inquest_credit_text(inquest, paper->parts[i].plain, SOURCE_CONTAINER, i == 0);
        if (!paper->parts[i].container) {
            break;
        }
    }
}

/* --- the verdict ----------------------------------------------------------------------------- */

/* Is there enough for any unit without looking further? */
static bool any_sure(const struct inquest *inquest)
{
    for (size_t i = 0; i < inquest->campaign->unit_count; i++) {
        if (inquest->tallies[i].total >= ENOUGH) {
            return true;
        }
    }
    return false;
}

static int compare_tallies(const void *one, const void *other)
{
    const struct tally *a = one;
    const struct tally *b = other;
    if (a->total != b->total) {
        return a->total > b->total ? -1 : 1;
    }
    return a->unit - b->unit;
}

/* How many of the sorted tallies are sure: one, several joint ones, or none. */
static size_t count_sure(const struct tally *sorted, size_t count)
{
    size_t sure = 0;
    while (sure < count && sorted[sure].total >= ENOUGH && (sure == 0 || sorted[sure].joint) &&
           (sure == 0 || sorted[0].joint)) {
        sure++;
    }
    bool rivalled = sure > 0 && sure < count && sorted[sure].total > RIVAL * sorted[sure - 1].total;
    return rivalled ? 0 : sure;
}

static void add_guess(struct judgement *judgement, const struct tally *tally, double rival,
                      bool tied)
{
    CLEANUP_FREE char *reason = inquest_reason(tally);
    judgement->units = xgrow(judgement->units, judgement->unit_count, sizeof *judgement->units);
    judgement->units[judgement->unit_count++] = (struct unit_guess){
        .unit = tally->unit,
        .confidence = tally->total / (tally->total + rival + 1),
        .reason = tied ? xasprintf("%s，但依据不足或另有单位相近，请核对", reason) : STEAL(reason)};
}

static void decide(struct inquest *inquest, struct judgement *judgement)
{
    size_t count = inquest->campaign->unit_count;
    for (size_t i = 0; i < count; i++) {
        inquest->tallies[i].unit = (int)i;
    }
    if (count > 0) {
        qsort(inquest->tallies, count, sizeof *inquest->tallies, compare_tallies);
    }
    size_t sure = count_sure(inquest->tallies, count);
    judgement->unit_state = sure > 0 ? UNIT_SURE : UNIT_NONE;
    size_t shown = sure > 0 ? sure : GUESSES;
    for (size_t i = 0; i < shown && i < count && inquest->tallies[i].total >= GUESS; i++) {
        size_t rival = sure > 0 ? sure : i == 0 ? 1 : 0;
        add_guess(judgement, &inquest->tallies[i],
                  rival < count ? inquest->tallies[rival].total : 0, sure == 0);
        judgement->unit_state = sure > 0 ? UNIT_SURE : UNIT_REVIEW;
    }
}

static void follow_person(const struct campaign *campaign, const struct decisions *decisions,
                          struct judgement *judgement)
{
    for (size_t i = 0; i < decisions->unit_count; i++) {
        if (decisions->units[i] < 0 || (size_t)decisions->units[i] >= campaign->unit_count) {
            continue;
        }
        judgement->units = xgrow(judgement->units, judgement->unit_count, sizeof *judgement->units);
        judgement->units[judgement->unit_count++] =
            (struct unit_guess){.unit = decisions->units[i],
                                .confidence = 1,
                                .person = true,
                                .reason = xstrdup("由工作人员指定")};
    }
    judgement->unit_state = judgement->unit_count > 0 ? UNIT_SURE : UNIT_NONE;
}

void unit_judge(const struct campaign *campaign, const struct gazetteer *gazetteer,
                const struct submission *submission, const struct papers *papers,
                struct judgement *judgement)
{
    if (submission->decisions != NULL && submission->decisions->assigned) {
        follow_person(campaign, submission->decisions, judgement);
        return;
    }
    struct inquest inquest = {campaign, gazetteer,
                              xcalloc(campaign->unit_count + 1, sizeof *inquest.tallies)};
    const struct description *description = submission->description;
    CLEANUP_FREE char *subject = plain_text(description->subject, LIMIT_HEADER);
    CLEANUP_FREE char *from_name = plain_text(description->from_name, LIMIT_HEADER);
    credit_sender(&inquest, submission);
    inquest_credit_text(&inquest, subject, SOURCE_SUBJECT, true);
    inquest_credit_text(&inquest, from_name, SOURCE_FROM, true);
    credit_body(&inquest, description->text);
    thread_credit_quoted(&inquest, description);
    size_t own = letter_petitions(description) ? 0 : papers->files;
    for (size_t i = 0; i < own; i++) {
        credit_paper(&inquest, &papers->at[i]);
    }
    if (submission->colleague && !any_sure(&inquest)) {
        thread_credit_forwarded(&inquest, description);
    }
    decide(&inquest, judgement);
    for (size_t i = 0; i < campaign->unit_count; i++) {
        free(inquest.tallies[i].said);
    }
    free(inquest.tallies);
}
