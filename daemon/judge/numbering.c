#include "judge/numbering.h"

#include "base/utf8.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* --- numerals -------------------------------------------------------------------------------- */

/* 三, and 叁 as on cheques. */
static int chinese_digit(uint32_t character)
{
    static const char digits[] = "一二三四五六七八九壹贰叁肆伍陆柒捌玖";
    enum { KINDS = 9 };
    int place = 0;
    for (size_t i = 0, length = 0; digits[i] != '\0'; i += length, place++) {
        if (plain_next(digits + i, &length) == character) {
            return place % KINDS + 1;
        }
    }
    return 0;
}

/* 三, 十, 十三, 二十, 二十三, 拾叁. */
static int chinese_value(const char *plain, size_t *length)
{
    static const char *const tens[] = {"十", "拾", NULL};
    size_t size = 0;
    int value = chinese_digit(plain_next(plain, &size));
    *length = value > 0 ? size : 0;
    size_t ten = plain_starts_with_any(plain + *length, tens);
    if (ten > 0) {
        *length += ten;
        value = value > 0 ? value * 10 : 10;
        int ones = chinese_digit(plain_next(plain + *length, &size));
        *length += ones > 0 ? size : 0;
        value += ones;
    }
    return value;
}

/* ① ⑴ ⒈ ㈠ and what stands with them in Unicode. */
static int enclosed_value(const char *plain, size_t *length)
{
    static const struct {
        uint32_t first;
        int count;
    } blocks[] = {{0x2460, 20}, {0x2474, 20}, {0x2488, 20}, {0x3220, 10}, {0x3280, 10}};
    uint32_t character = plain_next(plain, length);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (character >= blocks[i].first &&
            character < blocks[i].first + (uint32_t)blocks[i].count) {
            return (int)(character - blocks[i].first) + 1;
        }
    }
    return 0;
}

int number_value(const char *plain, size_t *length)
{
    size_t digits = strspn(plain, "0123456789");
    if (digits > 0) {
        *length = digits;
        return digits <= 2 ? (int)strtol(plain, NULL, 10) : 0;
    }
    return chinese_value(plain, length);
}

/* --- families that say what they are --------------------------------------------------------- */

static const struct {
    const char *word;
    enum number_family family;
} family_words[] = {
    {"共性任务", NUMBER_COMMON},
    {"共性工作任务", NUMBER_COMMON},
    {"共性工作", NUMBER_COMMON},
    {"共性", NUMBER_COMMON},
    {"职能任务", NUMBER_FUNCTIONAL},
    {"职能工作任务", NUMBER_FUNCTIONAL},
    {"职能工作", NUMBER_FUNCTIONAL},
    {"重点职能任务", NUMBER_FUNCTIONAL},
    {"职能性任务", NUMBER_FUNCTIONAL},
    {"职能", NUMBER_FUNCTIONAL},
    {"考核项目", NUMBER_ITEM},
    {"考核内容", NUMBER_ITEM},
    {"项目", NUMBER_ITEM},
    {"考核项", NUMBER_ITEM},
    {"附件", NUMBER_ATTACHMENT},
    {"附", NUMBER_ATTACHMENT},
    {"佐证材料", NUMBER_ATTACHMENT},
    {"佐证资料", NUMBER_ATTACHMENT},
    {"佐证", NUMBER_ATTACHMENT},
    {"证明材料", NUMBER_ATTACHMENT},
    {"材料", NUMBER_ATTACHMENT},
    {"资料", NUMBER_ATTACHMENT},
    {"证据", NUMBER_ATTACHMENT},
    {"任务", NUMBER_PLAIN},
};

static void add_value(struct number *number, int value)
{
    if (value > 0 && number->count < NUMBER_VALUES) {
        number->values[number->count++] = value;
    }
}

/* "三" of "任务2、三类清单" counts what follows it: a Chinese numeral behind a joint is a further
 * value only where something parts it from words. */
static bool counts_on(const char *plain)
{
    static const char *const ends[] = {"、", ",", "+", "-", "和", "及", "~", "至", "项",
                                       ")",  "]", ".", " ", ":",  "。", "_", NULL};
    size_t length = 0;
    bool digits = strspn(plain, "0123456789") > 0;
    return number_value(plain, &length) > 0 &&
           (digits || plain[length] == '\0' || plain_starts_with_any(plain + length, ends) > 0);
}

/* "4", "4、5", "4+5", "4-6", "4和5": the values that follow one another. "4-1" is the first part
 * of 4. */
