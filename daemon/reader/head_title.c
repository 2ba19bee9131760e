#include "reader/head_rows.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/docnumber.h"
#include "reader/sign.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    TITLE_SKIPS = 3, /* rows above it that are none: the name of the issuer, 签发人 */
    TITLE_LEAST = 4, /* 字 */
    KIND_LEAST = 2,  /* 证明, 奖状 */
};

static const double title_least_mm = 6.2, title_most_mm = 12; /* 20 points; text has 16 */
static const double title_certain = 0.6;
static const double end_certain = 0.4; /* of a row that ends as titles do, below one of a title */
static const double not_dirt = 0.3;    /* of a row that says anything: an emblem says less */
static const double smaller_print = 0.84; /* of the title's height: then it is text */
static const double askew_print = 0.7;    /* of it, where a row lies askew, which makes it taller */
static const double wide_gap = 1.25;      /* of the title's height between two rows */
static const double off_centre_mm = 20;

static const char about[] = "关于"; /* what titles say */

/* To whom it is addressed, or text: what stands below a title. */
static bool is_below_title(const char *text)
{
    static const char *const endings[] = {"：", ":", "。", "；", "，"};
    return utf8_ends_with_any(text, endings, COUNT_OF(endings));
}

static bool is_kind_of_document(const char *text)
{
    static const char *const kinds[] = {
        "通知", "通报", "意见", "报告", "请示", "批复",   "公告",  "通告", "决定", "决议",
        "纪要", "函",   "办法", "方案", "细则", "规定",   "制度",  "总结", "计划", "证明",
        "书",   "单",   "表",   "名册", "手册", "目录",   "发票",  "收条", "奖状", "资料",
        "照片", "体会", "要点", "稿）", "批）", "试行）", "收据）"};
    return utf8_ends_with_any(text, kinds, COUNT_OF(kinds));
}

/* Cells of a table beside each other. */
static bool is_row_of_table(const char *text)
{
    return strchr(text, '|') != NULL;
}

/* The middle of the text: of the widest row. A sheet on a photo lies anywhere. */
static double middle_of_text(const struct folio *folio)
{
    const struct text_row *widest = NULL;
    for (size_t i = 0; i < folio->row_count; i++) {
        const struct text_row *row = &folio->rows[i];
        if (!row->red &&
            (widest == NULL || row->right - row->left > widest->right - widest->left)) {
            widest = row;
        }
    }
    return widest != NULL ? (widest->left + widest->right) / 2.0 : 0;
}

static bool is_centred(const struct reading *reading, const struct text_row *row)
{
    double middle = (row->left + row->right) / 2.0, off = off_centre_mm * reading->folio->mm;
    double page = pixGetWidth(reading->folio->black) / 2.0;
    return fabs(middle - page) < off || fabs(middle - middle_of_text(reading->folio)) < off;
}

/* Are two rows, one below the other, of the same title? Their heights are `alike`, by the share. */
static bool belong_together(const struct reading *reading, size_t above, size_t below, double alike)
{
    const struct text_row *one = head_row(reading, above), *other = head_row(reading, below);
    int height = one->bottom - one->top, next = other->bottom - other->top;
    int taller = height > next ? height : next, smaller = height > next ? next : height;
    return !one->red && smaller >= alike * taller &&
           other->top - one->bottom <= wide_gap * taller && is_centred(reading, one) &&
           is_centred(reading, other);
}

/* Takes `text` over, with `right` in the place of `size` bytes at `at`. */
static char *replaced(char *text, size_t at, size_t size, const char *right)
{
    char *whole = xasprintf("%.*s%s%s", (int)at, text, right, text + at + size);
    free(text);
    return whole;
}

/* "的复画" is a 复函, 的复议 is none: bytes of 复. */
static size_t answer_at(const char *text)
{
    static const char answer[] = "复", others[] = "议查核审";
    size_t size = utf8_begins_with(text, answer) ? strlen(answer) : 0, length = 0;
    uint32_t next = utf8_decode(text + size, strlen(text + size), &length);
    return utf8_is_one_of(next, others) ? 0 : size;
}

/* "关于商请…的画" is a 函: it is the only kind of document of one character, and in large print
 * read as anything, or as nothing. So is the one that is quoted. */
static char *mend_letter(char *title)
{
    static const char of[] = "的", letter[] = "函";
    const char *said = strstr(title, about);
    size_t at = said != NULL ? (size_t)(said - title) : strlen(title);
    for (const char *found; (found = strstr(title + at, of)) != NULL;) {
        at = (size_t)(found - title) + strlen(of);
        at += answer_at(title + at);
        size_t length = 0;
        bool han = utf8_is_han(utf8_decode(title + at, strlen(title + at), &length));
        size_t size = han ? length : 0;
        if (title[at + size] == '\0' || (han && utf8_begins_with(title + at + size, "》"))) {
            title = replaced(title, at, size, letter);
        }
    }
    return title;
}

