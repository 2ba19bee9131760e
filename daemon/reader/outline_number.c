/* What the beginning of a line says about its place in an outline. */
#include "reader/outline.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <string.h>

#define CHINESE_DIGITS "一二三四五六七八九十百〇零壹贰叁肆伍陆柒捌玖拾"
#define STEMS "甲乙丙丁戊己庚辛壬癸"
#define DIGITS "0123456789０１２３４５６７８９"
/* Behind "1.5" they tell an amount or a date from a number of a heading. */
#define UNITS "万亿千百%％‰倍元个次家人件项份年月日号点-—~～"

/* What parts the number of a named task from its words. */
#define ENDS "：:、.．"

/* Moves past one character if it is one of `set` (a UTF-8 string). */
static bool take_one(const char **at, const char *set)
{
    size_t length = 0, size = strnlen(*at, 4);
    if (size == 0 || utf8_decode(*at, size, &length) == UTF8_INVALID) {
        return false;
    }
    for (const char *member = set; *member != '\0';) {
        size_t step = 0;
        utf8_decode(member, strnlen(member, 4), &step);
        if (step == length && memcmp(member, *at, length) == 0) {
            *at += length;
            return true;
        }
        member += step;
    }
    return false;
}

static unsigned take_many(const char **at, const char *set)
{
    unsigned count = 0;
    while (take_one(at, set)) {
        count++;
    }
    return count;
}

/* "17", "十七". */
static bool take_number(const char **at)
{
    return take_many(at, CHINESE_DIGITS) > 0 || take_many(at, DIGITS) > 0;
}

/* More numbers behind the first one: "、18", "至九". */
static bool take_more_numbers(const char **at)
{
    bool any = false;
    for (const char *next = *at; take_one(&next, "、，,和及至-—~") && take_number(&next);
         any = true) {
        *at = next;
    }
    return any;
}

/* 第一部分, 第三章, 第4项, 第五条, 第17、18项, and with a mark behind 第一组：, 第3问： */
static bool ordinal(const char *at)
{
    if (!take_one(&at, "第") || !take_number(&at)) {
        return false;
    }
    if (take_more_numbers(&at)) {
        return take_one(&at, "项");
    }
    if (take_one(&at, "组问类块")) {
        return *at == '\0' || take_one(&at, ENDS) || take_many(&at, " 　\t") > 0;
    }
    return take_one(&at, "章节项篇条") || strncmp(at, "部分", strlen("部分")) == 0;
}

static bool is_han_at(const char *at)
{
    size_t length = 0;
    return utf8_is_han(utf8_decode(at, strnlen(at, 4), &length));
}

/* "1 工作机制", but not "3 月". */
static bool stands_apart(const char *at)
{
    return take_many(&at, " 　\t") > 0 && !take_one(&at, UNITS) && is_han_at(at);
}

/* "1：计划", but not "3：2". */
static bool leads_words(const char *at)
{
    return take_one(&at, "：:，") && is_han_at(at);
}

/* "1.", "2、" and "3 甲" are 3, "1.2" is 4, "1.2.3" is 5; "2017." is a date and "1.5万" an amount.
 */
static unsigned decimal_level(const char *at)
{
    enum { MOST_DIGITS = 2, MOST_PARTS = 4 };
    unsigned parts = 0, digits = 0;
    bool stop = false;
    while ((digits = take_many(&at, DIGITS)) > 0) {
        if (digits > MOST_DIGITS || ++parts > MOST_PARTS) {
            return 0;
        }
        stop = take_one(&at, ".．");
        if (!stop) {
            break;
        }
    }
    if (parts > 1) {
        return take_one(&at, UNITS) ? 0 : 2 + parts;
    }
    const char *further = at; /* 7—8、网站 */
    bool several = parts == 1 && !stop && take_more_numbers(&further) && take_one(&further, ENDS);
    return parts == 1 && (stop || several || take_one(&at, "、）)") || leads_words(at) ||
                          stands_apart(at))
               ? 3
               : 0;
}

static unsigned bracketed_level(const char *at)
{
    unsigned level = take_many(&at, CHINESE_DIGITS) > 0 || take_one(&at, STEMS) ? 2
                     : take_many(&at, DIGITS) > 0                               ? 4
                                                                                : 0;
    return take_one(&at, "）)") ? level : 0;
}