static size_t read_values(const char *plain, struct number *number)
{
    static const char *const joints[] = {"、", ",", "+", "-", "和", "及", "~", "至", NULL};
    size_t at = 0;
    bool range = false;
    for (;;) {
        size_t length = 0;
        int value = number_value(plain + at, &length);
        bool nested = range && number->count > 0 && value <= number->values[number->count - 1];
        if (nested && number->count == 1) {
            number->part = value;
        }
        if (value == 0 || nested) {
            return nested ? at + length : at;
        }
        number->dashed = range && number->count == 1 ? value : 0;
        int previous = number->count > 0 ? number->values[number->count - 1] : value;
        for (int i = previous + 1; range && i < value; i++) {
            add_value(number, i);
        }
        add_value(number, value);
        at += length;
        size_t joint = plain_starts_with_any(plain + at, joints);
        if (joint == 0 || !counts_on(plain + at + joint)) {
            return at;
        }
        range = plain[at] == '-' || plain[at] == '~' || plain_starts_with(plain + at, "至");
        at += joint;
    }
}

/* "第4项", "第4、5项", "第三项任务"; "第三部分" and "第2批" are no such thing. */
static bool parse_ordinal(const char *plain, struct number *number)
{
    static const char first[] = "第";
    static const char item[] = "项";
    if (!plain_starts_with(plain, first)) {
        return false;
    }
    struct number read = {.family = NUMBER_ITEM};
    size_t at = strlen(first) + read_values(plain + strlen(first), &read);
    if (read.count == 0 || !plain_starts_with(plain + at, item)) {
        return false;
    }
    read.end = at + strlen(item);
    if (plain_starts_with(plain + read.end, "任务")) {
        read.family = NUMBER_PLAIN;
        read.end += strlen("任务");
    } else if (plain_starts_with(plain + read.end, "共性")) {
        read.family = NUMBER_COMMON;
    } else if (plain_starts_with(plain + read.end, "职能")) {
        read.family = NUMBER_FUNCTIONAL;
    }
    *number = read;
    return true;
}

/* The number after a family's word: "共性任务3", "共性任务(三)", "共性任务第3项". */
static void read_after_word(const char *plain, size_t at, struct number *number)
{
    at += strspn(plain + at, " :#-_");
    if (parse_ordinal(plain + at, number)) {
        number->end += at;
        return;
    }
    bool bracket = plain[at] == '(' || plain[at] == '[';
    size_t start = at + bracket;
    size_t size = read_values(plain + start, number);
    if (size > 0 && (!bracket || strchr(")]", plain[start + size]) != NULL)) {
        number->end = start + size + bracket;
    } else {
        number->count = 0;
    }
}

static bool parse_family(const char *plain, struct number *number)
{
    size_t best = sizeof family_words / sizeof family_words[0];
    for (size_t i = 0; i < sizeof family_words / sizeof family_words[0]; i++) {
        if (plain_starts_with(plain, family_words[i].word) &&
            (best == sizeof family_words / sizeof family_words[0] ||
             strlen(family_words[i].word) > strlen(family_words[best].word))) {
            best = i;
        }
    }
    if (best == sizeof family_words / sizeof family_words[0]) {
        return false;
    }
    enum number_family family = family_words[best].family;
    *number = (struct number){.family = family, .end = strlen(family_words[best].word)};
    read_after_word(plain, number->end, number);
    if (number->family == NUMBER_ITEM && number->count > 0) {
        number->family = family;
    }
    return number->count > 0 || number_names_kind(family);
}

void number_take_part(struct number *number)
{
    if (number->dashed > 0) {
        number->part = number->dashed;
        number->dashed = 0;
        number->count = 1;
    }
}

/* --- plain numbers --------------------------------------------------------------------------- */

/* 12家, 2017年, 3月, 1-10月 begin with a number that counts things. */
static bool counts_things(const char *rest)
{
    static const char measures[] = "年月日家份个例人次条届所名户类批期号季册页张周时";
    return utf8_is_one_of(plain_next(rest, &(size_t){0}), measures);
}

/* A mark that parts a number from the name after it; its bytes, 0 if there is none. */
static size_t separator(const char *plain)
{
    static const char *const marks[] = {"、", ".", ",", "-", "_", ")", "]", " ", "。", ":", NULL};
    size_t at = 0;
    for (size_t size = 0; (size = plain_starts_with_any(plain + at, marks)) > 0;) {
        at += size;
    }
    return at;
}

