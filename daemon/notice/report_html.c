/*
 * The report as HTML that Outlook, Foxmail and webmail show alike: tables, inline styles, no
 * scripts, no pictures. Word draws Outlook's mails, so nothing newer than HTML 4 is used.
 */
#include "base/clock.h"
#include "notice/display.h"
#include "notice/report.h"
#include "notice/wording.h"

#include <inttypes.h>
#include <string.h>

#define FONT "font-family:'Microsoft YaHei','微软雅黑',SimSun,'宋体',sans-serif;"
#define CELL "border:1px solid #bfbfbf;padding:4px 8px;font-size:14px;vertical-align:top;"
#define HEAD CELL "background-color:#dce6f1;text-align:left;font-weight:bold;"
#define TITLE2 "font-size:16px;font-weight:bold;margin:20px 0 8px 0;"

/* Backgrounds of the cells. */
static const char *const colours[STANDING_COUNT] = {
    [STANDING_COMPLETE] = "#e2efda",  [STANDING_LATE] = "#fce4d6",
    [STANDING_DEFICIENT] = "#ffe699", [STANDING_REVIEW] = "#ddebf7",
    [STANDING_MISSING] = "#f8cbad",   [STANDING_WAIVED] = "#ededed",
};

/* Adds text from outside so that it stays text, in an element as in an attribute. */
static void add_escaped(struct buffer *out, const char *text)
{
    CLEANUP_FREE char *clean = display_clean(text);
    for (const char *at = clean; *at != '\0'; at++) {
        switch (*at) {
        case '&':
            buffer_add_text(out, "&amp;");
            break;
        case '<':
            buffer_add_text(out, "&lt;");
            break;
        case '>':
            buffer_add_text(out, "&gt;");
            break;
        case '"':
            buffer_add_text(out, "&quot;");
            break;
        case '\'':
            buffer_add_text(out, "&#39;");
            break;
        default:
            buffer_add(out, at, 1);
        }
    }
}

static void add_title(struct buffer *out, const char *title)
{
    buffer_add_format(out, "<p style=\"" TITLE2 "\">%s</p>\n", title);
}

static void add_cell(struct buffer *out, const char *text)
{
    buffer_add_text(out, "<td style=\"" CELL "\">");
    add_escaped(out, text);
    buffer_add_text(out, "</td>");
}

static void add_number(struct buffer *out, size_t number, const char *colour)
{
    buffer_add_format(out, "<td align=\"right\" style=\"" CELL "background-color:%s;\">%zu</td>",
                      number > 0 ? colour : "#ffffff", number);
}

static void start_table(struct buffer *out, const char *const *headings, size_t count)
{
    buffer_add_text(out, "<table cellspacing=\"0\" cellpadding=\"0\" border=\"0\" "
                         "style=\"border-collapse:collapse;" FONT "\">\n<tr>");
    for (size_t i = 0; i < count; i++) {
        buffer_add_format(out, "<th style=\"" HEAD "\">%s</th>", headings[i]);
    }
    buffer_add_text(out, "</tr>\n");
}

static void add_head(const struct report *report, struct buffer *out)
{
    char deadline[CLOCK_TEXT_SIZE];
    char now[CLOCK_TEXT_SIZE];
    buffer_add_text(out, "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
                         "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
                         "<html lang=\"zh-CN\"><head><meta http-equiv=\"Content-Type\" "
                         "content=\"text/html; charset=utf-8\"><meta name=\"viewport\" "
                         "content=\"width=device-width\"><title>缺报通报</title></head>\n"
                         "<body style=\"margin:16px;color:#000000;font-size:14px;" FONT "\">\n"
                         "<p style=\"font-size:20px;font-weight:bold;margin:0 0 4px 0;\">");
    add_escaped(out, report->campaign->title);
    buffer_add_text(out, " 缺报通报</p>\n<p style=\"color:#595959;margin:0 0 12px 0;\">");
    add_escaped(out, report->stage->title);
    buffer_add_format(out, "，截止%s；统计至%s</p>\n",
                      wording_deadline(report->stage->deadline, deadline),
                      clock_chinese(report->now, now));
}

