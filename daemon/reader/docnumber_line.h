/* A line of text as the characters in which a document number is looked for. */
#ifndef BAOSONG_READER_DOCNUMBER_LINE_H
#define BAOSONG_READER_DOCNUMBER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Without its blanks, so that "黄 政 办 发 〔 2017 〕 54 号" needs no rule; but a wide gap, which
 * parts the issuer's name from the number beside it, is remembered. */
struct number_line {
    uint32_t at[128];
    bool gap[128];   /* before this character */
    bool blank[128]; /* the same, however narrow */
    size_t count;
    bool cut; /* there was more */
};

/* The first line of a text. */
void number_line_take(const char *text, struct number_line *line);

/* Does the word stand at that character? */
bool number_line_has(const struct number_line *line, size_t at, const char *word);

/* 0-9, also as wide as a Han character. */
bool number_line_is_digit(uint32_t c);

#endif
