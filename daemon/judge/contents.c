#include "judge/contents.h"

#include "base/limits.h"
#include "judge/hypothesis.h"
#include "judge/plain.h"
#include "judge/report.h"

#include <stdlib.h>
#include <string.h>

/* A list has at least so many numbered lines. */
enum { LINES_OF_A_LIST = 3 };
/* Bytes of a name that is long enough to be found in a line: three characters. */
enum { TELLING_NAME = 9 };

/* --- is it a list? --------------------------------------------------------------------------- */

static bool called_list(const char *plain)
{
    static const char *const lists[] = {"目录", "清单", "索引", "一览", "明细", "目次", NULL};
    static const char *const things[] = {"目录", "附件", "材料", "资料", "佐证",
                                         "证据", "文件", "索引", "报送", NULL};
    /* Lists that are evidence themselves. */
    static const char *const evidence[] = {
        "事项", "名单",   "公示", "发布", "报道", "权力", "责任", "归集", "共享", "信用信息",
        "档案", "承诺书", "数据", "台账", "统计", "三类", "案例", "公开", NULL};
    return plain_contains_any(plain, lists) && plain_contains_any(plain, things) &&
           !plain_contains_any(plain, evidence);
}

/* Bytes up to the end of a line or of its clause: "材料1 方案；材料2 清单；". */
static size_t entry_size(const char *text, size_t *mark)
{
    static const char clause[] = "；";
    size_t size = strcspn(text, "\n");
    const char *end = memmem(text, size, clause, strlen(clause));
    *mark = end != NULL ? strlen(clause) : text[size] == '\n';
    return end != NULL ? (size_t)(end - text) : size;
}

/* The next piece of the text that is not blank, with *cursor moved behind it; NULL at the end. */
static char *next_piece(const char **cursor)
{
    while (**cursor != '\0') {
        size_t mark = 0;
        size_t size = entry_size(*cursor, &mark);
        CLEANUP_FREE char *line = xstrndup(*cursor, size);
        *cursor += size + mark;
        CLEANUP_FREE char *plain = plain_text(line, LIMIT_HEADER);
        if (*plain != '\0') {
            return STEAL(plain);
        }
    }
    return NULL;
}

/* The cell of a table in which the number stands alone: 3, 材料3. */
static bool is_bare_number(const char *plain)
{
    static const char *const labels[] = {"佐证材料", "证明材料", "材料", "附件", "证据", NULL};
    plain += plain_starts_with_any(plain, labels);
    size_t digits = strspn(plain, "0123456789");
    return digits > 0 && digits <= 3 && plain[digits + strspn(plain + digits, " .)")] == '\0';
}

/* Does a row of cells end here: with the text, or before the number of the next row? */
static bool ends_row(const char *cursor)
{
    CLEANUP_FREE char *next = next_piece(&cursor);
    return next == NULL || is_bare_number(next);
}

/* The next entry, likewise: a line, or of a table whose cells are lines the number and the cells
 * up to the next number. */
static char *next_line(const char **cursor)
{
    enum { CELLS = 5 };
    char *line = next_piece(cursor);
    bool row = line != NULL && is_bare_number(line);
    for (int i = 0; i < CELLS && row; i++) {
        const char *ahead = *cursor;
        CLEANUP_FREE char *cell = next_piece(&ahead);
        /* 对应任务: the last cell of a row may be a number, too. */
        row = cell != NULL && (!is_bare_number(cell) || (i > 0 && ends_row(ahead)));
        if (row) {
            CLEANUP_FREE char *before = line;
            line = xasprintf("%s %s", before, cell);
            *cursor = ahead;
        }
    }
    return line;
}

/* Its number, as "3. 承诺书" or "附件3 承诺书" begins. */
static struct number number_of_line(const char *line)
{
    struct number number = number_parse(line);
    bool counts = number.family == NUMBER_PLAIN || number.family == NUMBER_ATTACHMENT;
    bool says = plain_han_count(line + number.end) >= 2;
    bool one = number.count == 1 || number.family == NUMBER_ATTACHMENT;
    return counts && one && says ? number : (struct number){0};
}

