#include "reader/docnumber_line.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <string.h>

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0;
}

void number_line_take(const char *text, struct number_line *line)
{
    unsigned blanks = 0;
    *line = (struct number_line){0};
    for (size_t at = 0, length = 0, size = strcspn(text, "\n"); at < size; at += length) {
        uint32_t c = utf8_decode(text + at, size - at, &length);
        if (c == UTF8_INVALID || is_blank(c)) {
            blanks += c == ' ' ? 1 : 2;
            continue;
        }
        if (line->count == COUNT_OF(line->at)) {
            line->cut = true;
            return;
        }
        line->gap[line->count] = blanks >= 2;
        line->blank[line->count] = blanks > 0;
        line->at[line->count++] = c;
        blanks = 0;
    }
}

bool number_line_has(const struct number_line *line, size_t at, const char *word)
{
    size_t length = 0;
    for (size_t i = 0, size = strlen(word); i < size; i += length, at++) {
        if (at >= line->count || utf8_decode(word + i, size - i, &length) != line->at[at]) {
            return false;
        }
    }
    return true;
}

bool number_line_is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}
