#include "reader/docnumber.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "reader/docnumber_line.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    HEAD_LINES = 16,   /* the head of a document: issuer, number, title */
    PREFIX_CHARS = 14, /* 黄信用办, 鄂人社函, 发改财金: characters before the bracket */
    REST_CHARS = 2,    /* what may follow the number on its line: a closing mark, no sentence */
    NOISE_CHARS = 4,   /* what an OCR engine may see in the dirt before and behind it */
    SERIAL_DIGITS = 5, /* 12345号 is the highest that an office reaches in a year */
    SENTENCE_CHARS = 60, /* a line longer than this is text, and the head is over */
    LABEL_CHARS = 8,     /* 发文字号： */
    LIKELY_CHARS = 28,   /* a number, and who signed */
    LIKELY_DIGITS = 4,   /* a year, whatever was read of it */
    ORDER_LEAST = 4,     /* 某某局令 */
    ORDER_MOST = 24,
};

/* --- glyphs, and what an OCR engine makes of them -------------------------------------------- */

#define OPENING "〔[【(（﹝［〈<〖"
#define CLOSING "〕]】)）﹞］〉>〗"

/* Pairs that were seen on scans: what must stand there, and what was read instead. */
static const struct {
    char digit;
    const char *misread;
} misread_digits[] = {
    {'0', "OoQD〇口"}, {'1', "lIi|丨!！"}, {'2', "Zz"}, {'5', "Ss"},
    {'6', "bG"},       {'8', "B"},         {'9', "gq"},
};

static const char misread_opening[] = "{｛《「『CcT1lI|丨忆亡厂广工[L，,;；！!";
static const char misread_closing[] = "}｝》」』1lI|丨Jj!刁了，,;；";
static const char beside_closing[] = "j」』了.-";    /* what is seen beside it */
static const char specks[] = "?？.,，'`\"·:：;；-_"; /* before a digit: dirt */
static const char like_letter[] =
    "图轴画困亟由本范酚酌酬国醋葬琴夯豆表郴玫";                   /* for 函 at a sign's end */
static const char counted[] = "年月日时分次届个名人件份页条项期"; /* what follows other numbers */
static const char misread_order[] = "邻今领合伶冷铃岭";           /* for 令 */
static const char misread_sign[] = "號吕呈写另昌弓导昊与寺旦";    /* for 号 */

/* What a guess leaves of the confidence. */
static const double misread_digit_cost = 0.75;
static const double misread_bracket_cost = 0.95;
static const double missing_bracket_cost = 0.7;
static const double misread_sign_cost = 0.85;
static const double no_prefix_cost = 0.5;
static const double lost_sign_cost = 0.7;

/* How a line is read: as it stands, or with the eyes of an OCR engine; and how sure it is so far.
 */
struct reading {
    const struct number_line *line;
    bool guess;
    bool framed; /* the year has both its brackets */
    double confidence;
};

/* The digit that a character is, or is taken for; -1. */
static int digit_of(struct reading *reading, uint32_t c)
{
    if (c >= '0' && c <= '9') {
        return (int)(c - '0');
    }
    if (c >= 0xFF10 && c <= 0xFF19) {
        return (int)(c - 0xFF10);
    }
    for (size_t i = 0; reading->guess && i < COUNT_OF(misread_digits); i++) {
        if (utf8_is_one_of(c, misread_digits[i].misread)) {
            reading->confidence *= misread_digit_cost;
            return misread_digits[i].digit - '0';
        }
    }
    return -1;
}

static bool is_bracket(struct reading *reading, size_t at, const char *right, const char *misread)
{
    if (at >= reading->line->count) {
        return false;
    }
    if (utf8_is_one_of(reading->line->at[at], right)) {
        return true;
    }
    if (reading->guess && utf8_is_one_of(reading->line->at[at], misread)) {
        reading->confidence *= misread_bracket_cost;
        return true;
    }
    return false;
}

/* An opening bracket that ends before `end`; OCR engines see one as two or three. Returns where it
 * begins: `end` where there is none. */
static size_t opening_before(struct reading *reading, size_t end)
{
    size_t at = end;
    if (at > 0 && is_bracket(reading, at - 1, OPENING, misread_opening)) {
        at--;
        while (reading->guess && at > 0 && utf8_is_one_of(reading->line->at[at - 1], OPENING)) {
            at--;
        }
    }
    return at;
}

/* A closing bracket at `at`; returns what is behind it. "2017 18号" has none: its 1 stands apart.
 */
