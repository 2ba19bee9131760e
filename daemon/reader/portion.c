#include "reader/portion.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "reader/docnumber.h"

#include <stdlib.h>
#include <string.h>

enum {
    LABEL_CHARS = 45, /* 字: a label with a title; what is longer is a sentence */
    TITLE_LEAST = 4,  /* 字 of a title */
    TITLE_MOST = 40,
    NUMBER_CHARS = 24, /* 字 of a line with a document number, and maybe who signs */
    HEAD_LINES = 4,    /* kept of the beginning */
};

/* How sure the characters of a document number must be in a line that begins a paper. */
static const double number_sure = 0.5;

/* --- lines ----------------------------------------------------------------------------------- */

/* Bytes of one character of `set` at the beginning of a text; 0 for none. */
static size_t one_of(const char *text, const char *set)
{
    size_t length = 0;
    uint32_t character = utf8_decode(text, strlen(text), &length);
    return utf8_is_one_of(character, set) ? length : 0;
}

static size_t many_of(const char *text, const char *set)
{
    size_t size = 0;
    for (size_t step = 0; (step = one_of(text + size, set)) > 0;) {
        size += step;
    }
    return size;
}

bool portion_label(const char *line)
{
    static const char *const words[] = {"附件",     "附 件",    "附　件",
                                        "佐证材料", "佐证资料", "证明材料"};
    const char *at = line + one_of(line, "（([【");
    size_t size = 0;
    for (size_t i = 0; i < COUNT_OF(words) && size == 0; i++) {
        size = strncmp(at, words[i], strlen(words[i])) == 0 ? strlen(words[i]) : 0;
    }
    if (size == 0 || utf8_count_characters(line) > LABEL_CHARS || outline_ends_sentence(line)) {
        return false;
    }
    at += size;
    at += many_of(at, " 　");
    size_t number = many_of(at, "0123456789０１２３４５６７８９-－一二三四五六七八九十");
    at += number;
    at += many_of(at, " 　:：、.．）)]】");
    /* "附件：" without a number begins a list, and "附件" alone an only annex. */
    return number > 0 || (*at == '\0' && one_of(line + size, ":：") == 0);
}

/* "黄林发〔2017〕12号", maybe with 签发人, as the first line below a red head. */
static bool is_number_line(const char *line)
{
    double confidence = 0;
    CLEANUP_FREE char *number =
        utf8_count_characters(line) <= NUMBER_CHARS ? docnumber_of_line(line, &confidence) : NULL;
    return number != NULL && confidence >= number_sure;
}

/* "黄石市林业局文件" */
static bool is_red_head(const char *line)
{
    static const char file[] = "文件";
    return strcmp(line, file) != 0 && utf8_ends_with(line, file) &&
           utf8_count_characters(line) <= TITLE_MOST;
}

/* "No.2 年度计划" heads a section: of marks a title begins only with those of its words, or a year.
 */
static bool begins_with_words(const char *line)
{
    size_t length = 0;
    uint32_t first = utf8_decode(line, strnlen(line, 4), &length);
    return utf8_is_han(first) || utf8_is_one_of(first, "《“") ||
           strspn(line, "0123456789") == strlen("2017");
}

static bool is_title(const char *line)
{
    uint32_t chars = utf8_count_characters(line);
    return chars >= TITLE_LEAST && chars <= TITLE_MOST && !outline_ends_sentence(line) &&
           begins_with_words(line) && outline_numbering_level(line) == 0;
}

/* --- where they begin ------------------------------------------------------------------------ */

static bool begins(const char *line, const struct paragraph *paragraph, enum portion_mark *mark)
{
    bool paged = paragraph->page > 0;
    if (paragraph->cell || paragraph->contents || (paged && !paragraph->top)) {
        return false;
    }
    if (portion_label(line)) {
        *mark = PORTION_LABEL;
        return true;
    }
    if (paged && (paragraph->red_head || is_number_line(line) || is_red_head(line))) {
        *mark = PORTION_HEAD;
        return true;
    }
    *mark = PORTION_TITLE;
    return paged && is_title(line);
}

