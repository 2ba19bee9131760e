/* The report as plain text: paragraphs as an office writes them, for mail and terminal. */
#include "base/clock.h"
#include "notice/display.h"
#include "notice/report.h"
#include "notice/wording.h"

#include <inttypes.h>

/* What is said of a unit, in this order; "not sent" needs no reason. */
static const enum standing lists[] = {STANDING_MISSING, STANDING_DEFICIENT, STANDING_REVIEW,
                                      STANDING_LATE};

static void add_heading(const struct report *report, struct buffer *out)
{
    char deadline[CLOCK_TEXT_SIZE];
    char now[CLOCK_TEXT_SIZE];
    buffer_add_format(out, "%s\n缺报通报\n", report->campaign->title);
    buffer_add_format(out, "%s，截止%s；统计至%s\n\n", report->stage->title,
                      wording_deadline(report->stage->deadline, deadline),
                      clock_chinese(report->now, now));
}

static void add_numbers(const struct report *report, struct buffer *out)
{
    const size_t *cells = report->cells;
    buffer_add_format(out,
                      "一、总体情况\n　　应报送单位%zu家，任务共%zu项次。已齐%zu家，部分报送%"
                      "zu家，未报送%zu家；有逾期材料的%zu家。\n",
                      report->campaign->unit_count, report->obligations,
                      report->units[UNIT_COMPLETE], report->units[UNIT_PARTIAL],
                      report->units[UNIT_SILENT], report->late_units);
    buffer_add_format(
        out,
        "　　任务已完成%zu项次，未报送%zu项次，不合要求%zu项次，待核对%zu项次，逾期报送%"
        "zu项次，免报%zu项次。\n",
        cells[STANDING_COMPLETE], cells[STANDING_MISSING], cells[STANDING_DEFICIENT],
        cells[STANDING_REVIEW], cells[STANDING_LATE], cells[STANDING_WAIVED]);
    buffer_add_format(out, "　　共收到邮件%zu封、文件%zu个。\n\n", report->catalogue->message_count,
                      report->catalogue->file_count);
}

static void add_units_of(const struct report *report, enum unit_standing standing,
                         struct buffer *out)
{
    const char *separator = "";
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        const struct board_unit *unit = &report->board->units[u];
        if (unit->state != standing) {
            continue;
        }
        buffer_add_format(out, "%s%s", separator, report->campaign->units[u].name);
        if (standing == UNIT_PARTIAL) {
            buffer_add_format(out, "（%zu/%zu）", unit->complete,
                              report->campaign->units[u].task_count);
        } else if (report_extended(report, u)) {
            char deadline[CLOCK_TEXT_SIZE];
            buffer_add_format(out, "（已同意延至%s）", wording_deadline(unit->deadline, deadline));
        }
        separator = "、";
    }
    buffer_add_text(out, "。\n");
}

static void add_late_units(const struct report *report, struct buffer *out)
{
    const char *separator = "";
    buffer_add_format(out, "　　有逾期材料（%zu家）：", report->late_units);
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        size_t late = report_unit_cells(report, u, STANDING_LATE);
        if (late > 0) {
            buffer_add_format(out, "%s%s（%zu项）", separator, report->campaign->units[u].name,
                              late);
            separator = "、";
        }
    }
    buffer_add_text(out, "。\n");
}

static void add_units(const struct report *report, struct buffer *out)
{
    static const struct {
        enum unit_standing standing;
        const char *heading;
    } groups[] = {{UNIT_COMPLETE, "已齐"},
                  {UNIT_PARTIAL, "部分报送（已完成/应报送）"},
                  {UNIT_SILENT, "未报送"}};
    buffer_add_text(out, "二、各单位情况\n");
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        size_t count = report->units[groups[i].standing];
        if (count > 0) {
            buffer_add_format(out, "　　%s（%zu家）：", groups[i].heading, count);
            add_units_of(report, groups[i].standing, out);
        }
    }
    if (report->late_units > 0) {
        add_late_units(report, out);
    }
    buffer_add_text(out, "\n");
}

static void add_task_of_unit(const struct report *report, size_t u, size_t t, bool why,
                             struct buffer *out)
{
    CLEANUP_FREE char *task = wording_task(report->campaign->units[u].tasks[t]);
    buffer_add_text(out, task);
    if (why) {
        CLEANUP_FREE char *reason = wording_cell(report->board, u, t, report->catalogue);
        buffer_add_format(out, "：%s", reason);
    }
}

static void add_list_of_unit(const struct report *report, size_t u, size_t list, struct buffer *out)
{
    if (report_unit_cells(report, u, lists[list]) == 0) {
        return;
    }
    bool why = lists[list] != STANDING_MISSING;
    const char *separator = "";
    buffer_add_format(out, "　　%s：", standing_chinese(lists[list]));
    for (size_t t = 0; t < report->campaign->units[u].task_count; t++) {
        if (report->board->units[u].cells[t].state == lists[list]) {
            buffer_add_text(out, separator);
            add_task_of_unit(report, u, t, why, out);
            separator = why ? "；" : "、";
        }
    }
    buffer_add_text(out, "。\n");
}

