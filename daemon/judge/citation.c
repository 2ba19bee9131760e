/* 附件N in the self-report and in the mail: which task an attachment is cited for. */
#include "judge/report.h"

#include "base/limits.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* What a citation begins with; a number follows. */
static const char *const papers[] = {"附件", "佐证", "材料", "资料", NULL};

/* Keywords of this weight name a task; one that is so far before the next is meant. */
#define NAMED 2.5
#define SILENT 2.0
#define LEAD 1.4

/* Where the clause before `at` begins: after the last stop, or the end of the citation before. */
static const char *clause_start(const char *from, const char *at)
{
    static const char *const stops[] = {",", ";", "。", "\n", "(见", ")", NULL};
    const char *start = from;
    for (const char *p = from; p < at; p++) {
        size_t size = plain_starts_with_any(p, stops);
        start = size > 0 && p + size < at ? p + size : start;
    }
    return start;
}

static struct citation *known(const struct filing *filing, int number, int part)
{
    for (size_t i = 0; i < filing->citation_count && number > 0; i++) {
        if (filing->citations[i].number == number && filing->citations[i].part == part) {
            return &filing->citations[i];
        }
    }
    return NULL;
}

const struct citation *citation_find(const struct filing *filing, int number, int part)
{
    const struct citation *exact = known(filing, number, part);
    return exact != NULL ? exact : known(filing, number, 0);
}

static bool cites_task(const struct citation *citation, int task)
{
    for (size_t i = 0; i < citation->task_count; i++) {
        if (citation->tasks[i] == task) {
            return true;
        }
    }
    return false;
}

/* What a list guesses and a report knows is as the report has it; where each is sure of another
 * task, nobody is. */
static void citation_again(struct citation *known, const struct citation *again,
                           const char *heading)
{
    bool other = known->sure && !cites_task(known, again->tasks[0]);
    if (!again->sure) {
        return;
    }
    if (!known->sure) {
        memcpy(known->tasks, again->tasks, sizeof known->tasks);
        known->task_count = again->task_count;
        known->sure = true;
        known->listed = again->listed;
        free(known->heading);
        known->heading = xstrdup(heading);
    } else if (other && known->task_count < CITATION_TASKS) {
        known->tasks[known->task_count++] = again->tasks[0];
        known->sure = false;
        known->disputed = true;
    }
}

void citation_add(struct filing *filing, struct citation citation, const char *heading)
{
    struct citation *before = known(filing, citation.number, citation.part);
    if (citation.task_count == 0) {
        return;
    }
    if (before != NULL) {
        citation_again(before, &citation, heading);
        return;
    }
    citation.heading = xstrdup(heading);
    citation.line = citation.line != NULL ? xstrdup(citation.line) : NULL;
    filing->citations = xgrow(filing->citations, filing->citation_count, sizeof citation);
    filing->citations[filing->citation_count++] = citation;
}

/* Scores of the clause; with a section around it, only what that section is about can win. */
static void weigh(const struct filing *filing, const struct heading *heading, const char *clause,
                  struct score *scores)
{
    unit_topics_score(filing->topics, clause, 1, scores);
    for (size_t i = 0; heading != NULL && i < filing->unit->task_count; i++) {
        if (heading->sure[i]) {
            scores[i].words += 1 + 0.2 * heading->said[i].words;
        } else if (heading->perhaps[i]) {
            scores[i].words += 0.5;
        } else {
            scores[i].words *= 0.5;
        }
    }
}

/* "（见材料13）" behind a heading: whatever the section is about, is in it. */
static void cite_section(const struct filing *filing, const struct heading *heading,
                         struct citation *citation)
{
    size_t sure = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        sure += heading->sure[i];
        if (heading->sure[i] && citation->task_count < CITATION_TASKS) {
            citation->tasks[citation->task_count++] = (int)i;
        }
    }
    citation->sure = sure > 0 && sure == citation->task_count;
}

/* Is the section about one task, by its heading? Then so is all in it; what another clause names,
 * is there. */
static bool is_headed(const struct heading *heading, const struct citation *citation)
{
    return citation->task_count == 1 && heading->said[citation->tasks[0]].words > 0;
}

/* The one task that the section is surely about, -1 if there are none or several. */
static int only_task(const struct filing *filing, const struct heading *heading)
{
    int only = -1;
    for (size_t i = 0; heading != NULL && i < filing->unit->task_count; i++) {
        if (heading->sure[i]) {
            if (only >= 0) {
                return -1;
            }
            only = (int)i;
        }
    }
    return only;
}

