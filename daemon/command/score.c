/* `baosong score`: the points that staff give, and the results that follow. */
#include "base/clock.h"
#include "base/files.h"
#include "base/json.h"
#include "command/actions.h"
#include "command/output.h"
#include "command/working.h"
#include "desk/scores.h"
#include "notice/filename.h"
#include "notice/forms.h"
#include "notice/results.h"

#include <string.h>

enum { FILE_MODE = 0644, FOLDER_MODE = 0755, NAME_LENGTH = 60 };

/* --- the listing ------------------------------------------------------------------------------ */

static char *show_points(const json_t *value)
{
    return json_is_number(value) ? xasprintf("%.2f", json_number_value(value)) : xstrdup("");
}

static const struct column columns[] = {
    {.key = "list", .heading = "名单"},
    {.key = "rank", .heading = "名次", .right = true},
    {.key = "unit", .heading = "单位"},
    {.key = "base", .heading = "基本项", .right = true, .show = show_points},
    {.key = "bonus", .heading = "加分", .right = true, .show = show_points},
    {.key = "deduction", .heading = "扣分", .right = true, .show = show_points},
    {.key = "total", .heading = "总分", .right = true, .show = show_points},
    {.key = "grade", .heading = "等级"},
    {.key = "open", .heading = "未评项", .right = true},
};

static json_t *points_json(int64_t points)
{
    return json_real((double)points / 100);
}

static json_t *result_row(const struct result_table *table, const struct result *result)
{
    const struct unit_score *score = &result->score;
    bool done = score->open == 0;
    json_t *row = json_object();
    json_set(row, "list", json_text(table->list->title));
    json_set(row, "rank", done ? json_integer((json_int_t)result->rank) : json_null());
    json_set(row, "unit", json_text(table->campaign->units[result->unit].name));
    json_set(row, "base", done ? points_json(score->base) : json_null());
    json_set(row, "bonus", done ? points_json(score->bonus) : json_null());
    json_set(row, "deduction", done ? points_json(score->deduction) : json_null());
    json_set(row, "total", done ? points_json(score->total) : json_null());
    json_set(row, "grade", json_text(done ? score->grade->id : NULL));
    json_set(row, "open", json_integer((json_int_t)score->open));
    return row;
}

static int list_scores(struct house *house, const struct invocation *invocation,
                       struct error *error)
{
    CLEANUP_FREE struct score_entry *entries = NULL;
    if (ledger_scores(house->ledger, house->campaign, &entries, error) != 0) {
        return -1;
    }
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, invocation->format, columns, COUNT_OF(columns));
    for (size_t i = 0; i < house->campaign->results.list_count; i++) {
        CLEANUP(results_clear)
        struct result_table results =
            results_of(house->campaign, &house->campaign->results.lists[i], entries);
        for (size_t r = 0; r < results.count; r++) {
            table_add(table, result_row(&results, &results.results[r]));
        }
    }
    return table_end(table, error);
}

/* --- sheets ----------------------------------------------------------------------------------- */

static int export_scores(struct house *house, const struct invocation *invocation,
                         struct error *error)
{
    CLEANUP_FREE struct score_entry *entries = NULL;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    if (invocation->out == NULL) {
        return error_set(error, ERROR_USAGE, "Say where the sheet goes: --out FILE.xlsx");
    }
    if (ledger_scores(house->ledger, house->campaign, &entries, error) != 0 ||
        form_scores(house->campaign, entries, &out, error) != 0) {
        return -1;
    }
    return files_replace(invocation->out, buffer_text(&out), out.size, FILE_MODE, error);
}

static int import_scores(struct house *house, const struct invocation *invocation,
                         struct error *error)
{
    size_t added = 0;
    if (invocation->operand_count != 2) {
        return error_set(error, ERROR_USAGE, "Say which sheet: baosong score import FILE");
    }
    if (scores_import(house, invocation->operands[1], invocation->because, &added, error) != 0) {
        return -1;
    }
    printf("已导入，新记或改动%zu项。\n", added);
    return working_end(house, error);
}

/* --- the lists for their recipients ----------------------------------------------------------- */

static int write_list(const struct result_table *table, const char *folder, struct error *error)
{
    CLEANUP_BUFFER struct buffer book = BUFFER_EMPTY;
    CLEANUP_BUFFER struct buffer page = BUFFER_EMPTY;
    CLEANUP_FREE char *name = filename_clean(table->list->title, NAME_LENGTH);
    CLEANUP_FREE char *book_path = xasprintf("%s/%s.xlsx", folder, name);
    CLEANUP_FREE char *page_path = xasprintf("%s/%s.html", folder, name);
    results_html(table, &page);
    if (results_xlsx(table, &book, error) != 0 ||
        files_replace(book_path, buffer_text(&book), book.size, FILE_MODE, error) != 0 ||
        files_replace(page_path, buffer_text(&page), page.size, FILE_MODE, error) != 0) {
        return -1;
    }
    printf("%s：%zu个单位", table->list->title, table->count);
    if (table->open > 0) {
        printf("，其中%zu个没有评完", table->open);
    }
    printf("，已写入%s。\n", book_path);
    return 0;
}

static int write_results(struct house *house, const struct invocation *invocation,
                         struct error *error)
{
    CLEANUP_FREE struct score_entry *entries = NULL;
    if (invocation->operand_count != 2) {
        return error_set(error, ERROR_USAGE, "Say where to: baosong score results FOLDER");
    }
    if (files_make_folder(invocation->operands[1], FOLDER_MODE, error) != 0 ||
        ledger_scores(house->ledger, house->campaign, &entries, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < house->campaign->results.list_count; i++) {
        CLEANUP(results_clear)
        struct result_table table =
            results_of(house->campaign, &house->campaign->results.lists[i], entries);
        if (write_list(&table, invocation->operands[1], error) != 0) {
            return -1;
        }
    }
    return output_flush(stdout, error);
}

/* --- the command ------------------------------------------------------------------------------ */

int command_score(const struct invocation *invocation, struct error *error)
{
    static const struct action actions[] = {{"list", list_scores},
                                            {"export", export_scores},
                                            {"import", import_scores},
                                            {"results", write_results}};
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    const struct action *action = action_find(invocation, actions, COUNT_OF(actions), error);
    return action == NULL || working_open(invocation, &house, error) != 0 ||
                   scores_need_rules(house->campaign, error) != 0
               ? -1
               : action->run(house, invocation, error);
}
