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
                                         "文件", "索引", "报送", NULL};
    /* Lists that are evidence themselves. */
    static const char *const evidence[] = {"事项", "名单", "公示", "发布",     "报道", "权力",
                                           "责任", "归集", "共享", "信用信息", NULL};
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

/* The next entry that is not blank, with *cursor moved behind it; NULL at the end. */
static char *next_line(const char **cursor)
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

bool contents_listed_by(const struct paper *paper)
{
    return (called_list(paper_name(paper)->plain) || called_list(paper->title)) &&
           count_lines(paper->file->text) >= LINES_OF_A_LIST;
}

/* --- what its lines say ---------------------------------------------------------------------- */

/* "共性任务3" anywhere in the line: the list itself says the task. */
static bool cite_said(const struct filing *filing, const char *line, struct citation *citation)
{
    static const char *const marks[] = {"共性", "职能"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        const char *at = strstr(line, marks[i]);
        struct number number = at != NULL ? number_parse(at) : (struct number){0};
        enum reading reading = number.family == NUMBER_COMMON ? READING_COMMON : filing->functional;
        for (size_t j = 0; j < filing->unit->task_count && number.count > 0; j++) {
            if (hypothesis_means(filing, reading, number.values[0], j)) {
                *citation = (struct citation){
                    .number = citation->number, .tasks = {(int)j}, .task_count = 1, .sure = true};
                return true;
            }
        }
    }
    return false;
}

static void cite_line(struct filing *filing, const struct paper *paper, const char *line)
{
    struct number number = number_of_line(line);
    if (number.count == 0) {
        return;
    }
    CLEANUP_FREE char *words =
        papers_words(filing->judge->gazetteer, line + number.end, LIMIT_HEADER);
    for (size_t i = 0; i < number.count; i++) {
        struct citation citation = citation_of_words(filing, words, number.values[i]);
        cite_said(filing, line, &citation);
        citation.line = words;
        citation.listed = true;
        citation_add(filing, citation, paper_name(paper)->written);
    }
}

void citations_of_contents(struct filing *filing, const struct paper *paper)
{
    const char *cursor = paper->file->text;
    for (char *line = NULL; (line = next_line(&cursor)) != NULL; free(line)) {
        cite_line(filing, paper, line);
    }
}

const struct citation *contents_find(const struct filing *filing, const struct paper *paper)
{
    const char *name = paper_name(paper)->words;
    for (size_t i = 0; i < filing->citation_count && strlen(name) >= TELLING_NAME; i++) {
        if (filing->citations[i].line != NULL && strstr(filing->citations[i].line, name) != NULL) {
            return &filing->citations[i];
        }
    }
    return NULL;
}
