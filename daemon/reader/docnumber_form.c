#include "reader/docnumber_form.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "reader/places.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    PREFIX_CHARS = 14, /* 黄信用办, 鄂人社函, 发改财金: characters before the bracket */
    PLACE_CHARS = 2,   /* (黄铁)食药监械听告 */
    OFFICE_CHARS = 3,  /* (下市监)异移出字 */
    COURT_CHARS = 3,   /* 最高法 */
    COURT_DIGITS = 4,  /* 鄂0222 */
    CASE_CHARS = 4,    /* 民初, 执异 */
};

/* --- glyphs, and what an OCR engine makes of them -------------------------------------------- */

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
    "图轴画困亟由本范酚酌酬国醋葬琴夯豆表郴玫"; /* for 函 at a sign's end */
static const char like_audit[] = "移";          /* for 稽 in 税稽罚 */
static const char courts_of_no_place[] = "最兵军";
static const char kinds_of_case[] = "民刑行执赔";
static const char counted[] = "年月日时分次届个名人件份页条项期"; /* what follows other numbers */
static const char misread_sign[] = "號吕呈写另昌弓导昊与寺旦";    /* for 号 */

/* What a guess leaves of the confidence. */
static const double misread_digit_cost = 0.75;
static const double misread_bracket_cost = 0.95;
static const double missing_bracket_cost = 0.7;
static const double misread_sign_cost = 0.85;
static const double lost_sign_cost = 0.7;

/* The digit that a character is, or is taken for; -1. */
static int digit_of(struct number_reading *reading, uint32_t c)
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

static bool is_bracket(struct number_reading *reading, size_t at, const char *right,
                       const char *misread)
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
static size_t opening_before(struct number_reading *reading, size_t end)
{
    size_t at = end;
    if (at > 0 && is_bracket(reading, at - 1, NUMBER_OPENING, misread_opening)) {
        at--;
        while (reading->guess && at > 0 &&
               utf8_is_one_of(reading->line->at[at - 1], NUMBER_OPENING)) {
            at--;
        }
    }
    return at;
}

/* A closing bracket at `at`; returns what is behind it. "2017 18号" has none: its 1 stands apart.
 */
static size_t closing_after(struct number_reading *reading, size_t at)
{
    bool digit = at < reading->line->count && number_line_is_digit(reading->line->at[at]);
    bool apart = digit && reading->line->blank[at];
    if (!apart && is_bracket(reading, at, NUMBER_CLOSING, misread_closing)) {
        at++;
        while (reading->guess && at < reading->line->count &&
               (utf8_is_one_of(reading->line->at[at], NUMBER_CLOSING) ||
                utf8_is_one_of(reading->line->at[at], beside_closing))) {
            at++;
        }
    }
    return at;
}

/* Behind "黄政发〔2017〕6" only 号 can stand: in soft print it is read as any character, and as two
 * of them where 和 is the first. Returns what is behind it, `at` where it is none. */
static size_t lost_sign_after(struct number_reading *reading, size_t at)
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
static size_t sign_after(struct number_reading *reading, size_t at)
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

/* Is it dirt, between two digits as an OCR engine saw them? */
static bool is_speck(const struct number_reading *reading, size_t at)
{
    return reading->guess && at < reading->line->count &&
           utf8_is_one_of(reading->line->at[at], specks);
}

size_t number_take_year(struct number_reading *reading, size_t at, char year[5])
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
static bool is_seen_twice(struct number_reading *reading, size_t at, int digit)
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
static int next_digit(struct number_reading *reading, size_t *at, size_t before)
{
    const struct number_line *line = reading->line;
    if (reading->guess && before > 0 && utf8_is_one_of(line->at[*at], NUMBER_CLOSING)) {
        reading->confidence *= misread_digit_cost;
        bool doubled = *at + 1 < line->count && line->at[*at + 1] == '1';
        *at += doubled;
        return 1;
    }
    int digit = line->at[*at] == 0x53F7 ? -1 : digit_of(reading, line->at[*at]);
    *at += reading->guess && digit > 1 && is_seen_twice(reading, *at, digit);
    return digit;
}

static const char dashes[] = "-—－一"; /* the last is what a dash is read as */

/* What stands before the digits: the letter of "S-07号" with its dash, or the field of "危3号".
 * Returns its bytes. */
