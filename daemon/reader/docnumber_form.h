/*
 * The forms of a document number, and what an OCR engine makes of each part:
 * "黄政办发〔2017〕54号", "(2017)黄政字第54号", "（2016）鄂0222民初2107号". Where in a line it
 * stands, and whether it is the document's own, docnumber.c knows.
 */
#ifndef BAOSONG_READER_DOCNUMBER_FORM_H
#define BAOSONG_READER_DOCNUMBER_FORM_H

#include "reader/docnumber_line.h"

#define NUMBER_OPENING "〔[【(（﹝［〈<〖"
#define NUMBER_CLOSING "〕]】)）﹞］〉>〗"

enum {
    NUMBER_SERIAL_DIGITS = 5, /* 12345号 is the highest that an office reaches in a year */
    NUMBER_SERIAL_ZEROS = 5,  /* 003162号 */
    NUMBER_MARK_BYTES = 4,    /* S-07号, 危3号 */
    NUMBER_PART_DIGITS = 3,   /* 46-2号 */
    NUMBER_SERIAL_SIZE =
        NUMBER_MARK_BYTES + NUMBER_SERIAL_ZEROS + NUMBER_SERIAL_DIGITS + 1 + NUMBER_PART_DIGITS + 1,
};

/* How a line is read: as it stands, or with the eyes of an OCR engine; and how sure it is so far.
 */
struct number_reading {
    const struct number_line *line;
    bool guess;
    bool framed; /* the year has both its brackets */
    double confidence;
};

struct number_parts {
    size_t begin; /* of the prefix; of the year's bracket where there is none */
    size_t prefix_end;
    size_t code_begin, code_end; /* of a court: 0222 of 鄂0222民初; both 0 where it has none */
    size_t end;                  /* behind 号, or 之一 */
    size_t serial_end;           /* of a court's number: behind 号 */
    char year[5];
    char serial[NUMBER_SERIAL_SIZE];
    bool court; /* the year stands first, and stays there */
};

/* Four digits that are a year in which an office may have written, and between them a speck of dirt
 * at most. Returns what is behind them; 0 where they are none. */
size_t number_take_year(struct number_reading *reading, size_t at, char year[5]);

/* 第54号, 54号, S-07号, 危3号, 46-2号 and 0054号, with its zeros where they are printed: *at moves
 * behind it.
 */
bool number_take_serial(struct number_reading *reading, size_t *at,
                        char serial[NUMBER_SERIAL_SIZE]);

/* "黄政办发〔2017〕54号": a year in brackets at `year_at`, the sign before, the serial behind. */
bool number_sign_first(struct number_reading *reading, size_t year_at, struct number_parts *number);

/* "(2017)黄政字第54号": the year stands first, as some offices write it. */
bool number_year_first(struct number_reading *reading, size_t year_at, struct number_parts *number);

/* "（2016）鄂0222民初2107号": the year, the court, the kind of case, the case (最高人民法院关于人民
 * 法院案件案号的若干规定, 2016年). */
bool number_court_case(struct number_reading *reading, size_t year_at, struct number_parts *number);

/* A serial as an issued document counts: 3, not 003 (GB/T 9704-2012, 7.2.5). */
const char *number_significant(const char *serial);

/* The number normalised; the caller frees it. */
char *number_written(struct number_reading *reading, const struct number_parts *number);

#endif
