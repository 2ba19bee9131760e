/*
 * The report as a workbook: units x tasks, what is missing, all files. Every text is written as a
 * string, so that nothing that came by mail can become a formula or a link.
 */
#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "notice/display.h"
#include "notice/matrix.h"
#include "notice/palette.h"
#include "notice/report.h"
#include "notice/wording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

/* Excel takes no longer text in a cell (its specifications): 32,767 UTF-16 units. */
enum { CELL_TEXT = 32767 };

struct book {
    const struct report *report;
    lxw_workbook *workbook;
    lxw_format *title;
    lxw_format *head;
    lxw_format *plain;
    lxw_format *number;
    lxw_format *time;
    lxw_format *states[STANDING_COUNT];
    lxw_error failed; /* the first that a write gave */
};

static void note(struct book *book, lxw_error result)
{
    if (book->failed == LXW_NO_ERROR) {
        book->failed = result;
    }
}

static void put(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                const char *text, lxw_format *format)
{
    CLEANUP_FREE char *clean = display_clean(text);
    clean[utf8_cut(clean, strlen(clean), CELL_TEXT)] = '\0';
    note(book, worksheet_write_string(sheet, row, column, clean, format));
}

static void put_number(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       double number)
{
    note(book, worksheet_write_number(sheet, row, column, number, book->number));
}

/* A true date, so that it sorts and filters, in the campaign's time. */
static void put_time(struct book *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                     int64_t time)
{
    struct tm civil;
    time_t seconds = (time_t)time;
    if (localtime_r(&seconds, &civil) == NULL || civil.tm_year < 0) {
        put(book, sheet, row, column, "", book->plain);
        return;
    }
    lxw_datetime date = {.year = civil.tm_year + 1900,
                         .month = civil.tm_mon + 1,
                         .day = civil.tm_mday,
                         .hour = civil.tm_hour,
                         .min = civil.tm_min,
                         .sec = civil.tm_sec};
    note(book, worksheet_write_datetime(sheet, row, column, &date, book->time));
}

static lxw_format *bordered(lxw_workbook *workbook)
{
    lxw_format *format = workbook_add_format(workbook);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xBFBFBF);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void make_formats(struct book *book)
{
    book->title = workbook_add_format(book->workbook);
    format_set_bold(book->title);
    format_set_font_size(book->title, 14);
    book->head = bordered(book->workbook);
    format_set_bold(book->head);
    format_set_text_wrap(book->head);
    format_set_bg_color(book->head, 0xDCE6F1);
    book->plain = bordered(book->workbook);
    format_set_text_wrap(book->plain);
    book->number = bordered(book->workbook);
    book->time = bordered(book->workbook);
    format_set_num_format(book->time, "yyyy\"年\"m\"月\"d\"日\" hh:mm");
    for (int i = 0; i < STANDING_COUNT; i++) {
        book->states[i] = bordered(book->workbook);
        format_set_bg_color(book->states[i], palette[i].pale);
        format_set_align(book->states[i], LXW_ALIGN_CENTER);
    }
}

struct heading {
    const char *text;
    double width; /* characters, as Excel counts them */
};

/* A sheet with its headings in row `top`, frozen below them and behind `frozen` columns. */
static lxw_worksheet *add_sheet(struct book *book, const char *name, const struct heading *headings,
                                size_t count, lxw_row_t top, lxw_col_t frozen)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book->workbook, name);
    for (size_t i = 0; i < count; i++) {
        lxw_col_t column = (lxw_col_t)i;
        worksheet_set_column(sheet, column, column, headings[i].width, NULL);
        put(book, sheet, top, column, headings[i].text, book->head);
    }
    worksheet_freeze_panes(sheet, top + 1, frozen);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, top, top);
    return sheet;
}

/* --- units x tasks --------------------------------------------------------------------------- */

enum { MATRIX_TOP = 2, MATRIX_FIXED = 7 }; /* row of the headings; columns before the tasks */

