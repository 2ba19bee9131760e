/* The report as HTML, for a mail and for a browser. */
#include "base/clock.h"
#include "notice/html.h"
#include "notice/palette.h"
#include "notice/picture.h"
#include "notice/report.h"
#include "notice/wording.h"

#include <inttypes.h>

enum { WHITE = 0xFFFFFF };

/* Files named below a problem before "等". */
enum { PROBLEM_FILES = 8 };

static void add_joint(struct buffer *out, size_t *count)
{
    buffer_add_text(out, (*count)++ > 0 ? "、" : "");
}

/* --- the numbers ----------------------------------------------------------------------------- */

static void add_head(const struct report *report, struct buffer *out)
{
    char deadline[CLOCK_TEXT_SIZE];
    char now[CLOCK_TEXT_SIZE];
    html_start(out, "缺报通报");
    buffer_add_text(out, "<p style=\"font-size:18px;font-weight:bold;line-height:1.4;margin:0 0 "
                         "4px 0;\">");
    html_text(out, report->campaign->title);
    buffer_add_text(out, "<br>缺报通报</p>\n<p style=\"color:#595959;" HTML_PARAGRAPH "\">");
    html_text(out, report->stage->title);
    buffer_add_format(out, "，截止%s；统计至%s</p>\n",
                      wording_deadline(report->stage->deadline, deadline),
                      clock_chinese(report->now, now));
}

static void add_tile(struct buffer *out, size_t number, const char *label, uint32_t colour)
{
    buffer_add_format(out,
                      "<td width=\"20%%\" align=\"center\" style=\"border:1px solid #bfbfbf;"
                      "padding:6px 2px;background-color:#%06" PRIx32 ";\"><span style=\"font-size:"
                      "22px;font-weight:bold;line-height:1.3;\">%zu</span><br><span style=\""
                      "font-size:12px;\">%s</span></td>",
                      number > 0 ? colour : (uint32_t)WHITE, number, label);
}

static void add_tiles(const struct report *report, struct buffer *out)
{
    buffer_add_text(out, "<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" "
                         "style=\"border-collapse:collapse;width:100%;" HTML_FONT "\"><tr>");
    add_tile(out, report->campaign->unit_count, "应报单位", WHITE);
    add_tile(out, report->units[UNIT_COMPLETE], "已齐", palette[STANDING_COMPLETE].pale);
    add_tile(out, report->units[UNIT_PARTIAL], "部分报送", palette[STANDING_DEFICIENT].pale);
    add_tile(out, report->units[UNIT_SILENT], "未报送", palette[STANDING_MISSING].pale);
    add_tile(out, report->late_units, "有逾期", palette[STANDING_LATE].pale);
    buffer_add_text(out, "</tr></table>\n");
}

/* A line of the numbers of tasks, each behind its colour. */
static void add_cells(const struct report *report, struct buffer *out)
{
    buffer_add_format(out, "<p style=\"" HTML_PARAGRAPH "\">任务共%zu项次：", report->obligations);
    for (int i = 0; i < STANDING_COUNT; i++) {
        if (report->cells[i] > 0) {
            buffer_add_format(
                out,
                "<span style=\"background-color:#%06" PRIx32 ";\">&nbsp;%s&nbsp;%zu&nbsp;</span> ",
                palette[i].pale, standing_chinese((enum standing)i), report->cells[i]);
        }
    }
    buffer_add_format(out, "。共收到邮件%zu封、文件%zu个。</p>\n", report->catalogue->message_count,
                      report->catalogue->file_count);
}

static void add_numbers(const struct report *report, struct buffer *out)
{
    html_heading(out, "一、总体情况");
    add_tiles(report, out);
    add_cells(report, out);
}

/* --- the units ------------------------------------------------------------------------------- */

/* "已齐（2家）：甲、乙。" of the units that stand so, if there are any. */
static void add_list(const struct report *report, enum unit_standing standing, const char *heading,
                     struct buffer *out)
{
    size_t count = 0;
    if (report->units[standing] == 0) {
        return;
    }
    buffer_add_format(out, "<p style=\"" HTML_PARAGRAPH "\"><b>%s（%zu家）</b>：", heading,
                      report->units[standing]);
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (report->board->units[u].state == standing) {
            add_joint(out, &count);
            html_text(out, report->campaign->units[u].name);
            if (report_extended(report, u)) {
                char deadline[CLOCK_TEXT_SIZE];
                buffer_add_format(out, "（已同意延至%s）",
                                  wording_deadline(report->board->units[u].deadline, deadline));
            }
        }
    }
    buffer_add_text(out, "。</p>\n");
}

