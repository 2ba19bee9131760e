#include "notice/workbook.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "notice/display.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What Excel takes (its specifications): UTF-16 units of a text in a cell, links of a sheet. */
enum { CELL_TEXT = 32767, LINKS = 65000 };

static void note(struct workbook *workbook, lxw_error result)
{
    if (workbook->failed == LXW_NO_ERROR) {
        workbook->failed = result;
    }
}

/* --- heights of rows -------------------------------------------------------------------------- */

enum { LINE_HEIGHT = 15, MOST_LINES = 20 }; /* points; Excel takes no row above 409 */

static void end_row(struct workbook *workbook)
{
    if (workbook->sheet != NULL && workbook->lines > 1) {
        note(workbook, worksheet_set_row(workbook->sheet, workbook->row,
                                         LINE_HEIGHT * workbook->lines, NULL));
    }
    workbook->lines = 1;
}

/* A text that wraps may need more lines than the others of its row. */
static void measure(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row,
                    lxw_col_t column, const char *text)
{
    if (sheet != workbook->sheet || row != workbook->row) {
        end_row(workbook);
        workbook->sheet = sheet;
        workbook->row = row;
    }
    double width = column < WORKBOOK_COLUMNS ? workbook->widths[column] : 0;
    double lines = width > 1 ? ceil((double)display_width(text) / (width - 1)) : 1;
    unsigned most = lines > MOST_LINES ? MOST_LINES : (unsigned)lines;
    workbook->lines = most > workbook->lines ? most : workbook->lines;
}

/* --- beginning and end ----------------------------------------------------------------------- */

static lxw_format *bordered(lxw_workbook *book)
{
    lxw_format *format = workbook_add_format(book);
    format_set_border(format, LXW_BORDER_THIN);
    format_set_border_color(format, 0xBFBFBF);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void make_formats(struct workbook *workbook)
{
    workbook->title = workbook_add_format(workbook->book);
    format_set_bold(workbook->title);
    format_set_font_size(workbook->title, 14);
    workbook->head = bordered(workbook->book);
    format_set_bold(workbook->head);
    format_set_text_wrap(workbook->head);
    format_set_bg_color(workbook->head, 0xDCE6F1);
    workbook->plain = bordered(workbook->book);
    format_set_text_wrap(workbook->plain);
    workbook->single = bordered(workbook->book);
    workbook->points = bordered(workbook->book);
    format_set_num_format(workbook->points, "0.00");
    workbook->time = bordered(workbook->book);
    format_set_num_format(workbook->time, "yyyy\"年\"m\"月\"d\"日\" hh:mm");
    workbook->link = bordered(workbook->book);
    format_set_text_wrap(workbook->link);
    format_set_font_color(workbook->link, 0x0563C1);
    format_set_underline(workbook->link, LXW_UNDERLINE_SINGLE);
}

lxw_format *workbook_colour(struct workbook *workbook, uint32_t colour)
{
    lxw_format *format = bordered(workbook->book);
    format_set_bg_color(format, colour);
    format_set_align(format, LXW_ALIGN_CENTER);
    return format;
}

static int make_folder(struct workbook *workbook, struct error *error)
{
    const char *parent = getenv("TMPDIR");
    CLEANUP_FREE char *folder = xasprintf("%s/baosong-workbook.XXXXXX",
                                          parent != NULL && parent[0] == '/' ? parent : "/tmp");
    if (mkdtemp(folder) == NULL) {
        return error_set_errno(
            error, errno, "The workbook needs a temporary folder, but %s cannot be made", folder);
    }
    workbook->path = xasprintf("%s/workbook.xlsx", folder);
    workbook->folder = STEAL(folder);
    return 0;
}

static void release(struct workbook *workbook)
{
    free(workbook->folder);
    free(workbook->path);
    *workbook = (struct workbook){0};
}

int workbook_start(struct workbook *workbook, struct error *error)
{
    *workbook = (struct workbook){0};
    if (make_folder(workbook, error) != 0) {
        return -1;
    }
    lxw_workbook_options options = {.tmpdir = workbook->folder, .use_zip64 = LXW_TRUE};
    workbook->book = workbook_new_opt(workbook->path, &options);
    if (workbook->book == NULL) {
        files_remove_tree(workbook->folder, NULL);
        release(workbook);
        return error_set(error, ERROR_FAILED, "The workbook cannot be made");
    }
    make_formats(workbook);
    return 0;
}

static int collect(struct workbook *workbook, struct buffer *out, struct error *error)
{
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    end_row(workbook);
    note(workbook, workbook_close(workbook->book));
    if (workbook->failed != LXW_NO_ERROR) {
        return error_set(error, ERROR_DISK, "The workbook cannot be written below %s: %s",
                         workbook->folder, lxw_strerror(workbook->failed));
    }
    if (files_read(workbook->path, LIMIT_WORKBOOK, &data, &size, error) != 0) {
        return -1;
    }
    buffer_add(out, data, size);
    return 0;
}

int workbook_end(struct workbook *workbook, struct buffer *out, struct error *error)
{
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    int result = collect(workbook, &bytes, error);
    if (files_remove_tree(workbook->folder, result == 0 ? error : NULL) != 0) {
        result = -1;
    }
    if (result == 0) {
        buffer_add(out, bytes.data, bytes.size);
    }
    release(workbook);
    return result;
}

/* --- sheets and cells ------------------------------------------------------------------------ */

lxw_worksheet *workbook_sheet(struct workbook *workbook, const char *name,
                              const struct workbook_column *columns, size_t count, lxw_row_t top,
                              lxw_col_t frozen)
{
    lxw_worksheet *sheet = workbook_add_worksheet(workbook->book, name);
    for (size_t i = 0; i < count; i++) {
        workbook_column(workbook, sheet, top, (lxw_col_t)i, columns[i].heading, columns[i].width);
    }
    worksheet_freeze_panes(sheet, top + 1, frozen);
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9); /* A4 */
    worksheet_set_margins(sheet, 0.3, 0.3, 0.4, 0.4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, top, top);
    return sheet;
}

