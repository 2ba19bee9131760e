#include "reader/head.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/docnumber.h"
#include "reader/folio.h"
#include "reader/sign.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_ROWS = 8,  /* rows in which the number is looked for */
    TITLE_ROWS = 4,   /* rows of the longest title */
    TITLE_SKIPS = 3,  /* rows above it that are none: the name of the issuer, 签发人 */
    TITLE_LEAST = 4,  /* 字 */
    ISSUER_LEAST = 3, /* 字 */
    ISSUER_MOST = 40,
    LARGE_PRINT = 60, /* pixels of a row's height: what is taller is made smaller to be read */
};

static const double number_above_rule_mm = 28;
static const double issuer_least_mm = 4.5; /* height of the red name */
static const double smaller_print = 0.84;  /* of the title's height: then it is text */
static const double wide_gap = 1.25;       /* of the title's height between two rows */
static const double off_centre_mm = 20;
static const double number_least_mm = 20; /* 黄发〔2017〕1号 in small print is wider */
static const double least_certain = 0.3;  /* of a number that is told */
static const double poor_print = 0.6;     /* of the rows: with less, one more row may be a number */
static const double sure_digits = 0.8; /* of docnumber_of_line: brackets may be guessed, no more */

/* A page's rows, each read at most once. */
struct reading {
    struct ocr *ocr;
    struct folio *folio;
    char *texts[FOLIO_ROWS];
    double confidences[FOLIO_ROWS];
    struct head *head;
    bool guessed; /* a digit of the number */
};

/* The row as the engine reads it best: the print of a letterhead is too large for it. */
static PIX *picture_of(const struct reading *reading, const struct text_row *row)
{
    PIX *picture = folio_row(reading->folio, row);
    int height = row->bottom - row->top;
    if (picture != NULL && height > LARGE_PRINT) {
        float scale = (float)LARGE_PRINT / (float)height;
        PIX *smaller = pixScale(picture, scale, scale);
        pixDestroy(&picture);
        picture = smaller;
    }
    return picture;
}

static const char *read_row(struct reading *reading, size_t row)
{
    if (reading->texts[row] == NULL) {
        PIX *picture = picture_of(reading, &reading->folio->rows[row]);
        double confidence = 0;
        reading->texts[row] =
            picture != NULL ? ocr_line(reading->ocr, picture, reading->folio->dpi, &confidence)
                            : xstrdup("");
        reading->confidences[row] = confidence;
        if (picture != NULL) {
            reading->head->legibility += confidence;
            reading->head->rows++;
        }
        pixDestroy(&picture);
    }
    return reading->texts[row];
}

static const struct text_row *row_at(const struct reading *reading, size_t row)
{
    return &reading->folio->rows[row];
}

/* --- the number ------------------------------------------------------------------------------ */

/* Sizes at which a row is read once more, which an engine sees with other eyes; the best first. */
static const float other_sizes[] = {0.8F, 0.65F, 1.5F};

/* The number in a row at another size, or NULL; *certain as of docnumber_of_line. */
static char *number_at_size(struct reading *reading, PIX *picture, float scale, double *certain)
{
    PIX *scaled = pixScale(picture, scale, scale);
    if (scaled == NULL) {
        return NULL;
    }
    double ignored = 0;
    int dpi = (int)lroundf((float)reading->folio->dpi * scale);
    CLEANUP_FREE char *text = ocr_line(reading->ocr, scaled, dpi, &ignored);
    pixDestroy(&scaled);
    return docnumber_of_line(text, certain);
}

/* A short row with a year in it that says no number as it was read. */
static char *number_at_any_size(struct reading *reading, size_t row, double *certain)
{
    char *number = NULL;
    PIX *picture = folio_row(reading->folio, row_at(reading, row));
    for (size_t i = 0; picture != NULL && number == NULL && i < COUNT_OF(other_sizes); i++) {
        number = number_at_size(reading, picture, other_sizes[i], certain);
    }
    pixDestroy(&picture);
    return number;
}

static bool try_number(struct reading *reading, size_t row)
{
    double certain = 0;
    const char *text = read_row(reading, row);
    char *number = docnumber_of_line(text, &certain);
    if (number == NULL && docnumber_is_likely(text)) {
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
        bool above = row_at(reading, i)->bottom <= folio->rule;
        if (!taken[i] && !folio->rows[i].red && !above) {
            rows[count++] = i;
        }
    }
    return count;
}

/* Returns the row of the number, or FOLIO_ROWS. */
static size_t find_number(struct reading *reading)
{
    size_t rows[FOLIO_ROWS], count = likely_rows(reading, rows);
    for (size_t i = 0; i < count && i < NUMBER_ROWS; i++) {
        if (try_number(reading, rows[i])) {
            return rows[i];
        }
    }
    return FOLIO_ROWS;
}

