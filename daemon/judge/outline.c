#include "judge/outline.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "judge/idle.h"
#include "judge/plain.h"
#include "judge/quoted.h"
#include "judge/table.h"

#include <stdlib.h>
#include <string.h>

/* The text from one heading to the next as it stands in the file; NULL where it is not found. */
static char *slice(const struct described_file *file, size_t index, const char **cursor)
{
    const char *heading = file->sections[index].heading;
    const char *at = *heading != '\0' ? strstr(*cursor, heading) : NULL;
    if (at == NULL) {
        return NULL;
    }
    at += strlen(heading);
    *cursor = at;
    const char *end = at + strlen(at);
    if (index + 1 < file->section_count && *file->sections[index + 1].heading != '\0') {
        const char *next = strstr(at, file->sections[index + 1].heading);
        end = next != NULL ? next : end;
    }
    return xstrndup(at, (size_t)(end - at));
}

/* "三、政务诚信建设（项目3）": of which item it is, whatever number it begins with. */
static void read_item(struct heading *heading)
{
    static const char *const marks[] = {"(项目", "(第", "(考核", "(对应"};
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        char *at = strstr(heading->plain, marks[i]);
        struct number number = at != NULL ? number_parse(at + 1) : (struct number){0};
        if (number.family == NUMBER_ITEM && number.count > 0) {
            heading->item = number.values[0];
            return;
        }
    }
    heading->item = heading->number.family == NUMBER_ITEM && heading->number.count > 0
                        ? heading->number.values[0]
                        : 0;
}

/* "（四）归集、公示、网站（共性5-8）", "补充一、专项经费（任务11）", "职能4：代码转换". */
static void read_told(struct heading *heading)
{
    static const char *const marks[] = {"(共性", "(职能", "(任务", "(对应任务"};
    heading->told = heading->number;
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        const char *at = strstr(heading->plain, marks[i]);
        struct number number = at != NULL ? number_parse(at + 1) : (struct number){0};
        if (number.count > 0 && number.family == NUMBER_PLAIN) {
            number.family = NUMBER_COMMON; /* who means another says so */
        }
        heading->told = number.count > 0 ? number : heading->told;
    }
    if (!number_names_kind(heading->told.family)) {
        heading->told.count = 0;
        return;
    }
    bool common = heading->told.family == NUMBER_COMMON;
    const char *other = strstr(heading->plain, common ? "职能" : "共性");
    struct number number = other != NULL ? number_parse(other) : (struct number){0};
    if (heading->told.count > 0 && number.family != heading->told.family) {
        heading->also = number;
    }
}

/* Bytes of "亮点一:", which only counts. */
static size_t count_off(const char *plain)
{
    static const char *const names[] = {"亮点", "做法", "特色", "经验", "成效", NULL};
    size_t size = plain_starts_with_any(plain, names);
    size_t digits = 0;
    bool counts =
        size > 0 && number_value(plain + size, &digits) > 0 && plain[size + digits] == ':';
    return counts ? size + digits + 1 : 0;
}

/* What is found out about it is kept in arrays of one a task. */
static void make_room(const struct filing *filing, struct heading *heading)
{
    size_t count = filing->unit->task_count + 1;
    heading->said = filing_scores(filing);
    heading->filled = filing_scores(filing);
    heading->mentioned = xcalloc(count, sizeof *heading->mentioned);
    heading->touched = xcalloc(count, sizeof *heading->touched);
    heading->led = xcalloc(count, sizeof *heading->led);
    heading->hinted = xcalloc(count, sizeof *heading->hinted);
    heading->worded = xcalloc(count, sizeof *heading->worded);
    heading->sure = xcalloc(count, sizeof *heading->sure);
    heading->perhaps = xcalloc(count, sizeof *heading->perhaps);
    heading->placed = xcalloc(count, sizeof *heading->placed);
}

/* Bytes of "6.1 "; 0 for another number. */
static size_t decimal_size(const char *plain)
{
    static const char digits[] = "0123456789";
    size_t first = strspn(plain, digits);
    size_t second = first > 0 && plain[first] == '.' ? strspn(plain + first + 1, digits) : 0;
    size_t size = first + 1 + second;
    return second > 0 ? size + strspn(plain + size, " ") : 0;
}

