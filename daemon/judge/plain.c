#include "judge/plain.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What stands for what; 0: left out. */
static const struct {
    uint32_t from;
    uint32_t to;
} replacements[] = {
    {0x3000, ' '}, {0xA0, ' '},   {0x2018, 0},   {0x2019, 0},   {0x201C, 0},   {0x201D, 0},
    {0x201E, 0},   {'"', 0},      {'\'', 0},     {0x300C, 0},   {0x300D, 0},   {0x300E, 0},
    {0x300F, 0},   {0x3014, '['}, {0x3015, ']'}, {0x3010, '['}, {0x3011, ']'}, {0x3016, '['},
    {0x3017, ']'}, {0x2014, '-'}, {0x2013, '-'}, {0x2012, '-'}, {0x2212, '-'}, {0xB7, '.'},
    {0x2022, '.'}, {0x30FB, '.'}, {'\t', ' '},   {'\r', ' '},   {'\n', ' '},   {0x200B, 0},
    {0xFEFF, 0},   {0xFF02, 0},   {0xFF07, 0},   {0xFE41, 0},   {0xFE42, 0},
};

static uint32_t plain_character(uint32_t character)
{
    if (utf8_is_han(character)) {
        return character; /* nearly all of a Chinese text */
    }
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
        if (replacements[i].from == character) {
            return replacements[i].to;
        }
    }
    if (character >= 0xFF01 && character <= 0xFF5E) {
        character -= 0xFF01 - '!';
    }
    if (character < 0x80) {
        return character < ' ' ? ' ' : (uint32_t)tolower((int)character);
    }
    return character;
}

char *plain_text(const char *text, size_t limit)
{
    struct buffer out = BUFFER_EMPTY;
    size_t size = utf8_cut(text, strlen(text), limit);
    bool blank = true;
    for (size_t i = 0, length = 0; i < size; i += length) {
        uint32_t character = utf8_decode(text + i, size - i, &length);
        character = character == UTF8_INVALID ? ' ' : plain_character(character);
        if (character == 0 || (character == ' ' && blank)) {
            continue;
        }
        blank = character == ' ';
        char bytes[4];
        buffer_add(&out, bytes, utf8_encode(character, bytes));
    }
    return buffer_steal(&out);
}

uint32_t plain_next(const char *text, size_t *length)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (*bytes < 0x80) {
        *length = *bytes != 0;
        return *bytes;
    }
    /* Three bytes, as all common Han characters have; E0 and ED are left to the careful way. */
    if (*bytes > 0xE0 && *bytes < 0xF0 && *bytes != 0xED && (bytes[1] & 0xC0) == 0x80 &&
        (bytes[2] & 0xC0) == 0x80) {
        *length = 3;
        return (uint32_t)(*bytes & 0x0F) << 12 | (uint32_t)(bytes[1] & 0x3F) << 6 |
               (uint32_t)(bytes[2] & 0x3F);
    }
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

const char *const plain_routine[] = {
    "情况", "工作", "年度", "建设", "加强", "推进", "落实", "开展", "制度", "建立", "健全", "完善",
    "实施", "制定", "强化", "深入", "积极", "做好", "扎实", "全面", "严格", "组织", "推行", "规范",
    "有关", "相关", "体系", "信用", "信息", "领域", "市场", "部门", "行业", NULL};

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

static const char *next_part(const char **cursor, size_t *size, const char *const *ends)
{
    bool may_end[256] = {false}; /* by its first byte: nearly none does */
    for (size_t i = 0; ends[i] != NULL; i++) {
        may_end[(unsigned char)ends[i][0]] = true;
    }
    const char *start = *cursor;
    size_t end = 0;
    while ((end = plain_starts_with_any(start, ends)) > 0) {
        start += end;
    }
    if (*start == '\0') {
        return NULL;
    }
    const char *at = start;
    for (size_t length = 0; *at != '\0'; at += length) {
        if (may_end[(unsigned char)*at] && plain_starts_with_any(at, ends) > 0) {
            break;
        }
        plain_next(at, &length);
    }
    *size = (size_t)(at - start);
    *cursor = at;
    return start;
}

const char *plain_piece(const char **cursor, size_t *size)
{
    static const char *const ends[] = {"、", ",", ";", "和", "与", "及", " ", ".",
                                       "。", "(", ")", ":",  "+",  "_",  NULL};
    return next_part(cursor, size, ends);
}

const char *plain_clause(const char **cursor, size_t *size)
{
    static const char *const ends[] = {",", ";", "。", "\n", "!", "?", NULL};
    return next_part(cursor, size, ends);
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
