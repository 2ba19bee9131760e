/*
 * The report as a workbook: units x tasks, what is missing, all files.
 */
#include "base/clock.h"
#include "notice/matrix.h"
#include "notice/palette.h"
#include "notice/report.h"
#include "notice/wording.h"
#include "notice/workbook.h"

struct book {
    struct workbook workbook;
    const struct report *report;
    lxw_format *states[STANDING_COUNT];
};

/* --- units x tasks --------------------------------------------------------------------------- */

enum { MATRIX_TOP = 2, MATRIX_FIXED = 7 }; /* row of the headings; columns before the tasks */

static void add_matrix_heads(struct book *book, lxw_worksheet *sheet, const struct matrix *matrix)
{
    for (size_t at = 0; at < matrix->columns; at++) {
        lxw_col_t column = (lxw_col_t)(MATRIX_FIXED + at);
        CLEANUP_FREE char *text =
            at < matrix->common ? wording_task(matrix->campaign->tasks[at])
                                : xasprintf("职能任务%zu（各单位不同）", at - matrix->common + 1);
        workbook_column(&book->workbook, sheet, MATRIX_TOP, column, text, 9);
    }
}

static void add_matrix_row(struct book *book, lxw_worksheet *sheet, const struct matrix *matrix,
                           size_t u, lxw_row_t row)
{
    const struct report *report = book->report;
    const struct unit *unit = &report->campaign->units[u];
    const struct board_unit *standing = &report->board->units[u];
    static const enum standing counted[] = {STANDING_MISSING, STANDING_DEFICIENT, STANDING_REVIEW,
                                            STANDING_LATE};
    workbook_text(&book->workbook, sheet, row, 0, unit->name, book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 1, unit_standing_chinese(standing->state),
                  book->workbook.plain);
    CLEANUP_FREE char *complete = xasprintf("%zu/%zu", standing->complete, unit->task_count);
    workbook_text(&book->workbook, sheet, row, 2, complete, book->workbook.plain);
    for (size_t i = 0; i < COUNT_OF(counted); i++) {
        workbook_number(&book->workbook, sheet, row, (lxw_col_t)(3 + i),
                        (double)report_unit_cells(report, u, counted[i]));
    }
    for (size_t t = 0; t < unit->task_count; t++) {
        enum standing state = standing->cells[t].state;
        workbook_text(&book->workbook, sheet, row,
                      (lxw_col_t)(MATRIX_FIXED + matrix_column(matrix, unit, t)),
                      standing_chinese(state), book->states[state]);
    }
}

static void add_matrix(struct book *book)
{
    static const struct workbook_column heads[MATRIX_FIXED] = {
        {"单位", 24},    {"情况", 9},   {"已完成", 8},  {"未报送", 7},
        {"不合要求", 7}, {"待核对", 7}, {"逾期报送", 7}};
    const struct report *report = book->report;
    lxw_worksheet *sheet =
        workbook_sheet(&book->workbook, "完成情况", heads, COUNT_OF(heads), MATRIX_TOP, 1);
    struct matrix matrix = matrix_of(report->campaign);
    add_matrix_heads(book, sheet, &matrix);
    char deadline[CLOCK_TEXT_SIZE];
    char now[CLOCK_TEXT_SIZE];
    CLEANUP_FREE char *subtitle = xasprintf("%s，截止%s；统计至%s", report->stage->title,
                                            wording_deadline(report->stage->deadline, deadline),
                                            clock_chinese(report->now, now));
    workbook_text(&book->workbook, sheet, 0, 0, report->campaign->title, book->workbook.title);
    workbook_text(&book->workbook, sheet, 1, 0, subtitle, NULL);
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        add_matrix_row(book, sheet, &matrix, u, (lxw_row_t)(MATRIX_TOP + 1 + u));
    }
    workbook_filter(&book->workbook, sheet, MATRIX_TOP,
                    (lxw_row_t)(MATRIX_TOP + report->campaign->unit_count),
                    MATRIX_FIXED + matrix.columns);
}

/* --- what is missing ------------------------------------------------------------------------- */

static void add_missing_row(struct book *book, lxw_worksheet *sheet, lxw_row_t row, size_t u,
                            size_t t)
{
    const struct report *report = book->report;
    const struct board_unit *unit = &report->board->units[u];
    const struct cell *cell = &unit->cells[t];
    const struct task *task = report->campaign->units[u].tasks[t];
    CLEANUP_FREE char *name = wording_task(task);
    CLEANUP_FREE char *why = wording_cell(report->board, u, t, report->catalogue);
    workbook_text(&book->workbook, sheet, row, 0, report->campaign->units[u].name,
                  book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 1, name, book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 2, standing_chinese(cell->state),
                  book->states[cell->state]);
    workbook_text(&book->workbook, sheet, row, 3, why, book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 4,
                  task->evidence != NULL ? task->evidence : task->text, book->workbook.plain);
    char deadline[CLOCK_TEXT_SIZE];
    workbook_text(&book->workbook, sheet, row, 5, wording_deadline(unit->deadline, deadline),
                  book->workbook.plain);
}

