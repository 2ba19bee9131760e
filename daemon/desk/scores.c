#include "desk/scores.h"

#include "base/clock.h"
#include "desk/decide.h"
#include "desk/filled.h"
#include "notice/forms.h"

#include <stdlib.h>
#include <string.h>

enum { HUNDREDTHS = 100 };

/* What a column of the sheet is. */
enum { COLUMN_IGNORED = -1, COLUMN_UNIT = -2 };

struct scoring {
    const struct campaign *campaign;
    const struct filled *sheet;
    const struct filled_row *head;
    int *columns; /* index of the item, or one of the above */
    struct score_entry *before;
    struct score_row *rows;
    size_t row_count;
    bool *seen; /* units */
    struct filled_faults faults;
};

static void scoring_clear(struct scoring *scoring)
{
    free(scoring->columns);
    free(scoring->before);
    free(scoring->rows);
    free(scoring->seen);
    filled_faults_clear(&scoring->faults);
}

int scores_need_rules(const struct campaign *campaign, struct error *error)
{
    return campaign->results.grade_count > 0
               ? 0
               : error_set(error, ERROR_USAGE,
                           "The campaign %s has no \"results\", so that nothing is graded; see "
                           "campaign(5)",
                           campaign->id);
}

/* --- the headings ----------------------------------------------------------------------------- */

/* "4 商务诚信…" or "4": the item of that number; COLUMN_IGNORED if none. */
static int item_of(const struct campaign *campaign, const char *heading)
{
    char *end = NULL;
    long number = strtol(heading, &end, 10);
    for (size_t i = 0; i < campaign->item_count && end != heading; i++) {
        if (campaign->items[i].number == number) {
            return (int)i;
        }
    }
    return COLUMN_IGNORED;
}

static void read_heading(struct scoring *scoring, int column)
{
    const char *heading = scoring->head->cells[column];
    int *of = &scoring->columns[column];
    *of = COLUMN_IGNORED;
    if (heading[0] == '\0' || strcmp(heading, FORM_CATEGORY) == 0 ||
        strcmp(heading, FORM_REMARK) == 0) {
        return;
    }
    *of = strcmp(heading, FORM_UNIT) == 0 ? COLUMN_UNIT : item_of(scoring->campaign, heading);
    if (*of == COLUMN_IGNORED) {
        filled_fault(&scoring->faults, scoring->head, column,
                     "“%s”不是考核项目；表头以项目编号开头，如“4 商务诚信建设”", heading);
    }
    for (int i = 0; i < column; i++) {
        if (scoring->columns[i] == *of && *of != COLUMN_IGNORED) {
            filled_fault(&scoring->faults, scoring->head, column, "“%s”这一列出现了两次", heading);
        }
    }
}

static int read_head(struct scoring *scoring, struct error *error)
{
    for (size_t i = 0; i < scoring->sheet->row_count && scoring->head == NULL; i++) {
        if (filled_find(&scoring->sheet->rows[i], FORM_UNIT) >= 0) {
            scoring->head = &scoring->sheet->rows[i];
        }
    }
    if (scoring->head == NULL) {
        return error_set(error, ERROR_USAGE,
                         "%s 没有“" FORM_UNIT "”这一列；请用 baosong score export 导出的打分表填写",
                         scoring->sheet->path);
    }
    scoring->columns = xcalloc(scoring->head->count + 1, sizeof *scoring->columns);
    for (size_t i = 0; i < scoring->head->count; i++) {
        read_heading(scoring, (int)i);
    }
    return 0;
}

/* --- the rows --------------------------------------------------------------------------------- */

/* The unit of a row; -1 with a fault. */
static int read_unit(struct scoring *scoring, const struct filled_row *row)
{
    int column = filled_find(scoring->head, FORM_UNIT);
    const char *name = filled_cell(row, (size_t)column);
    int unit = campaign_find_unit(scoring->campaign, name);
    if (unit < 0) {
        filled_fault(&scoring->faults, row, column,
                     "没有叫“%s”的单位；单位名称请照打分表填写，不要改动", name);
        return -1;
    }
    if (!scoring->campaign->units[unit].category->graded) {
        filled_fault(&scoring->faults, row, column, "%s不在考核评分之列，请删去这一行", name);
        return -1;
    }
    if (scoring->seen[unit]) {
        filled_fault(&scoring->faults, row, column, "%s出现了两次，只能留一行", name);
        return -1;
    }
    scoring->seen[unit] = true;
    return unit;
}

