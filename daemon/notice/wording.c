#include "notice/wording.h"

#include "notice/display.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Names in one line before "等": more of them nobody reads. */
enum { FILES_NAMED = 3 };

enum fact_role fact_role(const struct fact *fact, int64_t deadline)
{
    if (fact->verdict == VERDICT_REJECTED) {
        return FACT_REJECTED;
    }
    if (fact->verdict != VERDICT_ACCEPTED && fact->state == MATCH_REVIEW) {
        return FACT_WAITS;
    }
    return fact->received_at < deadline ? FACT_COUNTS : FACT_LATE;
}

const char *wording_deadline(int64_t deadline, char text[CLOCK_TEXT_SIZE])
{
    char time[CLOCK_TEXT_SIZE];
    if (strncmp(clock_rfc3339(deadline, time) + strlen("2017-11-22"), "T00:00:00", 9) != 0) {
        return clock_chinese(deadline, text);
    }
    /* People name a day by the day that ends, not by the one that begins. */
    clock_chinese_date(deadline - 1, text);
    strncat(text, "24时", CLOCK_TEXT_SIZE - strlen(text) - 1);
    return text;
}

char *wording_task(const struct task *task)
{
    const char *number = task->id + 1;
    if (!isdigit((unsigned char)number[0])) {
        return xasprintf("%s（%s）", task->id, task->title);
    }
    return xasprintf("%s任务%s（%s）", task->common ? "共性" : "职能", number, task->title);
}

char *wording_findings(uint64_t findings)
{
    struct buffer out = BUFFER_EMPTY;
    for (int code = 0; code < FINDING_COUNT; code++) {
        if ((findings & FINDING_BIT(code)) != 0) {
            buffer_add_text(&out, out.size > 0 ? "；" : "");
            buffer_add_text(&out, finding_chinese((enum finding_code)code));
        }
    }
    return buffer_steal(&out);
}

/* Is it the first fact of the cell about this file? A report has many sections. */
static bool first_of_file(const struct cell *cell, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(cell->facts[i]->sha256, cell->facts[at]->sha256) == 0) {
            return false;
        }
    }
    return true;
}

void wording_add_name(struct file_names *names, const char *name)
{
    if (name != NULL && names->count < names->most) {
        buffer_add_text(&names->text, names->count > 0 ? "、" : "");
        display_add(&names->text, name);
    }
    names->count++;
}

const char *wording_names(struct file_names *names)
{
    if (names->count > names->most) {
        buffer_add_format(&names->text, "等%zu个文件", names->count);
    }
    return buffer_text(&names->text);
}

char *wording_files(const struct cell *cell, const struct catalogue *catalogue)
{
    struct file_names names = {.text = BUFFER_EMPTY, .most = FILES_NAMED};
    for (size_t i = 0; i < cell->fact_count; i++) {
        if (first_of_file(cell, i)) {
            const struct catalogue_file *file = catalogue_file(catalogue, cell->facts[i]->file);
            wording_add_name(&names, file != NULL ? file->name : NULL);
        }
    }
    wording_names(&names);
    return buffer_steal(&names.text);
}

static char *wording_late(const struct cell *cell, int64_t deadline)
{
    for (size_t i = 0; i < cell->fact_count; i++) {
        if (fact_role(cell->facts[i], deadline) == FACT_LATE) {
            char date[CLOCK_TEXT_SIZE];
            clock_chinese(cell->facts[i]->received_at, date);
            return xasprintf("%s收到，已过截止时间", date);
        }
    }
    return xstrdup("截止时间以后收到");
}

static char *wording_review(const struct cell *cell, const struct catalogue *catalogue)
{
    CLEANUP_FREE char *files = wording_files(cell, catalogue);
    return files[0] != '\0' ? xasprintf("已收到%s，待工作人员核对", files)
                            : xstrdup("待工作人员核对");
}

/* What came late and does not do is no material in time, but the unit knows that it was sent. */
static char *wording_missing(const struct cell *cell, int64_t deadline)
{
    bool late = false;
    for (size_t i = 0; i < cell->fact_count; i++) {
        enum fact_role role = fact_role(cell->facts[i], deadline);
        if (role == FACT_REJECTED) {
            return xstrdup("已报材料未予认可，请重新报送");
        }
        late |= role == FACT_LATE;
    }
    return xstrdup(late ? "截止时间以前未收到材料" : "未收到材料");
}

/* The findings of a cell, with what it lacks by name: "缺年度计划", not "佐证资料不全". */
static char *wording_of(uint64_t findings, const struct cell *cell, const struct task *task)
{
    static const uint64_t unnamed =
        FINDING_BIT(FINDING_EVIDENCE_INCOMPLETE) | FINDING_BIT(FINDING_MONTH_MISSING);
    CLEANUP_FREE char *lacking = cell_lacking(cell, task);
    bool named = *lacking != '\0' && (findings & unnamed) != 0;
    CLEANUP_FREE char *others = wording_findings(named ? findings & ~unnamed : findings);
    if (named) {
        return xasprintf("%s%s缺%s", others, *others != '\0' ? "；" : "", lacking);
    }
    return STEAL(others);
}

/* Of all findings those that make it deficient; the others would only confuse. */
static char *wording_deficient(const struct cell *cell, const struct task *task, uint64_t deficient)
{
    uint64_t deciding = cell->findings & deficient;
    return wording_of(deciding != 0 ? deciding : cell->findings, cell, task);
}

static char *wording_state(const struct board *board, size_t unit, size_t task,
                           const struct catalogue *catalogue)
{
    int64_t deadline = board->units[unit].deadline;
    const struct cell *cell = &board->units[unit].cells[task];
    const struct task *asked = board->campaign->units[unit].tasks[task];
    switch (cell->state) {
    case STANDING_DEFICIENT:
        return wording_deficient(cell, asked, board->campaign->deficient);
    case STANDING_LATE:
        return wording_late(cell, deadline);
    case STANDING_REVIEW:
        return wording_review(cell, catalogue);
    case STANDING_MISSING:
        return wording_missing(cell, deadline);
    case STANDING_WAIVED:
        return xstrdup("经同意免报");
    case STANDING_COMPLETE:
    case STANDING_COUNT:
        break;
    }
    return wording_of(cell->findings, cell, asked);
}

char *wording_cell(const struct board *board, size_t unit, size_t task,
                   const struct catalogue *catalogue)
{
    CLEANUP_FREE char *state = wording_state(board, unit, task, catalogue);
    if (board->units[unit].cells[task].changed_late) {
        return xasprintf("%s%s截止后经人工调整", state, *state != '\0' ? "；" : "");
    }
    return STEAL(state);
}

char *wording_section(const char *section, const struct described_file *file)
{
    bool whole =
        strcmp(section, file->title) == 0 || strncmp(section, file->name, strlen(section)) == 0;
    return xasprintf(whole ? "报告“%s”" : "报告章节“%s”", section);
}

char *wording_pages(unsigned first, unsigned last)
{
    return last > first ? xasprintf("第%u页至第%u页", first, last) : xasprintf("第%u页", first);
}

char *wording_size(uint64_t bytes)
{
    static const char *const units[] = {"KB", "MB", "GB"};
    if (bytes < 1024) {
        return xasprintf("%" PRIu64 " 字节", bytes);
    }
    double size = (double)bytes / 1024;
    size_t unit = 0;
    while (size >= 1024 && unit + 1 < COUNT_OF(units)) {
        size /= 1024;
        unit++;
    }
    return xasprintf("%.1f %s", size, units[unit]);
}