/* Does "网站专栏及链接见附件10", in a section that is about all of them, mean each of these tasks?
 */
static bool means_each(const struct filing *filing, const struct heading *heading,
                       const struct citation *citation, const struct score *scores)
{
    double least = scores[citation->tasks[0]].words;
    bool each = heading != NULL && citation->task_count > 1;
    bool *meant = xcalloc(filing->unit->task_count + 1, sizeof *meant);
    for (size_t i = 0; each && i < citation->task_count; i++) {
        int task = citation->tasks[i];
        each = heading->sure[task] && scores[task].keywords >= NAMED;
        least = scores[task].words < least ? scores[task].words : least;
        meant[task] = true;
    }
    for (size_t i = 0; each && i < filing->unit->task_count; i++) {
        each = meant[i] || LEAD * scores[i].words <= least;
    }
    free(meant);
    return each;
}

/* What else is cited, each of which might be of one of the tasks that are meant. */
enum company {
    ONLY_OF_SECTION,
    ONLY_OF_CLAUSE,
    ONE_OF_CLAUSE,
};

static struct citation cite(const struct filing *filing, const struct heading *heading,
                            const char *clause, int number, enum company company)
{
    struct citation citation = {.number = number};
    if (heading != NULL && !unit_topics_named(filing->topics, clause)) {
        cite_section(filing, heading, &citation);
        citation.sure &= company == ONLY_OF_SECTION || is_headed(heading, &citation);
        return citation;
    }
    CLEANUP_FREE struct score *scores = filing_scores(filing);
    weigh(filing, heading, clause, scores);
    double second = 0;
    int best = filing_best(filing, scores, &second);
    if (best < 0 || (heading == NULL && scores[best].words < SILENT)) {
        return citation;
    }
    bool named = scores[best].keywords >= NAMED || only_task(filing, heading) == best;
    bool expected = heading == NULL || heading->sure[best] ||
                    (heading->perhaps[best] && scores[best].keywords >= 4);
    citation.sure = named && expected && scores[best].words >= LEAD * second;
    for (size_t i = 0; i < filing->unit->task_count && citation.task_count < CITATION_TASKS; i++) {
        bool near = scores[i].keywords >= NAMED && scores[i].words >= 0.75 * scores[best].words;
        if ((int)i == best || near) {
            citation.tasks[citation.task_count++] = (int)i;
        }
    }
    citation.sure |= company != ONE_OF_CLAUSE && means_each(filing, heading, &citation, scores);
    return citation;
}

struct citation citation_of_words(const struct filing *filing, const char *words, int number)
{
    return cite(filing, NULL, words, number, ONLY_OF_CLAUSE);
}

void citations_clear(struct filing *filing)
{
    for (size_t i = 0; i < filing->citation_count; i++) {
        free(filing->citations[i].heading);
        free(filing->citations[i].line);
    }
    free(filing->citations);
}

/* Is there nothing but a joint between two citations: 附件15、附件16? */
static bool only_joints(const char *from, const char *to)
{
    static const char *const joints[] = {"、", ",", "和", "及", " ", "与", NULL};
    for (size_t size = 0; from < to; from += size) {
        size = plain_starts_with_any(from, joints);
        if (size == 0) {
            return false;
        }
    }
    return true;
}

/* The words a citation stands with: "专项经费（见附件13）", "附件7（红黑名单办法）",
 * "附件12的台账". */
static char *clause_of(const char *from, const char *at, const char *after)
{
    const char *start = clause_start(from, at);
    const char *cursor = after;
    size_t tail = 0;
    bool explained = *after == '(' && !plain_starts_with(after, "(见");
    if (explained) {
        tail = strcspn(after, ")");
    } else if (strchr(",;)\n", *after) == NULL && !plain_starts_with(after, "。")) {
        tail = plain_clause(&cursor, &tail) == after ? tail : 0;
    }
    return xasprintf("%.*s %.*s", (int)(at - start), start, (int)tail, after);
}

void citation_of_code(struct filing *filing, const struct heading *heading, const char *at,
                      const struct paper *paper)
{
    const char *after = at + strcspn(at, ",;)\n \t");
    CLEANUP_FREE char *clause = clause_of(heading->text, at, after);
    struct citation citation = cite(filing, heading, clause, 0, ONLY_OF_CLAUSE);
    citation.paper = paper;
    citation_add(filing, citation, heading->plain);
}