static size_t count_lines(const char *text)
{
    size_t count = 0;
    const char *cursor = text;
    for (char *line = NULL; (line = next_line(&cursor)) != NULL; free(line)) {
        count += number_of_line(line).count > 0;
    }
    return count;
}

/* --- files that it names: "11 DOC011-013 宣传活动" ---------------------------------------------
 */

/* Names that cameras and scanners give end with a counter: their stems, "doc" of "doc011". */
struct stem {
    const char *text;
    size_t size;
};
enum { STEMS = 16 }; /* more than any submission has */
struct stems {
    struct stem at[STEMS];
    size_t count;
};

/* A name, or a range of names, inside a line of the list. */
struct naming {
    const char *at;
    const char *end;
    struct stem stem;
    unsigned long long first;
    unsigned long long last;
};

static size_t digits_before(const char *text, size_t size)
{
    size_t digits = 0;
    while (digits < size && strchr("0123456789", text[size - digits - 1]) != NULL) {
        digits++;
    }
    return digits;
}

/* Bytes of "a08" in "a08-1" and "a08(2)", several files for one line; all where it is no such. */
static size_t base_size(const char *plain)
{
    size_t size = strlen(plain);
    size_t inner = size > 0 && plain[size - 1] == ')' ? size - 1 : size;
    size_t digits = digits_before(plain, inner);
    size_t mark = inner - digits;
    bool part = digits > 0 && mark > 0 && strchr(inner < size ? "(" : "-_", plain[mark - 1]);
    return part && digits_before(plain, mark - 1) > 0 ? mark - 1 : size;
}

/* Digits that are a name by themselves: 20171109153012, and 007 of a scanner. */
static bool is_counter(const char *digits, size_t count)
{
    enum { SHORTEST = 8, OF_A_SCANNER = 3 };
    return count >= SHORTEST || (count == OF_A_SCANNER && *digits == '0');
}

/* Splits the first bytes of a name into its stem and counter; false if it has none or both are too
 * short to tell. */
static bool split_name(const char *plain, size_t size, struct stem *stem,
                       unsigned long long *counter)
{
    enum { SHORTEST = 3, LONGEST_NUMBER = 18 };
    size_t digits = digits_before(plain, size);
    *stem = (struct stem){plain, size - digits};
    *counter = strtoull(plain + stem->size, NULL, 10);
    return digits > 0 && digits <= LONGEST_NUMBER &&
           (stem->size > 0 ? size >= SHORTEST : is_counter(plain, digits));
}

static bool stem_is(struct stem stem, const char *text)
{
    return strncmp(text, stem.text, stem.size) == 0;
}

static void add_stem(struct stems *stems, const char *plain, size_t size)
{
    struct stem stem = {0};
    unsigned long long counter = 0;
    bool known = !split_name(plain, size, &stem, &counter) || stems->count == STEMS;
    for (size_t i = 0; i < stems->count && !known; i++) {
        known = stems->at[i].size == stem.size && stem_is(stems->at[i], stem.text);
    }
    if (!known) {
        stems->at[stems->count++] = stem;
    }
}

static struct stems stems_of(const struct papers *papers)
{
    struct stems stems = {.count = 0};
    for (size_t i = 0; i < papers->count; i++) {
        const struct part *name = paper_name(&papers->at[i]);
        if (name->nameless) {
            add_stem(&stems, name->plain, strlen(name->plain));
            add_stem(&stems, name->plain, base_size(name->plain));
        }
    }
    return stems;
}

/* "-013", "至DOC013" behind a name: the last of a range, with *at moved behind it. */
static unsigned long long range_end(struct stem stem, unsigned long long first, const char **at)
{
    static const char *const joints[] = {"-", "~", "—", "–", "至", "到", NULL};
    size_t joint = plain_starts_with_any(*at, joints);
    const char *counter = *at + joint;
    counter += stem_is(stem, counter) ? stem.size : 0;
    size_t digits = strspn(counter, "0123456789");
    if (joint == 0 || digits == 0) {
        return first;
    }
    *at = counter + digits;
    return strtoull(counter, NULL, 10);
}

