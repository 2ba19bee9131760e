#include "judge/origin.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "judge/plain.h"
#include "judge/prefix.h"

#include <stdlib.h>
#include <string.h>

/* --- the year -------------------------------------------------------------------------------- */

/* The document number's text: what the reader saw, else what the name says ("黄交发[2017]36号"). */
char *origin_document_number(const struct paper *paper)
{
    const char *seen = paper->file->document_number;
    if (seen != NULL) {
        return plain_text(seen, SIZE_MAX);
    }
    const char *name = paper_name(paper)->plain;
    for (const char *at = strpbrk(name, "[("); at != NULL; at = strpbrk(at + 1, "[(")) {
        const char *close = strpbrk(at, "])");
        if (plain_year(at + 1) != 0 && close == at + 5 && strstr(close, "号") != NULL) {
            size_t from = (size_t)(at - name);
            while (from > 0 && plain_before(name, from) > 0x7F) {
                from -= 3;
            }
            return xstrdup(name + from);
        }
    }
    return NULL;
}

/* "2016年度A级纳税人名单": the year that was assessed, and the list of it comes out a year later.
 */
static bool names_assessed_year(const char *plain)
{
    static const char *const results[] = {"名单", "评定", "评价结果", "等级", NULL};
    return strstr(plain, "年度") != NULL && plain_contains_any(plain, results);
}

/* The latest year that a plain text names as 2016年 or [2016]; ranges (2014-2020年) name none. */
static int latest_year(const char *plain)
{
    int latest = 0;
    for (size_t i = 0; plain[i] != '\0'; i++) {
        bool inside = i > 0 && strchr("0123456789-", plain[i - 1]) != NULL;
        int year = inside ? 0 : plain_year(plain + i);
        bool marked = year != 0 && (plain_starts_with(plain + i + 4, "年") ||
                                    strchr("])", plain[i + 4]) != NULL);
        if (marked && plain[i + 4] != '\0' && year > latest) {
            latest = year;
        }
    }
    return latest;
}

static bool names_year(const char *plain, int year)
{
    CLEANUP_FREE char *digits = xasprintf("%d", year);
    return strstr(plain, digits) != NULL;
}

char *origin_previous_year(const struct campaign *campaign, const struct paper *paper)
{
    CLEANUP_FREE char *number = origin_document_number(paper);
    int year = number != NULL ? latest_year(number) : 0;
    const char *name = paper_name(paper)->plain;
    if (year == 0 && !names_year(name, campaign->year) &&
        !names_year(paper->title, campaign->year)) {
        int of_name = names_assessed_year(name) ? 0 : latest_year(name);
        int of_title = names_assessed_year(paper->title) ? 0 : latest_year(paper->title);
        year = of_name > of_title ? of_name : of_title;
    }
    if (year == 0 || year >= campaign->year) {
        return NULL;
    }
    return xasprintf("是%d年的文件，考核的是%d年的工作", year, campaign->year);
}

/* --- the issuer ------------------------------------------------------------------------------ */

/* Whose numbers begin so: the centre's, the ministries', the province's. */
static const char *const superior_prefixes[] = {
    "国",     "中发",   "中办",   "中共中央", "发改",   "银发",   "财税",   "财库",   "税总",
    "建市",   "人社部", "工信部", "工商",     "环发",   "环办",   "商务部", "法发",   "最高",
    "民发",   "司发",   "文市发", "农财发",   "农质发", "水建管", "交公路", "交运发", "安监总",
    "食药监", "质检",   "林规发", "鄂",       "省",     NULL};

static const char *const superiors[] = {"国务院",
                                        "国家发展改革委",
                                        "国家发展和改革委员会",
                                        "国家发改委",
                                        "中共中央",
                                        "中央文明办",
                                        "共青团中央",
                                        "中华人民共和国",
                                        "最高人民",
                                        "文化部",
                                        "司法部",
                                        "民政部",
                                        "水利部",
                                        "农业部",
                                        "商务部",
                                        "科技部",
                                        "教育部",
                                        "公安部",
                                        "财政部",
                                        "环保部",
                                        "环境保护部",
                                        "交通运输部",
                                        "住房城乡建设部",
                                        "住建部",
                                        "国土资源部",
                                        "人力资源社会保障部",
                                        "工业和信息化部",
                                        "国家税务总局",
                                        "税务总局",
                                        "国家工商",
                                        "工商总局",
                                        "国家质检总局",
                                        "质检总局",
                                        "安监总局",
                                        "国家安全监管总局",
                                        "国家食品",
                                        "食品药品监管总局",
                                        "国家旅游局",
                                        "国家林业局",
                                        "国家体育总局",
                                        "新闻出版广电总局",
                                        "湖北省人民政府",
                                        "省人民政府",
                                        "省政府",
                                        "省发改委",
                                        NULL};