/* "甘于印发…的通知" is about something: nothing else ends in 于 at the beginning of a title. */
static char *mend_about(char *title)
{
    static const char first_of_about[] = "关", others[] = "对由基";
    size_t length = 0;
    uint32_t first = utf8_decode(title, strlen(title), &length);
    bool mistaken = utf8_is_han(first) && !utf8_is_one_of(first, others) &&
                    is_kind_of_document(title) && utf8_begins_with(title + length, "于");
    return mistaken ? replaced(title, 0, length, first_of_about) : title;
}

/* "关于-解决…的请示": nothing but a quotation stands behind 关于. */
static char *drop_specks(char *title)
{
    static const char specks[] = "-.,:;：，； ";
    const char *said = strstr(title, about);
    if (said == NULL) {
        return title;
    }
    size_t at = (size_t)(said - title) + strlen(about), length = 0;
    uint32_t c = utf8_decode(title + at, strlen(title + at), &length);
    return utf8_is_one_of(c, specks) ? replaced(title, at, length, "") : title;
}

/* "某某办公室”某某区政府办公室": the gap between two issuers is read as the end of a quotation. */
static char *drop_lone_quote(char *title)
{
    static const char open[] = "“", close[] = "”";
    const char *end = strstr(title, close), *begin = strstr(title, open);
    bool lone = end != NULL && (begin == NULL || begin > end);
    return lone ? replaced(title, (size_t)(end - title), strlen(close), "") : title;
}