/* --- the title ------------------------------------------------------------------------------- */

static bool ends(const char *text, const char *with)
{
    size_t size = strlen(text), length = strlen(with);
    return size >= length && strcmp(text + size - length, with) == 0;
}

static bool ends_in_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (ends(text, words[i])) {
            return true;
        }
    }
    return false;
}

/* To whom it is addressed, or text: what stands below a title. */
static bool is_below_title(const char *text)
{
    static const char *const endings[] = {"：", ":", "。", "；", "，"};
    return ends_in_any(text, endings, COUNT_OF(endings));
}

static bool is_kind_of_document(const char *text)
{
    static const char *const kinds[] = {
        "通知", "通报", "意见", "报告", "请示", "批复", "公告", "通告", "决定", "决议",   "纪要",
        "函",   "办法", "方案", "细则", "规定", "制度", "总结", "计划", "证明", "决定书", "承诺书"};
    return ends_in_any(text, kinds, COUNT_OF(kinds));
}

static bool is_centred(const struct reading *reading, const struct text_row *row)
{
    double middle = (row->left + row->right) / 2.0;
    double page = pixGetWidth(reading->folio->black) / 2.0;
    return fabs(middle - page) < off_centre_mm * reading->folio->mm;
}

/* Are two rows, one below the other, of the same title? */
static bool belong_together(const struct reading *reading, size_t above, size_t below)
{
    const struct text_row *one = row_at(reading, above), *other = row_at(reading, below);
    int height = one->bottom - one->top, next = other->bottom - other->top;
    int taller = height > next ? height : next, smaller = height > next ? next : height;
    return !one->red && smaller >= smaller_print * taller &&
           other->top - one->bottom <= wide_gap * taller && is_centred(reading, one) &&
           is_centred(reading, other);
}

/* "关于商请…的画" is a 函: nobody writes about a picture. Takes the title over. */
static char *mended(char *title)
{
    static const char *const misread[] = {"的画", "的图", "的本", "的两",
                                          "的困", "的国", "的郴", "的玫"};
    if (strncmp(title, "关于", strlen("关于")) == 0 &&
        ends_in_any(title, misread, COUNT_OF(misread))) {
        memcpy(title + strlen(title) - strlen("函"), "函", strlen("函"));
    }
    return title;
}

/* What stands beside a title, over a wide gap, is the edge of the paper. */
static void add_longest(struct buffer *title, const char *text)
{
    const char *longest = text;
    size_t most = 0;
    for (const char *part = text; part != NULL;) {
        const char *gap = strstr(part, "  ");
        size_t size = gap != NULL ? (size_t)(gap - part) : strlen(part);
        longest = size > most ? part : longest;
        most = size > most ? size : most;
        part = gap != NULL ? gap + strspn(gap, " ") : NULL;
    }
    buffer_add(title, longest, most);
}

/* Does it quote a title that has not come to its end yet: 关于转发《…的通知? */
static bool is_open(const char *text)
{
    const char *opening = strstr(text, "《");
    return opening != NULL && strstr(opening, "》") == NULL;
}

/* The rows from `first` on as one title. */
static char *join_title(struct reading *reading, size_t first)
{
    struct buffer title = BUFFER_EMPTY;
    size_t last = first;
    for (size_t row = first; row < reading->folio->row_count && row < first + TITLE_ROWS; row++) {
        if (row_at(reading, row)->red) {
            continue; /* a pen went over it */
        }
        if (row > first && !belong_together(reading, last, row)) {
            break;
        }
        const char *text = read_row(reading, row);
        if (row > first && is_below_title(text)) {
            break;
        }
        add_longest(&title, text);
        last = row;
        if (is_kind_of_document(text) && !is_open(buffer_text(&title))) {
            break;
        }
    }
    return mended(buffer_steal(&title));
}

