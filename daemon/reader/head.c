#include "reader/head.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/docnumber.h"
#include "reader/head_rows.h"
#include "reader/places.h"
#include "reader/sign.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ISSUER_LEAST = 3, /* 字 */
    ISSUER_MOST = 40,
};

/* --- the issuer ------------------------------------------------------------------------------ */

/* Names are Han, but for a number or two. */
static bool is_mostly_han(const char *text)
{
    size_t han = 0, others = 0;
    for (size_t at = 0, size = strlen(text), length = 0; at < size; at += length) {
        bool is_han = utf8_is_han(utf8_decode(text + at, size - at, &length));
        han += is_han;
        others += !is_han;
    }
    return han >= ISSUER_LEAST && others * 4 <= han;
}

/* What stands in red above a rule, and is nobody's name. */
static bool is_name(const char *text)
{
    static const char *const others[] = {"明电", "电报", "纪要", "简报", "公告"};
    return is_mostly_han(text) && !utf8_ends_with_any(text, others, COUNT_OF(others));
}

static char *issuer_of(const char *text)
{
    static const char file[] = "文件";
    size_t size = strlen(text);
    if (utf8_ends_with(text, file)) {
        size -= strlen(file);
    }
    char *name = xstrndup(text, size);
    uint32_t count = utf8_count_characters(name);
    if (count > ISSUER_MOST || !is_name(name)) {
        free(name);
        return NULL;
    }
    return sign_mend_name(name);
}

/* "黄石市民政局关于…的通知" says who wrote it; the caller frees it, NULL where it does not. */
static char *issuer_of_title(const char *title)
{
    const char *about = title != NULL ? strstr(title, "关于") : NULL;
    char *name = about != NULL ? xstrndup(title, (size_t)(about - title)) : NULL;
    if (name != NULL && !(head_is_office(name) && utf8_count_characters(name) >= ISSUER_LEAST)) {
        free(name);
        name = NULL;
    }
    return name;
}

/* Takes `name` over as the issuer's where it names a place that is known. */
static bool take_known(struct head *head, char *name)
{
    bool known = name != NULL && places_known(name);
    if (known) {
        free(head->issuer);
        head->issuer = STEAL(name);
    }
    free(name);
    return known;
}

/* Does the name say that it is of a city or a county: 梨湖市农业局? A number that begins so may
 * have been misread in the same way. */
static bool claims_place(const char *name)
{
    static const char kinds[] = "市县";
    enum { FROM = 2, TO = 4 }; /* characters before that */
    size_t length = 0;
    for (size_t at = 0, i = 0, size = strlen(name); at < size && i <= TO; at += length, i++) {
        uint32_t c = utf8_decode(name + at, size - at, &length);
        if (i >= FROM && utf8_is_one_of(c, kinds)) {
            return true;
        }
    }
    return false;
}

/* 吕州市, 威宁市: no such place, or a number that does not fit it. The title may name the issuer,
 * too, and its row says at another size what it is. */
static void doubt_issuer(struct reading *reading, size_t row)
{
    struct head *head = reading->head;
    if (head->number == NULL || head->issuer == NULL || places_known(head->issuer) ||
        (sign_fits(head->number, head->issuer) && !claims_place(head->issuer))) {
        return;
    }
    bool known = take_known(head, issuer_of_title(head->title));
    for (size_t i = 0; !known && i < HEAD_SIZES; i++) {
        double ignored = 0;
        known = take_known(head, issuer_of(head_other_text(reading, row, i, &ignored)));
    }
}

/* The name in red above the rule; on a page without red the row above the number that says 文件, or
 * ends as names of offices do. */
