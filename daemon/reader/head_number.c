#include "reader/head_rows.h"

#include "reader/docnumber.h"
#include "reader/sign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double number_above_rule_mm = 28;
static const double number_least_mm = 20; /* 黄发〔2017〕1号 in small print is wider */
static const double least_certain = 0.2;  /* of a number that is told */
static const double poor_print = 0.6;     /* of the rows: with less, one more row may be a number */
static const double sure_digits = 0.8; /* of docnumber_of_line: brackets may be guessed, no more */

/* The number in a row at another size, or NULL; *certain as of docnumber_of_line, *confidence how
 * sure the engine was. */
static char *number_at_size(struct reading *reading, size_t row, size_t size, double *certain,
                            double *confidence)
{
    return docnumber_of_line(head_other_text(reading, row, size, confidence), certain);
}

/* A row that says no number as it was read, but may: short, with a year in it. */
static char *number_at_any_size(struct reading *reading, size_t row, double *certain)
{
    char *number = NULL;
    double ignored = 0;
    for (size_t i = 0; number == NULL && i < HEAD_SIZES; i++) {
        number = number_at_size(reading, row, i, certain, &ignored);
    }
    return number;
}

static bool try_number(struct reading *reading, size_t row)
{
    double certain = 0;
    const char *text = head_text(reading, row);
    char *number = docnumber_of_line(text, &certain);
    bool poor = reading->confidences[row] < poor_print;
    if (number == NULL && docnumber_is_likely(text, poor)) {
        number = number_at_any_size(reading, row, &certain);
    }
    if (number == NULL) {
        return false;
    }
    reading->head->number = number;
    reading->head->number_confidence = certain * reading->confidences[row];
    reading->guessed = certain < sure_digits;
    return true;
}

/* Rows in the order in which the number is likely: right above the rule, then from the top. */
static size_t likely_rows(const struct reading *reading, size_t rows[FOLIO_ROWS])
{
    const struct folio *folio = reading->folio;
    bool taken[FOLIO_ROWS] = {false};
    size_t count = 0;
    for (size_t i = folio->row_count; folio->rule >= 0 && i-- > 0;) {
        const struct text_row *row = &folio->rows[i];
        taken[i] = !row->red && row->bottom <= folio->rule + (int)folio->mm &&
                   row->bottom > folio->rule - (int)(number_above_rule_mm * folio->mm);
        if (taken[i]) {
            rows[count++] = i;
        }
    }
    for (size_t i = 0; i < folio->row_count; i++) {
        bool above = head_row(reading, i)->bottom <= folio->rule;
        if (!taken[i] && !folio->rows[i].red && !above) {
            rows[count++] = i;
        }
    }
    return count;
}

/* Returns the row of the number, or FOLIO_ROWS. */
size_t head_find_number(struct reading *reading)
{
    size_t rows[FOLIO_ROWS], count = likely_rows(reading, rows);
    for (size_t i = 0; i < count && i < HEAD_NUMBER_ROWS; i++) {
        if (try_number(reading, rows[i])) {
            return rows[i];
        }
    }
    return FOLIO_ROWS;
}

/* --- the number once more -------------------------------------------------------------------- */

/* Is nothing in doubt: the sign confirmed by the letterhead, the digits by another reading? */
static bool is_settled(const struct reading *reading, const char *again)
{
    const struct head *head = reading->head;
    return !reading->guessed && sign_fits(head->number, head->issuer) && again != NULL &&
           strcmp(head->number, again) == 0;
}

/* The number is read again, and where that leaves a doubt once more at all sizes, and settled. */
void head_settle_number(struct reading *reading, size_t row)
{
    struct head *head = reading->head;
    if (row == FOLIO_ROWS) {
        return;
    }
    char *numbers[1 + HEAD_SIZES] = {NULL};
    size_t count = 0;
    bool settled = false;
    for (size_t i = 0; i < HEAD_SIZES && !settled; i++) {
        double certain = 0, confidence = 0;
        numbers[count] = number_at_size(reading, row, i, &certain, &confidence);
        settled = i == 0 && is_settled(reading, numbers[count]);
        count += numbers[count] != NULL;
        head->number_confidence = fmax(head->number_confidence, certain * confidence);
    }
    if (settled) {
        free(numbers[0]);
        return;
    }
    numbers[count++] = head->number;
    double agreed = 1;
    head->number = sign_settle(numbers, count, head->issuer, &agreed);
    /* Those that make no number of it agree with nothing. */
    const size_t readings = COUNT_OF(numbers);
    head->number_confidence *= agreed * (double)count / (double)readings;
    for (size_t i = 0; i < count; i++) {
        free(numbers[i]);
    }
}

/* A row that was read: does it look like a number, or stand where one does and cannot be read? */
static bool may_hide_number(const struct reading *reading, size_t row)
{
    const struct text_row *at = head_row(reading, row);
    bool above = !at->red && at->bottom <= reading->folio->rule;
    bool wide = at->right - at->left >= number_least_mm * reading->folio->mm;
    return docnumber_is_likely(reading->texts[row], false) ||
           (above && wide && reading->confidences[row] < poor_print);
}

/* A number that nobody should rely on is not told, but that there may be one. */
void head_doubt_number(struct reading *reading)
{
    struct head *head = reading->head;
    if (head->number != NULL && head->number_confidence < least_certain) {
        free(head->number);
        head->number = NULL;
        head->number_unclear = true;
    }
    for (size_t row = 0; head->number == NULL && row < reading->folio->row_count; row++) {
        head->number_unclear |= reading->texts[row] != NULL && may_hide_number(reading, row);
    }
    head->number_unclear |= head->number == NULL && head->legibility < poor_print;
}