/* "九、宣传中心", "【市场运行科】": who reports, not of what. */
static bool names_department(const char *words)
{
    enum { LONGEST = 8 /* 字 */ };
    static const char *const ends[] = {"科",   "科室", "办公室", "宣传中心", "信息中心",
                                       "支队", "大队", "工会",   "团委",     "党委"};
    static const char *const verbs[] = {"设立", "成立", "建立", "落实", "明确", "组建", NULL};
    CLEANUP_FREE char *bare = xstrdup(words);
    static const char *const frames[] = {"【", "】", "[", "]", " ", NULL};
    for (size_t i = 0; frames[i] != NULL; i++) {
        plain_blank(bare, frames[i]);
    }
    utf8_drop_blanks(bare);
    return plain_han_count(bare) <= LONGEST && !plain_contains_any(bare, verbs) &&
           utf8_ends_with_any(bare, ends, COUNT_OF(ends));
}

static void read_heading(const struct filing *filing, const struct paper *paper, size_t index,
                         const char **cursor, struct heading *heading)
{
    const struct section *section = &paper->file->sections[index];
    const struct gazetteer *gazetteer = filing->judge->gazetteer;
    heading->plain = plain_text(section->heading, LIMIT_HEADER);
    heading->number = number_parse(heading->plain);
    read_item(heading);
    read_told(heading);
    size_t decimal = decimal_size(heading->plain);
    size_t number = heading->number.count > 0 ? heading->number.end : 0;
    const char *words = heading->plain + (decimal > 0 ? decimal : number);
    heading->words = papers_words(gazetteer, words + count_off(words), LIMIT_HEADER);
    if (names_department(heading->words)) {
        *heading->words = '\0';
    }
    heading->level = section->level;
    heading->chars = section->chars;
    CLEANUP_FREE char *whole = slice(paper->file, index, cursor);
    bool longer = whole != NULL && strlen(whole) > strlen(section->text);
    heading->text = papers_words(gazetteer, longer ? whole : section->text, LIMIT_FILE_TEXT);
    heading->idle = idle_heading(heading);
    make_room(filing, heading);
}

/* --- a report without headings --------------------------------------------------------------- */

bool outline_lacks_headings(const struct described_file *file)
{
    uint32_t chars = 0;
    for (size_t i = 0; i < file->section_count; i++) {
        chars += file->sections[i].chars;
    }
    bool titled =
        file->section_count == 1 && strstr(file->title, file->sections[0].heading) != NULL;
    return titled || 2 * (uint64_t)chars < file->chars;
}

/* A letter of the office that asks for reports, sent back. */
static bool asks_for_reports(const struct described_file *file)
{
    static const char *const asks[] = {"报送内容", "报送时间", "报送要求", "报送方式", NULL};
    for (size_t i = 0; i < file->section_count; i++) {
        if (plain_contains_any(file->sections[i].heading, asks)) {
            return true;
        }
    }
    return false;
}

bool outline_reports_on_all(const struct paper *paper)
{
    static const char *const routine[] = {"有关", "相关", "工作", "的",   "情况",
                                          "说明", "报告", "汇报", "总结", "自查",
                                          "及",   "开展", "复函", "函",   NULL};
    static const char work[] = "社会信用体系建设";
    const char *at = strstr(paper->title, "情况") != NULL && !asks_for_reports(paper->file)
                         ? strstr(paper->title, work)
                         : NULL;
    CLEANUP_FREE char *rest = xstrdup(at != NULL ? at + strlen(work) : work);
    for (size_t i = 0; routine[i] != NULL; i++) {
        plain_blank(rest, routine[i]);
    }
    return plain_han_count(rest) == 0;
}