static void add_late_list(const struct report *report, struct buffer *out)
{
    size_t count = 0;
    if (report->late_units == 0) {
        return;
    }
    buffer_add_format(out, "<p style=\"" HTML_PARAGRAPH "\"><b>有逾期材料（%zu家）</b>：",
                      report->late_units);
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        size_t late = report_unit_cells(report, u, STANDING_LATE);
        if (late > 0) {
            add_joint(out, &count);
            html_text(out, report->campaign->units[u].name);
            buffer_add_format(out, "（%zu项）", late);
        }
    }
    buffer_add_text(out, "。</p>\n");
}

static void add_unit_row(const struct report *report, size_t u, struct buffer *out)
{
    static const enum standing shown[] = {STANDING_MISSING, STANDING_DEFICIENT, STANDING_REVIEW,
                                          STANDING_LATE};
    const struct board_unit *unit = &report->board->units[u];
    buffer_add_text(out, "<tr>");
    html_cell_start(out, WHITE);
    html_text(out, report->campaign->units[u].name);
    if (report_extended(report, u)) {
        char deadline[CLOCK_TEXT_SIZE];
        buffer_add_format(out, "<br><span style=\"color:#595959;\">已同意延至%s</span>",
                          wording_deadline(unit->deadline, deadline));
    }
    buffer_add_format(out, "</td><td align=\"right\" style=\"" HTML_FIGURE "\">%zu/%zu</td>",
                      unit->complete, report->campaign->units[u].task_count);
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        html_number(out, report_unit_cells(report, u, shown[i]), palette[shown[i]].pale);
    }
    buffer_add_text(out, "</tr>\n");
}

static void add_partial(const struct report *report, struct buffer *out)
{
    static const struct html_column columns[] = {{"单位", NULL},  {"完成", "16%"}, {"未报", "12%"},
                                                 {"不合", "12%"}, {"待核", "12%"}, {"逾期", "12%"}};
    if (report->units[UNIT_PARTIAL] == 0) {
        return;
    }
    buffer_add_format(out, "<p style=\"" HTML_PARAGRAPH "\"><b>部分报送（%zu家）</b></p>\n",
                      report->units[UNIT_PARTIAL]);
    html_table_start(out, columns, COUNT_OF(columns));
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (report->board->units[u].state == UNIT_PARTIAL) {
            add_unit_row(report, u, out);
        }
    }
    html_table_end(out);
}

static void add_units(const struct report *report, struct buffer *out)
{
    html_heading(out, "二、各单位情况");
    add_list(report, UNIT_COMPLETE, "已齐", out);
    add_list(report, UNIT_SILENT, "未报送", out);
    add_late_list(report, out);
    add_partial(report, out);
}

/* --- what is missing ------------------------------------------------------------------------- */

/* The tasks of a unit that stand so in one row: those not sent side by side, the others each on a
 * line with the reason. */
static void add_gap_row(const struct report *report, size_t u, enum standing standing,
                        struct buffer *out)
{
    const struct unit *unit = &report->campaign->units[u];
    size_t total = report_unit_cells(report, u, standing);
    size_t count = 0;
    if (total == 0) {
        return;
    }
    buffer_add_text(out, "<tr>");
    html_cell_start(out, palette[standing].pale);
    /* Programs that print pages make the column narrower than it says, down to one character. */
    buffer_add_format(out, "<span style=\"white-space:nowrap\">%s<br>%zu项</span></td>",
                      standing_chinese(standing), total);
    html_cell_start(out, WHITE);
    for (size_t t = 0; t < unit->task_count; t++) {
        if (report->board->units[u].cells[t].state != standing) {
            continue;
        }
        CLEANUP_FREE char *task = wording_task(unit->tasks[t]);
        CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
        bool reason = standing != STANDING_MISSING;
        buffer_add_text(out, count++ == 0 ? "" : reason ? "<br>" : "、");
        html_text(out, task);
        if (reason) {
            buffer_add_text(out, "：");
            html_text(out, why);
        }
    }
    buffer_add_text(out, "</td></tr>\n");
}

static void add_gaps_of_unit(const struct report *report, size_t u, struct buffer *out)
{
    static const enum standing order[] = {STANDING_MISSING, STANDING_DEFICIENT, STANDING_REVIEW,
                                          STANDING_LATE};
    buffer_add_text(out, "<tr><td colspan=\"2\" style=\"" HTML_HEAD "\">");
    html_text(out, report->campaign->units[u].name);
    buffer_add_format(out, "（已完成%zu/%zu）</td></tr>\n", report->board->units[u].complete,
                      report->campaign->units[u].task_count);
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        add_gap_row(report, u, order[i], out);
    }
}