static size_t closing_after(struct reading *reading, size_t at)
{
    bool digit = at < reading->line->count && number_line_is_digit(reading->line->at[at]);
    bool apart = digit && reading->line->blank[at];
    if (!apart && is_bracket(reading, at, CLOSING, misread_closing)) {
        at++;
        while (reading->guess && at < reading->line->count &&
               (utf8_is_one_of(reading->line->at[at], CLOSING) ||
                utf8_is_one_of(reading->line->at[at], beside_closing))) {
            at++;
        }
    }
    return at;
}

/* Behind "黄政发〔2017〕6" only 号 can stand: in soft print it is read as any character, and as two
 * of them where 和 is the first. Returns what is behind it, `at` where it is none. */
static size_t lost_sign_after(struct reading *reading, size_t at)
{
    const struct number_line *line = reading->line;
    size_t last = at + (at < line->count && line->at[at] == 0x548C /* 和 */);
    bool lost = reading->framed && last + 1 >= line->count && at < line->count &&
                !utf8_is_one_of(line->at[at], counted) && utf8_is_han(line->at[at]) &&
                (last == line->count || utf8_is_han(line->at[last]));
    reading->confidence *= lost ? lost_sign_cost : 1;
    return lost ? line->count : at;
}

/* 号, or what is taken for it where nothing follows any more. Returns what is behind it, `at` where
 * it is none. */
static size_t sign_after(struct reading *reading, size_t at)
{
    const struct number_line *line = reading->line;
    if (at < line->count && line->at[at] == 0x53F7 /* 号 */) {
        return at + 1;
    }
    if (reading->guess && at < line->count && utf8_is_one_of(line->at[at], misread_sign)) {
        reading->confidence *= misread_sign_cost;
        return at + 1;
    }
    return reading->guess ? lost_sign_after(reading, at) : at;
}

/* --- the parts of a number ------------------------------------------------------------------- */

struct number {
    size_t begin; /* of the prefix, or of the bracket where there is none */
    size_t prefix_end;
    size_t end; /* behind 号 */
    char year[5];
    char serial[SERIAL_DIGITS + 1];
};

/* Is it dirt, between two digits as an OCR engine saw them? */
static bool is_speck(const struct reading *reading, size_t at)
{
    return reading->guess && at < reading->line->count &&
           utf8_is_one_of(reading->line->at[at], specks);
}

/* Four digits that are a year in which an office may have written, and between them a speck of dirt
 * at most. Returns what is behind them; 0 where they are none. */
static size_t take_year(struct reading *reading, size_t at, char year[5])
{
    size_t count = 0;
    for (bool dirty = false; count < 4 && at < reading->line->count; at++) {
        int digit = digit_of(reading, reading->line->at[at]);
        if (digit >= 0) {
            year[count++] = (char)('0' + digit);
        } else if (count > 0 && !dirty && is_speck(reading, at)) {
            reading->confidence *= misread_bracket_cost;
            dirty = true;
        } else {
            return 0;
        }
    }
    year[count] = '\0';
    return count == 4 && strcmp(year, "1979") > 0 && strcmp(year, "2100") < 0 ? at : 0;
}

/* "9q" is one glyph seen twice: two of them would look alike. Only 0 and 1 are taken for letters as
 * easily as not. */
static bool is_seen_twice(struct reading *reading, size_t at, int digit)
{
    const struct number_line *line = reading->line;
    double confidence = reading->confidence;
    bool twice = at + 1 < line->count &&
                 number_line_is_digit(line->at[at]) != number_line_is_digit(line->at[at + 1]) &&
                 digit_of(reading, line->at[at + 1]) == digit;
    reading->confidence = twice ? reading->confidence : confidence;
    return twice;
}

/* The digit of a serial at *at; -1. A 1 is taken for a bracket, alone or with itself ("5]1号"). */
static int next_digit(struct reading *reading, size_t *at, size_t before)
{
    const struct number_line *line = reading->line;
    if (reading->guess && before > 0 && utf8_is_one_of(line->at[*at], CLOSING)) {
        reading->confidence *= misread_digit_cost;
        bool doubled = *at + 1 < line->count && line->at[*at + 1] == '1';
        *at += doubled;
        return 1;
    }
    int digit = line->at[*at] == 0x53F7 ? -1 : digit_of(reading, line->at[*at]);
    *at += reading->guess && digit > 1 && is_seen_twice(reading, *at, digit);
    return digit;
}