/* The next citation, with its number; NULL if there is none. */
static const char *next_citation(const struct filing *filing, const char *text,
                                 struct number *number)
{
    size_t length = 0;
    for (const char *at = text; *at != '\0'; at += length) {
        plain_next(at, &length);
        *number = plain_starts_with_any(at, papers) > 0 ? number_parse(at) : (struct number){0};
        if (number->family == NUMBER_ATTACHMENT && number->count > 0) {
            if (filing->papers->parted) {
                number_take_part(number);
            }
            return at;
        }
    }
    return NULL;
}

static void read_citations(struct filing *filing, const struct heading *heading, const char *text,
                           const char *written)
{
    CLEANUP_FREE char *clause = NULL;
    const char *from = text;
    struct number number = {0};
    struct number following = {0};
    const char *next = NULL;
    for (const char *at = next_citation(filing, text, &number); at != NULL;
         at = next, number = following) {
        const char *after = at + number.end;
        next = next_citation(filing, after, &following);
        bool joined = clause != NULL && only_joints(from, at);
        bool only = from == text && next == NULL && number.count == 1;
        bool beside = number.count > 1 || joined || (next != NULL && only_joints(after, next));
        enum company company = only ? ONLY_OF_SECTION : beside ? ONE_OF_CLAUSE : ONLY_OF_CLAUSE;
        if (!joined) {
            free(clause);
            clause = clause_of(from, at, after);
        }
        for (size_t i = 0; i < number.count; i++) {
            struct citation citation = cite(filing, heading, clause, number.values[i], company);
            citation.part = number.part;
            citation_add(filing, citation, written);
        }
        from = after;
    }
}

/* Where the next number of a list "1.方案 2.名单" stands; NULL if there is none. */
static const char *next_of_list(const char *text, int number)
{
    CLEANUP_FREE char *digits = xasprintf("%d", number);
    for (const char *at = strstr(text, digits); at != NULL; at = strstr(at + 1, digits)) {
        const char *after = at + strlen(digits);
        bool inside = at > text && strchr("0123456789", at[-1]) != NULL;
        if (!inside && (*after == '.' || plain_starts_with(after, "、")) &&
            strchr("0123456789", after[1]) == NULL) {
            return at;
        }
    }
    return NULL;
}

/* The words behind its number, up to the next line of the list (NULL: it is the last). */
static char *words_of_line(const char *line, const char *next)
{
    line += strspn(line, "0123456789");
    line += *line == '.' ? 1 : strlen("、");
    return xstrndup(line, next != NULL ? (size_t)(next - line) : strcspn(line, "\n"));
}

/* "附件清单：1.征信宣传方案 2.红名单 3.支持政策" in a report: true if there is such a list. */
static bool read_list(struct filing *filing, const char *text, const char *written)
{
    enum { LEAST = 3, MOST = 200 };
    static const char *const marks[] = {"附件清单", "附件目录", "附件:", "附件材料:"};
    const char *at = NULL;
    for (size_t i = 0; i < COUNT_OF(marks) && at == NULL; i++) {
        at = strstr(text, marks[i]);
    }
    const char *lines[MOST + 1] = {NULL}; /* where each begins, with its number */
    int count = 0;
    while (at != NULL && count < MOST && (at = next_of_list(at, count + 1)) != NULL) {
        lines[count++] = at;
    }
    for (int i = 0; count >= LEAST && i < count; i++) {
        CLEANUP_FREE char *words = words_of_line(lines[i], lines[i + 1]);
        citation_add(filing, citation_of_words(filing, words, i + 1), written);
    }
    return count >= LEAST;
}

void citations_of_outline(struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        if (read_list(filing, heading->plain, heading->plain)) {
            heading_forget(filing, heading);
        }
        read_list(filing, heading->text, heading->plain);
        if (!outline->at[i].idle) {
            read_citations(filing, &outline->at[i], outline->at[i].text, outline->at[i].plain);
        }
    }
}

void citations_of_mail(struct filing *filing, const char *body)
{
    CLEANUP_FREE char *plain = papers_words(filing->judge->gazetteer, body, LIMIT_BODY_TEXT);
    read_citations(filing, NULL, plain, "");
}
