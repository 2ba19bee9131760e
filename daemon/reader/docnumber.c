#include "reader/docnumber.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "reader/docnumber_form.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD_LINES = 16,     /* the head of a document: issuer, number, title */
    REST_CHARS = 2,      /* what may follow the number on its line: a closing mark, no sentence */
    NOISE_CHARS = 4,     /* what an OCR engine may see in the dirt before and behind it */
    SENTENCE_CHARS = 60, /* a line longer than this is text, and the head is over */
    LABEL_CHARS = 8,     /* 发文字号： */
    LIKELY_CHARS = 28,   /* a number, and who signed */
    LIKELY_DIGITS = 4,   /* a year, whatever was read of it */
    ORDER_LEAST = 4,     /* 某某局令 */
    ORDER_MOST = 24,
};

static const char misread_order[] = "邻今领合伶冷铃岭"; /* for 令 */

static const double no_prefix_cost = 0.5; /* of the confidence */

/* --- whose number it is ---------------------------------------------------------------------- */

/* Does who signed stand here, what a web page says next, or something far from what is before it?
 */
static bool is_parted(const struct number_line *line, size_t at)
{
    static const char *const next[] = {
        "签发人",   "发布时间", "发布日期", "发布机构", "发布单位", "发文机关", "发文单位",
        "发文日期", "作者：",   "作者:",    "来源：",   "来源:",    "索引号"};
    for (size_t i = 0; i < COUNT_OF(next); i++) {
        if (number_line_has(line, at, next[i])) {
            return true;
        }
    }
    return line->gap[at];
}

/* What may stand behind the number: nothing much, or who signed (upward documents); of a scan maybe
 * some dirt before that. */
static bool may_follow(const struct number_line *line, size_t at, bool guess)
{
    if (line->cut || at >= line->count) {
        return !line->cut;
    }
    size_t rest = guess ? NOISE_CHARS : utf8_is_han(line->at[at]) ? 0 : REST_CHARS;
    size_t dirt = at;
    while (guess && dirt + 1 < line->count && dirt - at < NOISE_CHARS && !is_parted(line, dirt) &&
           !utf8_is_han(line->at[dirt]) && !number_line_is_digit(line->at[dirt])) {
        dirt++;
    }
    return line->count - at <= rest || is_parted(line, dirt);
}

/* "下发〔2017〕39号" cites nothing: it is what 下陆区 issues. */
static bool is_sign_alone(const struct number_line *line, const struct number_parts *number)
{
    static const char sign[] = "下发";
    return number_line_has(line, number->begin, sign) &&
           number->prefix_end - number->begin == utf8_count_characters(sign);
}

/* "根据黄政发〔2016〕3号" cites; so does whatever stands in quotation marks or 《》. */
static bool cites(const struct number_line *line, const struct number_parts *number)
{
    static const char *const words[] = {"根据", "按照", "依据", "遵照", "贯彻", "落实", "执行",
                                        "转发", "印发", "下发", "参照", "参见", "详见", "见",
                                        "附件", "关于", "以",   "对",   "将",   "和",   "与",
                                        "及",   "即",   "原",   "由",   "收到", "现将"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (number_line_has(line, number->begin, words[i])) {
            return !is_sign_alone(line, number);
        }
    }
    return false;
}

/* What stands before it on its line: nothing, an opening mark, a label, or the issuer's name. */
static bool may_precede(const struct number_line *line, const struct number_parts *number,
                        bool guess)
{
    size_t begin = number->begin;
    if (begin <= (guess ? NOISE_CHARS : 0) || line->gap[begin] ||
        (begin >= 2 && number_line_has(line, begin - 2, "文件"))) {
        return true;
    }
    bool label = begin <= LABEL_CHARS && utf8_is_one_of(line->at[begin - 1], ":：");
    return label || (begin == 1 && !utf8_is_han(line->at[0]) &&
                     !number_line_is_digit(line->at[0]) && !utf8_is_one_of(line->at[0], "《“\""));
}

/* --- lines ----------------------------------------------------------------------------------- */

static char *number_of_line(const struct number_line *line, bool guess, bool court,
                            double *confidence)
{
    static bool (*const forms[])(struct number_reading *, size_t, struct number_parts *) = {
        number_sign_first, number_year_first, number_court_case};
    for (size_t i = 0; i + 4 < line->count; i++) {
        for (size_t form = 0; form < COUNT_OF(forms); form++) {
            struct number_reading reading = {.line = line, .guess = guess, .confidence = 1};
            struct number_parts number = {0};
            if (!forms[form](&reading, i, &number)) {
                continue;
            }
            bool bare = number.begin == number.prefix_end;
            if ((number.court && !court) || (bare && !guess) || cites(line, &number) ||
                !may_follow(line, number.end, guess) ||
                (forms[form] == number_sign_first && !may_precede(line, &number, guess))) {
                continue;
            }
            *confidence = reading.confidence * (bare ? no_prefix_cost : 1);
            return number_written(&reading, &number);
        }
    }
    return NULL;
}

/* "2017年第16号" or "（2017年第16号）": announcements are numbered so, in a line of its own, or
 * before the time of their publication. */