bool outline_runs_on(const struct paper *paper)
{
    enum { HALF_A_PAGE = 150 /* 字 */ };
    static const char *const reports[] = {"报告", "汇报", "总结", "情况说明", "情况的说明", NULL};
    static const char *const practices[] = {"做法", "经验", "案例", NULL}; /* 创新做法总结 */
    bool reports_on_credit = plain_contains_any(paper->title, reports) &&
                             !plain_contains_any(paper->title, practices) &&
                             strstr(paper->title, "信用") != NULL;
    return paper->file->chars >= (outline_reports_on_all(paper) ? HALF_A_PAGE : REPORT_LEAST) &&
           outline_lacks_headings(paper->file) && (paper->named_report || reports_on_credit);
}

struct outline outline_run_on(const struct filing *filing, const struct paper *paper)
{
    struct outline outline = {.at = xcalloc(1, sizeof *outline.at), .count = 1};
    struct heading *heading = outline.at;
    heading->written =
        xstrdup(*paper->file->title != '\0' ? paper->file->title : paper_name(paper)->written);
    heading->plain = xstrdup("");
    heading->words = xstrdup("");
    heading->level = 1;
    heading->chars = paper->file->chars;
    heading->unparted = true;
    heading->text = papers_words(filing->judge->gazetteer, paper->file->text, LIMIT_FILE_TEXT);
    idle_cut(heading->text + strlen(heading->text) / 2);
    make_room(filing, heading);
    return outline;
}

bool outline_is_short(const struct outline *outline)
{
    return outline->count == 1 && outline->at[0].unparted && !outline->whole;
}

/* --- sections -------------------------------------------------------------------------------- */

int heading_kind(const struct heading *heading)
{
    if (strstr(heading->plain, "职能") != NULL) {
        return RESTRICT_FUNCTIONAL;
    }
    return strstr(heading->plain, "共性") != NULL ? RESTRICT_COMMON : RESTRICT_NONE;
}

/* "职能任务自查报告.docx" beside "共性任务自查报告.docx": the one kind that it calls itself after.
 */
static int paper_kind(const struct paper *paper)
{
    static const char *const common[] = {"共性任务", "共性工作", NULL};
    static const char *const functional[] = {"职能任务", "职能工作", NULL};
    bool is_common = paper_calls_itself(paper, common);
    bool is_functional = paper_calls_itself(paper, functional);
    if (is_common == is_functional) {
        return RESTRICT_NONE;
    }
    return is_common ? RESTRICT_COMMON : RESTRICT_FUNCTIONAL;
}

/* "第二部分", "第二章", "贰、": what follows is below it, whatever level it is written on. */
static bool is_part(const struct heading *heading)
{
    static const char first[] = "第";
    static const char *const formal[] = {"壹", "贰", "叁", "肆", "伍", "陆",
                                         "柒", "捌", "玖", "拾", NULL};
    static const char *const marks[] = {"、", ".", ")", ":", ",", " ", NULL};
    const char *number = heading->plain + strspn(heading->plain, "(");
    size_t size = plain_starts_with_any(number, formal);
    if (size > 0 && plain_starts_with_any(number + size, marks) > 0) { /* not 陆路运输 */
        return true;
    }
    size_t length = 0;
    if (!plain_starts_with(heading->plain, first) ||
        number_value(heading->plain + strlen(first), &length) == 0) {
        return false;
    }
    const char *unit = heading->plain + strlen(first) + length;
    return plain_starts_with(unit, "部分") || plain_starts_with(unit, "章") ||
           plain_starts_with(unit, "篇");
}

int outline_around(const struct outline *outline, size_t index)
{
    for (size_t i = index; i > 0; i--) {
        if (outline->at[i - 1].level < outline->at[index].level) {
            return (int)(i - 1);
        }
    }
    return -1;
}

/* Headings below "职能任务完成情况", and it itself, speak of functional tasks. */
static void restrict_kinds(struct outline *outline, int of_paper)
{
    int of_part = of_paper;
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        of_part = is_part(heading) ? heading_kind(heading) : of_part;
        heading->restriction = heading_kind(heading);
        heading->restriction =
            heading->restriction == RESTRICT_NONE ? of_part : heading->restriction;
        int around = heading->restriction == RESTRICT_NONE ? outline_around(outline, i) : -1;
        if (around >= 0) {
            heading->restriction = outline->at[around].restriction;
        }
    }
}

