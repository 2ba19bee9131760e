#include "base/utf8.h"

#include "base/memory.h"

#include <string.h>

/* Length and smallest legal value of a sequence, by its first byte. */
static size_t sequence_length(unsigned char first, uint32_t *smallest)
{
    if (first < 0x80) {
        *smallest = 0;
        return 1;
    }
    if (first >= 0xC2 && first < 0xE0) {
        *smallest = 0x80;
        return 2;
    }
    if (first >= 0xE0 && first < 0xF0) {
        *smallest = 0x800;
        return 3;
    }
    if (first >= 0xF0 && first < 0xF5) {
        *smallest = 0x10000;
        return 4;
    }
    return 0;
}

uint32_t utf8_decode(const char *text, size_t size, size_t *length)
{
    *length = size > 0 ? 1 : 0;
    if (size == 0) {
        return UTF8_INVALID;
    }
    uint32_t smallest = 0;
    const unsigned char *bytes = (const unsigned char *)text;
    size_t needed = sequence_length(bytes[0], &smallest);
    if (needed == 0 || needed > size) {
        return UTF8_INVALID;
    }
    uint32_t character = needed == 1 ? bytes[0] : bytes[0] & (0x7FU >> needed);
    for (size_t i = 1; i < needed; i++) {
        if ((bytes[i] & 0xC0) != 0x80) {
            return UTF8_INVALID;
        }
        character = character << 6 | (bytes[i] & 0x3FU);
    }
    bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    if (character < smallest || character > 0x10FFFF || surrogate) {
        return UTF8_INVALID;
    }
    *length = needed;
    return character;
}

size_t utf8_encode(uint32_t character, char out[4])
{
    if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) {
        character = 0xFFFD;
    }
    if (character < 0x80) {
        out[0] = (char)character;
        return 1;
    }
    size_t length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80U | (character & 0x3FU));
        character >>= 6;
    }
    out[0] = (char)((0xF00U >> length & 0xFFU) | character);
    return length;
}

bool utf8_valid(const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        if (utf8_decode(text + at, size - at, &length) == UTF8_INVALID) {
            return false;
        }
        at += length;
    }
    return true;
}

size_t utf8_cut(const char *text, size_t size, size_t limit)
{
    if (size <= limit) {
        return size;
    }
    size_t cut = limit;
    while (cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80) {
        cut--;
    }
    return cut;
}

bool utf8_is_rare_han(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x3007, 0x3007}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF},
    };
    for (size_t i = 0; i < COUNT_OF(ranges); i++) {
        if (character >= ranges[i].first && character <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

enum weight { BLANK, WORD, MARK };

static enum weight weigh(uint32_t c)
{
    if (c <= ' ' || (c >= 0x7F && c <= 0xA0) || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
        c == 0x2028 || c == 0x2029 || c == 0xFEFF) {
        return BLANK;
    }
    bool digit = c >= '0' && c <= '9';
    bool ascii = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool latin = c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7;
    return digit || ascii || latin ? WORD : MARK;
}

uint32_t utf8_count_characters(const char *text)
{
    size_t size = strlen(text);
    uint32_t count = 0;
    enum weight before = BLANK;
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        uint32_t character = utf8_decode(text + at, size - at, &length);
        enum weight now = character == UTF8_INVALID ? BLANK : weigh(character);
        if (now == MARK || (now == WORD && before != WORD)) {
            count++;
        }
        before = now;
        at += length;
    }
    return count;
}

bool utf8_is_one_of(uint32_t character, const char *set)
{
    for (size_t at = 0, size = strlen(set), length = 0; at < size; at += length) {
        if (utf8_decode(set + at, size - at, &length) == character) {
            return true;
        }
    }
    return false;
}

bool utf8_begins_with(const char *text, const char *begin)
{
    return strncmp(text, begin, strlen(begin)) == 0;
}

bool utf8_ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), length = strlen(end);
    return size >= length && strcmp(text + size - length, end) == 0;
}

bool utf8_ends_with_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (utf8_ends_with(text, words[i])) {
            return true;
        }
    }
    return false;
}

void utf8_lower_ascii(char *text)
{
    for (; *text != '\0'; text++) {
        *text = (char)(*text >= 'A' && *text <= 'Z' ? *text + ('a' - 'A') : *text);
    }
}

void utf8_drop_blanks(char *text)
{
    char *kept = text;
    for (; *text != '\0'; text++) {
        if (*text != ' ') {
            *kept++ = *text;
        }
    }
    *kept = '\0';
}