static char *number_of_notice(const struct number_line *line, bool guess, double *confidence)
{
    struct number_reading reading = {.line = line, .guess = guess, .confidence = 1};
    size_t from = line->count > 0 && utf8_is_one_of(line->at[0], NUMBER_OPENING);
    struct number_parts number = {0};
    size_t year_end = number_take_year(&reading, from, number.year), at = year_end + 1;
    if (year_end == 0 || !number_line_has(line, year_end, "年第") ||
        !number_take_serial(&reading, &at, number.serial)) {
        return NULL;
    }
    at += from == 1 && at < line->count && utf8_is_one_of(line->at[at], NUMBER_CLOSING);
    bool dated = at < line->count && (line->gap[at] || number_line_has(line, at, "发布"));
    if (at != line->count && !dated) {
        return NULL;
    }
    *confidence = reading.confidence;
    return xasprintf("%s年第%s号", number.year, number_significant(number.serial));
}

static char *any_number_of_line(const struct number_line *line, bool guess, bool court,
                                double *confidence)
{
    char *number = number_of_line(line, guess, court, confidence);
    return number != NULL ? number : number_of_notice(line, guess, confidence);
}

/* The address line (各县（市）区人民政府：) or a sentence: from here on others are cited. */
static bool is_body(const struct number_line *line)
{
    if (line->cut || line->count > SENTENCE_CHARS) {
        return true;
    }
    return line->count > LABEL_CHARS && utf8_is_one_of(line->at[line->count - 1], ":：。；");
}

/* Is it 令, or what is taken for it at the end of a name in a line of its own? */
static bool is_order(uint32_t c, bool guess)
{
    return c == 0x4EE4 || (guess && utf8_is_one_of(c, misread_order));
}

/* The name of who gives an order and 令, in a line of its own: NULL for anything else. */
static char *order_name(const struct number_line *line, bool guess)
{
    if (line->cut || line->count < ORDER_LEAST || line->count > ORDER_MOST ||
        !is_order(line->at[line->count - 1], guess)) {
        return NULL;
    }
    struct buffer name = BUFFER_EMPTY;
    for (size_t i = 0; i + 1 < line->count; i++) {
        char character[4];
        if (!utf8_is_han(line->at[i])) {
            buffer_free(&name);
            return NULL;
        }
        buffer_add(&name, character, utf8_encode(line->at[i], character));
    }
    return buffer_steal(&name);
}

static char *order_of_lines(const struct number_line *name, const struct number_line *serial,
                            bool guess)
{
    CLEANUP_FREE char *given = order_name(name, guess);
    struct number_reading reading = {.line = serial, .guess = guess, .confidence = 1};
    char digits[NUMBER_SERIAL_SIZE];
    size_t at = 0;
    if (given == NULL || serial->count == 0 || serial->at[0] != 0x7B2C /* 第 */ ||
        !number_take_serial(&reading, &at, digits) || at != serial->count) {
        return NULL;
    }
    return xasprintf("%s令第%s号", given, number_significant(digits));
}

/* A court's number is a document's own below the court's name; else it is one of those that a table
 * lists. */
static bool names_court(const struct number_line *line)
{
    bool names = false;
    for (size_t i = 0; i < line->count; i++) {
        names |= number_line_has(line, i, "法院") || number_line_has(line, i, "检察院");
    }
    return names && line->count <= ORDER_MOST;
}

char *docnumber_find(const char *text)
{
    struct number_line above = {.count = 0};
    bool court = false;
    for (int lines = 0; lines < HEAD_LINES && *text != '\0'; lines++) {
        struct number_line line;
        double confidence = 0;
        size_t size = strcspn(text, "\n");
        number_line_take(text, &line);
        court |= names_court(&line);
        char *number = any_number_of_line(&line, false, court, &confidence);
        number = number != NULL ? number : order_of_lines(&above, &line, false);
        if (number != NULL || is_body(&line)) {
            return number;
        }
        above = line.count > 0 ? line : above;
        text += size + (text[size] == '\n');
    }
    return NULL;
}

char *docnumber_of_line(const char *text, double *confidence)
{
    struct number_line line;
    number_line_take(text, &line);
    return any_number_of_line(&line, true, true, confidence);
}

char *docnumber_of_order(const char *name, const char *serial)
{
    struct number_line lines[2];
    number_line_take(name, &lines[0]);
    number_line_take(serial, &lines[1]);
    return order_of_lines(&lines[0], &lines[1], true);
}

bool docnumber_names_order(const char *name)
{
    struct number_line line;
    number_line_take(name, &line);
    CLEANUP_FREE char *given = order_name(&line, true);
    return given != NULL;
}

/* A year in it that no 年 follows. */
static bool has_year(const struct number_line *line)
{
    struct number_reading reading = {.line = line, .guess = true, .confidence = 1};
    for (size_t i = 1; i + 4 < line->count; i++) {
        char year[5];
        size_t end = number_take_year(&reading, i, year);
        bool dated = end < line->count && line->at[end] == 0x5E74; /* 年 */
        if (end > 0 && !dated && !number_line_is_digit(line->at[i - 1])) {
            return true;
        }
    }
    return false;
}

bool docnumber_is_likely(const char *text, bool poor)
{
    struct number_line line;
    number_line_take(text, &line);
    if (line.cut || line.count > LIKELY_CHARS) {
        return false;
    }
    size_t digits = 0;
    for (size_t i = 0; i < line.count; i++) {
        digits += number_line_is_digit(line.at[i]);
    }
    return has_year(&line) || (poor && digits >= LIKELY_DIGITS);
}

size_t docnumber_prefix(const char *number)
{
    const char *bracket = strstr(number, "〔");
    return bracket != NULL ? (size_t)(bracket - number) : 0;
}