static bool has_any(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(text, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* Titles are set larger than the text below them: only its own rows are as tall. */
static bool is_larger(const struct reading *reading, size_t row)
{
    const struct folio *folio = reading->folio;
    int height = folio->rows[row].bottom - folio->rows[row].top;
    unsigned smaller = 0, as_tall = 0;
    for (size_t below = row + 1; below < folio->row_count; below++) {
        const struct text_row *next = &folio->rows[below];
        bool small = next->bottom - next->top <= smaller_print * height;
        smaller += !next->red && small;
        as_tall += !next->red && !small;
    }
    return smaller > as_tall && as_tall < TITLE_ROWS;
}

/* Neither the issuer's name, nor the number, nor who signed. */
static bool is_line_of_title(const struct reading *reading, size_t row, const char *text)
{
    double confidence = 0;
    CLEANUP_FREE char *number = docnumber_of_line(text, &confidence);
    return !ends(text, "文件") && number == NULL && strstr(text, "签发人") == NULL &&
           is_centred(reading, row_at(reading, row));
}

/* Is it made of words, not of a sentence, and a row of its own? */
static bool is_phrase(const struct reading *reading, size_t row, const char *text)
{
    static const char *const sentence[] = {"，", "。", "；", ","};
    return utf8_count_characters(text) >= TITLE_LEAST &&
           !has_any(text, sentence, COUNT_OF(sentence)) && is_line_of_title(reading, row, text);
}

typedef bool may_be_title(const struct reading *reading, size_t row, const char *text);

/* By its words. */
static bool says_title(const struct reading *reading, size_t row, const char *text)
{
    return (strncmp(text, "关于", strlen("关于")) == 0 || is_kind_of_document(text)) &&
           is_phrase(reading, row, text);
}

/* By its look. */
static bool looks_like_title(const struct reading *reading, size_t row, const char *text)
{
    return is_larger(reading, row) && is_phrase(reading, row, text);
}

/* The first row of the title to which `row` belongs: those above it are known by their size. */
static size_t title_begin(struct reading *reading, size_t row, int from)
{
    while (row > 0 && row_at(reading, row - 1)->top >= from && !row_at(reading, row - 1)->red &&
           belong_together(reading, row - 1, row) &&
           is_line_of_title(reading, row - 1, read_row(reading, row - 1))) {
        row--;
    }
    return row;
}

/* Below `from`, and above `to`: the first row that `may` begin one. */
static bool find_title_between(struct reading *reading, int from, int to, may_be_title *may)
{
    const struct folio *folio = reading->folio;
    int skipped = 0;
    for (size_t row = 0; row < folio->row_count && skipped <= TITLE_SKIPS; row++) {
        if (folio->rows[row].red || folio->rows[row].top < from || folio->rows[row].bottom > to) {
            continue;
        }
        const char *text = read_row(reading, row);
        if (is_below_title(text)) {
            return false;
        }
        if (may(reading, row, text)) {
            reading->head->title = join_title(reading, title_begin(reading, row, from));
            return true;
        }
        skipped++;
    }
    return false;
}

/* Below the rule and the number; on a page without a rule the number may stand below the title. */
static void find_title(struct reading *reading, size_t number_row)
{
    static may_be_title *const ways[] = {says_title, looks_like_title};
    const struct folio *folio = reading->folio;
    int from = folio->rule;
    if (number_row < FOLIO_ROWS && folio->rows[number_row].bottom > from) {
        from = folio->rows[number_row].bottom;
    }
    bool above = number_row < FOLIO_ROWS && folio->rule < 0;
    int to = above ? folio->rows[number_row].top : 0;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        if (find_title_between(reading, from, INT_MAX, ways[i]) ||
            (above && find_title_between(reading, 0, to, ways[i]))) {
            return;
        }
    }
}

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

static char *issuer_of(const char *text)
{
    static const char file[] = "文件";
    size_t size = strlen(text);
    if (ends(text, file)) {
        size -= strlen(file);
    }
    char *name = xstrndup(text, size);
    uint32_t count = utf8_count_characters(name);
    if (count > ISSUER_MOST || !is_mostly_han(name)) {
        free(name);
        return NULL;
    }
    return name;
}

static bool is_office(const char *text)
{
    static const char *const kinds[] = {"政府", "委员会", "办公室", "局", "厅", "委", "院",
                                        "中心", "公司",   "协会",   "会", "处", "队", "社"};
    return ends_in_any(text, kinds, COUNT_OF(kinds));
}

/* "黄石市民政局关于…的通知" says who wrote it; the caller frees it, NULL where it does not. */
static char *issuer_of_title(const char *title)
{
    const char *about = title != NULL ? strstr(title, "关于") : NULL;
    char *name = about != NULL ? xstrndup(title, (size_t)(about - title)) : NULL;
    if (name != NULL && !(is_office(name) && utf8_count_characters(name) >= ISSUER_LEAST)) {
        free(name);
        name = NULL;
    }
    return name;
}

/* The name in red above the rule; on a page without red the row above the number that says 文件, or
 * ends as names of offices do. */
static void find_issuer(struct reading *reading, size_t number_row)
{
    const struct folio *folio = reading->folio;
    for (size_t row = 0; row < folio->row_count && reading->head->issuer == NULL; row++) {
        const struct text_row *at = &folio->rows[row];
        bool tall = at->bottom - at->top >= issuer_least_mm * folio->mm;
        bool numbered = number_row < FOLIO_ROWS;
        bool above = folio->rule >= 0 ? at->bottom < folio->rule : row < number_row;
        if (!tall || !above || (!at->red && !numbered)) {
            continue;
        }
        const char *text = read_row(reading, row);
        bool headed = folio->rule >= 0 || numbered;
        if ((at->red && headed) || ends(text, "文件") || is_office(text)) {
            reading->head->issuer = issuer_of(text);
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
    for (size_t row = from; row < reading->folio->row_count && row < from + TITLE_ROWS; row++) {
        if (!row_at(reading, row)->red) {
            buffer_add_text(&text, read_row(reading, row));
        }
    }
    char *begin = strstr(buffer_text(&text), "《");
    char *end = begin != NULL ? strstr(begin, "》") : NULL;
    char *title = NULL;
    if (end != NULL) {
        begin += strlen("《");
        title = xstrndup(begin, (size_t)(end - begin));
    }
    buffer_free(&text);
    return title;
}

/* 某某人民政府令 in large print, and below it 第19号. */
static bool try_order(struct reading *reading, size_t row)
{
    struct head *head = reading->head;
    const struct text_row *name = row_at(reading, row), *below = row_at(reading, row + 1);
    if (name->bottom - name->top < issuer_least_mm * reading->folio->mm || below->red ||
        !ends(read_row(reading, row), "令")) {
        return false;
    }
    head->number = docnumber_of_order(read_row(reading, row), read_row(reading, row + 1));
    if (head->number == NULL) {
        return false;
    }
    head->number_confidence = fmin(reading->confidences[row], reading->confidences[row + 1]);
    head->issuer = xstrndup(head->number, (size_t)(strstr(head->number, "令第") - head->number));
    head->title = quoted_title(reading, row + 2);
    return true;
}

static bool find_order(struct reading *reading)
{
    for (size_t row = 0; row + 1 < reading->folio->row_count && row < NUMBER_ROWS; row++) {
        if (try_order(reading, row)) {
            return true;
        }
    }
    return false;
}

/* --- the number once more -------------------------------------------------------------------- */

/* A sign that the letterhead does not confirm, or a digit that was guessed, is read again, and
 * settled. */
static void settle_number(struct reading *reading, size_t row)
{
    struct head *head = reading->head;
    if (row == FOLIO_ROWS || (!reading->guessed && sign_fits(head->number, head->issuer))) {
        return;
    }
    double ignored = 0;
    char *numbers[1 + COUNT_OF(other_sizes)] = {NULL};
    size_t count = 0;
    PIX *picture = folio_row(reading->folio, row_at(reading, row));
    for (size_t i = 0; picture != NULL && i < COUNT_OF(other_sizes); i++) {
        numbers[count] = number_at_size(reading, picture, other_sizes[i], &ignored);
        count += numbers[count] != NULL;
    }
    pixDestroy(&picture);
    numbers[count++] = head->number;
    double agreed = 1;
    head->number = sign_settle(numbers, count, head->issuer, &agreed);
    /* Those that make no number of it agree with nothing. */
    head->number_confidence *= agreed * (double)count / COUNT_OF(numbers);
    for (size_t i = 0; i < count; i++) {
        free(numbers[i]);
    }
}

/* A row that was read: does it look like a number, or stand where one does and cannot be read? */
static bool may_hide_number(const struct reading *reading, size_t row)
{
    const struct text_row *at = row_at(reading, row);
    bool above = !at->red && at->bottom <= reading->folio->rule;
    bool wide = at->right - at->left >= number_least_mm * reading->folio->mm;
    return docnumber_is_likely(reading->texts[row]) ||
           (above && wide && reading->confidences[row] < poor_print);
}

/* A number that nobody should rely on is not told, but that there may be one. */
static void doubt_number(struct reading *reading)
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

void head_read(struct ocr *ocr, const struct raster *page, struct head *head)
{
    struct reading reading = {.ocr = ocr, .folio = folio_new(page), .head = head};
    *head = (struct head){0};
    size_t number_row = find_number(&reading);
    if (number_row < FOLIO_ROWS || !find_order(&reading)) {
        find_title(&reading, number_row);
        find_issuer(&reading, number_row);
        settle_number(&reading, number_row);
    }
    head->legibility = head->rows > 0 ? head->legibility / head->rows : 0;
    doubt_number(&reading);
    for (size_t i = 0; i < FOLIO_ROWS; i++) {
        free(reading.texts[i]);
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
