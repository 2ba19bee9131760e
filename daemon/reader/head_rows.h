/* The rows of a head while it is being read: what reader/head.c and its helpers share. */
#ifndef BAOSONG_READER_HEAD_ROWS_H
#define BAOSONG_READER_HEAD_ROWS_H

#include "reader/folio.h"
#include "reader/head.h"

enum {
    HEAD_NUMBER_ROWS = 8, /* rows in which the number is looked for */
    HEAD_TITLE_ROWS = 4,  /* rows of the longest title */
    HEAD_SIZES = 4,       /* other sizes at which a row can be read */
};

/* A page's rows, each read at most once at a size; texts are NULL until then. */
struct reading {
    struct ocr *ocr;
    struct folio *folio;
    char *texts[FOLIO_ROWS];
    double confidences[FOLIO_ROWS];
    char *other_texts[FOLIO_ROWS][HEAD_SIZES];
    double other_confidences[FOLIO_ROWS][HEAD_SIZES];
    struct head *head;
    bool guessed; /* a digit of the number */
};

/* Millimetres of height of the name in a letterhead. */
#define HEAD_NAME_MM 4.5

const struct text_row *head_row(const struct reading *reading, size_t row);
/* What it says, read now if need be; the reading's. */
const char *head_text(struct reading *reading, size_t row);
/* The same at another size, which an engine sees with other eyes; 0 is the best of HEAD_SIZES. */
const char *head_other_text(struct reading *reading, size_t row, size_t size, double *confidence);
/* The same read once more at another size, and again where that leaves a doubt: an engine is sure
 * of what it makes up, too. What two readings say, else the surest. */
const char *head_surest_text(struct reading *reading, size_t row);

/* Does it end as the names of offices, companies and associations do? */
bool head_is_office(const char *text);

/* The row of the number, which the head is then given as it was read first; else FOLIO_ROWS. */
size_t head_find_number(struct reading *reading);
/* When the issuer is known: a number in doubt is read again, and settled. */
void head_settle_number(struct reading *reading, size_t row);
/* At last: a number that nobody should rely on is not told, but that there may be one. */
void head_doubt_number(struct reading *reading);

/* Gives the head its title, where it has one. */
void head_find_title(struct reading *reading, size_t number_row);

#endif
