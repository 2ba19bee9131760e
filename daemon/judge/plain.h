/*
 * Texts made comparable: what clerks type in full width, half width or with this or that bracket is
 * one thing. All of the judge compares plain texts only.
 */
#ifndef BAOSONG_JUDGE_PLAIN_H
#define BAOSONG_JUDGE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Full-width letters, digits and marks become ASCII, letters lower case, all brackets but 《》
 * become () or [], quotation marks vanish, runs of blanks become one. At most `limit` bytes of the
 * text are looked at. The caller frees it.
 */
char *plain_text(const char *text, size_t limit);

/* The character that begins at `text`, 0 at the end; its bytes in *length (1 for a bad byte). */
uint32_t plain_next_rare(const char *text, size_t *length); /* the same, of any kind */
static inline uint32_t plain_next(const char *text, size_t *length)
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
    return plain_next_rare(text, length);
}
/* The first two characters of a text as one number, to look words up by; 0 if it has fewer. */
uint64_t plain_beginning(const char *text);
/* The character that ends before `at`, 0 at the beginning. */
uint32_t plain_before(const char *text, size_t at);

/* Words of every report and every office, which tell no task from another (情况, 工作, 加强); ends
 * with NULL. */
extern const char *const plain_routine[];

/* Blanks a word, or all words of routine, wherever they stand in the text. */
void plain_blank(char *text, const char *word);
void plain_blank_routine(char *text);

/* Does the text contain one of the words (a list that ends with NULL)? */
bool plain_contains_any(const char *text, const char *const *words);
/* How many of them. */
size_t plain_count_any(const char *text, const char *const *words);
bool plain_starts_with(const char *text, const char *prefix);
/* Bytes of the word of a list (that ends with NULL) that begins at `text`, 0 if none does. */
size_t plain_starts_with_any(const char *text, const char *const *words);
/*
 * The next piece of a text between commas, 、 and words like 和, with *cursor moved behind it; NULL
 * at the end. Its bytes in *size.
 */
const char *plain_piece(const char **cursor, size_t *size);
/* Has it more than one? */
bool plain_has_pieces(const char *text);
/* The next clause, which ends at a comma, a full stop or a line; likewise. */
const char *plain_clause(const char **cursor, size_t *size);

/* What stands between the next two marks (“”, 《》), with *cursor moved behind it; NULL if there is
 * none. The caller frees it. */
char *plain_between(const char **cursor, const char *open, const char *close);

/* Han characters in the text. */
size_t plain_han_count(const char *text);

/* A year from 1990 to 2099 that begins at `text` and is no part of a longer number; 0 if none. */
int plain_year(const char *text);

#endif
