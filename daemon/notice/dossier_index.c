/* The index of the dossier: as a workbook, and as a page for a browser. */
#include "base/clock.h"
#include "notice/dossier.h"
#include "notice/html.h"
#include "notice/palette.h"
#include "notice/wording.h"
#include "notice/workbook.h"

#include <stdlib.h>
#include <string.h>

static const struct cell *cell_of(const struct dossier *dossier, const struct dossier_line *line)
{
    return &dossier->board->units[line->unit].cells[line->task];
}

static const struct task *task_of(const struct dossier *dossier, const struct dossier_line *line)
{
    return dossier->campaign->units[line->unit].tasks[line->task];
}

/* "第4项 商务诚信建设的举措和成效" */
static char *item_name(const struct item *item)
{
    return item != NULL ? xasprintf("第%d项 %s", item->number, item->title) : xstrdup("其他");
}

static const char *stage_name(const struct dossier *dossier, const struct dossier_line *line)
{
    return line->stage >= 0 ? dossier->campaign->stages[line->stage].title : "逾期";
}

static char *subtitle(const struct dossier *dossier)
{
    char date[CLOCK_TEXT_SIZE] = "";
    const struct stage *stage = &dossier->campaign->stages[dossier->board->stage];
    CLEANUP_FREE char *until =
        dossier->last_mail != CLOCK_UNKNOWN
            ? xasprintf("，收录至%s收到的材料", clock_chinese(dossier->last_mail, date))
            : xstrdup("");
    return xasprintf("%s；共%zu个文件%s", stage->title, dossier->file_count, until);
}

/* --- the workbook ---------------------------------------------------------------------------- */

enum { TOP = 2 }; /* row of the headings */

static const struct workbook_column line_columns[] = {
    {"考核项目", 44}, {"单位", 20},       {"任务", 34},     {"情况", 10}, {"材料", 10},
    {"文件", 48},     {"阶段", 22},       {"收到时间", 20}, {"文号", 24}, {"类型", 12},
    {"大小", 10},     {"发现的问题", 30}, {"页码", 18}};
enum { FIRST_OF_FILE = 4 };

/* "" for all of the file. */
static char *pages_of(const struct dossier_line *line)
{
    return line->first_page > 0 ? wording_pages(line->first_page, line->last_page) : xstrdup("");
}

static void add_file_cells(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row,
                           const struct dossier *dossier, const struct dossier_line *line)
{
    const struct catalogue_file *from = line->file->from;
    CLEANUP_FREE char *size = wording_size(from->size);
    const char *number = from->document_number != NULL ? from->document_number : "";
    const char *name = strrchr(line->file->path, '/') + 1;
    workbook_text(book, sheet, row, 4, line->section ? "情况说明" : "佐证资料", book->plain);
    if (line->file->lost) {
        workbook_text(book, sheet, row, 5, name, book->plain);
    } else {
        workbook_link(book, sheet, row, 5, line->file->path, name);
    }
    workbook_text(book, sheet, row, 6, stage_name(dossier, line), book->plain);
    workbook_time(book, sheet, row, 7, line->received_at);
    workbook_text(book, sheet, row, 8, number, book->plain);
    workbook_text(book, sheet, row, 9, kind_chinese(from->kind), book->plain);
    workbook_text(book, sheet, row, 10, size, book->plain);
    workbook_text(book, sheet, row, 11, from->findings, book->plain);
    CLEANUP_FREE char *pages = pages_of(line);
    workbook_text(book, sheet, row, 12, pages, book->plain);
}

static void add_line_row(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row,
                         lxw_format *const *states, const struct dossier *dossier,
                         const struct dossier_line *line)
{
    CLEANUP_FREE char *item = item_name(line->item);
    CLEANUP_FREE char *task = wording_task(task_of(dossier, line));
    enum standing state = cell_of(dossier, line)->state;
    workbook_text(book, sheet, row, 0, item, book->plain);
    workbook_text(book, sheet, row, 1, dossier->campaign->units[line->unit].name, book->plain);
    workbook_text(book, sheet, row, 2, task, book->plain);
    workbook_text(book, sheet, row, 3, standing_chinese(state), states[state]);
    if (line->file != NULL) {
        add_file_cells(book, sheet, row, dossier, line);
        return;
    }
    for (size_t column = FIRST_OF_FILE; column < COUNT_OF(line_columns); column++) {
        workbook_text(book, sheet, row, (lxw_col_t)column, "", book->plain);
    }
}

