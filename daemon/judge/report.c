#include "judge/report.h"

#include "judge/headings.h"
#include "judge/outline.h"
#include "judge/place.h"

#include <stdlib.h>

/* A paper that does not call itself a report is one if its headings go through so many tasks; one
 * that does goes through fewer. */
enum { TASKS_OF_A_REPORT = 5, TASKS_OF_A_NAMED_ONE = 3 };
/* And what one department tells of its share of the work, for others to put together. */
enum { TASKS_OF_A_SHARE = 2 };

size_t outline_task_count(const struct filing *filing, const struct outline *outline)
{
    size_t count = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool found = false;
        for (size_t j = 0; j < outline->count; j++) {
            found |= outline->at[j].sure[i];
        }
        count += found;
    }
    return count;
}

/* The sections of a paper that may be a report; `named` if it calls itself one. */
static struct outline read_sections(const struct filing *filing, const struct paper *paper,
                                    bool named, bool few)
{
    size_t sections = paper->file->section_count;
    struct outline rows = outline_of_rows(filing, paper);
    if (rows.count > 0) {
        return rows;
    }
    struct outline quotes = named ? outline_of_quotes(filing, paper) : (struct outline){0};
    if (quotes.count > 0) {
        return quotes;
    }
    if (!paper->form && outline_runs_on(paper)) {
        return outline_run_on(filing, paper);
    }
    bool long_enough = sections >= TASKS_OF_A_REPORT && paper->file->chars >= REPORT_LEAST;
    bool may = named || (!few && long_enough && !paper_rules(paper));
    return sections > 0 && may ? outline_read(filing, paper) : (struct outline){0};
}

struct outline report_read(const struct filing *filing, const struct paper *paper)
{
    size_t tasks = filing->unit->task_count;
    bool few = tasks < TASKS_OF_A_REPORT; /* then any plan goes through them */
    bool calls =
        paper->named_report || (few && paper_reports(paper)) || outline_reports_on_all(paper);
    static const char *const kinds[] = {"共性任务", "职能任务"}; /* 律公科职能任务.docx */
    bool kind = paper_is_called(paper, kinds, COUNT_OF(kinds));
    bool share = (kind || paper_reports(paper)) && paper->file->section_count >= TASKS_OF_A_SHARE;
    struct outline outline = read_sections(filing, paper, calls || share || paper->form, few);
    if (outline.count == 0) {
        return outline;
    }
    size_t most = few ? (tasks + 1) / 2 : calls ? TASKS_OF_A_NAMED_ONE : TASKS_OF_A_REPORT;
    headings_judge(filing, &outline);
    outline.whole = outline_task_count(filing, &outline) >= most;
    outline_place(filing, &outline);
    outline.whole = outline_task_count(filing, &outline) >= most;
    share &= outline_task_count(filing, &outline) >= (kind ? 1 : TASKS_OF_A_SHARE);
    if (!calls && !share && !outline.whole) {
        outline_clear(&outline);
    }
    return outline;
}

void outline_clear(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        free(heading->written);
        free(heading->plain);
        free(heading->words);
        free(heading->text);
        free(heading->said);
        free(heading->filled);
        free(heading->mentioned);
        free(heading->touched);
        free(heading->led);
        free(heading->hinted);
        free(heading->worded);
        free(heading->sure);
        free(heading->perhaps);
        free(heading->placed);
    }
    free(outline->at);
    *outline = (struct outline){0};
}

/* --- the matches ----------------------------------------------------------------------------- */

static bool has_tasks(const struct filing *filing, const struct heading *heading)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        if (heading->sure[i] || heading->perhaps[i]) {
            return true;
        }
    }
    return false;
}

/* Its own characters and those of the subsections that are about no task of their own. */
static uint32_t chars_with_children(const struct filing *filing, const struct outline *outline,
                                    size_t index)
{
    uint32_t chars = outline->at[index].chars;
    for (size_t i = index + 1;
         i < outline->count && outline->at[i].level > outline->at[index].level; i++) {
        if (!has_tasks(filing, &outline->at[i]) && !outline->at[i].idle) {
            chars += outline->at[i].chars;
        }
    }
    return chars;
}

/* "一、职能任务完成情况" over its own subsections, each with its task, says nothing more. */
static bool only_a_frame(const struct filing *filing, const struct outline *outline, size_t index)
{
    return outline_is_frame(outline, index) && chars_with_children(filing, outline, index) == 0;
}

struct range {
    unsigned first, last;
};

/* From the page of the heading to that on which the next one of its level begins, or to the end. */
static struct range pages_of(const struct paper *paper, size_t index)
{
    const struct described_file *file = paper->file;
    const struct section *section = &file->sections[index];
    unsigned last = section->page > 0 ? paper->last_page : 0;
    for (size_t i = file->section_count; i > index + 1; i--) {
        const struct section *next = &file->sections[i - 1];
        last = next->level <= section->level && next->page >= section->page ? next->page : last;
    }
    return (struct range){section->page, last > section->page ? last : section->page};
}

/* The heading as it stands. */
static const char *written_of(const struct paper *paper, const struct heading *heading,
                              size_t index)
{
    return heading->written != NULL ? heading->written : paper->file->sections[index].heading;
}

static double confidence_of(const struct heading *heading, size_t task)
{
    return !heading->sure[task] ? 0.5 : heading->placed[task] ? 0.85 : 0.95;
}

static char *section_reason(const struct filing *filing, const struct heading *heading,
                            const char *written, size_t task)
{
    CLEANUP_FREE char *label = filing_task_label(filing, task);
    if (heading->stated) {
        return xasprintf("“%s”是%s的情况说明", written, label);
    }
    if (heading->unparted) {
        return xasprintf(heading->sure[task] ? "自查报告没有分节，文中写到%s"
                                             : "自查报告没有分节，文中可能写到%s，请核对",
                         label);
    }
    if (heading->placed[task] && !heading->sure[task]) {
        return xasprintf("自查报告只在问题中提到%s，“%s”一节是否写到，请核对", label, written);
    }
    if (heading->placed[task]) {
        return xasprintf("自查报告没有点名写%s，从内容和佐证看在“%s”一节", label, written);
    }
    return xasprintf(heading->sure[task] ? "自查报告“%s”一节写的是%s"
                                         : "自查报告“%s”一节可能涉及%s，请核对",
                     written, label);
}

void report_file(struct filing *filing, size_t file, const struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        if (only_a_frame(filing, outline, i)) {
            continue;
        }
        const struct paper *paper = &filing->papers->at[file];
        const char *written = written_of(paper, heading, i);
        uint32_t chars = chars_with_children(filing, outline, i);
        struct range pages = {0}; /* all of it */
        if (heading->written == NULL) {
            pages = pages_of(paper, i);
        }
        for (size_t j = 0; j < filing->unit->task_count; j++) {
            if (!heading->sure[j] && !heading->perhaps[j]) {
                continue;
            }
            struct match match = {.file = file,
                                  .section = (int)i,
                                  .heading = xstrdup(written),
                                  .chars = chars,
                                  .first_page = pages.first,
                                  .last_page = pages.last,
                                  .state = heading->sure[j] ? MATCH_SURE : MATCH_REVIEW,
                                  .confidence = confidence_of(heading, j)};
            filing_add_match(filing, match, j, section_reason(filing, heading, written, j));
        }
    }
}