/* Behind the number of a named task: "：", a blank and its name, or nothing at all. */
static bool ends_named(const char *at, bool ordinal_number)
{
    const char *end = at;
    if (ordinal_number && !take_one(&end, "项")) {
        return false;
    }
    return *end == '\0' || take_one(&end, ENDS) || stands_apart(end) ||
           (ordinal_number && take_one(&end, "（("));
}

/* 职能任务4：, 共性3、, 任务7、8：, 共性任务第9、12项, 职能1 社会组织, 补充一、, 亮点一： */
static unsigned named_level(const char *at)
{
    static const char *const names[] = {"共性任务", "共性", "职能任务", "职能", "任务", "补充",
                                        "亮点",     "做法", "特色",     "经验", "成效", "问题",
                                        "举措",     "板块", "专题",     "重点"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        size_t size = strlen(names[i]);
        if (strncmp(at, names[i], size) == 0) {
            at += size;
            take_many(&at, " 　");
            bool ordinal_number = take_one(&at, "第");
            const char *end = at;
            bool one = take_number(&at) && ends_named(at, ordinal_number);
            return one || (take_number(&end) && take_more_numbers(&end) &&
                           ends_named(end, ordinal_number))
                       ? 2
                       : 0;
        }
    }
    return 0;
}

/* 甲、从业单位; 甲、乙双方 are the parties of a contract. */
static bool stem(const char *at)
{
    return take_one(&at, STEMS) && take_one(&at, "、.．") && !take_one(&at, STEMS);
}

/* "一是备忘录落地", "第一，建班子": what counts off in a text may stand alone, too. */
static bool counts_off(const char *at)
{
    const char *first = at;
    if (take_one(&first, "第其") && take_many(&first, CHINESE_DIGITS) > 0) {
        return take_one(&first, "，,、");
    }
    return take_many(&at, CHINESE_DIGITS) > 0 && take_one(&at, "是");
}

/* 【双公示】 */
static bool is_framed(const char *at)
{
    return take_one(&at, "【") && utf8_ends_with(at, "】");
}

/* "A.计划与机构", "III、" */
static bool lettered(const char *at)
{
    bool letter = *at >= 'A' && *at <= 'Z';
    if (take_many(&at, "IVX") == 0) {
        at += letter;
    }
    return letter && take_one(&at, "、.．") && is_han_at(at);
}

/* Numbers that are one character with their brackets or their stop, and what counts nothing. */
static const struct {
    const char *numbers;
    unsigned level;
} enclosed[] = {
    {"㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", 2}, {"⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛", 3}, {"⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", 4},
    {"①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 5}, {"★☆◎◆◇■□●○▲△※►➤✦▪•", 6},
};

unsigned outline_numbering_level(const char *line)
{
    const char *at = line;
    if (named_level(at) > 0) {
        return named_level(at);
    }
    if (ordinal(at) || stem(at)) {
        return 1;
    }
    if (is_framed(at) || lettered(at)) {
        return 3;
    }
    if (counts_off(at)) {
        return 5;
    }
    if (take_many(&at, CHINESE_DIGITS) > 0) {
        if (stands_apart(at)) {
            return 1; /* 一 组织推动 */
        }
        take_many(&at, " 　");
        return take_one(&at, "、.．，：:") ? 1 : 0;
    }
    if (take_one(&at, "（(")) {
        return bracketed_level(at);
    }
    for (size_t i = 0; i < COUNT_OF(enclosed); i++) {
        if (take_one(&at, enclosed[i].numbers)) {
            return enclosed[i].level;
        }
    }
    return decimal_level(at);
}

/* A line of a table of contents ends with dots, or a tab, and the number of a page. */
bool outline_contents_line(const char *line)
{
    static const char *const leaders[] = {".", "…", "·", "．", "-", "\t", " "};
    size_t end = strlen(line), digits = 0, marks = 0;
    while (end > 0 && line[end - 1] >= '0' && line[end - 1] <= '9') {
        end--;
        digits++;
    }
    bool tab = false;
    for (size_t i = 0; i < COUNT_OF(leaders);) {
        size_t length = strlen(leaders[i]);
        if (end >= length && memcmp(line + end - length, leaders[i], length) == 0) {
            end -= length;
            marks += *leaders[i] == '\t' || *leaders[i] == ' ' ? 0 : 1;
            tab = tab || *leaders[i] == '\t';
            i = 0;
        } else {
            i++;
        }
    }
    return digits >= 1 && digits <= 3 && end > 0 && (marks >= 3 || tab);
}