static bool read_points(struct scoring *scoring, const struct filled_row *row, int column,
                        const struct item *item, struct score_entry *entry)
{
    char most[SCORE_TEXT_SIZE];
    const char *text = filled_cell(row, (size_t)column);
    score_text((int64_t)item->points * HUNDREDTHS, most);
    if (strcmp(text, FORM_TAKEN_BACK) == 0) {
        *entry = (struct score_entry){.state = SCORE_OPEN};
        return true;
    }
    if (strcmp(text, FORM_NOT_INVOLVED) == 0 && item->kind == ITEM_BASE) {
        *entry = (struct score_entry){.state = SCORE_NOT_INVOLVED};
        return true;
    }
    entry->state = SCORE_POINTS;
    if (!score_parse(text, &entry->points)) {
        filled_fault(&scoring->faults, row, column, "“%s”不是分数；应填0到%s的数，最多两位小数%s",
                     text, most, item->kind == ITEM_BASE ? "，或者填“" FORM_NOT_INVOLVED "”" : "");
        return false;
    }
    if (entry->points > (int64_t)item->points * HUNDREDTHS) {
        filled_fault(&scoring->faults, row, column, "%s分超过了第%d项的%s分", text, item->number,
                     most);
        return false;
    }
    return true;
}

static void read_cell(struct scoring *scoring, const struct filled_row *row, int column, int unit)
{
    int at = scoring->columns[column];
    if (at < 0 || filled_cell(row, (size_t)column)[0] == '\0') {
        return;
    }
    const struct item *item = &scoring->campaign->items[at];
    struct score_row made = {.unit = (size_t)unit, .item = (size_t)at};
    if (!read_points(scoring, row, column, item, &made.entry)) {
        return;
    }
    /* The form says by itself what a unit's tasks say; that is no entry of a person. */
    const struct score_entry *before =
        &scoring->before[made.unit * scoring->campaign->item_count + made.item];
    if (made.entry.state == SCORE_NOT_INVOLVED && before->state == SCORE_OPEN &&
        !score_involved(&scoring->campaign->units[unit], item)) {
        return;
    }
    scoring->rows = xgrow(scoring->rows, scoring->row_count, sizeof made);
    scoring->rows[scoring->row_count++] = made;
}

static void read_rows(struct scoring *scoring)
{
    for (const struct filled_row *row = scoring->head + 1;
         row < scoring->sheet->rows + scoring->sheet->row_count; row++) {
        int unit = read_unit(scoring, row);
        for (size_t column = 0; column < scoring->head->count && unit >= 0; column++) {
            read_cell(scoring, row, (int)column, unit);
        }
        for (size_t column = scoring->head->count; column < row->count; column++) {
            if (row->cells[column][0] != '\0') {
                filled_fault(&scoring->faults, row, (int)column, "这一列没有表头");
            }
        }
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

int scores_import(struct house *house, const char *path, const char *reason, size_t *added,
                  struct error *error)
{
    CLEANUP(cleanup_filled_free)
    struct filled *sheet = NULL;
    CLEANUP_FREE char *author = decide_author();
    if (scores_need_rules(house->campaign, error) != 0 || decide_check_reason(reason, error) != 0 ||
        filled_read(path, &sheet, error) != 0) {
        return -1;
    }
    CLEANUP(scoring_clear)
    struct scoring scoring = {.campaign = house->campaign, .sheet = sheet};
    scoring.seen = xcalloc(house->campaign->unit_count, sizeof *scoring.seen);
    if (ledger_scores(house->ledger, house->campaign, &scoring.before, error) != 0 ||
        read_head(&scoring, error) != 0) {
        return -1;
    }
    read_rows(&scoring);
    CLEANUP_FREE char *imported = filled_reason(sheet, reason);
    struct entry_note note = {.at = clock_now(), .author = author, .reason = imported};
    return filled_faults_report(&scoring.faults, sheet, error) != 0
               ? -1
               : ledger_record_scores(house->ledger, house->campaign, scoring.rows,
                                      scoring.row_count, &note, added, error);
}