static void add_lines(struct workbook *book, const struct dossier *dossier)
{
    lxw_worksheet *sheet =
        workbook_sheet(book, "目录", line_columns, COUNT_OF(line_columns), TOP, 3);
    lxw_format *states[STANDING_COUNT];
    for (int i = 0; i < STANDING_COUNT; i++) {
        states[i] = workbook_colour(book, palette[i].pale);
    }
    CLEANUP_FREE char *below = subtitle(dossier);
    workbook_text(book, sheet, 0, 0, dossier->campaign->title, book->title);
    workbook_text(book, sheet, 1, 0, below, NULL);
    size_t most = LXW_ROW_MAX - TOP - 2;
    size_t rows = dossier->line_count < most ? dossier->line_count : most;
    for (size_t i = 0; i < rows; i++) {
        add_line_row(book, sheet, (lxw_row_t)(TOP + 1 + i), states, dossier, &dossier->lines[i]);
    }
    workbook_filter(book, sheet, TOP, (lxw_row_t)(TOP + rows), COUNT_OF(line_columns));
}

static void add_rest(struct workbook *book, const struct dossier *dossier)
{
    static const struct workbook_column columns[] = {
        {"原因", 14}, {"单位", 20}, {"文件", 60}, {"收到时间", 20}, {"邮件号", 8}, {"文件号", 8}};
    lxw_worksheet *sheet = workbook_sheet(book, "未收入的文件", columns, COUNT_OF(columns), 0, 0);
    size_t most = LXW_ROW_MAX - 2;
    size_t rows = dossier->rest_count < most ? dossier->rest_count : most;
    for (size_t i = 0; i < rows; i++) {
        const struct dossier_rest *rest = &dossier->rest[i];
        lxw_row_t row = (lxw_row_t)(i + 1);
        workbook_text(book, sheet, row, 0, rest->why, book->plain);
        workbook_text(book, sheet, row, 1, rest->file->units, book->plain);
        workbook_text(book, sheet, row, 2, rest->file->path, book->plain);
        workbook_time(book, sheet, row, 3, rest->file->received_at);
        workbook_number(book, sheet, row, 4, (double)rest->file->message);
        workbook_number(book, sheet, row, 5, (double)rest->file->id);
    }
    workbook_filter(book, sheet, 0, (lxw_row_t)rows, COUNT_OF(columns));
}

int dossier_index_xlsx(const struct dossier *dossier, struct buffer *out, struct error *error)
{
    struct workbook book;
    if (workbook_start(&book, error) != 0) {
        return -1;
    }
    /* Without it the library writes the time of day into the file. */
    int64_t made = dossier->last_mail > 0 ? dossier->last_mail : 1;
    lxw_doc_properties properties = {.created = (time_t)made};
    workbook_set_properties(book.book, &properties);
    add_lines(&book, dossier);
    add_rest(&book, dossier);
    return workbook_end(&book, out, error);
}

/* --- the page -------------------------------------------------------------------------------- */