static void add_gaps(const struct report *report, struct buffer *out)
{
    html_heading(out, "三、缺报明细");
    if (report->units[UNIT_COMPLETE] == report->campaign->unit_count) {
        buffer_add_text(out, "<p style=\"" HTML_PARAGRAPH "\">各单位均已报齐。</p>\n");
        return;
    }
    if (report->units[UNIT_SILENT] > 0) {
        buffer_add_text(out, "<p style=\"" HTML_PARAGRAPH "\">未报送的单位缺全部任务，不逐项列出；"
                             "逐项清单见所附表格。</p>\n");
    }
    buffer_add_text(out, "<table width=\"100%\" cellspacing=\"0\" cellpadding=\"0\" border=\"0\" "
                         "style=\"border-collapse:collapse;width:100%;" HTML_FONT
                         "\">\n<colgroup><col width=\"76\"><col></colgroup>\n");
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (report_has_details(report, u)) {
            add_gaps_of_unit(report, u, out);
        }
    }
    html_table_end(out);
}

/* --- by task --------------------------------------------------------------------------------- */

static void add_task_row(const struct report *report, const struct task *task, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer units = BUFFER_EMPTY;
    size_t count = report_missing_units(report, task, &units);
    if (count == 0) {
        return;
    }
    CLEANUP_FREE char *name = wording_task(task);
    buffer_add_text(out, "<tr>");
    html_cell(out, name);
    html_number(out, count, palette[STANDING_MISSING].pale);
    html_cell(out, buffer_text(&units));
    buffer_add_text(out, "</tr>\n");
}

static void add_tasks(const struct report *report, struct buffer *out)
{
    static const struct html_column columns[] = {
        {"任务", "34%"}, {"家数", "12%"}, {"缺报单位", NULL}};
    html_heading(out, "四、各项任务缺报单位（不含未报送的单位）");
    html_table_start(out, columns, COUNT_OF(columns));
    for (size_t t = 0; t < report->campaign->task_count; t++) {
        add_task_row(report, report->campaign->tasks[t], out);
    }
    html_table_end(out);
}

/* --- what a person must look at -------------------------------------------------------------- */

static void add_mail_row(const struct catalogue_mail *mail, struct buffer *out)
{
    char time[CLOCK_TEXT_SIZE];
    buffer_add_text(out, "<tr>");
    html_cell_start(out, WHITE);
    buffer_add_format(out, "%" PRId64 "号<br><span style=\"color:#595959;\">%s</span></td>",
                      mail->id, clock_chinese(mail->received_at, time));
    html_cell_start(out, WHITE);
    buffer_add_text(out, "<b>");
    html_text(out, mail->subject[0] != '\0' ? mail->subject : "（无主题）");
    buffer_add_text(out, "</b><br><span style=\"color:#595959;\">");
    html_text(out, mail->from);
    buffer_add_format(out, "</span><br>%s：", catalogue_trouble_chinese(mail->trouble));
    html_text(out, mail->note);
    buffer_add_text(out, "</td></tr>\n");
}

static void add_mails(const struct report *report, struct buffer *out)
{
    static const struct html_column columns[] = {{"邮件", "24%"}, {"主题、发件人和情况", NULL}};
    html_heading(out, "五、需要人工处理的邮件和文件");
    if (report->catalogue->mail_count > 0) {
        html_table_start(out, columns, COUNT_OF(columns));
        for (size_t i = 0; i < report->catalogue->mail_count; i++) {
            add_mail_row(&report->catalogue->mails[i], out);
        }
        html_table_end(out);
    }
    CLEANUP_FREE char *others = report_others(report);
    if (others[0] != '\0') {
        buffer_add_format(out, "<p style=\"" HTML_PARAGRAPH "\">%s</p>\n", others);
    }
    buffer_add_format(out,
                      "<p style=\"" HTML_PARAGRAPH
                      "\">任务待核对的文件%zu个，未归入任何任务的文件%zu个。</p>\n",
                      report->catalogue->review_files, report->catalogue->unfiled);
}

