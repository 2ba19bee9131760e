#include "judge/plain.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

/* What stands for what, in order; 0: left out. */
static const struct {
    uint32_t from;
    uint32_t to;
} replacements[] = {
    {0xA0, ' '},   {0xB7, '.'},   {0x200B, 0},   {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'},
    {0x2018, 0},   {0x2019, 0},   {0x201C, 0},   {0x201D, 0},   {0x201E, 0},   {0x2022, '.'},
    {0x2212, '-'}, {0x3000, ' '}, {0x300C, 0},   {0x300D, 0},   {0x300E, 0},   {0x300F, 0},
    {0x3010, '['}, {0x3011, ']'}, {0x3014, '['}, {0x3015, ']'}, {0x3016, '['}, {0x3017, ']'},
    {0x30FB, '.'}, {0xFE41, 0},   {0xFE42, 0},   {0xFEFF, 0},
};

static uint32_t plain_character(uint32_t character)
{
    if (character >= 0xFF01 && character <= 0xFF5E) {
        character -= 0xFF01 - '!';
    }
    if (character < 0x80) {
        bool quotes = character == '"' || character == '\'';
        return quotes ? 0 : character < ' ' ? ' ' : (uint32_t)tolower((int)character);
    }
    size_t low = 0;
    for (size_t high = COUNT_OF(replacements); low < high;) {
        size_t middle = (low + high) / 2;
        if (replacements[middle].from < character) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < COUNT_OF(replacements) && replacements[low].from == character;
    return found ? replacements[low].to : character;
}

/* Adds what is no Han character of three bytes; nothing is longer than what it stands for. */
static size_t add_character(char *out, uint32_t character, bool *blank)
{
    character = plain_character(character);
    if (character == 0 || (character == ' ' && *blank)) {
        return 0;
    }
    *blank = character == ' ';
    return utf8_encode(character, out);
}

char *plain_text(const char *text, size_t limit)
{
    size_t size = utf8_cut(text, strlen(text), limit);
    char *plain = xmalloc(size + 1);
    size_t used = 0;
    bool blank = true;
    for (size_t i = 0, length = 0; i < size; i += length) {
        uint32_t character = plain_next(text + i, &length);
        if (length == 3 && utf8_is_han(character)) { /* nearly all of a Chinese text */
            memcpy(plain + used, text + i, 3);
            used += 3;
            blank = false;
        } else {
            used += add_character(plain + used, character, &blank);
        }
    }
    plain[used] = '\0';
    return plain;
}

uint32_t plain_next_rare(const char *text, size_t *length)
{
    uint32_t character = utf8_decode(text, strnlen(text, 4), length);
    return character == UTF8_INVALID ? ' ' : character;
}

uint64_t plain_beginning(const char *text)
{
    size_t length = 0;
    uint64_t first = plain_next(text, &length);
    uint64_t second = plain_next(text + length, &length);
    return second != 0 ? first << 21 | second : 0;
}

uint32_t plain_before(const char *text, size_t at)
{
    if (at == 0) {
        return 0;
    }
    size_t start = at - 1;
    while (start > 0 && at - start < 4 && ((unsigned char)text[start] & 0xC0) == 0x80) {
        start--;
    }
    size_t length = 0;
    return plain_next(text + start, &length);
}

const char *const plain_routine[] = {"情况", "工作", "年度", "建设", "加强", "推进", "落实", "开展",
                                     "制度", "建立", "健全", "完善", "实施", "制定", "强化", "深入",
                                     "积极", "做好", "扎实", "全面", "严格", "组织", "推行", "规范",
                                     "有关", "相关", "体系", "信用", "失信", "信息", "领域", "市场",
                                     "部门", "行业", "起来", "出来", "下去", "上去", "出去", NULL};

void plain_blank(char *text, const char *word)
{
    size_t size = strlen(word);
    for (char *at = strstr(text, word); at != NULL; at = strstr(at + size, word)) {
        memset(at, ' ', size);
    }
}

void plain_blank_routine(char *text)
{
    for (size_t i = 0; plain_routine[i] != NULL; i++) {
        plain_blank(text, plain_routine[i]);
    }
}

bool plain_contains_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strstr(text, *words) != NULL) {
            return true;
        }
    }
    return false;
}

size_t plain_count_any(const char *text, const char *const *words)
{
    size_t count = 0;
    for (; *words != NULL; words++) {
        count += strstr(text, *words) != NULL;
    }
    return count;
}

bool plain_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

size_t plain_starts_with_any(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (plain_starts_with(text, *words)) {
            return strlen(*words);
        }
    }
    return 0;
}

static bool is_end(uint32_t character, const char32_t *ends)
{
    while (*ends != 0 && *ends != character) {
        ends++;
    }
    return *ends != 0;
}

static const char *next_part(const char **cursor, size_t *size, const char32_t *ends)
{
    const char *start = *cursor;
    size_t length = 0;
    while (is_end(plain_next(start, &length), ends)) {
        start += length;
    }
    if (*start == '\0') {
        return NULL;
    }
    const char *at = start;
    for (; *at != '\0' && !is_end(plain_next(at, &length), ends); at += length) {
    }
    *size = (size_t)(at - start);
    *cursor = at;
    return start;
}

const char *plain_piece(const char **cursor, size_t *size)
{
    return next_part(cursor, size, U"、,;和与及 .。():+_");
}

bool plain_has_pieces(const char *text)
{
    size_t size = 0;
    size_t count = 0;
    while (count < 2 && plain_piece(&text, &size) != NULL) {
        count++;
    }
    return count == 2;
}

const char *plain_clause(const char **cursor, size_t *size)
{
    return next_part(cursor, size, U",;。\n!?");
}

char *plain_between(const char **cursor, const char *open, const char *close)
{
    const char *at = strstr(*cursor, open);
    const char *end = at != NULL ? strstr(at + strlen(open), close) : NULL;
    if (end == NULL) {
        return NULL;
    }
    at += strlen(open);
    *cursor = end;
    return xstrndup(at, (size_t)(end - at));
}

size_t plain_han_count(const char *text)
{
    size_t count = 0;
    for (size_t length = 0; *text != '\0'; text += length) {
        count += utf8_is_han(plain_next(text, &length));
    }
    return count;
}

int plain_year(const char *text)
{
    if (strspn(text, "0123456789") != 4) {
        return 0;
    }
    int year = (int)strtol(text, NULL, 10);
    return year >= 1990 && year <= 2099 ? year : 0;
}