static size_t take_mark(const struct number_reading *reading, size_t *at, char serial[])
{
    static const char fields[] = "危煤矿综职"; /* of who oversees the safety of work */
    const struct number_line *line = reading->line;
    uint32_t c = *at + 1 < line->count ? line->at[*at] : 0;
    if (utf8_is_one_of(c, fields) && number_line_is_digit(line->at[*at + 1])) {
        ++*at;
        return utf8_encode(c, serial);
    }
    bool letter = c >= 'A' && c <= 'Z' && *at + 2 < line->count &&
                  utf8_is_one_of(line->at[*at + 1], dashes) &&
                  number_line_is_digit(line->at[*at + 2]);
    if (!letter) {
        return 0;
    }
    serial[0] = (char)c;
    serial[1] = '-';
    *at += 2;
    return 2;
}

/* "-2" of 46-2号: a further paper in the same matter. Returns its bytes. */
static size_t take_part(struct number_reading *reading, size_t *at, char part[])
{
    const struct number_line *line = reading->line;
    if (*at >= line->count || !utf8_is_one_of(line->at[*at], dashes)) {
        return 0;
    }
    size_t size = 1;
    for (size_t i = *at + 1; size <= NUMBER_PART_DIGITS && i < line->count; i++) {
        if (!number_line_is_digit(line->at[i])) {
            break;
        }
        part[size++] = (char)('0' + digit_of(reading, line->at[i]));
    }
    if (size == 1) {
        return 0;
    }
    part[0] = '-';
    *at += size;
    return size;
}

bool number_take_serial(struct number_reading *reading, size_t *at, char serial[NUMBER_SERIAL_SIZE])
{
    const struct number_line *line = reading->line;
    size_t count = 0, digits = 0; /* all of them, and those from the first that is not 0 */
    if (*at < line->count && line->at[*at] == 0x7B2C) { /* 第 */
        ++*at;
    }
    while (is_speck(reading, *at)) {
        reading->confidence *= misread_bracket_cost;
        ++*at;
    }
    size_t mark = take_mark(reading, at, serial);
    for (int digit; *at < line->count && digits < NUMBER_SERIAL_DIGITS; ++*at) {
        bool printed = number_line_is_digit(line->at[*at]);
        digit = next_digit(reading, at, count);
        if (digit < 0) {
            break;
        }
        digits += digits > 0 || digit > 0;
        if (digits > 0 || (printed && count < NUMBER_SERIAL_ZEROS)) {
            serial[mark + count++] = (char)('0' + digit);
        }
    }
    /* "〔2017]]号": the last of two brackets was a 1. */
    if (count == 0 && reading->guess && *at > 1 &&
        utf8_is_one_of(line->at[*at - 1], NUMBER_CLOSING) &&
        utf8_is_one_of(line->at[*at - 2], NUMBER_CLOSING)) {
        reading->confidence *= misread_digit_cost;
        serial[mark + count++] = '1';
        digits = 1;
    }
    count += count > 0 ? take_part(reading, at, serial + mark + count) : 0;
    serial[mark + count] = '\0';
    size_t end = sign_after(reading, *at);
    bool complete = digits > 0 && end > *at;
    *at = end;
    return complete;
}

/* "(黄)" of (黄)食药监食罚 and "（消）" of 西公（消）行罚决字 before `end`: a place, or a part of
 * the office. Returns where it begins, `end` where there is none. */
static size_t bracketed_before(const struct number_line *line, size_t end)
{
    static const char parts[] = "消交治刑经禁网";                         /* of the police */
    static const char offices[] = "监环税公安农林水城土商药卫教民财审司"; /* 市监, 农, 卫 */
    size_t at = end;
    if (end == 0 || !utf8_is_one_of(line->at[end - 1], NUMBER_CLOSING)) {
        return end;
    }
    for (at = end - 1; at > 0 && end - 1 - at < OFFICE_CHARS && utf8_is_han(line->at[at - 1]);
         at--) {
    }
    bool bracket = at > 0 && at < end - 1 && utf8_is_one_of(line->at[at - 1], NUMBER_OPENING);
    bool joined = bracket && (at == 1 || !line->blank[end]);
    bool small = end - 1 - at <= PLACE_CHARS;
    bool part = joined && small && at > 1 && utf8_is_one_of(line->at[at], parts);
    bool place = joined && small && utf8_is_one_of(line->at[at], places_signs);
    /* An office of a district, as （下市监）; no （附件） or （一）. */
    bool office =
        joined && at == 1 && end - 1 - at >= 2 && utf8_is_one_of(line->at[end - 2], offices);
    return part || place || office ? at - 1 : end;
}