static const char *begins_with_any(const char *plain, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (plain_starts_with(plain, *words)) {
            return *words;
        }
    }
    return NULL;
}

/* 征信业管理条例, 湖北省社会信用信息管理条例: no unit makes one. */
static bool is_law(const char *plain)
{
    static const char law[] = "条例";
    const char *at = strstr(plain, law);
    return at != NULL && !utf8_is_han(plain_next(at + strlen(law), &(size_t){0}));
}

static bool is_sender(const struct judgement *judgement, int unit)
{
    for (size_t i = 0; i < judgement->unit_count; i++) {
        if (judgement->units[i].unit == unit) {
            return true;
        }
    }
    return false;
}

/* Of a number that OCR misread; NULL where it is nobody else's. */
static char *other_by_misread(const struct judge *judge, const struct judgement *judgement,
                              const struct paper *paper)
{
    const char *prefix = NULL;
    int owner = prefix_misread_owner(judge->campaign, paper->file, &prefix);
    if (owner < 0 || is_sender(judgement, owner)) {
        return NULL;
    }
    return xasprintf("文号是%s的（识别为%s，开头应是“%s”）", judge->campaign->units[owner].name,
                     paper->file->document_number, prefix);
}

static char *other_by_number(const struct judge *judge, const struct judgement *judgement,
                             const struct paper *paper)
{
    CLEANUP_FREE char *number = origin_document_number(paper);
    if (number == NULL) {
        return NULL;
    }
    int owner = prefix_owner(judge->campaign, number);
    if (owner >= 0 && !is_sender(judgement, owner)) {
        return xasprintf("文号是%s的", judge->campaign->units[owner].name);
    }
    const char *prefix = owner < 0 ? begins_with_any(number, superior_prefixes) : NULL;
    return prefix != NULL ? xasprintf("文号以“%s”开头，是上级机关的文件", prefix)
                          : other_by_misread(judge, judgement, paper);
}

/* Is it a sender's name, with an office of it at most: "市环保局", "下陆区信用办"? */
static bool is_address(const struct judge *judge, const struct judgement *judgement,
                       const char *plain)
{
    enum { OFFICE = 10 };
    size_t count = 0;
    CLEANUP_FREE struct mention *mentions = gazetteer_find(judge->gazetteer, plain, &count);
    return count > 0 && mentions[0].from == 0 && is_sender(judgement, mentions[0].unit) &&
           plain_han_count(plain + mentions[0].to) <= OFFICE;
}

/* Is it the document that set the assessment, by its number or its title? Units send it back as a
 * basis. */
static bool is_basis(const struct campaign *campaign, const struct paper *paper)
{
    static const char *const issues[] = {"关于印发", "关于下发", NULL};
    CLEANUP_FREE char *number = origin_document_number(paper);
    CLEANUP_FREE char *own = plain_text(campaign->document_number, SIZE_MAX);
    if (number != NULL && *own != '\0' && strcmp(number, own) == 0) {
        return true;
    }
    CLEANUP_FREE char *title = xstrdup(paper->title);
    CLEANUP_FREE char *of_campaign = plain_text(campaign->title, SIZE_MAX);
    utf8_drop_blanks(title);
    utf8_drop_blanks(of_campaign);
    const char *at = title + plain_starts_with_any(title, issues);
    at += plain_starts_with(at, "《") ? strlen("《") : 0;
    return plain_starts_with(at, of_campaign);
}

bool origin_addressed(const struct judge *judge, const struct judgement *judgement,
                      const struct paper *paper)
{
    enum { BEGINNING = 600, LONGEST = 30 };
    static const char *const answers[] = {"来函", "复函", "回函", NULL};
    if (is_basis(judge->campaign, paper)) {
        return false;
    }
    if (paper_calls_itself(paper, answers)) {
        return true;
    }
    CLEANUP_FREE char *plain = plain_text(paper->file->text, BEGINNING);
    char *end = strchr(plain, ':');
    if (end == NULL) {
        return false;
    }
    *end = '\0';
    static const char *const everybody[] = {"各省", "各市", "直辖市", NULL};
    if (plain_contains_any(plain, everybody)) {
        return false; /* 各省、自治区、直辖市邮政管理局 */
    }
    /* On a page that was recognised the title may run into it: ...的通知市环保局: */
    size_t at = (size_t)(end - plain);
    for (int i = 0; i < LONGEST && at > 0; i++) {
        do {
            at--;
        } while (at > 0 && ((unsigned char)plain[at] & 0xC0) == 0x80);
        if (is_address(judge, judgement, plain + at)) {
            return true;
        }
    }
    return false;
}

