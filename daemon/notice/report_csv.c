/* What is missing, as CSV that Excel and WPS open as UTF-8. */
#include "notice/display.h"
#include "notice/report.h"
#include "notice/wording.h"

static void add_row(const char *const *cells, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(out, i > 0 ? "," : "");
        display_add_csv(out, cells[i], true);
    }
    buffer_add_text(out, "\r\n");
}

static void add_gap(const struct report *report, size_t u, size_t t, struct buffer *out)
{
    const struct board_unit *unit = &report->board->units[u];
    const struct task *task = report->campaign->units[u].tasks[t];
    CLEANUP_FREE char *name = wording_task(task);
    CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
    char deadline[CLOCK_TEXT_SIZE];
    const char *cells[] = {report->campaign->units[u].name,
                           report->campaign->units[u].category->title,
                           name,
                           standing_chinese(unit->cells[t].state),
                           why,
                           task->evidence != NULL ? task->evidence : task->text,
                           wording_deadline(unit->deadline, deadline)};
    add_row(cells, COUNT_OF(cells), out);
}

int report_csv(const struct report *report, struct buffer *out,
               struct error *error __attribute__((unused)))
{
    static const char *const heads[] = {"单位", "类别", "任务", "情况", "说明", "应报内容", "截止"};
    buffer_add_text(out, "\xEF\xBB\xBF");
    add_row(heads, COUNT_OF(heads), out);
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        for (size_t t = 0; t < report->campaign->units[u].task_count; t++) {
            enum standing state = report->board->units[u].cells[t].state;
            if (state != STANDING_COMPLETE && state != STANDING_WAIVED) {
                add_gap(report, u, t, out);
            }
        }
    }
    return 0;
}