/* 第54号, 54号, and 0054号: *at moves behind it. */
static bool take_serial(struct reading *reading, size_t *at, char serial[SERIAL_DIGITS + 1])
{
    const struct number_line *line = reading->line;
    size_t count = 0;
    if (*at < line->count && line->at[*at] == 0x7B2C) { /* 第 */
        ++*at;
    }
    while (is_speck(reading, *at)) {
        reading->confidence *= misread_bracket_cost;
        ++*at;
    }
    for (int digit; *at < line->count && count < SERIAL_DIGITS; ++*at) {
        digit = next_digit(reading, at, count);
        if (digit < 0) {
            break;
        }
        if (count > 0 || digit > 0) {
            serial[count++] = (char)('0' + digit);
        }
    }
    /* "〔2017]]号": the last of two brackets was a 1. */
    if (count == 0 && reading->guess && *at > 1 && utf8_is_one_of(line->at[*at - 1], CLOSING) &&
        utf8_is_one_of(line->at[*at - 2], CLOSING)) {
        reading->confidence *= misread_digit_cost;
        serial[count++] = '1';
    }
    serial[count] = '\0';
    size_t end = sign_after(reading, *at);
    bool complete = count > 0 && end > *at;
    *at = end;
    return complete;
}

/* The Han characters right before `end`, up to a wide gap: the issuer's sign. */
static size_t prefix_begin(const struct number_line *line, size_t end)
{
    size_t begin = end;
    while (begin > 0 && end - begin < PREFIX_CHARS && utf8_is_han(line->at[begin - 1])) {
        begin--;
        if (line->gap[begin] && end - begin >= 2) {
            break;
        }
        if (number_line_has(line, begin, "文件") &&
            end - begin > 2) { /* 某某局文件 某发〔2017〕1号 */
            return begin + 2;
        }
    }
    return begin;
}

/* Where the sign before a bracket ends: a crease through the row puts a dash between them. */
static size_t sign_end(const struct reading *reading, size_t opening)
{
    static const char crease[] = "-_.·'`";
    while (reading->guess && opening > 0 &&
           utf8_is_one_of(reading->line->at[opening - 1], crease)) {
        opening--;
    }
    return opening;
}

/* "黄政办发〔2017〕54号": a year in brackets at `year_at`, the sign before, the serial behind. */
static bool sign_first(struct reading *reading, size_t year_at, struct number *number)
{
    const struct number_line *line = reading->line;
    size_t year_end = take_year(reading, year_at, number->year);
    if (year_end == 0) {
        return false;
    }
    size_t opening = opening_before(reading, year_at);
    size_t at = closing_after(reading, year_end);
    bool opened = opening != year_at, closed = at != year_end;
    if (!(opened && closed) && !(reading->guess && (opened || closed))) {
        return false;
    }
    reading->framed = opened && closed;
    reading->confidence *= reading->framed ? 1 : missing_bracket_cost;
    number->prefix_end = sign_end(reading, opening);
    number->begin = prefix_begin(line, number->prefix_end);
    if (!take_serial(reading, &at, number->serial)) {
        return false;
    }
    number->end = at;
    return true;
}

/* "(2017)黄政字第54号": the year stands first, as courts and some offices write it. */
static bool year_first(struct reading *reading, size_t year_at, struct number *number)
{
    const struct number_line *line = reading->line;
    size_t year_end = take_year(reading, year_at, number->year);
    if (year_end == 0 || year_at == 0 || !is_bracket(reading, year_at - 1, OPENING, "") ||
        !is_bracket(reading, year_end, CLOSING, "")) {
        return false;
    }
    size_t at = year_end + 1;
    number->begin = at;
    while (at < line->count && at - number->begin < PREFIX_CHARS && utf8_is_han(line->at[at]) &&
           line->at[at] != 0x7B2C) {
        at++;
    }
    number->prefix_end = at;
    bool signed_so = at > number->begin && line->at[at - 1] == 0x5B57; /* 字 */
    if (!signed_so || !take_serial(reading, &at, number->serial)) {
        return false;
    }
    number->end = at;
    return year_at == 1 || line->gap[year_at - 1];
}

/* --- whose number it is ---------------------------------------------------------------------- */

/* What may stand behind the number: nothing much, or who signed (upward documents). */
static bool may_follow(const struct number_line *line, size_t at, bool guess)
{
    if (line->cut || at >= line->count) {
        return !line->cut;
    }
    size_t rest = guess ? NOISE_CHARS : utf8_is_han(line->at[at]) ? 0 : REST_CHARS;
    return line->count - at <= rest || number_line_has(line, at, "签发人") || line->gap[at];
}

