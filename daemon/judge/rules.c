#include "judge/rules.h"

#include "judge/numbering.h"
#include "judge/origin.h"
#include "judge/plain.h"
#include "judge/receipt.h"

#include <string.h>

/* --- kinds of evidence ----------------------------------------------------------------------- */

static bool tells(const struct requirement *requirement, const char *plain)
{
    for (size_t i = 0; i < requirement->keywords.count; i++) {
        CLEANUP_FREE char *keyword = plain_text(requirement->keywords.at[i], SIZE_MAX);
        if (strstr(plain, keyword) != NULL) {
            return true;
        }
    }
    return false;
}

static uint32_t kinds_told(const struct task *task, const char *plain)
{
    uint32_t kinds = 0;
    for (size_t i = 0; i < task->requirement_count; i++) {
        kinds |= tells(&task->requirements[i], plain) ? UINT32_C(1) << i : 0;
    }
    return kinds;
}

/* By its name and title; where they are silent, by the folder it lies in. */
static uint32_t kinds_of(const struct task *task, const struct paper *paper)
{
    if (task->requirement_count == 1 && task->requirements[0].keywords.count == 0) {
        return 1;
    }
    uint32_t kinds = kinds_told(task, paper_name(paper)->plain) | kinds_told(task, paper->title);
    if (kinds == 0 && paper->part_count > 1) {
        kinds = kinds_told(task, paper->parts[paper->part_count - 2].plain);
    }
    return kinds;
}

/* --- months ---------------------------------------------------------------------------------- */

static uint32_t bits_from(int first, int last)
{
    uint32_t bits = 0;
    for (int month = first; month >= 1 && month <= last && last <= 12; month++) {
        bits |= UINT32_C(1) << (month - 1);
    }
    return bits;
}

uint32_t rules_months(const char *plain)
{
    static const char month[] = "月";
    uint32_t bits = 0;
    bool inside = false; /* a number's later digits are no number */
    for (const char *at = plain; *at != '\0';) {
        size_t length = 0;
        int value = inside ? 0 : number_value(at, &length);
        const char *end = at + length;
        int first = value;
        size_t more = 0;
        if (value > 0 && (*end == '-' || *end == '~' || plain_starts_with(end, "至"))) {
            const char *second = end + (*end == '-' || *end == '~' ? 1 : strlen("至"));
            int last = number_value(second, &more);
            value = last > 0 ? last : value;
            end = last > 0 ? second + more : end;
        }
        if (value > 0 && plain_starts_with(end, month)) {
            const char *after = end + strlen(month);
            bool day = *after >= '0' && *after <= '9'; /* 11月20日 */
            bits |= day ? 0 : bits_from(first, value);
        }
        inside = *at >= '0' && *at <= '9';
        plain_next(at, &length);
        at += length;
    }
    return bits;
}

static uint32_t months_of(const struct task *task, const struct paper *paper)
{
    if (task->period == NULL) {
        return 0;
    }
    uint32_t months = rules_months(paper_name(paper)->plain) | rules_months(paper->title);
    if (months == 0 && paper->part_count > 1) {
        months = rules_months(paper->parts[paper->part_count - 2].plain);
    }
    return months;
}

/* --- what it lacks --------------------------------------------------------------------------- */

static bool has_finding(const struct judgement *judgement, const struct paper *paper,
                        enum finding_code code)
{
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct judged_finding *finding = &judgement->findings[i];
        if (finding->file == (int)paper->of && finding->portion == paper->portion &&
            finding->finding.code == code) {
            return true;
        }
    }
    return false;
}

static void note(struct judgement *judgement, const struct paper *paper, enum finding_code code,
                 const char *detail)
{
    if (!has_finding(judgement, paper, code)) {
        judgement_add_paper_finding(judgement, paper, code, xstrdup(detail));
    }
}

static bool is_fixed_page(enum kind kind)
{
    return kind == KIND_PDF || kind == KIND_OFD;
}

/* From here on something looks like a seal, and a person should look. */
#define SEAL_PERHAPS 0.3

