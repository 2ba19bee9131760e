#include "reader/outline_lines.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "reader/outline.h"

#include <string.h>

enum {
    LINE_CHARS = 30, /* 字: a longer line is a sentence */
    LINE_LEAST = 3,  /* such lines that a report must have */
    BELOW_LEAST = 2, /* that must stand right below a heading which has no text of its own */
    MARK_CHARS = 8,  /* characters before the first word */
    MARK_SIZE = 64,  /* bytes */
};

/* What stands before and behind the words of a line, numbers made alike: "No.1 计划" is "A.1",
 * "计划：" is "：", "计划" is "". */
struct mark {
    char key[MARK_SIZE];
    unsigned number; /* 0: none */
};

/* --- marks ----------------------------------------------------------------------------------- */

static bool is_latin(uint32_t character)
{
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

/* The value of a digit, half or full width; 10 for another character. */
static unsigned digit_value(uint32_t character)
{
    const uint32_t wide = 0xFF10;
    uint32_t value = character >= wide ? character - wide : character - '0';
    return value < 10 ? value : 10;
}

/* Of Ⅰ to Ⅻ; 0 for another character. */
static unsigned roman_value(uint32_t character)
{
    const uint32_t one = 0x2160, count = 12;
    return character >= one && character < one + count ? character - one + 1 : 0;
}

static void add_to_key(struct mark *mark, const char *character, size_t length)
{
    size_t size = strlen(mark->key);
    if (size + length < sizeof mark->key) {
        memcpy(mark->key + size, character, length);
    }
}

/* One character for all of its kind, however many there are. */
static void add_kind(struct mark *mark, char kind)
{
    size_t size = strlen(mark->key);
    if (size == 0 || mark->key[size - 1] != kind) {
        add_to_key(mark, &kind, 1);
    }
}

/* Of what the words themselves begin and end with nothing is a mark: “双公示”, 《办法》 */
static bool belongs_to_words(uint32_t character)
{
    return character <= ' ' || utf8_is_one_of(character, "　“”\"《》");
}

/* Where the words begin; NULL if there are too many marks before them, or no words. */
static const char *read_beginning(const char *line, struct mark *mark)
{
    for (size_t i = 0, length = 0; i < MARK_CHARS && *line != '\0'; i++, line += length) {
        uint32_t character = utf8_decode(line, strnlen(line, 4), &length);
        unsigned digit = digit_value(character);
        if (utf8_is_han(character)) {
            return line;
        }
        if (digit < 10) {
            mark->number = mark->number * 10 + digit;
            add_kind(mark, '1');
        } else if (roman_value(character) > 0) {
            mark->number = roman_value(character);
            add_kind(mark, 'I');
        } else if (is_latin(character)) {
            add_kind(mark, 'A');
        } else if (!belongs_to_words(character)) {
            add_to_key(mark, line, length);
        }
    }
    return NULL;
}

/* "（任务3）" behind the words is no mark: only what has no beginning is. */
static void read_ending(const char *line, struct mark *mark)
{
    static const char *const endings[] = {"：", ":", "〉", ">", "】", "』", "」", "*", "-", "—"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        if (utf8_ends_with(line, endings[i])) {
            add_to_key(mark, endings[i], strlen(endings[i]));
        }
    }
}

static struct mark mark_of(const char *line)
{
    struct mark mark = {0};
    read_beginning(line, &mark);
    read_ending(line, &mark);
    return mark;
}

/* "市信用办：" above a letter. */
static bool addresses(const char *line)
{
    static const char *const ends[] = {"办：", "室：",   "小组：", "委：",
                                       "局：", "领导：", "同志：", "单位："};
    return utf8_ends_with_any(line, ends, COUNT_OF(ends));
}

bool line_may_head(const char *line)
{
    enum { WORDS_LEAST = 2, PLAIN_LEAST = 3 /* 字 */ };
    uint32_t chars = utf8_count_characters(line);
    struct mark mark = {0};
    const char *words = read_beginning(line, &mark);
    return words != NULL && chars >= (mark.key[0] == '\0' ? PLAIN_LEAST : WORDS_LEAST) &&
           chars <= LINE_CHARS && utf8_count_characters(words) >= WORDS_LEAST &&
           !outline_ends_sentence(line) && !addresses(line) &&
           !utf8_ends_with(line, "日") /* a date */ && outline_numbering_level(line) == 0;
}

/* --- what they have in common ---------------------------------------------------------------- */

bool line_is_provisional(const struct section *section)
{
    return section->level == LINE_OVER_NUMBERS || section->level == LINE_OVER_TEXT;
}

/* What stands over "1. ..." must stand over a section, not over a list. */
static bool heads(const struct section *sections, size_t count, size_t index)
{
    const struct section *section = &sections[index];
    return section->level == LINE_OVER_TEXT ||
           (section->level == LINE_OVER_NUMBERS && section->chars == 0 && index + 1 < count &&
            !line_is_provisional(section + 1));
}

static bool has_mark(const struct section *section, const struct mark *mark)
{
    return line_is_provisional(section) && strcmp(mark_of(section->heading).key, mark->key) == 0;
}

/* How many there are with this mark; 0 if they are numbered, but do not count on. */
static size_t count_marked(const struct section *sections, size_t count, const struct mark *mark)
{
    size_t found = 0, jumps = 0;
    unsigned last = 0;
    for (size_t i = 0; i < count; i++) {
        if (has_mark(&sections[i], mark) && heads(sections, count, i)) {
            unsigned number = mark_of(sections[i].heading).number;
            jumps += mark->number > 0 && number != last + 1;
            last = number;
            found++;
        }
    }
    return jumps > 1 ? 0 : found;
}

/* A first heading without a number may be the end of the title. */
static bool may_be_title(const struct section *sections, size_t index)
{
    return index == 0 && outline_numbering_level(sections[index].heading) == 0;
}

/* The highest level of the headings that are known; 0: there are none. */
static unsigned highest_level(const struct section *sections, size_t count)
{
    unsigned highest = 0;
    for (size_t i = 0; i < count; i++) {
        bool unknown = line_is_provisional(&sections[i]) || may_be_title(sections, i);
        unsigned level = unknown ? 0 : sections[i].level;
        highest = highest == 0 || (level > 0 && level < highest) ? level : highest;
    }
    return highest;
}

/* What a section may have at most; a report with many marks has no more levels for that. */
static unsigned at_most(unsigned level)
{
    return level < LIMIT_HEADING_LEVELS ? level : LIMIT_HEADING_LEVELS;
}

/* Gives all with the mark of the section at `index` their level. */
static void settle_marked(struct section *sections, size_t count, size_t index, unsigned level)
{
    struct mark mark = mark_of(sections[index].heading);
    for (size_t i = index; i < count; i++) {
        if (has_mark(&sections[i], &mark)) {
            sections[i].level = heads(sections, count, i) ? at_most(level) : 0;
        }
    }
}

/* Lines that part what stands below one heading, which itself has no text. */
static size_t settle_below(struct section *sections, size_t count, size_t index)
{
    struct mark mark = mark_of(sections[index].heading);
    size_t end = index;
    while (end < count && line_is_provisional(&sections[end])) {
        end++;
    }
    const struct section *above = index > 0 ? &sections[index - 1] : NULL;
    bool parts = above != NULL && above->chars == 0 &&
                 count_marked(sections + index, end - index, &mark) >= BELOW_LEAST;
    for (size_t i = index; i < end; i++) {
        bool part = parts && sections[i].level == LINE_OVER_TEXT && has_mark(&sections[i], &mark);
        sections[i].level = part ? at_most(above->level + 1) : 0;
    }
    return end;
}

void lines_settle(struct section *sections, size_t count)
{
    enum { UPPER = 2, LIKE_NUMBERS = 3 };
    unsigned known = highest_level(sections, count);
    unsigned level = known > UPPER ? UPPER : LIKE_NUMBERS;
    bool first = true; /* no heading that is known stands before */
    for (size_t i = 0; i < count; i++) {
        if (!line_is_provisional(&sections[i])) {
            first &= may_be_title(sections, i);
            continue;
        }
        struct mark mark = mark_of(sections[i].heading);
        bool alone = known == 0 || (known > UPPER && first);
        if ((alone || mark.key[0] != '\0') && count_marked(sections, count, &mark) >= LINE_LEAST) {
            settle_marked(sections, count, i, alone ? level++ : known + 1);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (line_is_provisional(&sections[i])) {
            i = settle_below(sections, count, i) - 1;
        }
    }
}