/* Percent-encodes a path of clean names (RFC 3986, 2.1). */
static void add_link(struct buffer *out, const char *path)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~";
    for (const char *at = path; *at != '\0'; at++) {
        if (strchr(plain, *at) != NULL) {
            buffer_add(out, at, 1);
        } else {
            buffer_add_format(out, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
}

static void add_page_file(struct buffer *out, const struct dossier_line *line)
{
    if (!line->file->lost) {
        buffer_add_text(out, "<a style=\"color:#0563c1;\" href=\"");
        add_link(out, line->file->path);
        buffer_add_text(out, "\">");
    }
    html_text(out, strrchr(line->file->path, '/') + 1);
    buffer_add_text(out, line->file->lost ? "（存储损坏，未能收入）" : "</a>");
    CLEANUP_FREE char *pages = pages_of(line);
    buffer_add_text(out, pages);
    buffer_add_text(out, line->section ? "（情况说明）" : "");
    if (line->stage < 0) {
        char time[CLOCK_TEXT_SIZE];
        buffer_add_format(out, "（%s收到，逾期）", clock_chinese(line->received_at, time));
    }
}

static bool same_obligation(const struct dossier_line *a, const struct dossier_line *b)
{
    return a->item == b->item && a->unit == b->unit && a->task == b->task;
}

/* The lines of one task of a unit as one row, if there is anything; returns how many they are. */
static size_t add_page_row(struct buffer *out, const struct dossier *dossier, size_t from)
{
    const struct dossier_line *first = &dossier->lines[from];
    enum standing state = cell_of(dossier, first)->state;
    CLEANUP_FREE char *task = wording_task(task_of(dossier, first));
    size_t to = from;
    if (first->file == NULL) {
        return 1;
    }
    buffer_add_text(out, "<tr>");
    html_cell(out, dossier->campaign->units[first->unit].name);
    html_cell(out, task);
    html_cell_start(out, palette[state].pale);
    buffer_add_format(out, "%s</td><td style=\"" HTML_CELL "\">", standing_chinese(state));
    for (; to < dossier->line_count && same_obligation(first, &dossier->lines[to]); to++) {
        buffer_add_text(out, to > from ? "<br>" : "");
        add_page_file(out, &dossier->lines[to]);
    }
    buffer_add_text(out, "</td></tr>\n");
    return to - from;
}

/* "共性任务1（…）没有材料（2家）：甲、乙。" for a task of an item. */
static void add_page_gap(struct buffer *out, const struct dossier *dossier, const struct item *item,
                         const struct task *task)
{
    CLEANUP_BUFFER struct buffer units = BUFFER_EMPTY;
    size_t count = 0;
    for (size_t i = 0; i < dossier->line_count; i++) {
        const struct dossier_line *line = &dossier->lines[i];
        if (line->item == item && line->file == NULL && task_of(dossier, line) == task) {
            buffer_add_text(&units, count++ > 0 ? "、" : "");
            buffer_add_text(&units, dossier->campaign->units[line->unit].name);
        }
    }
    if (count > 0) {
        CLEANUP_FREE char *name = wording_task(task);
        buffer_add_text(out, "<p style=\"" HTML_PARAGRAPH "\">");
        html_text(out, name);
        buffer_add_format(out, "没有材料（%zu家）：", count);
        html_text(out, buffer_text(&units));
        buffer_add_text(out, "。</p>\n");
    }
}

/* Returns where the next item begins. */
static size_t add_page_item(struct buffer *out, const struct dossier *dossier, size_t from)
{
    static const struct html_column columns[] = {
        {"单位", "18%"}, {"任务", "26%"}, {"情况", "12%"}, {"文件", NULL}};
    const struct item *item = dossier->lines[from].item;
    CLEANUP_FREE char *name = item_name(item);
    size_t at = from;
    html_heading(out, name);
    html_table_start(out, columns, COUNT_OF(columns));
    while (at < dossier->line_count && dossier->lines[at].item == item) {
        at += add_page_row(out, dossier, at);
    }
    html_table_end(out);
    for (size_t t = 0; t < dossier->campaign->task_count; t++) {
        add_page_gap(out, dossier, item, dossier->campaign->tasks[t]);
    }
    return at;
}

void dossier_index_html(const struct dossier *dossier, struct buffer *out)
{
    CLEANUP_FREE char *below = subtitle(dossier);
    html_start(out, "考核材料目录");
    buffer_add_text(out, "<p style=\"font-size:18px;font-weight:bold;line-height:1.4;margin:0;\">");
    html_text(out, dossier->campaign->title);
    buffer_add_text(out, "<br>考核材料目录</p>\n<p style=\"color:#595959;" HTML_PARAGRAPH "\">");
    html_text(out, below);
    buffer_add_text(out, "</p>\n");
    for (size_t i = 0; i < dossier->line_count;) {
        i = add_page_item(out, dossier, i);
    }
    html_end(out);
}
