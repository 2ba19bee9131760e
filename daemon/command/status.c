/* `baosong status`: the board. */
#include "base/clock.h"
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "command/rows.h"
#include "desk/names.h"
#include "desk/standings.h"
#include "notice/report.h"
#include "notice/wording.h"

#include <inttypes.h>
#include <string.h>

/* --- JSON ------------------------------------------------------------------------------------ */

static bool contains(const json_t *texts, const char *text)
{
    for (size_t i = 0; i < json_array_size(texts); i++) {
        if (strcmp(json_string_value(json_array_get(texts, i)), text) == 0) {
            return true;
        }
    }
    return false;
}

/* The files of a cell that bear on it so, each content once. */
static json_t *cell_files(const struct cell *cell, int64_t deadline, enum fact_role role)
{
    json_t *files = json_array();
    for (size_t i = 0; i < cell->fact_count; i++) {
        const struct fact *fact = cell->facts[i];
        if (fact_role(fact, deadline) == role && !contains(files, fact->sha256)) {
            json_append(files, json_text(fact->sha256));
        }
    }
    return files;
}

/* Replaced by later versions, and still on record. */
static json_t *superseded_files(const struct cell *cell)
{
    json_t *files = json_array();
    for (size_t i = 0; i < cell->fact_count; i++) {
        if (cell->superseded[i] && !contains(files, cell->facts[i]->sha256)) {
            json_append(files, json_text(cell->facts[i]->sha256));
        }
    }
    return files;
}

static json_t *task_json(const struct board_unit *unit, const struct cell *cell,
                         const struct task *task)
{
    json_t *object = json_object();
    json_set(object, "task", json_text(task->id));
    json_set(object, "title", json_text(task->title));
    json_set(object, "state", json_text(standing_name(cell->state)));
    json_set(object, "report_chars", json_integer(cell->report_chars));
    json_t *files = cell_files(cell, unit->deadline, FACT_COUNTS);
    json_t *late = cell_files(cell, unit->deadline, FACT_LATE);
    if (cell->state == STANDING_LATE) {
        json_array_extend(files, late);
    }
    json_set(object, "files", files);
    json_set(object, "late_files", late);
    json_set(object, "review_files", cell_files(cell, unit->deadline, FACT_WAITS));
    json_set(object, "superseded_files", superseded_files(cell));
    json_set(object, "findings", finding_bit_array(cell->findings));
    CLEANUP_FREE char *lacking = cell_lacking(cell, task);
    json_set(object, "lacking", json_text(lacking));
    json_set(object, "changed_late", json_boolean(cell->changed_late));
    return object;
}

static json_t *unit_json(const struct board *board, size_t u)
{
    const struct unit *unit = &board->campaign->units[u];
    const struct board_unit *standing = &board->units[u];
    json_t *object = json_object();
    json_set(object, "unit", json_text(unit->name));
    json_set(object, "state", json_text(unit_standing_name(standing->state)));
    json_set(object, "deadline", output_time(standing->deadline));
    json_set(object, "extended_late", json_boolean(standing->extended_late));
    json_set(object, "obligations", json_integer((json_int_t)unit->task_count));
    json_set(object, "complete", json_integer((json_int_t)standing->complete));
    json_t *tasks = json_array();
    for (size_t t = 0; t < unit->task_count; t++) {
        json_append(tasks, task_json(standing, &standing->cells[t], unit->tasks[t]));
    }
    json_set(object, "tasks", tasks);
    return object;
}

/* What the board does not know yet: mails and scans that are still being worked through. */
static json_t *progress_json(const struct counts *counts)
{
    json_t *object = json_object();
    json_set(object, "messages", json_integer(counts->fetched + counts->read));
    json_set(object, "scans", json_integer(counts->recognitions));
    return object;
}

static json_t *board_json(const struct board *board, const struct counts *counts, int only)
{
    const struct stage *stage = &board->campaign->stages[board->stage];
    json_t *object = json_object();
    json_set(object, "stage", json_text(stage->id));
    json_set(object, "deadline", output_time(stage->deadline));
    json_t *units = json_array();
    for (size_t u = 0; u < board->campaign->unit_count; u++) {
        if (only < 0 || (size_t)only == u) {
            json_append(units, unit_json(board, u));
        }
    }
    json_set(object, "units", units);
    json_set(object, "waiting", progress_json(counts));
    return object;
}

/* --- tables ---------------------------------------------------------------------------------- */

static const struct column unit_columns[] = {
    {.key = "unit", .heading = "单位", .width = 40},
    {.key = "state", .heading = "情况"},
    {.key = "done", .heading = "完成", .right = true},
    {.key = "missing", .heading = "未报送", .right = true},
    {.key = "deficient", .heading = "不合要求", .right = true},
    {.key = "review", .heading = "待核对", .right = true},
    {.key = "late", .heading = "逾期报送", .right = true},
    {.key = "extended", .heading = "延期至"},
};

static const struct column task_columns[] = {
    {.key = "task", .heading = "任务"},
    {.key = "title", .heading = "名称", .width = 40},
    {.key = "state", .heading = "情况", .show = show_standing},
    {.key = "chars", .heading = "字数", .right = true},
    {.key = "files", .heading = "文件", .width = 50},
    {.key = "why", .heading = "说明"},
};

static const struct column csv_columns[] = {
    {.key = "unit", .heading = "单位"},  {.key = "task", .heading = "任务"},
    {.key = "title", .heading = "名称"}, {.key = "state", .heading = "情况", .show = show_standing},
    {.key = "chars", .heading = "字数"}, {.key = "files", .heading = "文件"},
    {.key = "why", .heading = "说明"},   {.key = "deadline", .heading = "截止", .show = show_time},
};