static void add_numbers(const struct report *report, struct buffer *out)
{
    static const char *const units[] = {"应报送单位", "已齐", "部分报送", "未报送", "有逾期材料"};
    add_title(out, "一、总体情况");
    start_table(out, units, COUNT_OF(units));
    buffer_add_text(out, "<tr>");
    add_number(out, report->campaign->unit_count, "#ffffff");
    add_number(out, report->units[UNIT_COMPLETE], colours[STANDING_COMPLETE]);
    add_number(out, report->units[UNIT_PARTIAL], colours[STANDING_DEFICIENT]);
    add_number(out, report->units[UNIT_SILENT], colours[STANDING_MISSING]);
    add_number(out, report->late_units, colours[STANDING_LATE]);
    buffer_add_text(out, "</tr></table>\n");
    buffer_add_format(out,
                      "<p>任务共%zu项次：已完成%zu项次，未报送%zu项次，不合要求%zu项次，待核对%zu"
                      "项次，逾期报送%zu项次，免报%zu项次。共收到邮件%zu封、文件%zu个。</p>\n",
                      report->obligations, report->cells[STANDING_COMPLETE],
                      report->cells[STANDING_MISSING], report->cells[STANDING_DEFICIENT],
                      report->cells[STANDING_REVIEW], report->cells[STANDING_LATE],
                      report->cells[STANDING_WAIVED], report->catalogue->message_count,
                      report->catalogue->file_count);
}

static void add_unit_row(const struct report *report, size_t u, struct buffer *out)
{
    const struct board_unit *unit = &report->board->units[u];
    buffer_add_text(out, "<tr>");
    add_cell(out, report->campaign->units[u].name);
    add_cell(out, unit_standing_chinese(unit->state));
    buffer_add_format(out, "<td align=\"right\" style=\"" CELL "\">%zu/%zu</td>", unit->complete,
                      report->campaign->units[u].task_count);
    static const enum standing shown[] = {STANDING_MISSING, STANDING_DEFICIENT, STANDING_REVIEW,
                                          STANDING_LATE};
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        add_number(out, report_unit_cells(report, u, shown[i]), colours[shown[i]]);
    }
    char deadline[CLOCK_TEXT_SIZE] = "";
    add_cell(out, report_extended(report, u) ? wording_deadline(unit->deadline, deadline) : "");
    buffer_add_text(out, "</tr>\n");
}

static void add_units(const struct report *report, struct buffer *out)
{
    static const char *const headings[] = {"单位",     "情况",   "已完成",   "未报送",
                                           "不合要求", "待核对", "逾期报送", "延期至"};
    add_title(out, "二、各单位情况");
    start_table(out, headings, COUNT_OF(headings));
    static const enum unit_standing order[] = {UNIT_SILENT, UNIT_PARTIAL, UNIT_COMPLETE};
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        for (size_t u = 0; u < report->campaign->unit_count; u++) {
            if (report->board->units[u].state == order[i]) {
                add_unit_row(report, u, out);
            }
        }
    }
    buffer_add_text(out, "</table>\n");
}

static void add_gap_row(const struct report *report, size_t u, size_t t, struct buffer *out)
{
    const struct board_unit *unit = &report->board->units[u];
    const struct cell *cell = &unit->cells[t];
    CLEANUP_FREE char *task = wording_task(report->campaign->units[u].tasks[t]);
    CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
    buffer_add_text(out, "<tr>");
    add_cell(out, report->campaign->units[u].name);
    add_cell(out, task);
    buffer_add_format(out, "<td style=\"" CELL "background-color:%s;\">%s</td>",
                      colours[cell->state], standing_chinese(cell->state));
    add_cell(out, why);
    buffer_add_text(out, "</tr>\n");
}