/* The others of "任务7、任务8". */
static void add_told(struct heading *heading)
{
    struct number *told = &heading->told;
    const char *at = heading->plain + heading->number.end;
    const char *next = NULL;
    while ((next = strstr(at, "任务")) != NULL && told->count < COUNT_OF(told->values)) {
        struct number number = number_parse(next);
        if (number.count == 0) {
            return;
        }
        told->values[told->count++] = number.values[0];
        at = next + number.end;
    }
}

/* "任务10" says it of the kind that the report, or the part of it, is about. */
static void tell_numbers(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        if (heading->told.count == 0 && heading->number.count > 0 &&
            plain_starts_with(heading->plain, "任务")) {
            bool functional = heading->restriction == RESTRICT_FUNCTIONAL;
            heading->told = heading->number;
            heading->told.family = functional ? NUMBER_FUNCTIONAL : NUMBER_COMMON;
            add_told(heading);
        }
    }
}

/* "第二章" and below it "一、", which are of one level where they stand alone. */
static void nest_parts(struct outline *outline)
{
    bool below = false;
    for (size_t i = 0; i < outline->count; i++) {
        bool part = is_part(&outline->at[i]);
        below |= part;
        outline->at[i].level += below && !part;
    }
}

/* "6、" and below it "6.1", where a report has one style for all. */
static void nest_numbers(struct outline *outline)
{
    const struct heading *above = NULL;
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        bool below = above != NULL && decimal_size(heading->plain) > 0 &&
                     heading->level == above->level &&
                     heading->number.values[0] == above->number.values[0];
        heading->level += below;
        above = below || heading->number.count == 0 ? above : heading;
    }
}

bool outline_is_frame(const struct outline *outline, size_t index)
{
    const struct heading *heading = &outline->at[index];
    return heading->chars == 0 && index + 1 < outline->count &&
           outline->at[index + 1].level > heading->level;
}

static void leave_frames(struct outline *outline)
{
    for (size_t i = 0; i + 1 < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        bool over = heading[1].level > heading->level || heading->chars == 0;
        heading->idle |= over && idle_frame(heading);
    }
}

/* "三、存在的问题", and below it "（一）信用信息采集难". */
static void pass_problems_down(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        bool problems = idle_problems(&outline->at[i]);
        for (size_t j = i + 1;
             problems && j < outline->count && outline->at[j].level > outline->at[i].level; j++) {
            problems = !plain_starts_with(outline->at[j].plain, "附"); /* 附件1 is not below */
            outline->at[j].idle |= problems;
        }
    }
}

/* The bit of a position; 0 for one that has none. */
static uint64_t bit_of(int position)
{
    return position > 0 && position < 64 ? UINT64_C(1) << position : 0;
}

bool outline_tells(uint64_t told, int position)
{
    return (told & bit_of(position)) != 0;
}

uint64_t outline_told(const struct outline *outline)
{
    uint64_t told = 0;
    for (size_t i = 0; i < outline->count; i++) {
        const struct number *number = &outline->at[i].told;
        for (size_t j = 0; j < number->count && number->family == NUMBER_COMMON; j++) {
            told |= bit_of(number->values[j]);
        }
    }
    return told;
}

struct outline outline_read(const struct filing *filing, const struct paper *paper)
{
    size_t count = paper->file->section_count;
    struct outline outline = {.at = xcalloc(count + 1, sizeof *outline.at), .count = count};
    const char *cursor = paper->file->text;
    for (size_t i = 0; i < count; i++) {
        read_heading(filing, paper, i, &cursor, &outline.at[i]);
    }
    nest_parts(&outline);
    nest_numbers(&outline);
    restrict_kinds(&outline, paper_kind(paper));
    tell_numbers(&outline);
    pass_problems_down(&outline);
    leave_frames(&outline);
    return outline;
}

/* --- a table of the tasks --------------------------------------------------------------------- */

