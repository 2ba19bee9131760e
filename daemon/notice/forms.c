#include "notice/forms.h"

#include "notice/workbook.h"

#include <stdlib.h>

enum { TOP = 2, FIXED = 2 }; /* row of the headings; columns before the items */

char *form_item(const struct item *item)
{
    static const char *const kinds[] = {
        [ITEM_BASE] = "", [ITEM_BONUS] = "加分，", [ITEM_DEDUCTION] = "扣分，填正数，"};
    return xasprintf("%d %s（%s%s%d分）", item->number, item->title, kinds[item->kind],
                     item->kind == ITEM_BASE ? "" : "最多", item->points);
}

static lxw_worksheet *start_form(struct workbook *book, const struct campaign *campaign,
                                 const char *name, const char *how,
                                 const struct workbook_column *columns, size_t count)
{
    lxw_worksheet *sheet = workbook_sheet(book, name, columns, count, TOP, 1);
    workbook_text(book, sheet, 0, 0, campaign->title, book->title);
    workbook_text(book, sheet, 1, 0, how, NULL);
    return sheet;
}

/* --- contacts --------------------------------------------------------------------------------- */

static void add_addresses(struct buffer *out, const struct texts *addresses)
{
    for (size_t i = 0; i < addresses->count; i++) {
        buffer_add_format(out, "%s%s", i > 0 ? " " : "", addresses->at[i]);
    }
}

static void add_person(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row,
                       const struct contact *contact)
{
    CLEANUP_BUFFER struct buffer addresses = BUFFER_EMPTY;
    if (contact != NULL) {
        add_addresses(&addresses, &contact->addresses);
    }
    workbook_text(book, sheet, row, 1, contact != NULL ? contact->name : "", book->plain);
    workbook_text(book, sheet, row, 2, contact != NULL ? contact->post : "", book->plain);
    workbook_text(book, sheet, row, 3, contact != NULL ? contact->telephone : "", book->plain);
    workbook_text(book, sheet, row, 4, buffer_text(&addresses), book->plain);
}

static lxw_row_t add_unit(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row,
                          const struct campaign *campaign, const struct contacts *contacts,
                          size_t unit)
{
    lxw_row_t first = row;
    for (size_t i = 0; i < contacts->count; i++) {
        if (contacts->at[i].unit == unit) {
            workbook_text(book, sheet, row, 0, campaign->units[unit].name, book->plain);
            add_person(book, sheet, row++, &contacts->at[i]);
        }
    }
    if (row == first) {
        workbook_text(book, sheet, row, 0, campaign->units[unit].name, book->plain);
        add_person(book, sheet, row++, NULL);
    }
    return row;
}

int form_contacts(const struct campaign *campaign, const struct contacts *contacts,
                  struct buffer *out, struct error *error)
{
    static const struct workbook_column columns[] = {{FORM_UNIT, 40},
                                                     {FORM_NAME, 14},
                                                     {FORM_POST, 24},
                                                     {FORM_TELEPHONE, 24},
                                                     {FORM_ADDRESSES, 44}};
    struct workbook book;
    if (workbook_start(&book, error) != 0) {
        return -1;
    }
    lxw_worksheet *sheet =
        start_form(&book, campaign, "责任人",
                   "一人一行，一个单位有几个人就写几行，单位名称不要改动；几个邮箱用空格隔开。",
                   columns, COUNT_OF(columns));
    lxw_row_t row = TOP + 1;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        row = add_unit(&book, sheet, row, campaign, contacts, u);
    }
    workbook_filter(&book, sheet, TOP, row - 1, COUNT_OF(columns));
    return workbook_end(&book, out, error);
}

/* --- points ----------------------------------------------------------------------------------- */

static void add_points(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column,
                       const struct unit *unit, const struct item *item,
                       const struct score_entry *entry)
{
    switch (entry->state) {
    case SCORE_POINTS:
        workbook_number(book, sheet, row, column, (double)entry->points / 100);
        return;
    case SCORE_NOT_INVOLVED:
        workbook_text(book, sheet, row, column, FORM_NOT_INVOLVED, book->plain);
        return;
    case SCORE_OPEN:
    case SCORE_STATE_COUNT:
        break;
    }
    workbook_text(book, sheet, row, column, score_involved(unit, item) ? "" : FORM_NOT_INVOLVED,
                  book->plain);
}

static void add_score_row(struct workbook *book, lxw_worksheet *sheet, lxw_row_t row,
                          const struct campaign *campaign, const struct unit *unit,
                          const struct score_entry *entries)
{
    workbook_text(book, sheet, row, 0, unit->name, book->plain);
    workbook_text(book, sheet, row, 1, unit->category->title, book->plain);
    for (size_t i = 0; i < campaign->item_count; i++) {
        add_points(book, sheet, row, (lxw_col_t)(FIXED + i), unit, &campaign->items[i],
                   &entries[i]);
    }
}

int form_scores(const struct campaign *campaign, const struct score_entry *entries,
                struct buffer *out, struct error *error)
{
    static const struct workbook_column columns[FIXED] = {{FORM_UNIT, 40}, {FORM_CATEGORY, 40}};
    struct workbook book;
    if (workbook_start(&book, error) != 0) {
        return -1;
    }
    lxw_worksheet *sheet =
        start_form(&book, campaign, "打分表",
                   "只填数字，最多两位小数；单位没有这项工作的填“" FORM_NOT_INVOLVED
                   "”（按比例折算）；空着的不改动；要撤销已打的分填“" FORM_TAKEN_BACK "”。",
                   columns, COUNT_OF(columns));
    for (size_t i = 0; i < campaign->item_count; i++) {
        lxw_col_t column = (lxw_col_t)(FIXED + i);
        CLEANUP_FREE char *heading = form_item(&campaign->items[i]);
        workbook_column(&book, sheet, TOP, column, heading, 12);
    }
    lxw_row_t row = TOP;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        if (campaign->units[u].category->graded) {
            add_score_row(&book, sheet, ++row, campaign, &campaign->units[u],
                          entries + u * campaign->item_count);
        }
    }
    workbook_filter(&book, sheet, TOP, row, FIXED + campaign->item_count);
    return workbook_end(&book, out, error);
}
