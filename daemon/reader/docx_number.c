#include "reader/docx_number.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static void decimal(struct buffer *out, unsigned number)
{
    buffer_add_format(out, "%u", number);
}

static void decimal_zero(struct buffer *out, unsigned number)
{
    buffer_add_format(out, "%02u", number);
}

/* --- Chinese --------------------------------------------------------------------------------- */

static const char *const digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
static const char *const legal_digits[] = {"零", "壹", "贰", "叁", "肆",
                                           "伍", "陆", "柒", "捌", "玖"};

/* 一二 for 12: digit by digit. */
static void by_digits(struct buffer *out, unsigned number)
{
    if (number >= 10) {
        by_digits(out, number / 10);
    }
    buffer_add_text(out, digits[number % 10]);
}

/* Up to 9999 by powers of ten: a zero is spoken once between others, never at the end. */
static void by_powers(struct buffer *out, unsigned number, const char *const *figures,
                      const char *const *powers)
{
    unsigned power = 3, unit = 1000;
    bool begun = false, zero = false;
    for (; unit > 0; power--, unit /= 10) {
        unsigned digit = number / unit % 10;
        if (digit == 0) {
            zero = begun;
            continue;
        }
        if (zero) {
            buffer_add_text(out, "零");
        }
        buffer_add_text(out, figures[digit]);
        buffer_add_text(out, powers[power]);
        begun = true;
        zero = false;
    }
}

/* 十二, not 一十二, at the beginning. */
static void counting(struct buffer *out, unsigned number)
{
    static const char *const powers[] = {"", "十", "百", "千"};
    if (number == 0 || number > 9999) {
        by_digits(out, number);
    } else if (number >= 10 && number < 20) {
        buffer_add_text(out, "十");
        buffer_add_text(out, number > 10 ? digits[number % 10] : "");
    } else {
        by_powers(out, number, digits, powers);
    }
}

static void legal(struct buffer *out, unsigned number)
{
    static const char *const powers[] = {"", "拾", "佰", "仟"};
    if (number == 0 || number > 9999) {
        decimal(out, number);
    } else {
        by_powers(out, number, legal_digits, powers);
    }
}

static void cycle(struct buffer *out, unsigned number, const char *const *members, unsigned count)
{
    if (number >= 1) {
        buffer_add_text(out, members[(number - 1) % count]);
    }
}

static void stems(struct buffer *out, unsigned number)
{
    static const char *const members[] = {"甲", "乙", "丙", "丁", "戊",
                                          "己", "庚", "辛", "壬", "癸"};
    cycle(out, number, members, COUNT_OF(members));
}

static void branches(struct buffer *out, unsigned number)
{
    static const char *const members[] = {"子", "丑", "寅", "卯", "辰", "巳",
                                          "午", "未", "申", "酉", "戌", "亥"};
    cycle(out, number, members, COUNT_OF(members));
}

/* --- characters that are numbers, and letters ------------------------------------------------ */

/* The `count` characters from `first` on are the numbers from 1 on; beyond them, digits. */
static void enclosed(struct buffer *out, unsigned number, uint32_t first, unsigned count)
{
    char text[4];
    if (number < 1 || number > count) {
        decimal(out, number);
    } else {
        buffer_add(out, text, utf8_encode(first + number - 1, text));
    }
}

static void circled(struct buffer *out, unsigned number)
{
    enclosed(out, number, 0x2460, 20);
}

static void in_brackets(struct buffer *out, unsigned number)
{
    enclosed(out, number, 0x2474, 20);
}

static void with_stop(struct buffer *out, unsigned number)
{
    enclosed(out, number, 0x2488, 20);
}

static void chinese_in_brackets(struct buffer *out, unsigned number)
{
    enclosed(out, number, 0x3220, 10);
}

static void wide(struct buffer *out, unsigned number)
{
    char text[4];
    if (number >= 10) {
        wide(out, number / 10);
    }
    buffer_add(out, text, utf8_encode(0xFF10 + number % 10, text));
}

/* a..z, aa, bb: as Word goes on. */
static void letters(struct buffer *out, unsigned number, char first)
{
    char letter = (char)(first + (char)((number + 25) % 26));
    for (unsigned i = 0; i <= (number > 0 ? number - 1 : 0) / 26 && i < 8; i++) {
        buffer_add(out, &letter, 1);
    }
}

static void upper_letter(struct buffer *out, unsigned number)
{
    letters(out, number, 'A');
}

static void lower_letter(struct buffer *out, unsigned number)
{
    letters(out, number, 'a');
}

static void roman(struct buffer *out, unsigned number, const char *const *words)
{
    static const unsigned values[] = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    for (size_t i = 0; number < 4000 && i < COUNT_OF(values); i++) {
        for (; number >= values[i]; number -= values[i]) {
            buffer_add_text(out, words[i]);
        }
    }
}

static void upper_roman(struct buffer *out, unsigned number)
{
    static const char *const words[] = {"M",  "CM", "D",  "CD", "C",  "XC", "L",
                                        "XL", "X",  "IX", "V",  "IV", "I"};
    roman(out, number, words);
}

static void lower_roman(struct buffer *out, unsigned number)
{
    static const char *const words[] = {"m",  "cm", "d",  "cd", "c",  "xc", "l",
                                        "xl", "x",  "ix", "v",  "iv", "i"};
    roman(out, number, words);
}

static void nothing(struct buffer *out, unsigned number)
{
    (void)out;
    (void)number;
}

void docx_number_add(struct buffer *out, const char *format, unsigned number)
{
    static const struct {
        const char *format;
        void (*write)(struct buffer *out, unsigned number);
    } formats[] = {
        {"chineseCounting", counting},
        {"chineseCountingThousand", counting},
        {"japaneseCounting", counting},
        {"taiwaneseCounting", counting},
        {"taiwaneseCountingThousand", counting},
        {"koreanCounting", counting},
        {"ideographDigital", by_digits},
        {"japaneseDigitalTenThousand", by_digits},
        {"taiwaneseDigital", by_digits},
        {"chineseLegalSimplified", legal},
        {"ideographLegalTraditional", legal},
        {"japaneseLegal", legal},
        {"ideographTraditional", stems},
        {"ideographZodiac", branches},
        {"ideographEnclosedCircle", chinese_in_brackets},
        {"decimalEnclosedCircle", circled},
        {"decimalEnclosedCircleChinese", circled},
        {"decimalEnclosedParen", in_brackets},
        {"decimalEnclosedFullstop", with_stop},
        {"decimalFullWidth", wide},
        {"decimalFullWidth2", wide},
        {"decimalZero", decimal_zero},
        {"upperLetter", upper_letter},
        {"lowerLetter", lower_letter},
        {"upperRoman", upper_roman},
        {"lowerRoman", lower_roman},
        {"bullet", nothing},
        {"none", nothing},
    };
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (strcmp(formats[i].format, format) == 0) {
            formats[i].write(out, number);
            return;
        }
    }
    decimal(out, number);
}