static void open_portion(struct portions *portions, enum portion_mark mark, unsigned page,
                         unsigned sections)
{
    portions->at = xgrow(portions->at, portions->count, sizeof *portions->at);
    portions->at[portions->count++] = (struct portion){.mark = mark,
                                                       .first_page = page,
                                                       .sections = sections,
                                                       .head = xstrdup(""),
                                                       .text = xstrdup("")};
    portions->lines = 0;
}

static void drop_newest(struct portions *portions)
{
    struct portion *newest = &portions->at[--portions->count];
    free(newest->head);
    free(newest->text);
    portions->lines = HEAD_LINES;
}

/* Adds a line to a text that may have so many bytes. */
static void append(char **text, const char *line, size_t limit)
{
    size_t size = strlen(*text);
    if (size + 1 < limit) {
        size_t room = limit - size - 1;
        char *longer = xasprintf("%s%s%.*s", *text, size > 0 ? "\n" : "",
                                 (int)utf8_cut(line, strlen(line), room), line);
        free(*text);
        *text = longer;
    }
}

static void keep_line(struct portions *portions, const char *line)
{
    if (portions->count > 0) {
        struct portion *newest = &portions->at[portions->count - 1];
        if (portions->lines++ < HEAD_LINES) {
            append(&newest->head, line, LIMIT_PORTION_HEAD);
        }
        append(&newest->text, line, LIMIT_PORTION_TEXT);
    }
}

/* "附件3" on each page of it. */
static bool says_again(const struct portions *portions, const char *line)
{
    const char *head = portions->count > 0 ? portions->at[portions->count - 1].head : "";
    size_t size = strcspn(head, "\n");
    return portion_label(line) && strlen(line) == size && strncmp(head, line, size) == 0;
}

bool portions_add(struct portions *portions, const char *line, const struct paragraph *paragraph,
                  unsigned sections)
{
    enum portion_mark mark = PORTION_TITLE;
    bool begun = begins(line, paragraph, &mark);
    bool label = begun && mark == PORTION_LABEL && paragraph->page == 0;
    bool list = label && portions->list;
    if (list && portions->lines == 1) {
        drop_newest(portions);
    }
    portions->list = label;
    begun = begun && !list && portions->count < LIMIT_PORTIONS && !says_again(portions, line);
    if (begun) {
        open_portion(portions, mark, paragraph->page, sections);
    }
    keep_line(portions, line);
    return begun && mark != PORTION_TITLE;
}

void portions_finish(struct portions *portions, struct described_file *file)
{
    for (size_t i = 0; i < portions->count; i++) {
        struct portion *portion = &portions->at[i];
        bool last = i + 1 == portions->count;
        /* Behind the last one that is kept others may have begun. */
        unsigned pages = portions->count < LIMIT_PORTIONS ? file->pages : portion->first_page;
        unsigned end = last ? pages : portions->at[i + 1].first_page - 1;
        portion->last_page = portion->first_page == 0    ? 0
                             : end > portion->first_page ? end
                                                         : portion->first_page;
        double ignored = 0;
        portion->document_number = docnumber_find(portion->text);
        char *line = xstrndup(portion->head, strcspn(portion->head, "\n"));
        if (portion->document_number == NULL && is_number_line(line)) {
            portion->document_number = docnumber_of_line(line, &ignored);
        }
        free(line);
    }
    file->portions = STEAL(portions->at);
    file->portion_count = portions->count;
    portions->count = 0;
}

void portions_clear(struct portions *portions)
{
    for (size_t i = 0; i < portions->count; i++) {
        free(portions->at[i].head);
        free(portions->at[i].text);
    }
    free(portions->at);
    *portions = (struct portions){0};
}