static json_t *unit_row(const struct report *report, size_t u)
{
    static const enum standing counted[] = {STANDING_MISSING, STANDING_DEFICIENT, STANDING_REVIEW,
                                            STANDING_LATE};
    const struct board_unit *unit = &report->board->units[u];
    const struct unit *known = &report->campaign->units[u];
    json_t *row = json_object();
    json_set(row, "unit", json_text(known->name));
    json_set(row, "state", json_text(unit_standing_chinese(unit->state)));
    CLEANUP_FREE char *done = xasprintf("%zu/%zu", unit->complete, known->task_count);
    json_set(row, "done", json_text(done));
    for (size_t i = 0; i < COUNT_OF(counted); i++) {
        size_t count = report_unit_cells(report, u, counted[i]);
        if (count > 0) {
            json_set(row, standing_name(counted[i]), json_integer((json_int_t)count));
        }
    }
    if (report_extended(report, u)) {
        char deadline[CLOCK_TEXT_SIZE];
        json_set(row, "extended", json_text(wording_deadline(unit->deadline, deadline)));
    }
    return row;
}

static json_t *task_row(const struct report *report, size_t u, size_t t)
{
    const struct cell *cell = &report->board->units[u].cells[t];
    const struct task *task = report->campaign->units[u].tasks[t];
    CLEANUP_FREE char *files = wording_files(cell, report->catalogue);
    CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
    json_t *row = json_object();
    json_set(row, "unit", json_text(report->campaign->units[u].name));
    json_set(row, "task", json_text(task->id));
    json_set(row, "title", json_text(task->title));
    json_set(row, "state", json_text(standing_name(cell->state)));
    json_set(row, "chars", json_integer(cell->report_chars));
    json_set(row, "files", json_text(files));
    json_set(row, "why", json_text(why));
    json_set(row, "deadline", output_time(report->board->units[u].deadline));
    return row;
}

static void print_sums(const struct report *report)
{
    const size_t *cells = report->cells;
    printf("单位%zu家：已齐%zu家，部分报送%zu家，未报送%zu家。\n", report->campaign->unit_count,
           report->units[UNIT_COMPLETE], report->units[UNIT_PARTIAL], report->units[UNIT_SILENT]);
    printf("任务%zu项次：", report->obligations);
    for (int i = 0; i < STANDING_COUNT; i++) {
        printf("%s%s%zu", i > 0 ? "，" : "", standing_chinese((enum standing)i), cells[i]);
    }
    printf("。\n\n");
}

static void print_heading(const struct report *report, int only)
{
    char deadline[CLOCK_TEXT_SIZE];
    output_clean(stdout, report->campaign->title);
    int64_t until = only < 0 ? report->stage->deadline : report->board->units[only].deadline;
    printf("\n%s，截止%s\n", report->stage->title, wording_deadline(until, deadline));
    if (only < 0) {
        print_sums(report);
        return;
    }
    const struct board_unit *unit = &report->board->units[only];
    const struct unit *known = &report->campaign->units[only];
    printf("%s（%s）：%s，已完成%zu/%zu。\n\n", known->name, known->full_name,
           unit_standing_chinese(unit->state), unit->complete, known->task_count);
}

static int print_board(const struct report *report, struct error *error)
{
    print_heading(report, -1);
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_TEXT, unit_columns, COUNT_OF(unit_columns));
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        table_add(table, unit_row(report, u));
    }
    return table_end(table, error);
}

static void print_progress(const struct counts *counts)
{
    if (counts->fetched + counts->read > 0) {
        printf("还有%" PRId64 "封邮件等待处理。\n", counts->fetched + counts->read);
    }
    if (counts->recognitions > 0) {
        printf("还有%" PRId64 "份扫描的报告等待识别文字，识别后重新归类。\n", counts->recognitions);
    }
}

static int print_unit(const struct report *report, int unit, struct error *error)
{
    print_heading(report, unit);
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_TEXT, task_columns, COUNT_OF(task_columns));
    for (size_t t = 0; t < report->campaign->units[unit].task_count; t++) {
        table_add(table, task_row(report, (size_t)unit, t));
    }
    return table_end(table, error);
}

static int print_csv(const struct report *report, int only, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_CSV, csv_columns, COUNT_OF(csv_columns));
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (only >= 0 && (size_t)only != u) {
            continue;
        }
        for (size_t t = 0; t < report->campaign->units[u].task_count; t++) {
            table_add(table, task_row(report, u, t));
        }
    }
    return table_end(table, error);
}

int command_status(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_standings_free)
    struct standings *standings = NULL;
    CLEANUP(cleanup_catalogue_free)
    struct catalogue *catalogue = NULL;
    int stage = 0;
    int unit = -1;
    int64_t now = clock_now();
    struct counts counts = {0};
    if (house_open(invocation->config, &house, error) != 0 ||
        names_stage(house->campaign, invocation->stage, now, &stage, error) != 0 ||
        (invocation->unit != NULL &&
         names_unit(house->campaign, invocation->unit, &unit, error) != 0) ||
        standings_load(house, stage, &standings, error) != 0 ||
        ledger_counts(house->ledger, &counts, error) != 0) {
        return -1;
    }
    if (invocation->format == FORMAT_JSON) {
        return output_json(stdout, board_json(standings->board, &counts, unit), error);
    }
    if (catalogue_load(house->ledger, &catalogue, error) != 0) {
        return -1;
    }
    struct report report;
    report_init(&report, standings->board, catalogue, now);
    if (invocation->format == FORMAT_CSV) {
        return print_csv(&report, unit, error);
    }
    if ((unit < 0 ? print_board(&report, error) : print_unit(&report, unit, error)) != 0) {
        return -1;
    }
    print_progress(&counts);
    return output_flush(stdout, error);
}