/* The Han characters right before `end`, up to a wide gap: the issuer's sign. */
static size_t prefix_begin(const struct number_line *line, size_t end)
{
    size_t begin = end;
    while (begin > 0 && end - begin < PREFIX_CHARS) {
        size_t before = utf8_is_han(line->at[begin - 1]) ? begin - 1
                        : begin < end                    ? bracketed_before(line, begin)
                                                         : begin;
        if (before == begin) {
            break;
        }
        begin = before;
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
static size_t sign_end(const struct number_reading *reading, size_t opening)
{
    static const char crease[] = "-_.·'`";
    while (reading->guess && opening > 0 &&
           utf8_is_one_of(reading->line->at[opening - 1], crease)) {
        opening--;
    }
    return opening;
}

bool number_sign_first(struct number_reading *reading, size_t year_at, struct number_parts *number)
{
    const struct number_line *line = reading->line;
    size_t year_end = number_take_year(reading, year_at, number->year);
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
    if (!number_take_serial(reading, &at, number->serial)) {
        return false;
    }
    number->end = at;
    return true;
}

/* A year in its brackets that stands before the sign, at a line's beginning or behind a wide gap;
 * the sign begins behind it. False where there is none. */
static bool take_first_year(struct number_reading *reading, size_t year_at,
                            struct number_parts *number)
{
    size_t year_end = number_take_year(reading, year_at, number->year);
    if (year_end == 0 || year_at == 0 || !is_bracket(reading, year_at - 1, NUMBER_OPENING, "") ||
        !is_bracket(reading, year_end, NUMBER_CLOSING, "")) {
        return false;
    }
    number->begin = year_end + 1;
    return year_at == 1 || reading->line->gap[year_at - 1];
}

/* Moves past Han characters but 第, `most` at most. */
static size_t han_after(const struct number_line *line, size_t at, size_t most)
{
    size_t from = at;
    while (at < line->count && at - from < most && utf8_is_han(line->at[at]) &&
           line->at[at] != 0x7B2C) {
        at++;
    }
    return at;
}

/* 刑初字, 民一终字, 执字 of the numbers that courts gave until 2015, whose year stays first, too.
 */
static bool is_of_court(const struct number_line *line, size_t prefix_end)
{
    static const char stages[] = "初终再监申异", chambers[] = "一二三四五";
    if (prefix_end < 3) {
        return false;
    }
    size_t kind = prefix_end - 2; /* before 字 */
    kind -= utf8_is_one_of(line->at[kind], stages);
    kind -= kind > 0 && utf8_is_one_of(line->at[kind], chambers);
    bool staged = kind + 2 < prefix_end;
    return utf8_is_one_of(line->at[kind], kinds_of_case) &&
           (staged || line->at[kind] == 0x6267 /* 执 */);
}

bool number_year_first(struct number_reading *reading, size_t year_at, struct number_parts *number)
{
    const struct number_line *line = reading->line;
    if (!take_first_year(reading, year_at, number)) {
        return false;
    }
    size_t at = han_after(line, number->begin, PREFIX_CHARS);
    number->prefix_end = at;
    bool signed_so = at > number->begin && line->at[at - 1] == 0x5B57; /* 字 */
    number->court = signed_so && is_of_court(line, at);
    if (!signed_so || !number_take_serial(reading, &at, number->serial)) {
        return false;
    }
    number->serial_end = number->end = at;
    return true;
}

/* 鄂民申, 鄂刑终: a high court has the province's sign for its code, and no digits. */
static bool is_high_court(const struct number_reading *reading, size_t at)
{
    const struct number_line *line = reading->line;
    bool province =
        at + 1 < line->count && (reading->guess || utf8_is_one_of(line->at[at], places_provinces));
    return province && utf8_is_one_of(line->at[at + 1], kinds_of_case);
}

/* Characters of 之一, 之二: a further decision in the same case. */
static size_t more_of_case(const struct number_line *line, size_t at)
{
    static const char numerals[] = "一二三四五六七八九十";
    bool more = number_line_has(line, at, "之") && at + 1 < line->count &&
                utf8_is_one_of(line->at[at + 1], numerals);
    return more ? 2 : 0;
}

bool number_court_case(struct number_reading *reading, size_t year_at, struct number_parts *number)
{
    const struct number_line *line = reading->line;
    if (!take_first_year(reading, year_at, number)) {
        return false;
    }
    number->court = true;
    bool high = is_high_court(reading, number->begin);
    size_t code = han_after(line, number->begin, COURT_CHARS + (high ? CASE_CHARS : 0)),
           kind = code;
    while (!high && kind < line->count && kind - code < COURT_DIGITS &&
           digit_of(reading, line->at[kind]) >= 0) {
        kind++;
    }
    number->prefix_end = han_after(line, kind, high ? 0 : CASE_CHARS);
    number->code_begin = code;
    number->code_end = kind;
    bool coded = high || (kind - code >= 2 && number->prefix_end > kind) ||
                 number_line_has(line, number->begin, "最高法");
    size_t at = number->prefix_end;
    if (!coded || !number_take_serial(reading, &at, number->serial)) {
        return false;
    }
    number->serial_end = at;
    number->end = at + more_of_case(line, at);
    return true;
}

/* --- as it is written ------------------------------------------------------------------------ */

/* OCR reads 函 as pictures of the same shape; no issuer's sign ends in one of them. No court that
 * has a code is of a place that is no province: what is hardest to read is 鄂. */
static uint32_t mended(const struct number_reading *reading, const struct number_parts *number,
                       size_t at)
{
    const struct number_line *line = reading->line;
    uint32_t c = line->at[at];
    bool first = at == number->begin, last = at + 1 == number->prefix_end;
    if (!reading->guess) {
        return c;
    }
    if (number->code_end > 0) {
        bool place = utf8_is_one_of(c, places_provinces) || utf8_is_one_of(c, courts_of_no_place);
        return first && !place ? 0x9102 /* 鄂 */ : c;
    }
    bool audit = !first && !last && line->at[at - 1] == 0x7A0E /* 税 */ &&
                 line->at[at + 1] == 0x7F5A /* 罚 */ && utf8_is_one_of(c, like_audit);
    return last && utf8_is_one_of(c, like_letter) ? 0x51FD /* 函 */ : audit ? 0x7A3D /* 稽 */ : c;
}

/* A character of the sign as it is written: brackets round, the digits of a court's code plain. */
static uint32_t plain_of(struct number_reading *reading, const struct number_parts *number,
                         size_t at)
{
    uint32_t c = mended(reading, number, at);
    bool code = at >= number->code_begin && at < number->code_end;
    int digit = code ? digit_of(reading, c) : -1;
    return utf8_is_one_of(c, NUMBER_OPENING)   ? 0xFF08
           : utf8_is_one_of(c, NUMBER_CLOSING) ? 0xFF09
           : digit >= 0                        ? (uint32_t)('0' + digit)
                                               : c;
}

/* 罚, 罚决字, 监令字, 责改字, 检告 at the end of a sign: what is served on somebody. 公告 is not.
 */
static bool is_served(const struct number_line *line, size_t prefix_end)
{
    static const char kinds[] = "罚决改告证许处令", to_all[] = "公通报";
    if (prefix_end < 2) {
        return false;
    }
    uint32_t last = line->at[prefix_end - 1], before = line->at[prefix_end - 2];
    if (last == 0x5B57 /* 字 */) {
        return utf8_is_one_of(before, kinds);
    }
    return last == 0x7F5A /* 罚 */ || number_line_has(line, prefix_end - 2, "责改") ||
           (last == 0x544A /* 告 */ && !utf8_is_one_of(before, to_all));
}

/* An issued document counts 1, 2, 3 and not 001; what is served on somebody, is one of many that a
 * form makes (…字〔2017〕第0037号), or names its place in brackets, bears the zeros that are
 * printed. */
static const char *serial_of(const struct number_reading *reading,
                             const struct number_parts *number)
{
    enum { OF_MANY = 4 /* digits */ };
    const struct number_line *line = reading->line;
    bool keeps = is_served(line, number->prefix_end) || strlen(number->serial) >= OF_MANY ||
                 (number->prefix_end > 0 && line->at[number->prefix_end - 1] == 0x5B57 /* 字 */);
    for (size_t i = number->begin; i < number->prefix_end; i++) {
        keeps |= utf8_is_one_of(line->at[i], NUMBER_CLOSING);
    }
    return keeps ? number->serial : number_significant(number->serial);
}

const char *number_significant(const char *serial)
{
    return serial + strspn(serial, "0");
}

char *number_written(struct number_reading *reading, const struct number_parts *number)
{
    struct buffer sign = BUFFER_EMPTY, more = BUFFER_EMPTY;
    char character[4];
    for (size_t i = number->begin; i < number->prefix_end; i++) {
        buffer_add(&sign, character, utf8_encode(plain_of(reading, number, i), character));
    }
    for (size_t i = number->serial_end; number->court && i < number->end; i++) {
        buffer_add(&more, character, utf8_encode(reading->line->at[i], character));
    }
    CLEANUP_FREE char *text = buffer_steal(&sign);
    CLEANUP_FREE char *suffix = buffer_steal(&more);
    if (!number->court) {
        return xasprintf("%s〔%s〕%s号", text, number->year, serial_of(reading, number));
    }
    bool ordinal = reading->line->at[number->prefix_end] == 0x7B2C; /* 第 */
    return xasprintf("〔%s〕%s%s%s号%s", number->year, text, ordinal ? "第" : "", number->serial,
                     suffix);
}