/* "职能任务" stands over the rows that follow it. */
static struct heading heading_of_row(const struct filing *filing, const struct table_row *row)
{
    const struct gazetteer *gazetteer = filing->judge->gazetteer;
    struct heading heading = {.written = xstrdup(row->label),
                              .plain = plain_text(row->label, LIMIT_HEADER),
                              .text = papers_words(gazetteer, row->text, LIMIT_FILE_TEXT),
                              .number = row->number,
                              .level = row->number.count == 0 ? 1 : 2,
                              .chars = utf8_count_characters(row->text)};
    heading.words = papers_words(gazetteer, heading.plain + row->number.end, LIMIT_HEADER);
    read_told(&heading);
    heading.idle = idle_empty(&heading);
    make_room(filing, &heading);
    return heading;
}

struct outline outline_of_rows(const struct filing *filing, const struct paper *paper)
{
    enum { FEW_ROWS = 3 };
    struct outline outline = {0};
    struct table table = paper->form ? table_read(paper->file->text) : (struct table){0};
    if (paper->form && table.count < FEW_ROWS) {
        table_clear(&table);
        table = table_read_labels(paper->file->text);
    }
    if (table.count >= FEW_ROWS) {
        outline.at = xcalloc(table.count, sizeof *outline.at);
        outline.count = table.count;
    }
    for (size_t i = 0; i < outline.count; i++) {
        outline.at[i] = heading_of_row(filing, &table.rows[i]);
    }
    restrict_kinds(&outline, paper_kind(paper));
    tell_numbers(&outline);
    table_clear(&table);
    return outline;
}

/* --- the tasks in their own words ------------------------------------------------------------- */

static struct heading heading_of_quote(const struct filing *filing, const struct quote *quote)
{
    const struct gazetteer *gazetteer = filing->judge->gazetteer;
    struct heading heading = {.written = xstrdup(quote->label),
                              .plain = plain_text(quote->label, LIMIT_HEADER),
                              .text = papers_words(gazetteer, quote->text, LIMIT_FILE_TEXT),
                              .quotes = true,
                              .level = 1,
                              .chars = utf8_count_characters(quote->text)};
    heading.words = papers_words(gazetteer, heading.plain, LIMIT_HEADER);
    heading.idle = idle_empty(&heading);
    make_room(filing, &heading);
    heading.sure[quote->task] = !heading.idle;
    return heading;
}

/* Is it the line that repeats a task, or does what it says begin with one? */
static bool holds_quote(const struct section *section, const struct quotes *quotes)
{
    for (size_t i = 0; i < quotes->count; i++) {
        const char *label = quotes->at[i].label;
        if (utf8_begins_with(section->heading, label) ||
            utf8_begins_with(label, section->heading) || strstr(section->text, label) != NULL) {
            return true;
        }
    }
    return false;
}

/* Does each stand below a heading of its own? Then that parts the report, and the task's words are
 * only those that the clerk had at hand. */
static bool each_is_headed(const struct described_file *file, const struct quotes *quotes)
{
    size_t headed = 0;
    for (size_t i = 0; i < file->section_count; i++) {
        size_t held = 0;
        for (size_t j = 0; j < quotes->count; j++) {
            held += strstr(file->sections[i].text, quotes->at[j].label) != NULL;
        }
        headed += held == 1;
    }
    return headed == quotes->count;
}

struct outline outline_of_quotes(const struct filing *filing, const struct paper *paper)
{
    enum { FEW_QUOTES = 3 };
    struct quotes quotes = quotes_read(filing, paper->file);
    if (quotes.count <= FEW_QUOTES || each_is_headed(paper->file, &quotes)) {
        quotes_clear(&quotes);
        return (struct outline){0};
    }
    /* What has headings of its own stays; what stands above the quotes says nothing more. */
    struct outline own = outline_read(filing, paper);
    struct outline outline = {.at = xcalloc(own.count + quotes.count, sizeof *outline.at)};
    for (; outline.count < own.count; outline.count++) {
        outline.at[outline.count] = own.at[outline.count];
        if (holds_quote(&paper->file->sections[outline.count], &quotes)) {
            heading_forget(filing, &outline.at[outline.count]);
        }
    }
    for (size_t i = 0; i < quotes.count; i++) {
        outline.at[outline.count++] = heading_of_quote(filing, &quotes.at[i]);
    }
    free(own.at);
    quotes_clear(&quotes);
    return outline;
}