static void find_issuer(struct reading *reading, size_t number_row)
{
    const struct folio *folio = reading->folio;
    for (size_t row = 0; row < folio->row_count && reading->head->issuer == NULL; row++) {
        const struct text_row *at = &folio->rows[row];
        bool tall = at->bottom - at->top >= HEAD_NAME_MM * folio->mm;
        bool numbered = number_row < FOLIO_ROWS;
        bool above = folio->rule >= 0 ? at->bottom < folio->rule : row < number_row;
        if (!tall || !above || (!at->red && !numbered)) {
            continue;
        }
        const char *text = head_text(reading, row);
        bool headed = folio->rule >= 0 || numbered;
        if ((at->red && headed) || utf8_ends_with(text, "文件") || head_is_office(text)) {
            reading->head->issuer = issuer_of(text);
            doubt_issuer(reading, row);
        }
    }
    if (reading->head->issuer == NULL) {
        reading->head->issuer = issuer_of_title(reading->head->title);
    }
}

/* --- orders ---------------------------------------------------------------------------------- */

/* "《…办法》已经…审议通过": what an order makes known is quoted in its first lines. */
static char *quoted_title(struct reading *reading, size_t from)
{
    struct buffer text = BUFFER_EMPTY;
    for (size_t row = from; row < reading->folio->row_count && row < from + HEAD_TITLE_ROWS;
         row++) {
        if (!head_row(reading, row)->red) {
            buffer_add_text(&text, head_text(reading, row));
        }
    }
    char *begin = strstr(buffer_text(&text), "《");
    char *end = begin != NULL ? strstr(begin, "》") : NULL;
    char *title = NULL;
    if (end != NULL) {
        begin += strlen("《");
        title = sign_mend_name(xstrndup(begin, (size_t)(end - begin)));
    }
    buffer_free(&text);
    return title;
}

/* 第19号 below the name, read at another size where the first reading says none; *confidence how
 * sure the engine was. */
static char *number_of_order(struct reading *reading, size_t row, double *confidence)
{
    const char *name = head_text(reading, row);
    if (!docnumber_names_order(name)) {
        return NULL;
    }
    char *number = docnumber_of_order(name, head_text(reading, row + 1));
    *confidence = reading->confidences[row + 1];
    for (size_t i = 0; number == NULL && i < HEAD_SIZES; i++) {
        const char *serial = head_other_text(reading, row + 1, i, confidence);
        number = docnumber_of_order(name, serial);
    }
    return number;
}

/* 某某人民政府令 in large print, and below it 第19号. */
static bool try_order(struct reading *reading, size_t row)
{
    struct head *head = reading->head;
    const struct text_row *name = head_row(reading, row), *below = head_row(reading, row + 1);
    if (name->bottom - name->top < HEAD_NAME_MM * reading->folio->mm || below->red) {
        return false;
    }
    double confidence = 0;
    head->number = number_of_order(reading, row, &confidence);
    if (head->number == NULL) {
        return false;
    }
    head->number = sign_mend_name(head->number);
    head->number_confidence = fmin(reading->confidences[row], confidence);
    head->issuer = xstrndup(head->number, (size_t)(strstr(head->number, "令第") - head->number));
    head->title = quoted_title(reading, row + 2);
    return true;
}

static bool find_order(struct reading *reading)
{
    for (size_t row = 0; row + 1 < reading->folio->row_count && row < HEAD_NUMBER_ROWS; row++) {
        if (try_order(reading, row)) {
            return true;
        }
    }
    return false;
}

/* --- all of it ------------------------------------------------------------------------------- */

void head_read(struct ocr *ocr, const struct raster *page, struct head *head)
{
    struct reading reading = {.ocr = ocr, .folio = folio_new(page), .head = head};
    *head = (struct head){0};
    size_t number_row = head_find_number(&reading);
    if (number_row < FOLIO_ROWS || !find_order(&reading)) {
        head_find_title(&reading, number_row);
        find_issuer(&reading, number_row);
        head_settle_number(&reading, number_row);
    }
    head->legibility = head->rows > 0 ? head->legibility / head->rows : 0;
    head_doubt_number(&reading);
    for (size_t i = 0; i < FOLIO_ROWS; i++) {
        free(reading.texts[i]);
        for (size_t size = 0; size < HEAD_SIZES; size++) {
            free(reading.other_texts[i][size]);
        }
    }
    folio_free(reading.folio);
}

void head_clear(struct head *head)
{
    free(head->number);
    free(head->title);
    free(head->issuer);
    *head = (struct head){0};
}