static void add_problem_row(const struct report *report, enum finding_code code, struct buffer *out)
{
    const struct catalogue *catalogue = report->catalogue;
    size_t total = report->problems[code];
    size_t named = 0;
    buffer_add_text(out, "<tr>");
    html_cell(out, finding_chinese(code));
    html_number(out, total, palette[STANDING_DEFICIENT].pale);
    html_cell_start(out, WHITE);
    for (size_t i = 0; i < catalogue->problem_count && named < PROBLEM_FILES; i++) {
        const struct catalogue_problem *problem = &catalogue->problems[i];
        if (problem->code == code) {
            buffer_add_text(out, named++ > 0 ? "<br>" : "");
            html_text(out, problem->units[0] != '\0' ? problem->units : "单位未定");
            buffer_add_text(out, "：");
            html_text(out, problem->what);
        }
    }
    buffer_add_text(out, total > named ? "<br>等</td></tr>\n" : "</td></tr>\n");
}

static void add_problems(const struct report *report, struct buffer *out)
{
    static const struct html_column columns[] = {{"问题", "34%"}, {"个数", "12%"}, {"文件", NULL}};
    html_heading(out, "六、邮件和文件中的问题");
    if (report->catalogue->problem_count == 0) {
        buffer_add_text(out, "<p style=\"" HTML_PARAGRAPH "\">没有发现问题。</p>\n");
        return;
    }
    html_table_start(out, columns, COUNT_OF(columns));
    for (int code = 0; code < FINDING_COUNT; code++) {
        if (report->problems[code] > 0) {
            add_problem_row(report, (enum finding_code)code, out);
        }
    }
    html_table_end(out);
}

static void add_contacts(const struct report *report, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer names = BUFFER_EMPTY;
    char due[CLOCK_TEXT_SIZE];
    if (!report_tells_contacts(report)) {
        return;
    }
    size_t count = report_contactless(report, &names);
    CLEANUP_FREE char *heading = xasprintf("七、责任人信息（%s前报送）",
                                           wording_deadline(report->campaign->contacts_due, due));
    html_heading(out, heading);
    buffer_add_text(out, "<p style=\"" HTML_PARAGRAPH "\">");
    if (count == 0) {
        buffer_add_text(out, "各单位均已报送。</p>\n");
    } else if (count == report->campaign->unit_count) {
        buffer_add_text(out, "各单位均未报送。</p>\n");
    } else {
        buffer_add_format(out, "<b>未报送（%zu家）</b>：", count);
        html_text(out, buffer_text(&names));
        buffer_add_text(out, "。</p>\n");
    }
}

static void add_dead_row(const struct dead_address *dead, struct buffer *out)
{
    char time[CLOCK_TEXT_SIZE];
    CLEANUP_FREE char *what =
        xasprintf("%s退回：%s", clock_chinese(dead->came_at, time), dead->reason);
    buffer_add_text(out, "<tr>");
    html_cell(out, dead->unit);
    html_cell(out, dead->address);
    html_cell(out, what);
    buffer_add_text(out, "</tr>\n");
}

static void add_dead(const struct report *report, struct buffer *out)
{
    static const struct html_column columns[] = {{"单位", "24%"}, {"邮箱", "30%"}, {"情况", NULL}};
    CLEANUP_FREE char *heading = report_dead_heading(report);
    if (heading == NULL) {
        return;
    }
    html_heading(out, heading);
    html_table_start(out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < report->dead->count; i++) {
        if (report_tells_dead(report, &report->dead->at[i])) {
            add_dead_row(&report->dead->at[i], out);
        }
    }
    html_table_end(out);
}

/* --- the whole ------------------------------------------------------------------------------- */

static void add_details(const struct report *report, struct buffer *out)
{
    add_units(report, out);
    add_gaps(report, out);
    add_tasks(report, out);
    add_mails(report, out);
    add_problems(report, out);
    add_contacts(report, out);
    add_dead(report, out);
    html_end(out);
}

/* Outlook goes by the attribute, everybody else by the style. */
static void add_picture(const struct report *report, struct buffer *out)
{
    buffer_add_text(out, "<p style=\"margin:8px 0;\"><img src=\"cid:");
    html_text(out, report->picture);
    buffer_add_text(out, "\" width=\"736\" alt=\"各单位各项任务报送情况图\" style=\"width:100%;"
                         "max-width:736px;height:auto;border:0;\"></p>\n");
}

int report_html(const struct report *report, struct buffer *out,
                struct error *error __attribute__((unused)))
{
    add_head(report, out);
    add_numbers(report, out);
    if (report->picture != NULL) {
        add_picture(report, out);
    }
    add_details(report, out);
    return 0;
}

int report_html_file(const struct report *report, struct buffer *out,
                     struct error *error __attribute__((unused)))
{
    CLEANUP(cleanup_picture_free)
    struct picture *picture = picture_new(report);
    add_head(report, out);
    add_numbers(report, out);
    picture_svg(picture, out);
    add_details(report, out);
    return 0;
}
