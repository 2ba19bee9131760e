/* `baosong missing`: what units still have to send, and until when. */
#include "base/clock.h"
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "command/rows.h"
#include "desk/names.h"
#include "desk/standings.h"
#include "notice/report.h"
#include "notice/wording.h"

static const struct column columns[] = {
    {.key = "unit", .heading = "单位"},
    {.key = "task", .heading = "任务"},
    {.key = "title", .heading = "名称"},
    {.key = "state", .heading = "情况", .show = show_standing},
    {.key = "why", .heading = "说明"},
    {.key = "evidence", .heading = "应报内容"},
    {.key = "deadline", .heading = "截止", .show = show_time},
};

static bool is_gap(const struct cell *cell)
{
    return cell->state != STANDING_COMPLETE && cell->state != STANDING_WAIVED;
}

static const char *what_to_send(const struct task *task)
{
    return task->evidence != NULL ? task->evidence : task->text;
}

static json_t *gap_row(const struct report *report, size_t u, size_t t)
{
    const struct board_unit *unit = &report->board->units[u];
    const struct task *task = report->campaign->units[u].tasks[t];
    CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
    json_t *row = json_object();
    json_set(row, "unit", json_text(report->campaign->units[u].name));
    json_set(row, "task", json_text(task->id));
    json_set(row, "title", json_text(task->title));
    json_set(row, "state", json_text(standing_name(unit->cells[t].state)));
    json_set(row, "why", json_text(why));
    json_set(row, "findings", finding_bit_array(unit->cells[t].findings));
    CLEANUP_FREE char *lacking = cell_lacking(&unit->cells[t], task);
    json_set(row, "lacking", json_text(lacking));
    json_set(row, "evidence", json_text(what_to_send(task)));
    json_set(row, "stage", json_text(report->stage->id));
    json_set(row, "deadline", output_time(unit->deadline));
    return row;
}

static int print_table(const struct report *report, int only, enum format format,
                       struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, format, columns, COUNT_OF(columns));
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        for (size_t t = 0; t < report->campaign->units[u].task_count; t++) {
            if ((only < 0 || (size_t)only == u) && is_gap(&report->board->units[u].cells[t])) {
                table_add(table, gap_row(report, u, t));
            }
        }
    }
    return table_end(table, error);
}

/* --- text: a sheet that can be read out to the unit ------------------------------------------ */

static void print_gap(const struct report *report, size_t u, size_t t)
{
    const struct task *task = report->campaign->units[u].tasks[t];
    const struct cell *cell = &report->board->units[u].cells[t];
    CLEANUP_FREE char *name = wording_task(task);
    printf("　%s\n", name);
    if (cell->state != STANDING_MISSING || cell->fact_count > 0) {
        CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
        printf("　　情况：%s\n", why);
    }
    uint64_t deciding = cell->findings & report->campaign->deficient;
    for (int code = 0; code < FINDING_COUNT && cell->state == STANDING_DEFICIENT; code++) {
        const char *advice = finding_advice((enum finding_code)code);
        if ((deciding & FINDING_BIT(code)) != 0 && advice != NULL) {
            printf("　　办法：%s\n", advice);
        }
    }
    if (cell->state == STANDING_MISSING || cell->state == STANDING_DEFICIENT) {
        printf("　　应报：%s\n", what_to_send(task));
    }
}

/* In the order of what the unit has to do about it. */
static const struct {
    enum standing standing;
    const char *heading;
} groups[] = {
    {STANDING_MISSING, "未报送，请报送"},
    {STANDING_DEFICIENT, "已报送但不合要求，请补正"},
    {STANDING_REVIEW, "已报送，由工作人员核对，暂不需要重报"},
    {STANDING_LATE, "截止时间以后才报送，不需要重报"},
};

static void print_group(const struct report *report, size_t u, size_t group)
{
    size_t count = report_unit_cells(report, u, groups[group].standing);
    if (count == 0) {
        return;
    }
    printf("%s（%zu项）：\n", groups[group].heading, count);
    for (size_t t = 0; t < report->campaign->units[u].task_count; t++) {
        if (report->board->units[u].cells[t].state == groups[group].standing) {
            print_gap(report, u, t);
        }
    }
}

/* Complete, but one of its kinds of evidence, or a month, has not come. */
static void print_gaps_of_complete(const struct report *report, size_t u)
{
    size_t printed = 0;
    for (size_t t = 0; t < report->campaign->units[u].task_count; t++) {
        const struct cell *cell = &report->board->units[u].cells[t];
        const struct task *task = report->campaign->units[u].tasks[t];
        CLEANUP_FREE char *lacking = cell_lacking(cell, task);
        if (cell->state != STANDING_COMPLETE || *lacking == '\0') {
            continue;
        }
        CLEANUP_FREE char *name = wording_task(task);
        printf("%s　%s\n　　还缺：%s\n",
               printed++ == 0 ? "已报送，但有的材料还没有看到，请核对、补充：\n" : "", name,
               lacking);
    }
}

static void print_unit(const struct report *report, size_t u)
{
    const struct unit *unit = &report->campaign->units[u];
    const struct board_unit *standing = &report->board->units[u];
    char deadline[CLOCK_TEXT_SIZE];
    printf("%s：已完成%zu/%zu，截止%s%s。\n", unit->name, standing->complete, unit->task_count,
           wording_deadline(standing->deadline, deadline),
           report_extended(report, u) ? "（已同意延期）" : "");
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        print_group(report, u, i);
    }
    print_gaps_of_complete(report, u);
}

static int print_text(const struct report *report, int only, struct error *error)
{
    printf("%s\n\n", report->stage->title);
    size_t printed = 0;
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        bool complete = report->board->units[u].state == UNIT_COMPLETE;
        if ((only < 0 && !complete) || (only >= 0 && (size_t)only == u)) {
            printf("%s", printed++ > 0 ? "\n" : "");
            print_unit(report, u);
        }
    }
    if (printed == 0) {
        printf("各单位均已报齐。\n");
    }
    return output_flush(stdout, error);
}

int command_missing(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_standings_free)
    struct standings *standings = NULL;
    CLEANUP(cleanup_catalogue_free)
    struct catalogue *catalogue = NULL;
    int stage = 0;
    int unit = -1;
    if (house_open(invocation->config, &house, error) != 0 ||
        names_stage(house->campaign, invocation->stage, clock_now(), &stage, error) != 0 ||
        (invocation->unit != NULL &&
         names_unit(house->campaign, invocation->unit, &unit, error) != 0) ||
        standings_load(house, stage, &standings, error) != 0 ||
        catalogue_load(house->ledger, &catalogue, error) != 0) {
        return -1;
    }
    struct report report;
    report_init(&report, standings->board, catalogue, clock_now());
    return invocation->format == FORMAT_TEXT
               ? print_text(&report, unit, error)
               : print_table(&report, unit, invocation->format, error);
}