static void check_issued(const struct paper *paper, bool numbered, struct judgement *judgement)
{
    const struct described_file *it = paper->file;
    if (!is_fixed_page(it->kind)) {
        note(judgement, paper, FINDING_WRONG_FORMAT,
             it->scan ? "扫描页应以PDF报送，请另存为PDF再报" : "应报盖章的PDF扫描件");
        return;
    }
    if (it->seal < 0) {
        note(judgement, paper, FINDING_SEAL_UNKNOWN, "未能识别有无公章，请打开核对");
    } else if (it->seal >= SEAL_PERHAPS && it->seal < SEAL_SURE) {
        note(judgement, paper, FINDING_SEAL_UNKNOWN, "有印记像公章，但不完整或不清晰，请打开核对");
    } else if (it->seal < SEAL_SURE) {
        note(judgement, paper, FINDING_NO_SEAL, "各页未见公章");
    }
    CLEANUP_FREE char *number = origin_document_number(paper);
    /* Of a scan whose title was read the number was, too, if it has one; of others nobody knows. */
    bool words = *it->text != '\0', head = *it->title != '\0';
    if (numbered && number == NULL && it->number_unclear) {
        note(judgement, paper, FINDING_NUMBER_UNKNOWN, "首页字迹不清，未能认出文号，请打开核对");
    } else if (numbered && number == NULL && (words || head)) {
        note(judgement, paper, FINDING_NO_DOCUMENT_NUMBER,
             words ? "文件中未见文号" : "首页未见文号");
    }
}

static void check_form(const struct paper *paper, enum evidence_form form,
                       struct judgement *judgement)
{
    enum kind kind = paper->file->kind;
    bool table_or_picture =
        paper_is_sheet(paper) || kind == KIND_IMAGE || kind == KIND_VIDEO || kind == KIND_AUDIO;
    switch (form) {
    case FORM_ISSUED:
    case FORM_SEALED:
        check_issued(paper, form == FORM_ISSUED, judgement);
        return;
    case FORM_LIST:
        if (kind == KIND_VIDEO || kind == KIND_AUDIO) {
            note(judgement, paper, FINDING_WRONG_FORMAT, "清单、表格应报文字材料");
        }
        return;
    case FORM_CASE:
        if (table_or_picture) {
            note(judgement, paper, FINDING_WRONG_FORMAT, "案例应报Word或PDF文件");
        }
        return;
    case FORM_ANY:
    case FORM_PICTURE:
    case FORM_COUNT:
        return;
    }
}

/* A file of one kind is held to its form; one that is several kinds at once to none. */
static void check_match(const struct task *task, const struct paper *paper,
                        const struct match *match, struct judgement *judgement)
{
    bool one = match->kinds != 0 && (match->kinds & (match->kinds - 1)) == 0;
    for (size_t i = 0; i < task->requirement_count && one; i++) {
        if (match->kinds == UINT32_C(1) << i) {
            check_form(paper, task->requirements[i].form, judgement);
        }
    }
}

/* What the match is about. */
static const struct paper *paper_of(const struct papers *papers, const struct match *match)
{
    const struct paper *paper = &papers->at[match->file];
    for (size_t i = papers->files; i < papers->count && match->portion > 0; i++) {
        bool it = papers->at[i].of == match->file && papers->at[i].portion == match->portion;
        paper = it ? &papers->at[i] : paper;
    }
    return paper;
}

void rules_apply(const struct campaign *campaign, const struct papers *papers,
                 struct judgement *judgement)
{
    for (size_t i = 0; i < judgement->match_count; i++) {
        struct match *match = &judgement->matches[i];
        if (match->section >= 0) {
            continue;
        }
        const struct obligation *to = &match->obligation;
        const struct task *task = campaign->units[to->unit].tasks[to->task];
        const struct paper *paper = paper_of(papers, match);
        match->kinds = kinds_of(task, paper);
        match->months = months_of(task, paper);
        check_match(task, paper, match, judgement);
    }
}
