#include "notice/results.h"

#include "base/clock.h"
#include "notice/forms.h"
#include "notice/html.h"
#include "notice/wording.h"
#include "notice/workbook.h"

#include <stdlib.h>

/* --- the order -------------------------------------------------------------------------------- */

static bool is_in(const struct result_list *list, const struct unit *unit)
{
    for (size_t i = 0; i < list->category_count; i++) {
        if (list->categories[i] == unit->category) {
            return true;
        }
    }
    return false;
}

static int best_first(const void *left, const void *right)
{
    const struct result *a = left;
    const struct result *b = right;
    int waits = (a->score.open > 0) - (b->score.open > 0);
    int more = a->score.open > 0
                   ? 0
                   : (b->score.total > a->score.total) - (b->score.total < a->score.total);
    int order = waits != 0 ? waits : more;
    return order != 0 ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

static void give_ranks(struct result_table *table)
{
    for (size_t i = 0; i + table->open < table->count; i++) {
        bool tied = i > 0 && table->results[i].score.total == table->results[i - 1].score.total;
        table->results[i].rank = tied ? table->results[i - 1].rank : i + 1;
    }
}

struct result_table results_of(const struct campaign *campaign, const struct result_list *list,
                               const struct score_entry *entries)
{
    struct result_table table = {.campaign = campaign, .list = list};
    table.results = xcalloc(campaign->unit_count + 1, sizeof *table.results);
    for (size_t u = 0; u < campaign->unit_count; u++) {
        if (is_in(list, &campaign->units[u])) {
            struct result *result = &table.results[table.count++];
            result->unit = u;
            result->score =
                score_unit(campaign, &campaign->units[u], entries + u * campaign->item_count);
            table.open += result->score.open > 0;
        }
    }
    qsort(table.results, table.count, sizeof *table.results, best_first);
    give_ranks(&table);
    return table;
}

void results_clear(struct result_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        score_clear(&table->results[i].score);
    }
    free(table->results);
    *table = (struct result_table){0};
}

/* --- words ------------------------------------------------------------------------------------ */

/* "报：市综治办、市发改委；2017年12月20日24时前报送" */
static char *addressed(const struct result_table *table)
{
    struct buffer out = BUFFER_EMPTY;
    char due[CLOCK_TEXT_SIZE];
    for (size_t i = 0; i < table->list->recipients.count; i++) {
        buffer_add_format(&out, "%s%s", i == 0 ? "报：" : "、", table->list->recipients.at[i]);
    }
    if (table->campaign->results.due != CLOCK_UNKNOWN) {
        buffer_add_format(&out, "（%s前上报）",
                          wording_deadline(table->campaign->results.due, due));
    }
    if (table->open > 0) {
        buffer_add_format(&out, "；还有%zu个单位没有评完", table->open);
    }
    return buffer_steal(&out);
}

static char *grade_text(const struct result *result)
{
    return result->score.grade != NULL
               ? xasprintf("%s（%s）", result->score.grade->id, result->score.grade->title)
               : xasprintf("未评完（缺%zu项）", result->score.open);
}

/* --- the workbook ----------------------------------------------------------------------------- */

enum { TOP = 3, ITEMS_FIXED = 1 }; /* row of the headings; columns before the items */

static void add_titles(struct workbook *book, lxw_worksheet *sheet,
                       const struct result_table *table)
{
    CLEANUP_FREE char *to = addressed(table);
    workbook_text(book, sheet, 0, 0, table->campaign->title, book->title);
    workbook_text(book, sheet, 1, 0, table->list->title, book->title);
    workbook_text(book, sheet, 2, 0, to, NULL);
}

static void add_result_row(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row,
                           const struct result_table *table, const struct result *result)
{
    CLEANUP_FREE char *rank = result->rank > 0 ? xasprintf("%zu", result->rank) : xstrdup("");
    CLEANUP_FREE char *grade = grade_text(result);
    workbook_text(book, sheet, row, 0, rank, book->plain);
    workbook_text(book, sheet, row, 1, table->campaign->units[result->unit].name, book->plain);
    if (result->score.open > 0) {
        for (lxw_col_t column = 2; column <= 5; column++) {
            workbook_text(book, sheet, row, column, "", book->plain);
        }
    } else {
        workbook_points(book, sheet, row, 2, result->score.base);
        workbook_points(book, sheet, row, 3, result->score.bonus);
        workbook_points(book, sheet, row, 4, result->score.deduction);
        workbook_points(book, sheet, row, 5, result->score.total);
    }
    workbook_text(book, sheet, row, 6, grade, book->plain);
}