static void add_unit(const struct report *report, size_t u, struct buffer *out)
{
    const struct unit *unit = &report->campaign->units[u];
    const struct board_unit *standing = &report->board->units[u];
    buffer_add_format(out, "　　%s（已完成%zu/%zu", unit->name, standing->complete,
                      unit->task_count);
    if (report_extended(report, u)) {
        char deadline[CLOCK_TEXT_SIZE];
        buffer_add_format(out, "，已同意延至%s", wording_deadline(standing->deadline, deadline));
    }
    buffer_add_text(out, "）\n");
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        add_list_of_unit(report, u, i, out);
    }
}

static void add_gaps(const struct report *report, struct buffer *out)
{
    buffer_add_text(out, "三、缺报明细\n");
    if (report->units[UNIT_SILENT] > 0) {
        buffer_add_text(out, "　　未报送的单位缺全部任务，不逐项列出。\n");
    }
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (report_has_details(report, u)) {
            add_unit(report, u, out);
        }
    }
    if (report->units[UNIT_COMPLETE] == report->campaign->unit_count) {
        buffer_add_text(out, "　　各单位均已报齐。\n");
    }
    buffer_add_text(out, "\n");
}

static void add_task(const struct report *report, const struct task *task, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer units = BUFFER_EMPTY;
    size_t count = report_missing_units(report, task, &units);
    if (count > 0) {
        CLEANUP_FREE char *name = wording_task(task);
        buffer_add_format(out, "　　%s，%zu家：%s。\n", name, count, buffer_text(&units));
    }
}

static void add_tasks(const struct report *report, struct buffer *out)
{
    buffer_add_text(out, "四、各项任务缺报单位（不含未报送的单位）\n");
    size_t before = out->size;
    for (size_t t = 0; t < report->campaign->task_count; t++) {
        add_task(report, report->campaign->tasks[t], out);
    }
    buffer_add_text(out, out->size == before ? "　　无。\n\n" : "\n");
}

static void add_mails(const struct report *report, struct buffer *out)
{
    buffer_add_text(out, "五、需要人工处理的邮件和文件\n");
    for (size_t i = 0; i < report->catalogue->mail_count; i++) {
        const struct catalogue_mail *mail = &report->catalogue->mails[i];
        char time[CLOCK_TEXT_SIZE];
        buffer_add_format(out, "　　%" PRId64 "号邮件，%s收到，发件人", mail->id,
                          clock_chinese(mail->received_at, time));
        display_add(out, mail->from);
        buffer_add_text(out, "，主题“");
        display_add(out, mail->subject);
        buffer_add_format(out, "”：%s，", catalogue_trouble_chinese(mail->trouble));
        display_add(out, mail->note);
        buffer_add_text(out, "。\n");
    }
    CLEANUP_FREE char *others = report_others(report);
    if (others[0] != '\0') {
        buffer_add_format(out, "　　%s\n", others);
    }
    buffer_add_format(out, "　　任务待核对的文件%zu个，未归入任何任务的文件%zu个。\n\n",
                      report->catalogue->review_files, report->catalogue->unfiled);
}

static void add_problems(const struct report *report, struct buffer *out)
{
    const char *separator = "　　";
    buffer_add_text(out, "六、邮件和文件中的问题\n");
    for (int code = 0; code < FINDING_COUNT; code++) {
        if (report->problems[code] > 0) {
            buffer_add_format(out, "%s%s（%zu个）", separator,
                              finding_chinese((enum finding_code)code), report->problems[code]);
            separator = "、";
        }
    }
    buffer_add_text(out, report->catalogue->problem_count > 0 ? "。\n" : "　　没有发现问题。\n");
}

static void add_contacts(const struct report *report, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer names = BUFFER_EMPTY;
    char due[CLOCK_TEXT_SIZE];
    if (!report_tells_contacts(report)) {
        return;
    }
    size_t count = report_contactless(report, &names);
    buffer_add_format(out, "\n七、责任人信息（%s前报送）\n",
                      wording_deadline(report->campaign->contacts_due, due));
    if (count == 0) {
        buffer_add_text(out, "　　各单位均已报送。\n");
    } else if (count == report->campaign->unit_count) {
        buffer_add_text(out, "　　各单位均未报送。\n");
    } else {
        buffer_add_format(out, "　　未报送（%zu家）：%s。\n", count, buffer_text(&names));
    }
}

static void add_dead(const struct report *report, struct buffer *out)
{
    CLEANUP_FREE char *heading = report_dead_heading(report);
    if (heading != NULL) {
        buffer_add_format(out, "\n%s\n", heading);
    }
    for (size_t i = 0; heading != NULL && i < report->dead->count; i++) {
        const struct dead_address *dead = &report->dead->at[i];
        char time[CLOCK_TEXT_SIZE];
        if (report_tells_dead(report, dead)) {
            buffer_add_format(out, "　　%s，%s，%s退回：", dead->unit, dead->address,
                              clock_chinese(dead->came_at, time));
            display_add(out, dead->reason);
            buffer_add_text(out, "。\n");
        }
    }
}

int report_text(const struct report *report, struct buffer *out,
                struct error *error __attribute__((unused)))
{
    add_heading(report, out);
    add_numbers(report, out);
    add_units(report, out);
    add_gaps(report, out);
    add_tasks(report, out);
    add_mails(report, out);
    add_problems(report, out);
    add_contacts(report, out);
    add_dead(report, out);
    return 0;
}
