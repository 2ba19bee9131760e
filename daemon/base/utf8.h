/* UTF-8 (RFC 3629) as this house needs it: checked, cut at characters, counted as people count. */
#ifndef BAOSONG_BASE_UTF8_H
#define BAOSONG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/*
 * Decodes one character from the `size` bytes at `text`; stores its length in bytes in *length.
 * An invalid, overlong or cut sequence gives UTF8_INVALID and length 1 (0 when size is 0).
 */
uint32_t utf8_decode(const char *text, size_t size, size_t *length);

/* Writes one character, at most 4 bytes, no NUL; returns how many. Invalid ones become U+FFFD. */
size_t utf8_encode(uint32_t character, char out[4]);

bool utf8_valid(const char *text, size_t size);

/* The greatest length <= limit at which `text` can be cut without splitting a character. */
size_t utf8_cut(const char *text, size_t size, size_t limit);

/* Is it one of the characters of `set`? */
bool utf8_is_one_of(uint32_t character, const char *set);

/* Does the text begin, does it end so? */
bool utf8_begins_with(const char *text, const char *begin);
bool utf8_ends_with(const char *text, const char *end);
/* With any of some words? */
bool utf8_ends_with_any(const char *text, const char *const *words, size_t count);

/* A to Z become a to z in place, whatever the locale; host names and addresses are compared so. */
void utf8_lower_ascii(char *text);

/* Takes the blanks out, in place: "奖 状" is set wide. */
void utf8_drop_blanks(char *text);

/*
 * The characters of a text as a person counts 字 in Chinese office work (Word's 字数): each CJK
 * character and each full-width punctuation mark is one; a run of Latin letters or digits is one;
 * blanks and control characters are none; any other mark is one.
 */
uint32_t utf8_count_characters(const char *text);

/* A Han character (Unified Ideographs, extensions, compatibility, 〇)? */
bool utf8_is_rare_han(uint32_t character); /* the same, more slowly */
static inline bool utf8_is_han(uint32_t character)
{
    return (character >= 0x4E00 && character <= 0x9FFF) || utf8_is_rare_han(character);
}

#endif