/* Reads the longest name at `at`; false if none of these stands there. */
static bool naming_read(const struct stems *stems, const char *at, struct naming *naming)
{
    static const char digits[] = "0123456789";
    *naming = (struct naming){0};
    for (size_t i = 0; i < stems->count; i++) {
        struct stem stem = stems->at[i];
        size_t counter = stem_is(stem, at) ? strspn(at + stem.size, digits) : 0;
        bool named = stem.size > 0 ? counter > 0 : is_counter(at, counter);
        if (named && (naming->at == NULL || stem.size > naming->stem.size)) {
            const char *end = at + stem.size + counter;
            unsigned long long first = strtoull(at + stem.size, NULL, 10);
            unsigned long long last = range_end(stem, first, &end);
            end += *end == '.' ? 1 + strspn(end + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
            *naming = (struct naming){at, end, stem, first, last};
        }
    }
    return naming->at != NULL;
}

/* The next name in the line from `from` on, as a word of its own. */
static bool naming_next(const struct stems *stems, const char *line, const char *from,
                        struct naming *naming)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    for (const char *at = from; *at != '\0'; at++) {
        bool inside = at > line && strchr(letters, at[-1]) != NULL;
        if (!inside && naming_read(stems, at, naming)) {
            return true;
        }
    }
    return false;
}

static size_t count_namings(const struct papers *papers, const char *text)
{
    CLEANUP_FREE char *plain = plain_text(text, LIMIT_HEADER);
    struct stems stems = stems_of(papers);
    struct naming naming = {0};
    size_t count = 0;
    for (const char *at = plain; naming_next(&stems, plain, at, &naming); at = naming.end) {
        count++;
    }
    return count;
}

bool contents_listed_by(const struct papers *papers, const struct paper *paper)
{
    bool report =
        paper->named_report && paper->file->section_count > 1; /* 自查报告（含附件目录） */
    return !report && (called_list(paper_name(paper)->plain) || called_list(paper->title)) &&
           (count_lines(paper->file->text) >= LINES_OF_A_LIST ||
            count_namings(papers, paper->file->text) >= LINES_OF_A_LIST);
}

/* --- what its lines say ---------------------------------------------------------------------- */

/* Has the table a column for the number of the task? It stands last. */
static bool has_task_column(const struct paper *paper)
{
    static const char *const heads[] = {"对应任务", "任务序号", "任务编号", "对应共性任务", NULL};
    return plain_contains_any(paper->file->text, heads);
}

/* The numbers in the last cell of a row: "09 网站专栏及链接 区电子政务办 7、8". */
static struct number last_cell(const char *line)
{
    const char *end = line + strlen(line);
    while (end > line && end[-1] == ' ') {
        end--;
    }
    const char *cell = end;
    while (cell > line && cell[-1] != ' ') {
        cell--;
    }
    struct number number = number_parse(cell);
    if (number.family != NUMBER_PLAIN || cell + number.end != end) {
        return (struct number){0};
    }
    number.family = NUMBER_COMMON;
    return number;
}

/* "共性任务3", "共性7、8" anywhere in the line. */
static struct number number_at(const char *line, const char *mark)
{
    const char *at = strstr(line, mark);
    return at != NULL ? number_parse(at) : (struct number){0};
}

/* The last cell, if it is in such a column. */
static struct number number_of_column(const struct paper *list, const char *line)
{
    struct number number = last_cell(line);
    return number.count > 0 && has_task_column(list) ? number : (struct number){0};
}

/* True if the list itself says the tasks, by a kind and a number or by its column. */
static bool cite_said(const struct filing *filing, const struct paper *list, const char *line,
                      struct citation *citation)
{
    const struct number told[] = {number_at(line, "共性"), number_at(line, "职能"),
                                  number_of_column(list, line)};
    struct citation said = {.number = citation->number, .sure = true, .said = true};
    for (size_t i = 0; i < COUNT_OF(told) && said.task_count == 0; i++) {
        for (size_t j = 0; j < filing->unit->task_count && said.task_count < CITATION_TASKS; j++) {
            if (hypothesis_number_means(filing, &told[i], j)) {
                said.tasks[said.task_count++] = (int)j;
            }
        }
    }
    if (said.task_count > 0) {
        *citation = said;
    }
    return said.task_count > 0;
}

static bool names(const struct naming *naming, const char *plain, size_t size)
{
    struct stem stem = {0};
    unsigned long long counter = 0;
    return split_name(plain, size, &stem, &counter) && stem.size == naming->stem.size &&
           stem_is(stem, naming->stem.text) && counter >= naming->first && counter <= naming->last;
}