static void add_matrix_heads(struct book *book, lxw_worksheet *sheet, const struct matrix *matrix)
{
    for (size_t at = 0; at < matrix->columns; at++) {
        lxw_col_t column = (lxw_col_t)(MATRIX_FIXED + at);
        CLEANUP_FREE char *text =
            at < matrix->common ? wording_task(matrix->campaign->tasks[at])
                                : xasprintf("职能任务%zu（各单位不同）", at - matrix->common + 1);
        worksheet_set_column(sheet, column, column, 11, NULL);
        put(book, sheet, MATRIX_TOP, column, text, book->head);
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
    put(book, sheet, row, 0, unit->name, book->plain);
    put(book, sheet, row, 1, unit_standing_chinese(standing->state), book->plain);
    CLEANUP_FREE char *complete = xasprintf("%zu/%zu", standing->complete, unit->task_count);
    put(book, sheet, row, 2, complete, book->plain);
    for (size_t i = 0; i < COUNT_OF(counted); i++) {
        put_number(book, sheet, row, (lxw_col_t)(3 + i),
                   (double)report_unit_cells(report, u, counted[i]));
    }
    for (size_t t = 0; t < unit->task_count; t++) {
        enum standing state = standing->cells[t].state;
        put(book, sheet, row, (lxw_col_t)(MATRIX_FIXED + matrix_column(matrix, unit, t)),
            standing_chinese(state), book->states[state]);
    }
}

static void add_matrix(struct book *book)
{
    static const struct heading heads[MATRIX_FIXED] = {
        {"单位", 24},    {"情况", 8},   {"已完成", 8},  {"未报送", 8},
        {"不合要求", 9}, {"待核对", 8}, {"逾期报送", 9}};
    const struct report *report = book->report;
    lxw_worksheet *sheet = add_sheet(book, "完成情况", heads, COUNT_OF(heads), MATRIX_TOP, 1);
    struct matrix matrix = matrix_of(report->campaign);
    add_matrix_heads(book, sheet, &matrix);
    char deadline[CLOCK_TEXT_SIZE];
    char now[CLOCK_TEXT_SIZE];
    CLEANUP_FREE char *subtitle = xasprintf("%s，截止%s；统计至%s", report->stage->title,
                                            wording_deadline(report->stage->deadline, deadline),
                                            clock_chinese(report->now, now));
    put(book, sheet, 0, 0, report->campaign->title, book->title);
    put(book, sheet, 1, 0, subtitle, NULL);
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        add_matrix_row(book, sheet, &matrix, u, (lxw_row_t)(MATRIX_TOP + 1 + u));
    }
    note(book, worksheet_autofilter(sheet, MATRIX_TOP, 0,
                                    (lxw_row_t)(MATRIX_TOP + report->campaign->unit_count),
                                    (lxw_col_t)(MATRIX_FIXED + matrix.columns - 1)));
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
    put(book, sheet, row, 0, report->campaign->units[u].name, book->plain);
    put(book, sheet, row, 1, name, book->plain);
    put(book, sheet, row, 2, standing_chinese(cell->state), book->states[cell->state]);
    put(book, sheet, row, 3, why, book->plain);
    put(book, sheet, row, 4, task->evidence != NULL ? task->evidence : task->text, book->plain);
    char deadline[CLOCK_TEXT_SIZE];
    put(book, sheet, row, 5, wording_deadline(unit->deadline, deadline), book->plain);
}

static void add_missing(struct book *book)
{
    static const struct heading heads[] = {{"单位", 24}, {"任务", 40},     {"情况", 8},
                                           {"说明", 40}, {"应报内容", 60}, {"截止", 20}};
    const struct campaign *campaign = book->report->campaign;
    lxw_worksheet *sheet = add_sheet(book, "缺报明细", heads, COUNT_OF(heads), 0, 1);
    lxw_row_t row = 0;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        for (size_t t = 0; t < campaign->units[u].task_count; t++) {
            enum standing state = book->report->board->units[u].cells[t].state;
            if (state != STANDING_COMPLETE && state != STANDING_WAIVED) {
                add_missing_row(book, sheet, ++row, u, t);
            }
        }
    }
    note(book, worksheet_autofilter(sheet, 0, 0, row, COUNT_OF(heads) - 1));
}