/* "7、8.网站", "7+8网站", "十七、十八、诚信履约": further values that a mark parts from the name,
 * if there is one; `at` is behind the first. Returns the bytes up to the mark behind the last. */
static size_t read_further(const char *plain, size_t at, struct number *number)
{
    static const char *const joints[] = {"、", ",", "+", "和", "及", NULL};
    size_t joint = plain_starts_with_any(plain + at, joints);
    size_t length = 0;
    int value = joint > 0 ? number_value(plain + at + joint, &length) : 0;
    int previous = number->values[number->count - 1];
    size_t end = at + joint + length;
    bool added = plain[at] == '+' && !counts_things(plain + end);
    bool parted = plain[end] == '\0' || added || separator(plain + end) > 0;
    if (value <= previous || value > previous + 3 || !parted) {
        return at;
    }
    add_value(number, value);
    return read_further(plain, end, number);
}

/* "9.12.15宣传类": three or more values that grow are no date and no 1.2.3. Bytes up to the end of
 * the last; 0 if it is no such list. */
static size_t read_dotted(const char *plain, size_t at, struct number *number)
{
    enum { LEAST = 3, MOST = 30 };
    struct number read = *number;
    while (plain[at] == '.' && read.count < NUMBER_VALUES) {
        size_t length = 0;
        int value = number_value(plain + at + 1, &length);
        if (value <= read.values[read.count - 1] || value > MOST) {
            return 0;
        }
        add_value(&read, value);
        at += 1 + length;
    }
    bool nested = read.count == LEAST && read.values[0] == 1 && read.values[LEAST - 1] == LEAST;
    if (read.count < LEAST || nested) {
        return 0;
    }
    *number = read;
    return at;
}

/* "(9)(12)最美纳税人": further bracketed values. Returns the bytes behind the last. */
static size_t read_brackets(const char *plain, size_t at, struct number *number)
{
    size_t length = 0;
    int value = plain[at] == '(' ? number_value(plain + at + 1, &length) : 0;
    if (value == 0 || plain[at + 1 + length] != ')') {
        return at;
    }
    add_value(number, value);
    return read_brackets(plain, at + length + 2, number);
}

/* "⑦⑧网站", "⑦、⑧": further enclosed values that follow on. Bytes behind the last. */
static size_t read_enclosed(const char *plain, size_t at, struct number *number)
{
    static const char *const joints[] = {"、", ",", "+", "和", NULL};
    size_t length = 0;
    size_t joint = plain_starts_with_any(plain + at, joints);
    int value = enclosed_value(plain + at + joint, &length);
    if (value == 0 || value <= number->values[number->count - 1]) {
        return at;
    }
    add_value(number, value);
    return read_enclosed(plain, at + joint + length, number);
}

static bool parse_plain(const char *plain, struct number *number)
{
    struct number read = {.family = NUMBER_PLAIN};
    size_t length = 0;
    int value = enclosed_value(plain, &length);
    bool bracket = *plain == '(' || *plain == '[';
    bool chinese = false, enclosed = value > 0;
    if (!enclosed) {
        value = number_value(plain + bracket, &length);
        chinese = value > 0 && strspn(plain + bracket, "0123456789") == 0;
        length += bracket;
    }
    size_t mark = value > 0 ? separator(plain + length) : 0;
    bool closed = !bracket || plain[length] == ')' || plain[length] == ']';
    bool joined = mark == 0 && plain[length] != '\0' && (chinese || counts_things(plain + length));
    if (value == 0 || !closed || joined || strspn(plain + length, "0123456789") > 0) {
        return false;
    }
    size_t ignored = 0;
    bool nested = mark > 0 && number_value(plain + length + mark, &ignored) > 0 && !chinese;
    if (nested && counts_things(plain + length + mark + ignored)) {
        return false; /* 1-10月 */
    }
    add_value(&read, value);
    length = enclosed ? read_enclosed(plain, length, &read) : length;
    size_t end = bracket ? length : read_dotted(plain, length, &read);
    end = end > 0 ? end : read_further(plain, length, &read);
    end += separator(plain + end);
    read.end = bracket ? read_brackets(plain, end, &read) : end;
    *number = read;
    return true;
}

struct number number_parse(const char *plain)
{
    struct number number = {0};
    if (!parse_ordinal(plain, &number) && !parse_family(plain, &number) &&
        !parse_plain(plain, &number)) {
        number = (struct number){0};
    }
    return number;
}