/* "阳新县某建材有限公司", "大冶市××酒店": who is told of there is only at home in the place. */
static bool is_home(const char *plain, const struct mention *mention)
{
    static const char places[] = "县市区";
    static const char *const somebody[] = {"某", "×", "x", "*", NULL};
    static const char *const firms[] = {"公司", "企业", "门市部", "经营部", "合作社", "商行",
                                        "商店", "超市", "酒店",   "药店",   "工厂",   NULL};
    static const char *const offices[] = {"关于", "政府", "局", "委员会", "办公室", NULL};
    const char *at = plain + mention->to;
    if (!utf8_is_one_of(plain_before(plain, mention->to), places)) {
        return false;
    }
    if (plain_starts_with_any(at, somebody) > 0) {
        return true;
    }
    while (plain_starts_with_any(at, firms) == 0) {
        size_t length = 0;
        if (!utf8_is_han(plain_next(at, &length)) || plain_starts_with_any(at, offices) > 0) {
            return false;
        }
        at += length;
    }
    return true;
}

/* Does a task ask for the document of this title, without blanks: 牵头制定出台《…实施方案》? */
static bool names_document(const struct task *task, const char *title)
{
    enum { TELLING = 8 }; /* Han characters */
    const char *cursor = task->text;
    bool named = false;
    for (char *quoted = NULL; (quoted = plain_between(&cursor, "《", "》")) != NULL; free(quoted)) {
        CLEANUP_FREE char *plain = plain_text(quoted, LIMIT_HEADER);
        utf8_drop_blanks(plain);
        named |= plain_han_count(plain) >= TELLING && strstr(title, plain) != NULL;
    }
    return named;
}

/* A document that a sender's own task names is its work, whoever issued it. */
static bool is_asked_for(const struct judge *judge, const struct judgement *judgement,
                         const struct paper *paper)
{
    CLEANUP_FREE char *title = xstrdup(paper->title);
    utf8_drop_blanks(title);
    for (size_t i = 0; i < judgement->unit_count; i++) {
        const struct unit *unit = &judge->campaign->units[judgement->units[i].unit];
        for (size_t j = 0; j < unit->task_count; j++) {
            if (!unit->tasks[j]->common && names_document(unit->tasks[j], title)) {
                return true;
            }
        }
    }
    return false;
}

/* "黄石港区国税局" in a mail of 市国税局: a branch of it in a district. */
static bool is_branch(const struct judge *judge, const struct judgement *judgement,
                      const char *plain, const struct mention *mention)
{
    static const char city[] = "市";
    for (size_t i = 0; i < judgement->unit_count; i++) {
        const char *name = judge->campaign->units[judgement->units[i].unit].name;
        if (plain_starts_with(name, city) &&
            plain_starts_with(plain + mention->to, name + strlen(city))) {
            return true;
        }
    }
    return false;
}

char *origin_other_author(const struct judge *judge, const struct judgement *judgement,
                          const struct paper *paper)
{
    const char *const texts[] = {paper_name(paper)->plain, paper->title};
    char *other = NULL;
    bool named = false; /* the sender, by a report that may be called after whom it goes to */
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        size_t count = 0;
        CLEANUP_FREE struct mention *mentions = gazetteer_find(judge->gazetteer, texts[i], &count);
        bool ours = false;
        for (size_t j = 0; j < count; j++) {
            ours |= is_sender(judgement, mentions[j].unit);
        }
        named |= ours;
        if (other == NULL && count > 0 && mentions[0].from == 0 && !mentions[0].press && !ours &&
            texts[i][mentions[0].to] != ':' && !is_home(texts[i], &mentions[0]) &&
            !is_branch(judge, judgement, texts[i], &mentions[0])) {
            other = xasprintf("%s写明是%s的", i == 0 ? "文件名" : "标题",
                              judge->campaign->units[mentions[0].unit].name);
        }
    }
    if (named && paper->named_report) {
        free(other);
        other = NULL;
    }
    return other;
}

/* Whose it is by its number, its name and its title. */
static char *other_by_any(const struct judge *judge, const struct judgement *judgement,
                          const struct paper *paper)
{
    if (is_basis(judge->campaign, paper)) {
        return xstrdup("是布置本次考核的文件，不是单位自己的材料");
    }
    char *by_number = other_by_number(judge, judgement, paper);
    if (by_number != NULL) {
        return by_number;
    }
    const char *superior = begins_with_any(paper->title, superiors);
    if (superior != NULL) {
        return xasprintf("是“%s”的文件", superior);
    }
    const char *const texts[] = {paper_name(paper)->plain, paper->title};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (is_law(texts[i])) {
            return xstrdup("是法律法规，不是单位自己的材料");
        }
    }
    return origin_other_author(judge, judgement, paper);
}

char *origin_other_unit(const struct judge *judge, const struct judgement *judgement,
                        const struct paper *paper)
{
    CLEANUP_FREE char *other = other_by_any(judge, judgement, paper);
    return other != NULL && !is_asked_for(judge, judgement, paper) ? STEAL(other) : NULL;
}