static void add_totals(struct workbook *book, const struct result_table *table)
{
    static const struct workbook_column columns[] = {
        {"名次", 8},  {FORM_UNIT, 40}, {"基本项得分", 12}, {"加分", 10},
        {"扣分", 10}, {"总分", 10},    {"等级", 20}};
    lxw_worksheet *sheet = workbook_sheet(book, "考核结果", columns, COUNT_OF(columns), TOP, 2);
    add_titles(book, sheet, table);
    for (size_t i = 0; i < table->count; i++) {
        add_result_row(book, sheet, (lxw_row_t)(TOP + 1 + i), table, &table->results[i]);
    }
    workbook_filter(book, sheet, TOP, (lxw_row_t)(TOP + table->count), COUNT_OF(columns));
}

static void add_items(struct workbook *book, const struct result_table *table)
{
    static const struct workbook_column columns[ITEMS_FIXED] = {{FORM_UNIT, 40}};
    const struct campaign *campaign = table->campaign;
    lxw_worksheet *sheet = workbook_sheet(book, "各项得分", columns, COUNT_OF(columns), TOP, 1);
    add_titles(book, sheet, table);
    for (size_t i = 0; i < campaign->item_count; i++) {
        CLEANUP_FREE char *heading = form_item(&campaign->items[i]);
        lxw_col_t column = (lxw_col_t)(ITEMS_FIXED + i);
        workbook_column(book, sheet, TOP, column, heading, 12);
    }
    for (size_t r = 0; r < table->count; r++) {
        lxw_row_t row = (lxw_row_t)(TOP + 1 + r);
        workbook_text(book, sheet, row, 0, campaign->units[table->results[r].unit].name,
                      book->plain);
        for (size_t i = 0; i < campaign->item_count; i++) {
            workbook_points(book, sheet, row, (lxw_col_t)(ITEMS_FIXED + i),
                            table->results[r].score.items[i]);
        }
    }
    workbook_filter(book, sheet, TOP, (lxw_row_t)(TOP + table->count),
                    ITEMS_FIXED + campaign->item_count);
}

int results_xlsx(const struct result_table *table, struct buffer *out, struct error *error)
{
    struct workbook book;
    if (workbook_start(&book, error) != 0) {
        return -1;
    }
    add_totals(&book, table);
    add_items(&book, table);
    return workbook_end(&book, out, error);
}

/* --- the page --------------------------------------------------------------------------------- */

static void add_points(struct buffer *out, const struct result *result, int64_t points)
{
    CLEANUP_FREE char *text =
        result->score.open > 0 ? xstrdup("") : xasprintf("%.2f", (double)points / 100);
    buffer_add_format(out, "<td align=\"right\" style=\"" HTML_FIGURE "\">%s</td>", text);
}

static void add_page_row(struct buffer *out, const struct result_table *table,
                         const struct result *result)
{
    CLEANUP_FREE char *rank = result->rank > 0 ? xasprintf("%zu", result->rank) : xstrdup("");
    CLEANUP_FREE char *grade = grade_text(result);
    buffer_add_text(out, "<tr>");
    html_cell(out, rank);
    html_cell(out, table->campaign->units[result->unit].name);
    add_points(out, result, result->score.base);
    add_points(out, result, result->score.bonus);
    add_points(out, result, result->score.deduction);
    add_points(out, result, result->score.total);
    html_cell(out, grade);
    buffer_add_text(out, "</tr>\n");
}

void results_html(const struct result_table *table, struct buffer *out)
{
    static const struct html_column columns[] = {
        {"名次", "8%"},  {FORM_UNIT, NULL}, {"基本项", "13%"}, {"加分", "12%"},
        {"扣分", "11%"}, {"总分", "15%"},   {"等级", "18%"}};
    CLEANUP_FREE char *to = addressed(table);
    html_start(out, table->list->title);
    buffer_add_text(out, "<p style=\"font-size:18px;font-weight:bold;line-height:1.4;margin:0;\">");
    html_text(out, table->campaign->title);
    buffer_add_text(out, "<br>");
    html_text(out, table->list->title);
    buffer_add_text(out, "</p>\n<p style=\"" HTML_PARAGRAPH "\">");
    html_text(out, to);
    buffer_add_text(out, "</p>\n");
    html_table_start(out, columns, COUNT_OF(columns));
    for (size_t i = 0; i < table->count; i++) {
        add_page_row(out, table, &table->results[i]);
    }
    html_table_end(out);
    buffer_add_text(out, "<p style=\"" HTML_PARAGRAPH "\">");
    html_text(out, table->campaign->issuer);
    buffer_add_text(out, "</p>\n");
    html_end(out);
}