/* One line for a unit of which nothing came: its tasks one by one would say no more. */
static void add_silent_row(const struct report *report, size_t u, struct buffer *out)
{
    CLEANUP_FREE char *all = xasprintf("全部%zu项任务", report->campaign->units[u].task_count);
    buffer_add_text(out, "<tr>");
    add_cell(out, report->campaign->units[u].name);
    add_cell(out, all);
    buffer_add_format(out, "<td style=\"" CELL "background-color:%s;\">%s</td>",
                      colours[STANDING_MISSING], standing_chinese(STANDING_MISSING));
    add_cell(out, "未收到材料");
    buffer_add_text(out, "</tr>\n");
}

static void add_gaps_of_unit(const struct report *report, size_t u, struct buffer *out)
{
    size_t tasks = report->campaign->units[u].task_count;
    if (tasks > 0 && report_unit_cells(report, u, STANDING_MISSING) == tasks) {
        add_silent_row(report, u, out);
        return;
    }
    for (size_t t = 0; t < tasks; t++) {
        enum standing state = report->board->units[u].cells[t].state;
        if (state != STANDING_COMPLETE && state != STANDING_WAIVED) {
            add_gap_row(report, u, t, out);
        }
    }
}

static void add_gaps(const struct report *report, struct buffer *out)
{
    static const char *const headings[] = {"单位", "任务", "情况", "说明"};
    add_title(out, "三、缺报明细");
    if (report->units[UNIT_COMPLETE] == report->campaign->unit_count) {
        buffer_add_text(out, "<p>各单位均已报齐。</p>\n");
        return;
    }
    start_table(out, headings, COUNT_OF(headings));
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        add_gaps_of_unit(report, u, out);
    }
    buffer_add_text(out, "</table>\n");
}

static void add_task_row(const struct report *report, const struct task *task, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer units = BUFFER_EMPTY;
    size_t count = report_missing_units(report, task, &units);
    if (count == 0) {
        return;
    }
    CLEANUP_FREE char *name = wording_task(task);
    buffer_add_text(out, "<tr>");
    add_cell(out, name);
    add_number(out, count, colours[STANDING_MISSING]);
    add_cell(out, buffer_text(&units));
    buffer_add_text(out, "</tr>\n");
}

static void add_tasks(const struct report *report, struct buffer *out)
{
    static const char *const headings[] = {"任务", "缺报家数", "缺报单位"};
    add_title(out, "四、各项任务缺报单位（全部未报送的单位不重复列出）");
    start_table(out, headings, COUNT_OF(headings));
    for (size_t t = 0; t < report->campaign->task_count; t++) {
        add_task_row(report, report->campaign->tasks[t], out);
    }
    buffer_add_text(out, "</table>\n");
}

static void add_mail_row(const struct catalogue_mail *mail, struct buffer *out)
{
    char time[CLOCK_TEXT_SIZE];
    buffer_add_format(out, "<tr><td align=\"right\" style=\"" CELL "\">%" PRId64 "</td>", mail->id);
    add_cell(out, clock_chinese(mail->received_at, time));
    add_cell(out, mail->from);
    add_cell(out, mail->subject);
    add_cell(out, catalogue_trouble_chinese(mail->trouble));
    add_cell(out, mail->note);
    buffer_add_text(out, "</tr>\n");
}

static void add_mails(const struct report *report, struct buffer *out)
{
    static const char *const headings[] = {"邮件", "收到时间", "发件人", "主题", "情况", "说明"};
    add_title(out, "五、需要人工处理的邮件和文件");
    if (report->catalogue->mail_count > 0) {
        start_table(out, headings, COUNT_OF(headings));
        for (size_t i = 0; i < report->catalogue->mail_count; i++) {
            add_mail_row(&report->catalogue->mails[i], out);
        }
        buffer_add_text(out, "</table>\n");
    }
    buffer_add_format(out, "<p>另有%zu个文件未归入任何任务。</p>\n", report->catalogue->unfiled);
}

int report_html(const struct report *report, struct buffer *out,
                struct error *error __attribute__((unused)))
{
    add_head(report, out);
    add_numbers(report, out);
    add_units(report, out);
    add_gaps(report, out);
    add_tasks(report, out);
    add_mails(report, out);
    buffer_add_text(out, "</body></html>\n");
    return 0;
}
