/* The points that staff gave. */
#include "ledger/inside.h"
#include "ledger/papers.h"

#include <stdlib.h>
#include <string.h>

static const char *const states[SCORE_STATE_COUNT] = {
    [SCORE_OPEN] = "open", [SCORE_POINTS] = "points", [SCORE_NOT_INVOLVED] = "not-involved"};

static int state_from_name(const char *name, enum score_state *state, struct error *error)
{
    for (int i = 0; i < SCORE_STATE_COUNT; i++) {
        if (strcmp(states[i], name) == 0) {
            *state = (enum score_state)i;
            return 0;
        }
    }
    return error_set(error, ERROR_DATABASE, "the ledger holds points in the state \"%s\"", name);
}

static int item_index(const struct campaign *campaign, int64_t number)
{
    for (size_t i = 0; i < campaign->item_count; i++) {
        if (campaign->items[i].number == number) {
            return (int)i;
        }
    }
    return -1;
}

int ledger_scores(struct ledger *ledger, const struct campaign *campaign,
                  struct score_entry **entries, struct error *error)
{
    static const char text[] = "SELECT unit, item, state, points FROM score_entries WHERE id IN"
                               " (SELECT max(id) FROM score_entries GROUP BY unit, item)";
    CLEANUP_FREE struct score_entry *made =
        xcalloc(campaign->unit_count * campaign->item_count + 1, sizeof *made);
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        int unit = campaign_find_unit(campaign, row_text(&rows, "unit"));
        int item = item_index(campaign, row_integer(&rows, "item"));
        struct score_entry entry = {.points = row_integer(&rows, "points")};
        if (state_from_name(row_text(&rows, "state"), &entry.state, error) != 0) {
            return -1;
        }
        if (unit >= 0 && item >= 0) {
            made[(size_t)unit * campaign->item_count + (size_t)item] = entry;
        }
    }
    if (more == 0) {
        *entries = STEAL(made);
    }
    return more;
}

static bool same(const struct score_entry *a, const struct score_entry *b)
{
    return a->state == b->state && (a->state != SCORE_POINTS || a->points == b->points);
}

static int insert_score(struct ledger *ledger, const struct campaign *campaign,
                        const struct score_row *row, const struct entry_note *note,
                        struct error *error)
{
    static const char text[] =
        "INSERT INTO score_entries (at, author, reason, unit, item, state, points)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    bool points = row->entry.state == SCORE_POINTS;
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(note->at), bind_text(note->author), bind_text(note->reason),
                        bind_text(campaign->units[row->unit].name),
                        bind_integer(campaign->items[row->item].number),
                        bind_text(states[row->entry.state]),
                        points ? bind_integer(row->entry.points) : bind_null()),
                   error);
}

int ledger_record_scores(struct ledger *ledger, const struct campaign *campaign,
                         const struct score_row *rows, size_t count, const struct entry_note *note,
                         size_t *added, struct error *error)
{
    CLEANUP_FREE struct score_entry *before = NULL;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    size_t inserted = 0;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        ledger_scores(ledger, campaign, &before, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (same(&rows[i].entry, &before[rows[i].unit * campaign->item_count + rows[i].item])) {
            continue;
        }
        if (insert_score(ledger, campaign, &rows[i], note, error) != 0) {
            return -1;
        }
        inserted++;
    }
    if (sql_commit(&changing, error) != 0) {
        return -1;
    }
    *added = inserted;
    return 0;
}