/* --- files ----------------------------------------------------------------------------------- */

static void add_file_row(struct book *book, lxw_worksheet *sheet, lxw_row_t row,
                         const struct catalogue_file *file)
{
    static const char *const verdicts[] = {
        [VERDICT_NONE] = "", [VERDICT_ACCEPTED] = "已认可", [VERDICT_REJECTED] = "未认可"};
    CLEANUP_FREE char *size = wording_size(file->size);
    put_number(book, sheet, row, 0, (double)file->id);
    put_number(book, sheet, row, 1, (double)file->message);
    put_time(book, sheet, row, 2, file->received_at);
    put(book, sheet, row, 3, file->units, book->plain);
    put(book, sheet, row, 4, file->path, book->plain);
    put(book, sheet, row, 5, kind_chinese(file->kind), book->plain);
    put(book, sheet, row, 6, size, book->plain);
    put(book, sheet, row, 7, file->tasks[0] != '\0' ? file->tasks : "未归入任务", book->plain);
    put(book, sheet, row, 8, verdicts[file->verdict], book->plain);
    put(book, sheet, row, 9, file->findings, book->plain);
}

static void add_files(struct book *book)
{
    static const struct heading heads[] = {
        {"文件号", 8}, {"邮件号", 8}, {"收到时间", 20}, {"单位", 20}, {"文件", 60},
        {"类型", 14},  {"大小", 10},  {"任务", 20},     {"核对", 8},  {"问题", 40}};
    const struct catalogue *catalogue = book->report->catalogue;
    lxw_worksheet *sheet = add_sheet(book, "文件清单", heads, COUNT_OF(heads), 0, 2);
    size_t rows = catalogue->file_count;
    if (rows > LXW_ROW_MAX - 2) {
        rows = LXW_ROW_MAX - 2;
    }
    for (size_t i = 0; i < rows; i++) {
        add_file_row(book, sheet, (lxw_row_t)(i + 1), &catalogue->files[i]);
    }
    note(book, worksheet_autofilter(sheet, 0, 0, (lxw_row_t)rows, COUNT_OF(heads) - 1));
}

/* --- the workbook ---------------------------------------------------------------------------- */

static int write_book(const struct report *report, const char *folder, const char *path,
                      struct error *error)
{
    CLEANUP_FREE char *temporary = xstrdup(folder);
    lxw_workbook_options options = {.tmpdir = temporary, .use_zip64 = LXW_TRUE};
    struct book book = {.report = report, .workbook = workbook_new_opt(path, &options)};
    if (book.workbook == NULL) {
        return error_set(error, ERROR_FAILED, "The workbook cannot be made");
    }
    make_formats(&book);
    add_matrix(&book);
    add_missing(&book);
    add_files(&book);
    lxw_error closed = workbook_close(book.workbook);
    note(&book, closed);
    if (book.failed != LXW_NO_ERROR) {
        return error_set(error, ERROR_DISK, "The workbook cannot be written below %s: %s", folder,
                         lxw_strerror(book.failed));
    }
    return 0;
}

/* The library writes only to a file it opens itself, so that goes to a folder of its own. */
int report_xlsx(const struct report *report, struct buffer *out, struct error *error)
{
    const char *parent = getenv("TMPDIR");
    CLEANUP_FREE char *folder =
        xasprintf("%s/baosong-report.XXXXXX", parent != NULL && parent[0] == '/' ? parent : "/tmp");
    if (mkdtemp(folder) == NULL) {
        return error_set_errno(
            error, errno, "The report needs a temporary folder, but %s cannot be made", folder);
    }
    CLEANUP_FREE char *path = xasprintf("%s/report.xlsx", folder);
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    int result = write_book(report, folder, path, error);
    if (result == 0) {
        result = files_read(path, LIMIT_WORKBOOK, &data, &size, error);
    }
    if (files_remove_tree(folder, result == 0 ? error : NULL) != 0) {
        result = -1;
    }
    if (result == 0) {
        buffer_add(out, data, size);
    }
    return result;
}