static void add_missing(struct book *book)
{
    static const struct workbook_column heads[] = {{"单位", 24}, {"任务", 40},     {"情况", 8},
                                                   {"说明", 40}, {"应报内容", 60}, {"截止", 20}};
    const struct campaign *campaign = book->report->campaign;
    lxw_worksheet *sheet =
        workbook_sheet(&book->workbook, "缺报明细", heads, COUNT_OF(heads), 0, 1);
    lxw_row_t row = 0;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        for (size_t t = 0; t < campaign->units[u].task_count; t++) {
            enum standing state = book->report->board->units[u].cells[t].state;
            if (state != STANDING_COMPLETE && state != STANDING_WAIVED) {
                add_missing_row(book, sheet, ++row, u, t);
            }
        }
    }
    workbook_filter(&book->workbook, sheet, 0, row, COUNT_OF(heads));
}

/* --- files ----------------------------------------------------------------------------------- */

/* A link to where it lies in the dossier, if it does. */
static void add_file_name(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                          const struct catalogue_file *file)
{
    const struct dossier *dossier = book->report->dossier;
    const struct dossier_file *filed = dossier != NULL ? dossier_find(dossier, file->sha256) : NULL;
    if (filed == NULL) {
        workbook_text(&book->workbook, sheet, row, column, file->path, book->workbook.plain);
        return;
    }
    CLEANUP_FREE char *path = xasprintf("%s/%s", book->report->dossier_folder, filed->path);
    workbook_link(&book->workbook, sheet, row, column, path, file->path);
}

static void add_file_row(struct book *book, lxw_worksheet *sheet, lxw_row_t row,
                         const struct catalogue_file *file)
{
    static const char *const verdicts[] = {
        [VERDICT_NONE] = "", [VERDICT_ACCEPTED] = "已认可", [VERDICT_REJECTED] = "未认可"};
    CLEANUP_FREE char *size = wording_size(file->size);
    workbook_number(&book->workbook, sheet, row, 0, (double)file->id);
    workbook_number(&book->workbook, sheet, row, 1, (double)file->message);
    workbook_time(&book->workbook, sheet, row, 2, file->received_at);
    workbook_text(&book->workbook, sheet, row, 3, file->units, book->workbook.plain);
    add_file_name(book, sheet, row, 4, file);
    workbook_text(&book->workbook, sheet, row, 5, kind_chinese(file->kind), book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 6, size, book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 7,
                  file->tasks[0] != '\0' ? file->tasks : "未归入任务", book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 8, verdicts[file->verdict], book->workbook.plain);
    workbook_text(&book->workbook, sheet, row, 9, file->findings, book->workbook.plain);
}

static void add_files(struct book *book)
{
    static const struct workbook_column heads[] = {
        {"文件号", 8}, {"邮件号", 8}, {"收到时间", 20}, {"单位", 20}, {"文件", 60},
        {"类型", 14},  {"大小", 10},  {"任务", 20},     {"核对", 8},  {"问题", 40}};
    const struct catalogue *catalogue = book->report->catalogue;
    lxw_worksheet *sheet =
        workbook_sheet(&book->workbook, "文件清单", heads, COUNT_OF(heads), 0, 2);
    size_t rows = catalogue->file_count;
    if (rows > LXW_ROW_MAX - 2) {
        rows = LXW_ROW_MAX - 2;
    }
    for (size_t i = 0; i < rows; i++) {
        add_file_row(book, sheet, (lxw_row_t)(i + 1), &catalogue->files[i]);
    }
    workbook_filter(&book->workbook, sheet, 0, (lxw_row_t)rows, COUNT_OF(heads));
}

/* --- the workbook ---------------------------------------------------------------------------- */

int report_xlsx(const struct report *report, struct buffer *out, struct error *error)
{
    struct book book = {.report = report};
    if (workbook_start(&book.workbook, error) != 0) {
        return -1;
    }
    for (int i = 0; i < STANDING_COUNT; i++) {
        book.states[i] = workbook_colour(&book.workbook, palette[i].pale);
    }
    add_matrix(&book);
    add_missing(&book);
    add_files(&book);
    return workbook_end(&book.workbook, out, error);
}