void workbook_column(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t top,
                     lxw_col_t column, const char *heading, double width)
{
    if (column < WORKBOOK_COLUMNS) {
        workbook->widths[column] = width;
    }
    note(workbook, worksheet_set_column(sheet, column, column, width, NULL));
    workbook_text(workbook, sheet, top, column, heading, workbook->head);
}

void workbook_filter(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t top, lxw_row_t last,
                     size_t columns)
{
    note(workbook, worksheet_autofilter(sheet, top, 0, last, (lxw_col_t)(columns - 1)));
}

void workbook_text(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   const char *text, lxw_format *format)
{
    CLEANUP_FREE char *clean = display_clean(text);
    clean[utf8_cut(clean, strlen(clean), CELL_TEXT)] = '\0';
    if (format == workbook->plain || format == workbook->head) {
        measure(workbook, sheet, row, column, clean);
    }
    note(workbook, worksheet_write_string(sheet, row, column, clean, format));
}

void workbook_number(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row,
                     lxw_col_t column, double number)
{
    note(workbook, worksheet_write_number(sheet, row, column, number, workbook->single));
}

void workbook_points(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row,
                     lxw_col_t column, int64_t hundredths)
{
    note(workbook,
         worksheet_write_number(sheet, row, column, (double)hundredths / 100, workbook->points));
}

void workbook_time(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   int64_t time)
{
    struct tm civil;
    time_t seconds = (time_t)time;
    if (localtime_r(&seconds, &civil) == NULL || civil.tm_year < 0) {
        workbook_text(workbook, sheet, row, column, "", workbook->plain);
        return;
    }
    lxw_datetime date = {.year = civil.tm_year + 1900,
                         .month = civil.tm_mon + 1,
                         .day = civil.tm_mday,
                         .hour = civil.tm_hour,
                         .min = civil.tm_min,
                         .sec = civil.tm_sec};
    note(workbook, worksheet_write_datetime(sheet, row, column, &date, workbook->time));
}

void workbook_link(struct workbook *workbook, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                   const char *path, const char *text)
{
    if (workbook->links++ >= LINKS) {
        workbook_text(workbook, sheet, row, column, text, workbook->plain);
        return;
    }
    CLEANUP_FREE char *clean = display_clean(text);
    CLEANUP_FREE char *target = xasprintf("external:%s", path);
    clean[utf8_cut(clean, strlen(clean), CELL_TEXT)] = '\0';
    measure(workbook, sheet, row, column, clean);
    note(workbook,
         worksheet_write_url_opt(sheet, row, column, target, workbook->link, clean, NULL));
}
