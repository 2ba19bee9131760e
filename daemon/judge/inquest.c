#include "judge/inquest.h"

#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* --- what it is worth ------------------------------------------------------------------------ */

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
    [SOURCE_NOTICE] = {6, 6, "回复的是发给该单位的通知", ""},
    [SOURCE_ANCESTOR] = {2.4, 2.4, "往来邮件中有该单位此前的邮件", ""},
    [SOURCE_TOPIC] = {2.4, 2.4, "主题与该单位此前的邮件相同", ""},
    [SOURCE_FORWARDED] = {5.5, 5.5, "转发的邮件写有“", "”"},
    [SOURCE_QUOTED] = {5, 5, "所引的本办来信写给“", "”"},
    [SOURCE_HISTORY] = {4.5, 4.5, "发件地址", "的其他邮件是该单位的"},
    [SOURCE_SUBJECT] = {6, 6, "主题写有“", "”"},
    [SOURCE_FROM] = {6, 6, "发件人名称写有“", "”"},
    [SOURCE_REPORT] = {6, 6, "自查报告写有“", "”"},
    [SOURCE_CONTAINER] = {5, 5, "压缩包或文件夹名写有“", "”"},
    [SOURCE_SIGNATURE] = {4.5, 6, "正文署名“", "”"},
    [SOURCE_BODY] = {1.5, 1.5, "正文提到“", "”"},
    [SOURCE_FILE_NAME] = {1, 2, "文件名写有“", "”"},
    [SOURCE_LETTERHEAD] = {1, 3, "文件由“", "”制发"},
    [SOURCE_ISSUER] = {1.5, 4.5, "文件落款是“", "”"},
    [SOURCE_DOCUMENT_NUMBER] = {1, 3, "文号以“", "”开头"},
};

/* A short form (环保局) is a little weaker than a listed name, a misspelt one too. */
#define DERIVED 0.9
/* A unit that is named after another, not beside it: "市环保局转来市工商局的名单". */
#define NAMED_LATER 0.3

static double strength(const struct mention *mention)
{
    return mention->derived || mention->typo ? DERIVED : 1;
}

void inquest_credit(struct inquest *inquest, int unit, enum source source, double factor,
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

char *inquest_reason(const struct tally *tally)
{
    return xasprintf("%s%s%s", sources[tally->best].before, tally->said,
                     sources[tally->best].after);
}

/* --- names in texts -------------------------------------------------------------------------- */

/* "报送市发改委", "市发改委：", "市发改委信用办": whom one writes to, not who writes. */
static bool is_addressee(const char *text, const struct mention *mention)
{
    static const char *const after[] = {":", "信用办:", "领导", "老师", "财金科", NULL};
    static const char *const before[] = {"报送", "报", "致", "呈", "给", "抄送", "请", NULL};
    if (plain_starts_with_any(text + mention->to, after) > 0) {
        return true;
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
    for (size_t size = 0; at < other->from; at += size) {
        size = plain_starts_with_any(text + at, joints);
        if (size == 0) {
            return false;
        }
    }
    return at == other->from;
}

void inquest_credit_text(struct inquest *inquest, const char *text, enum source source,
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
        double factor =
            strength(mention) * (equals || first->unit == mention->unit ? 1 : NAMED_LATER);
        inquest_credit(inquest, mention->unit, source, factor, text + mention->from,
                       mention->to - mention->from);
    }
}

bool inquest_credit_beginning(struct inquest *inquest, const char *text, enum source source)
{
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(inquest->gazetteer, text, &count);
    if (count == 0 || mentions[0].from > strlen("中共") || mentions[0].press) {
        return false;
    }
    inquest_credit(inquest, mentions[0].unit, source, strength(&mentions[0]),
                   text + mentions[0].from, mentions[0].to - mentions[0].from);
    return true;
}
