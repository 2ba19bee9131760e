#include "judge/unit.h"

#include "base/limits.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* --- what speaks for a unit ------------------------------------------------------------------ */

enum source {
    SOURCE_ADDRESS,
    SOURCE_SENDER,
    SOURCE_THREAD,
    SOURCE_SUBJECT,
    SOURCE_FROM,
    SOURCE_REPORT,
    SOURCE_CONTAINER,
    SOURCE_SIGNATURE,
    SOURCE_BODY,
    SOURCE_FILE_NAME,
    SOURCE_LETTERHEAD,
    SOURCE_DOCUMENT_NUMBER,
    SOURCE_COUNT
};

/* One piece of evidence, the most that all of its kind can give, and how it is told to people. */
static const struct {
    double weight;
    double most;
    const char *before; /* what was said, for the reason told to people */
    const char *after;
} sources[SOURCE_COUNT] = {
    [SOURCE_ADDRESS] = {10, 10, "发件地址", "已登记为该单位"},
    [SOURCE_SENDER] = {8, 8, "发件地址", "以前的邮件已由工作人员归到该单位"},
    [SOURCE_THREAD] = {6, 6, "回复的是该单位此前的邮件", ""},
    [SOURCE_SUBJECT] = {6, 6, "主题写有“", "”"},
    [SOURCE_FROM] = {6, 6, "发件人名称写有“", "”"},
    [SOURCE_REPORT] = {6, 6, "自查报告写有“", "”"},
    [SOURCE_CONTAINER] = {5, 5, "压缩包或文件夹名写有“", "”"},
    [SOURCE_SIGNATURE] = {4, 4, "正文署名“", "”"},
    [SOURCE_BODY] = {1.5, 1.5, "正文提到“", "”"},
    [SOURCE_FILE_NAME] = {1, 2, "文件名写有“", "”"},
    [SOURCE_LETTERHEAD] = {1, 3, "文件由“", "”制发"},
    [SOURCE_DOCUMENT_NUMBER] = {1, 3, "文号以“", "”开头"},
};

/* A short form (环保局) is a little weaker than a listed name. */
#define DERIVED 0.9
/* A unit that is named after another, not beside it: "市环保局转来市工商局的名单". */
#define NAMED_LATER 0.3
/* What must come together before a unit is sure, and the share a rival may have at most. */
#define ENOUGH 5.0
#define RIVAL 0.5
/* Less than this is not even a guess. */
#define GUESS 0.8
/* Guesses that a person is shown. */
enum { GUESSES = 3 };

struct tally {
    double points[SOURCE_COUNT];
    double total;
    enum source best; /* that gave most */
    char *said;       /* what it said, for the reason */
    bool joint;       /* named beside others where the sender names itself */
    int unit;
};

struct inquest {
    const struct campaign *campaign;
    const struct gazetteer *gazetteer;
    struct tally *tallies; /* one a unit */
};

static void credit(struct inquest *inquest, int unit, enum source source, double factor,
                   const char *said, size_t size)
{
    struct tally *tally = &inquest->tallies[unit];
    double before = tally->points[source];
    double after = before + sources[source].weight * factor;
    after = after > sources[source].most ? sources[source].most : after;
    tally->points[source] = after;
    tally->total += after - before;
    if (tally->said == NULL || after > tally->points[tally->best]) {
        free(tally->said);
        tally->said = xstrndup(said, size);
        tally->best = source;
    }
}

/* --- names in texts -------------------------------------------------------------------------- */

/* "报送市发改委", "市发改委：", "市发改委信用办": whom one writes to, not who writes. */
static bool is_addressee(const char *text, const struct mention *mention)
{
    static const char *const after[] = {":", "信用办", "领导", "老师", "财金科", NULL};
    static const char *const before[] = {"报送", "报", "致", "呈", "给", "抄送", "请", NULL};
    for (size_t i = 0; after[i] != NULL; i++) {
        if (plain_starts_with(text + mention->to, after[i])) {
            return true;
        }
    }
    for (size_t i = 0; before[i] != NULL; i++) {
        size_t size = strlen(before[i]);
        if (mention->from >= size && strncmp(text + mention->from - size, before[i], size) == 0) {
            /* 报送环保局材料 is about the material of that office. */
            return !plain_contains_any(text + mention->to,
                                       (const char *const[]){"材料", "资料", "自查", "报告", NULL});
        }
    }
    return false;
}

/* Are two mentions joined as equals: 市国税局、市地税局? */
static bool joined(const char *text, const struct mention *one, const struct mention *other)
{
    static const char *const joints[] = {"、", "和", "与", "及", ",", " ", "/", "&", "+", NULL};
    size_t at = one->to;
    while (at < other->from) {
        size_t i = 0;
        while (joints[i] != NULL && !plain_starts_with(text + at, joints[i])) {
            i++;
        }
        if (joints[i] == NULL) {
            return false;
        }
        at += strlen(joints[i]);
    }
    return at == other->from;
}

/*
 * Credits the units that a plain text names: the first, and those joined with it, fully. Where the
 * sender names itself, units joined are joint senders.
 */
static void credit_text(struct inquest *inquest, const char *text, enum source source,
                        bool names_sender)
{
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(inquest->gazetteer, text, &count);
    const struct mention *first = NULL;
    bool equals = true;
    for (size_t i = 0; i < count; i++) {
        const struct mention *mention = &mentions[i];
        if (mention->press || is_addressee(text, mention)) {
            equals = false;
            continue;
        }
        equals = first == NULL || (equals && joined(text, &mentions[i - 1], mention));
        if (first != NULL && equals && names_sender && first->unit != mention->unit) {
            inquest->tallies[first->unit].joint = true;
            inquest->tallies[mention->unit].joint = true;
        }
        first = first == NULL ? mention : first;
        double factor = (mention->derived ? DERIVED : 1) *
                        (equals || first->unit == mention->unit ? 1 : NAMED_LATER);
        credit(inquest, mention->unit, source, factor, text + mention->from,
               mention->to - mention->from);
    }
}