/* Notes what a list says of the files that it names. */
static void cite_named(struct filing *filing, const struct paper *list, const char *said,
                       const struct naming *naming)
{
    CLEANUP_FREE char *words = papers_words(filing->judge->gazetteer, said, LIMIT_HEADER);
    struct citation citation = citation_of_words(filing, words, 0);
    cite_said(filing, list, said, &citation);
    citation.line = words;
    citation.listed = true;
    for (size_t i = 0; i < filing->papers->count; i++) {
        citation.paper = &filing->papers->at[i];
        const char *plain = paper_name(citation.paper)->plain;
        bool exact = names(naming, plain, strlen(plain));
        citation.of_base = !exact;
        if (exact || names(naming, plain, base_size(plain))) {
            citation_add(filing, citation, paper_name(list)->written);
        }
    }
}

/* What is said of a name stands behind it, up to the number of the next line of the list; or, at
 * the end of a line, before it. */
static char *said_of(const char *line, const struct naming *naming, const char *next)
{
    const char *end = next != NULL ? next : naming->end + strlen(naming->end);
    while (next != NULL && end > naming->end && strchr(" 0123456789.,;", end[-1]) != NULL) {
        end--;
    }
    char *said = xstrndup(naming->end, (size_t)(end - naming->end));
    if (plain_han_count(said) == 0 && next == NULL) {
        free(said);
        said = xstrndup(line, (size_t)(naming->at - line));
    }
    return said;
}

/* True if the line names files; then its own number counts lines, not files. */
static bool cite_names(struct filing *filing, const struct paper *paper, const struct stems *stems,
                       const char *line)
{
    struct naming naming = {0};
    struct naming next = {0};
    const char *from = line;
    bool more = naming_next(stems, line, line, &naming);
    bool any = more;
    for (; more; naming = next) {
        more = naming_next(stems, line, naming.end, &next);
        CLEANUP_FREE char *said = said_of(from, &naming, more ? next.at : NULL);
        cite_named(filing, paper, said, &naming);
        from = naming.end;
    }
    return any;
}

static void cite_line(struct filing *filing, const struct paper *paper, const char *line)
{
    struct number number = number_of_line(line);
    if (number.count == 0) {
        return;
    }
    if (filing->papers->parted) {
        number_take_part(&number);
    }
    CLEANUP_FREE char *words =
        papers_words(filing->judge->gazetteer, line + number.end, LIMIT_HEADER);
    for (size_t i = 0; i < number.count; i++) {
        struct citation citation = citation_of_words(filing, words, number.values[i]);
        cite_said(filing, paper, line, &citation);
        citation.line = words;
        citation.listed = true;
        citation.part = number.part;
        citation_add(filing, citation, paper_name(paper)->written);
    }
}

void citations_of_contents(struct filing *filing, const struct paper *paper)
{
    struct stems stems = stems_of(filing->papers);
    const char *cursor = paper->file->text;
    for (char *line = NULL; (line = next_line(&cursor)) != NULL; free(line)) {
        if (!cite_names(filing, paper, &stems, line)) {
            cite_line(filing, paper, line);
        }
    }
}

const struct citation *contents_find(const struct filing *filing, const struct paper *paper)
{
    const struct citation *found = NULL;
    for (size_t i = 0; i < filing->citation_count; i++) {
        const struct citation *citation = &filing->citations[i];
        bool nearer = found == NULL || (found->of_base && !citation->of_base);
        found = citation->paper == paper && nearer ? citation : found;
    }
    if (found != NULL) {
        return found;
    }
    /* 13区政府办.pdf: an office may stand in several lines. */
    const struct part *name = paper_name(paper);
    size_t lines = 0;
    for (size_t i = 0; i < filing->citation_count && strlen(name->words) >= TELLING_NAME; i++) {
        const struct citation *citation = &filing->citations[i];
        if (citation->line == NULL || strstr(citation->line, name->words) == NULL) {
            continue;
        }
        if (name->number.count == 1 && name->number.values[0] == citation->number) {
            return citation;
        }
        found = lines++ == 0 ? citation : NULL;
    }
    return found;
}
