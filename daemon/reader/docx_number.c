#include "reader/docx_number.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

static void append(char *out, size_t size, const char *text)
{
    size_t used = strlen(out);
    if (used + strlen(text) < size) {
        memcpy(out + used, text, strlen(text) + 1);
    }
}

static const char *const digits[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

static void decimal(char *out, size_t size, unsigned number)
{
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    append(out, size, text);
}

/* 一, 十, 十二, 二十, 三十一, up to 九十九; beyond it, digits. */
static void chinese(char *out, size_t size, unsigned number)
{
    if (number > 99) {
        decimal(out, size, number);
        return;
    }
    if (number >= 20) {
        append(out, size, digits[number / 10]);
    }
    if (number >= 10) {
        append(out, size, "十");
    }
    if (number % 10 > 0 || number == 0) {
        append(out, size, digits[number % 10]);
    }
}

/* ①..⑳ are U+2460 on. */
static void circled(char *out, size_t size, unsigned number)
{
    if (number < 1 || number > 20) {
        decimal(out, size, number);
        return;
    }
    char text[4] = {'\xE2', '\x91', (char)(0x9F + number), '\0'};
    append(out, size, text);
}

static void letter(char *out, size_t size, unsigned number, char first)
{
    char text[2] = {(char)(first + (char)((number + 25) % 26)), '\0'};
    append(out, size, text);
}

static void upper_letter(char *out, size_t size, unsigned number)
{
    letter(out, size, number, 'A');
}

static void lower_letter(char *out, size_t size, unsigned number)
{
    letter(out, size, number, 'a');
}

static void nothing(char *out, size_t size, unsigned number)
{
    (void)out;
    (void)size;
    (void)number;
}

void docx_number_append(char *out, size_t size, const char *format, unsigned number)
{
    static const struct {
        const char *format;
        void (*write)(char *out, size_t size, unsigned number);
    } formats[] = {
        {"chineseCounting", chinese},
        {"chineseCountingThousand", chinese},
        {"chineseLegalSimplified", chinese},
        {"japaneseCounting", chinese},
        {"ideographDigital", chinese},
        {"taiwaneseCounting", chinese},
        {"taiwaneseCountingThousand", chinese},
        {"decimalEnclosedCircle", circled},
        {"decimalEnclosedCircleChinese", circled},
        {"upperLetter", upper_letter},
        {"lowerLetter", lower_letter},
        {"bullet", nothing},
        {"none", nothing},
    };
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        if (strcmp(formats[i].format, format) == 0) {
            formats[i].write(out, size, number);
            return;
        }
    }
    decimal(out, size, number);
}