/* The same, only for a unit that the text begins with. */
static void credit_beginning(struct inquest *inquest, const char *text, enum source source)
{
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(inquest->gazetteer, text, &count);
    if (count > 0 && mentions[0].from <= strlen("中共") && !mentions[0].press) {
        credit(inquest, mentions[0].unit, source, mentions[0].derived ? DERIVED : 1,
               text + mentions[0].from, mentions[0].to - mentions[0].from);
    }
}

/* --- the mail -------------------------------------------------------------------------------- */

/* Units that people gave earlier, for this sender or thread; a changed campaign may lack some. */
static void credit_given(struct inquest *inquest, const int *units, size_t count,
                         enum source source, const char *said)
{
    for (size_t i = 0; i < count; i++) {
        if (units[i] >= 0 && (size_t)units[i] < inquest->campaign->unit_count) {
            credit(inquest, units[i], source, 1 / (double)count, said, strlen(said));
            inquest->tallies[units[i]].joint |= count > 1;
        }
    }
}

static void credit_sender(struct inquest *inquest, const struct submission *submission)
{
    const char *from = submission->description->from;
    for (size_t i = 0; i < inquest->campaign->unit_count; i++) {
        const struct texts *addresses = &inquest->campaign->units[i].addresses;
        for (size_t j = 0; j < addresses->count && *from != '\0'; j++) {
            if (strcmp(addresses->at[j], from) == 0) {
                credit(inquest, (int)i, SOURCE_ADDRESS, 1, from, strlen(from));
            }
        }
    }
    credit_given(inquest, submission->sender_units, submission->sender_unit_count, SOURCE_SENDER,
                 from);
    credit_given(inquest, submission->thread_units, submission->thread_unit_count, SOURCE_THREAD,
                 "");
}

/* Where the mail that is answered or forwarded begins, or the end. */
static const char *own_words_end(const char *text)
{
    static const char *const marks[] = {
        "原始邮件", "Original Message", "\n发件人：", "\n发件人:", "\nFrom:", "\n>", NULL};
    const char *end = text + strlen(text);
    for (size_t i = 0; marks[i] != NULL; i++) {
        const char *at = strstr(text, marks[i]);
        end = at != NULL && at < end ? at : end;
    }
    return end;
}

/* A line that only names an office and people, or "我是市教育局的", says who writes. */
static void credit_line(struct inquest *inquest, const char *written, size_t size)
{
    static const char *const says[] = {"我是", "我们是", "这是", "此为", "以下是", "现将", NULL};
    CLEANUP_FREE char *line = xstrndup(written, size);
    CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(inquest->gazetteer, plain, &count);
    if (count == 0) {
        return;
    }
    bool alone =
        mentions[0].from == 0 && plain_han_count(plain) <= 24 && strstr(plain, "。") == NULL;
    bool signs = alone || plain_contains_any(plain, says);
    credit_text(inquest, plain, signs ? SOURCE_SIGNATURE : SOURCE_BODY, signs);
}

static void credit_body(struct inquest *inquest, const char *text)
{
    const char *end = own_words_end(text);
    while (text < end) {
        size_t size = strcspn(text, "\n");
        size = size > (size_t)(end - text) ? (size_t)(end - text) : size;
        credit_line(inquest, text, size);
        text += size + (text[size] == '\n');
    }
}

/* --- the files ------------------------------------------------------------------------------- */

static void credit_number(struct inquest *inquest, const char *number)
{
    for (size_t i = 0; number != NULL && i < inquest->campaign->unit_count; i++) {
        const struct texts *prefixes = &inquest->campaign->units[i].document_prefixes;
        for (size_t j = 0; j < prefixes->count; j++) {
            if (plain_starts_with(number, prefixes->at[j])) {
                credit(inquest, (int)i, SOURCE_DOCUMENT_NUMBER, 1, prefixes->at[j],
                       strlen(prefixes->at[j]));
                break;
            }
        }
    }
}

static void credit_paper(struct inquest *inquest, const struct paper *paper)
{
    const struct part *name = paper_name(paper);
    if (paper->named_report) {
        credit_text(inquest, name->plain, SOURCE_REPORT, true);
        credit_text(inquest, paper->title, SOURCE_REPORT, true);
    } else {
        credit_beginning(inquest, name->plain, SOURCE_FILE_NAME);
        credit_beginning(inquest, paper->title, SOURCE_LETTERHEAD);
    }
    credit_number(inquest, paper->file->document_number);
    /* Only what all is packed into names the sender; a folder further down may be any topic's. */
    for (size_t i = 0; i + 1 < paper->part_count && i < 2; i++) {
        credit_text(inquest, paper->parts[i].plain, SOURCE_CONTAINER, i == 0);
        if (!paper->parts[i].container) {
            break;
        }
    }
}

/* --- the verdict ----------------------------------------------------------------------------- */

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
    CLEANUP_FREE char *reason =
        xasprintf("%s%s%s", sources[tally->best].before, tally->said, sources[tally->best].after);
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
    credit_text(&inquest, subject, SOURCE_SUBJECT, true);
    credit_text(&inquest, from_name, SOURCE_FROM, true);
    credit_body(&inquest, description->text);
    for (size_t i = 0; i < papers->count; i++) {
        credit_paper(&inquest, &papers->at[i]);
    }
    decide(&inquest, judgement);
    for (size_t i = 0; i < campaign->unit_count; i++) {
        free(inquest.tallies[i].said);
    }
    free(inquest.tallies);
}
