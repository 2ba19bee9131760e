#include "reader/head.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/docnumber.h"
#include "reader/folio.h"
#include "reader/sign.h"

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

/* A page's rows, each read at most once. */
struct reading {
    struct ocr *ocr;
    struct folio *folio;
    char *texts[FOLIO_ROWS];
    double confidences[FOLIO_ROWS];
    struct head *head;
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

static bool try_number(struct reading *reading, size_t row)
{
    double certain = 0;
    char *number = docnumber_of_line(read_row(reading, row), &certain);
    if (number == NULL) {
        return false;
    }
    reading->head->number = number;
    reading->head->number_confidence = certain * reading->confidences[row];
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
    static const char *const kinds[] = {"通知", "通报", "意见", "报告", "请示", "批复", "公告",
                                        "通告", "决定", "决议", "纪要", "函",   "办法", "方案",
                                        "细则", "规定", "制度", "总结", "计划", "证明"};
    return ends_in_any(text, kinds, COUNT_OF(kinds));
}

static bool is_centred(const struct reading *reading, const struct text_row *row)
{
    double middle = (row->left + row->right) / 2.0;
    double page = pixGetWidth(reading->folio->black) / 2.0;
    return fabs(middle - page) < off_centre_mm * reading->folio->mm;
}

/* Does the row go on with the title that `first` began and `last` ended so far? */
static bool goes_on(const struct reading *reading, size_t first, size_t last, size_t row)
{
    const struct text_row *one = row_at(reading, first), *above = row_at(reading, last),
                          *next = row_at(reading, row);
    int height = one->bottom - one->top;
    return !next->red && next->bottom - next->top >= smaller_print * height &&
           next->top - above->bottom <= wide_gap * height && is_centred(reading, next);
}

/* "关于商请…的画" is a 函: nobody writes about a picture. Takes the title over. */
static char *mended(char *title)
{
    static const char *const misread[] = {"的画", "的图", "的本", "的两", "的困"};
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

/* The rows from `first` on as one title. */
static char *join_title(struct reading *reading, size_t first)
{
    struct buffer title = BUFFER_EMPTY;
    size_t last = first;
    for (size_t row = first; row < reading->folio->row_count && row < first + TITLE_ROWS; row++) {
        if (row > first && !goes_on(reading, first, last, row)) {
            break;
        }
        const char *text = read_row(reading, row);
        if (row > first && is_below_title(text)) {
            break;
        }
        add_longest(&title, text);
        last = row;
        if (is_kind_of_document(text)) {
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

/* Made of words, not of a sentence: a row of text is neither larger than others nor of a kind. */
static bool reads_like_title(const struct reading *reading, size_t row, const char *text)
{
    static const char *const sentence[] = {"，", "。", "；", ","};
    return !has_any(text, sentence, COUNT_OF(sentence)) &&
           (strncmp(text, "关于", strlen("关于")) == 0 || is_kind_of_document(text) ||
            is_larger(reading, row));
}

static bool may_be_title(const struct reading *reading, size_t row, const char *text)
{
    if (!reads_like_title(reading, row, text)) {
        return false;
    }
    double confidence = 0;
    CLEANUP_FREE char *number = docnumber_of_line(text, &confidence);
    return utf8_count_characters(text) >= TITLE_LEAST && !ends(text, "文件") && number == NULL &&
           strstr(text, "签发人") == NULL && is_centred(reading, row_at(reading, row));
}

static void find_title(struct reading *reading, size_t number_row)
{
    const struct folio *folio = reading->folio;
    int from = folio->rule;
    if (number_row < FOLIO_ROWS && folio->rows[number_row].bottom > from) {
        from = folio->rows[number_row].bottom;
    }
    int skipped = 0;
    for (size_t row = 0; row < folio->row_count && skipped <= TITLE_SKIPS; row++) {
        if (folio->rows[row].red || folio->rows[row].top < from) {
            continue;
        }
        const char *text = read_row(reading, row);
        if (is_below_title(text)) {
            return;
        }
        if (may_be_title(reading, row, text)) {
            reading->head->title = join_title(reading, row);
            return;
        }
        skipped++;
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

/* The name in red above the rule; on a page without red the row above the number that says 文件. */
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
        if ((at->red && headed) || ends(text, "文件")) {
            reading->head->issuer = issuer_of(text);
        }
    }
}

/* --- the number once more -------------------------------------------------------------------- */

/* Reads the row at other sizes, which an engine sees with other eyes: its number, or NULL. */
static char *number_at_size(struct reading *reading, PIX *picture, float scale)
{
    PIX *scaled = pixScale(picture, scale, scale);
    if (scaled == NULL) {
        return NULL;
    }
    double ignored = 0;
    int dpi = (int)lroundf((float)reading->folio->dpi * scale);
    CLEANUP_FREE char *text = ocr_line(reading->ocr, scaled, dpi, &ignored);
    pixDestroy(&scaled);
    return docnumber_of_line(text, &ignored);
}

/* A sign that the letterhead does not confirm is read again, and settled. */
static void settle_number(struct reading *reading, size_t row)
{
    static const float sizes[] = {0.8F, 1.5F, 2.0F};
    struct head *head = reading->head;
    if (row == FOLIO_ROWS || docnumber_prefix(head->number) == 0 ||
        sign_fits(head->number, head->issuer)) {
        return;
    }
    char *numbers[1 + COUNT_OF(sizes)] = {head->number};
    size_t count = 1;
    PIX *picture = folio_row(reading->folio, row_at(reading, row));
    for (size_t i = 0; picture != NULL && i < COUNT_OF(sizes); i++) {
        numbers[count] = number_at_size(reading, picture, sizes[i]);
        count += numbers[count] != NULL;
    }
    pixDestroy(&picture);
    double agreed = 1;
    head->number = sign_settle(numbers, count, head->issuer, &agreed);
    head->number_confidence *= agreed;
    for (size_t i = 0; i < count; i++) {
        free(numbers[i]);
    }
}

void head_read(struct ocr *ocr, const struct raster *page, struct head *head)
{
    struct reading reading = {.ocr = ocr, .folio = folio_new(page), .head = head};
    *head = (struct head){0};
    size_t number_row = find_number(&reading);
    find_title(&reading, number_row);
    find_issuer(&reading, number_row);
    settle_number(&reading, number_row);
    head->legibility = head->rows > 0 ? head->legibility / head->rows : 0;
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