/* "1一10月": a dash between numbers is read as 一. */
static char *mend_dash(char *title)
{
    static const char one[] = "一", digits[] = "0123456789";
    for (size_t at = 0; title[at] != '\0'; at++) {
        bool between = at > 0 && utf8_begins_with(title + at, one) &&
                       strchr(digits, title[at - 1]) != NULL && title[at + strlen(one)] != '\0' &&
                       strchr(digits, title[at + strlen(one)]) != NULL;
        title = between ? replaced(title, at, strlen(one), "—") : title;
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

/* Does a row that stands below one of a title go on with it? */
static bool goes_on(struct reading *reading, size_t last, size_t row)
{
    if (!belong_together(reading, last, row, askew_print) ||
        is_below_title(head_text(reading, row))) {
        return false;
    }
    const char *text = head_surest_text(reading, row);
    bool ends = is_kind_of_document(text);
    return (ends || belong_together(reading, last, row, smaller_print)) && !is_row_of_table(text) &&
           reading->confidences[row] >= (ends ? end_certain : title_certain);
}

/* The rows from `first` on as one title; a red one between them is a pen that went over it. */
static char *join_title(struct reading *reading, size_t first)
{
    struct buffer title = BUFFER_EMPTY;
    size_t last = first, rows = 0;
    for (size_t row = first; row < reading->folio->row_count && rows < HEAD_TITLE_ROWS; row++) {
        if (head_row(reading, row)->red) {
            continue;
        }
        if (row > first && !goes_on(reading, last, row)) {
            break;
        }
        const char *text = head_surest_text(reading, row);
        add_longest(&title, text);
        reading->head->title_confidence =
            row == first ? reading->confidences[row]
                         : fmin(reading->head->title_confidence, reading->confidences[row]);
        last = row;
        rows++;
        if (is_kind_of_document(text) && !is_open(buffer_text(&title))) {
            break;
        }
    }
    char *whole = drop_lone_quote(mend_dash(buffer_steal(&title)));
    return sign_mend_name(mend_letter(drop_specks(mend_about(whole))));
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
    return smaller > as_tall && as_tall < HEAD_TITLE_ROWS;
}

/* Neither the issuer's name, nor the number, nor who signed. */
static bool is_line_of_title(const struct reading *reading, size_t row, const char *text)
{
    double confidence = 0;
    CLEANUP_FREE char *number = docnumber_of_line(text, &confidence);
    return !utf8_ends_with(text, "文件") && number == NULL && strstr(text, "签发人") == NULL &&
           is_centred(reading, head_row(reading, row));
}

/* Is it made of words, not of a sentence, and a row of its own? */
static bool is_phrase(const struct reading *reading, size_t row, const char *text)
{
    static const char *const sentence[] = {"，", "。", "；", ","};
    uint32_t least = is_kind_of_document(text) ? KIND_LEAST : TITLE_LEAST;
    return utf8_count_characters(text) >= least && !is_row_of_table(text) &&
           !has_any(text, sentence, COUNT_OF(sentence)) && is_line_of_title(reading, row, text);
}

typedef bool may_be_title(struct reading *reading, size_t row, const char *text);

/* "黄石港区农业局通告" stands above "关于…的公告" as a letterhead does. */
static bool heads_title(struct reading *reading, size_t row, const char *text)
{
    static const char *const kinds[] = {"通告", "公告", "通报", "公示"};
    size_t below = row + 1;
    while (below < reading->folio->row_count && head_row(reading, below)->red) {
        below++;
    }
    return utf8_ends_with_any(text, kinds, COUNT_OF(kinds)) && strstr(text, about) == NULL &&
           below < reading->folio->row_count && utf8_begins_with(head_text(reading, below), about);
}

/* By its words. */
static bool says_title(struct reading *reading, size_t row, const char *text)
{
    return (utf8_begins_with(text, about) || is_kind_of_document(text)) &&
           is_phrase(reading, row, text) && !heads_title(reading, row, text);
}

/* By its look: print of a title's size, or larger than all below it; a picture has no words. */
static bool looks_like_title(struct reading *reading, size_t row, const char *text)
{
    const struct text_row *at = head_row(reading, row);
    double height = (at->bottom - at->top) / reading->folio->mm;
    bool tall = height >= title_least_mm;
    return reading->confidences[row] >= title_certain && height <= title_most_mm &&
           (tall || is_larger(reading, row)) && !head_is_office(text) &&
           is_phrase(reading, row, text);
}

/* The row above that is not red; `row` itself where there is none. */
static size_t row_above(const struct reading *reading, size_t row)
{
    for (size_t above = row; above-- > 0;) {
        if (!head_row(reading, above)->red) {
            return above;
        }
    }
    return row;
}

/* The first row of the title to which `row` belongs: those above it are known by their size. */
static size_t title_begin(struct reading *reading, size_t row, int from)
{
    for (size_t above; (above = row_above(reading, row)) < row; row = above) {
        if (head_row(reading, above)->top < from ||
            !belong_together(reading, above, row, smaller_print) ||
            !is_line_of_title(reading, above, head_text(reading, above))) {
            break;
        }
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
        const char *text = head_text(reading, row);
        if (is_below_title(text) && reading->confidences[row] >= not_dirt) {
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

/* Is there red print above the rule? Tables have red lines, too. */
static bool has_letterhead(const struct folio *folio)
{
    for (size_t row = 0; row < folio->row_count; row++) {
        const struct text_row *at = &folio->rows[row];
        if (at->red && at->bottom <= folio->rule &&
            at->bottom - at->top >= HEAD_NAME_MM * folio->mm) {
            return true;
        }
    }
    return false;
}

/* A row in red that names a kind of document; NULL where it does not. The caller frees it. */
static char *red_title(struct reading *reading, size_t row)
{
    const struct text_row *at = head_row(reading, row);
    if (!at->red || at->bottom - at->top < HEAD_NAME_MM * reading->folio->mm ||
        !is_centred(reading, at)) {
        return NULL;
    }
    char *title = xstrdup(head_surest_text(reading, row));
    utf8_drop_blanks(title);
    if (!is_kind_of_document(title) || reading->confidences[row] < title_certain) {
        free(title);
        return NULL;
    }
    return title;
}

/* Certificates and bills have theirs in red. */
static void take_red_title(struct reading *reading)
{
    struct head *head = reading->head;
    for (size_t row = 0; row < reading->folio->row_count && head->title == NULL; row++) {
        head->title = red_title(reading, row);
        if (head->title != NULL) {
            head->title_confidence = reading->confidences[row];
        }
    }
}

/* Below the rule and the number; but the number may stand below the title, as on a decision, and on
 * a page without a rule. */
void head_find_title(struct reading *reading, size_t number_row)
{
    static may_be_title *const ways[] = {says_title, looks_like_title};
    const struct folio *folio = reading->folio;
    int from = number_row < FOLIO_ROWS || has_letterhead(folio) ? folio->rule : 0;
    if (number_row < FOLIO_ROWS && folio->rows[number_row].bottom > from) {
        from = folio->rows[number_row].bottom;
    }
    int to = number_row < FOLIO_ROWS ? folio->rows[number_row].top : 0;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        bool above = to > 0 && (folio->rule < 0 || ways[i] == says_title);
        if (find_title_between(reading, from, INT_MAX, ways[i]) ||
            (above && find_title_between(reading, 0, to, ways[i]))) {
            return;
        }
    }
    /* What was taken for a rule may be a line drawn by a pen. */
    if (number_row == FOLIO_ROWS && find_title_between(reading, 0, from, says_title)) {
        return;
    }
    take_red_title(reading);
}