/* "下发〔2017〕39号" cites nothing: it is what 下陆区 issues. */
static bool is_sign_alone(const struct number_line *line, const struct number *number)
{
    static const char sign[] = "下发";
    return number_line_has(line, number->begin, sign) &&
           number->prefix_end - number->begin == utf8_count_characters(sign);
}

/* "根据黄政发〔2016〕3号" cites; so does whatever stands in quotation marks or 《》. */
static bool cites(const struct number_line *line, const struct number *number)
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
static bool may_precede(const struct number_line *line, const struct number *number, bool guess)
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

/* OCR reads 函 as pictures of the same shape; no issuer's sign ends in one of them. */
static uint32_t mended(const struct reading *reading, const struct number *number, size_t at)
{
    bool last = at + 1 == number->prefix_end;
    return reading->guess && last && utf8_is_one_of(reading->line->at[at], like_letter)
               ? 0x51FD /* 函 */
               : reading->line->at[at];
}

static char *written(const struct reading *reading, const struct number *number)
{
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = number->begin; i < number->prefix_end; i++) {
        char character[4];
        buffer_add(&text, character, utf8_encode(mended(reading, number, i), character));
    }
    buffer_add_format(&text, "〔%s〕%s号", number->year, number->serial);
    return buffer_steal(&text);
}

/* --- lines ----------------------------------------------------------------------------------- */

static char *number_of_line(const struct number_line *line, bool guess, double *confidence)
{
    static bool (*const forms[])(struct reading *, size_t, struct number *) = {sign_first,
                                                                               year_first};
    for (size_t i = 0; i + 4 < line->count; i++) {
        for (size_t form = 0; form < COUNT_OF(forms); form++) {
            struct reading reading = {.line = line, .guess = guess, .confidence = 1};
            struct number number = {0};
            if (!forms[form](&reading, i, &number)) {
                continue;
            }
            bool bare = number.begin == number.prefix_end;
            if ((bare && !guess) || cites(line, &number) || !may_follow(line, number.end, guess) ||
                (forms[form] != year_first && !may_precede(line, &number, guess))) {
                continue;
            }
            *confidence = reading.confidence * (bare ? no_prefix_cost : 1);
            return written(&reading, &number);
        }
    }
    return NULL;
}

/* "2017年第16号" or "（2017年第16号）": announcements are numbered so, in a line of its own. */
static char *number_of_notice(const struct number_line *line, bool guess, double *confidence)
{
    struct reading reading = {.line = line, .guess = guess, .confidence = 1};
    size_t from = line->count > 0 && utf8_is_one_of(line->at[0], OPENING);
    struct number number = {0};
    size_t year_end = take_year(&reading, from, number.year), at = year_end + 1;
    if (year_end == 0 || !number_line_has(line, year_end, "年第") ||
        !take_serial(&reading, &at, number.serial)) {
        return NULL;
    }
    at += from == 1 && at < line->count && utf8_is_one_of(line->at[at], CLOSING);
    if (at != line->count) {
        return NULL;
    }
    *confidence = reading.confidence;
    return xasprintf("%s年第%s号", number.year, number.serial);
}

static char *any_number_of_line(const struct number_line *line, bool guess, double *confidence)
{
    char *number = number_of_line(line, guess, confidence);
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
    struct reading reading = {.line = serial, .guess = guess, .confidence = 1};
    char digits[SERIAL_DIGITS + 1];
    size_t at = 0;
    if (given == NULL || serial->count == 0 || serial->at[0] != 0x7B2C /* 第 */ ||
        !take_serial(&reading, &at, digits) || at != serial->count) {
        return NULL;
    }
    return xasprintf("%s令第%s号", given, digits);
}

char *docnumber_find(const char *text)
{
    struct number_line above = {.count = 0};
    for (int lines = 0; lines < HEAD_LINES && *text != '\0'; lines++) {
        struct number_line line;
        double confidence = 0;
        size_t size = strcspn(text, "\n");
        number_line_take(text, &line);
        char *number = any_number_of_line(&line, false, &confidence);
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
    return any_number_of_line(&line, true, confidence);
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
    struct reading reading = {.line = line, .guess = true, .confidence = 1};
    for (size_t i = 1; i + 4 < line->count; i++) {
        char year[5];
        size_t end = take_year(&reading, i, year);
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
