#include "reader/docnumber.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

enum {
    HEAD_LINES = 12,   /* the head of a document: issuer, number, title */
    PREFIX_CHARS = 14, /* 黄信用办, 鄂人社函, 发改财金: characters before the bracket */
    REST_CHARS = 2,    /* what may follow the number on its line: a closing mark, no sentence */
};

static bool is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

static char digit_of(uint32_t c)
{
    return (char)('0' + (c >= 0xFF10 ? c - 0xFF10 : c - '0'));
}

static bool is_one_of(uint32_t c, const char *set)
{
    for (size_t at = 0, size = strlen(set), length = 0; at < size; at += length) {
        if (utf8_decode(set + at, size - at, &length) == c) {
            return true;
        }
    }
    return false;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0;
}

/* A line as characters without blanks, so that "黄 政 办 发 〔 2017 〕 54 号" needs no rule. */
struct line {
    uint32_t at[128];
    size_t count;
};

static void take_line(const char *text, size_t size, struct line *line)
{
    line->count = 0;
    for (size_t at = 0, length = 0; at < size && line->count < COUNT_OF(line->at); at += length) {
        uint32_t c = utf8_decode(text + at, size - at, &length);
        if (!is_blank(c) && c != UTF8_INVALID) {
            line->at[line->count++] = c;
        }
    }
}

/* Digits from *at on, at most `most`; writes them to `out` (NUL-terminated) and moves on. */
static size_t take_digits(const struct line *line, size_t *at, char *out, size_t most)
{
    size_t count = 0;
    while (*at < line->count && count < most && is_digit(line->at[*at])) {
        out[count++] = digit_of(line->at[(*at)++]);
    }
    out[count] = '\0';
    return count;
}

/* The letters and Han characters right before `end`: the issuer's sign. Returns where it begins. */
static size_t prefix_begin(const struct line *line, size_t end)
{
    size_t begin = end;
    while (begin > 0 && end - begin < PREFIX_CHARS && utf8_is_han(line->at[begin - 1])) {
        begin--;
    }
    return begin;
}

/* A number whose opening bracket stands at `bracket`; *end is behind it. NULL if it is none. */
static char *number_at(const struct line *line, size_t bracket, size_t *end)
{
    char year[5], serial[6];
    size_t at = bracket + 1;
    size_t begin = prefix_begin(line, bracket);
    if (begin == bracket || take_digits(line, &at, year, 4) != 4 || year[0] < '1' ||
        year[0] > '2' || at >= line->count || !is_one_of(line->at[at], "〕]】)）﹞］")) {
        return NULL;
    }
    at++;
    if (at < line->count && line->at[at] == 0x7B2C) { /* 第 */
        at++;
    }
    if (take_digits(line, &at, serial, 5) == 0 || at >= line->count ||
        line->at[at] != 0x53F7) { /* 号 */
        return NULL;
    }
    *end = at + 1;
    struct buffer number = BUFFER_EMPTY;
    for (size_t i = begin; i < bracket; i++) {
        char character[4];
        buffer_add(&number, character, utf8_encode(line->at[i], character));
    }
    buffer_add_format(&number, "〔%s〕%s号", year, serial);
    return buffer_steal(&number);
}

/* What may stand behind the number: nothing much, or who signed (upward documents). */
static bool may_follow(const struct line *line, size_t at)
{
    static const uint32_t signer[] = {0x7B7E, 0x53D1, 0x4EBA}; /* 签发人 */
    if (line->count - at <= REST_CHARS) {
        return true;
    }
    return line->count - at >= COUNT_OF(signer) &&
           memcmp(&line->at[at], signer, sizeof signer) == 0;
}

/* A title in which a number is cited, or a sentence, is not the line of the number. */
static char *number_of_line(const struct line *line)
{
    for (size_t i = 0; i < line->count; i++) {
        if (!is_one_of(line->at[i], "〔[【(（﹝［")) {
            continue;
        }
        size_t end = 0;
        CLEANUP_FREE char *number = number_at(line, i, &end);
        if (number != NULL && may_follow(line, end) && prefix_begin(line, i) == 0) {
            return STEAL(number);
        }
    }
    return NULL;
}

char *docnumber_find(const char *text)
{
    for (int lines = 0; lines < HEAD_LINES && *text != '\0'; lines++) {
        struct line line;
        size_t size = strcspn(text, "\n");
        take_line(text, size, &line);
        char *number = number_of_line(&line);
        if (number != NULL) {
            return number;
        }
        text += size + (text[size] == '\n');
    }
    return NULL;
}
