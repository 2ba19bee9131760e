/* The account: the campaign's obligations, what was filed for them, the standings. */
#include "ledger/inside.h"

#include "base/buffer.h"
#include "judge/revision.h"

#include <stdlib.h>
#include <string.h>

/* --- the campaign ---------------------------------------------------------------------------- */

static int record_stages(struct ledger *ledger, const struct campaign *campaign,
                         struct error *error)
{
    static const char text[] =
        "INSERT INTO stages (id, position, title, deadline) VALUES (?1, ?2, ?3, ?4)";
    for (size_t i = 0; i < campaign->stage_count; i++) {
        const struct stage *stage = &campaign->stages[i];
        if (sql_run(ledger->sql, text,
                    BIND(bind_text(stage->id), bind_integer((int64_t)i), bind_text(stage->title),
                         bind_integer(stage->deadline)),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int record_obligations(struct ledger *ledger, const struct unit *unit, int64_t *position,
                              struct error *error)
{
    static const char text[] =
        "INSERT INTO obligations (unit, task, position, category, common, title, text)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for (size_t i = 0; i < unit->task_count; i++) {
        const struct task *task = unit->tasks[i];
        if (sql_run(ledger->sql, text,
                    BIND(bind_text(unit->name), bind_text(task->id), bind_integer(*position),
                         bind_text(unit->category->title), bind_integer(task->common),
                         bind_text(task->title), bind_text(task->text)),
                    error) != 0) {
            return -1;
        }
        ++*position;
    }
    return 0;
}

static int record_campaign(struct ledger *ledger, const struct campaign *campaign,
                           struct error *error)
{
    static const char forget[] = "DELETE FROM stages; DELETE FROM obligations;";
    static const char drop[] =
        "DELETE FROM standings WHERE stage NOT IN (SELECT id FROM stages)"
        " OR NOT EXISTS (SELECT 1 FROM obligations AS o"
        "  WHERE o.unit = standings.unit AND o.task = standings.task);"
        "DELETE FROM unit_standings WHERE stage NOT IN (SELECT id FROM stages)"
        " OR unit NOT IN (SELECT unit FROM obligations);";
    int64_t position = 0;
    if (sql_script(ledger->sql, forget, error) != 0 ||
        record_stages(ledger, campaign, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < campaign->unit_count; i++) {
        if (record_obligations(ledger, &campaign->units[i], &position, error) != 0) {
            return -1;
        }
    }
    return sql_script(ledger->sql, drop, error);
}

static int is_campaign(struct ledger *ledger, const char *hash, bool *same, struct error *error)
{
    static const char text[] =
        "SELECT count(*) FROM settings WHERE name = 'campaign_hash' AND value = ?1";
    int64_t found = 0;
    if (sql_number(ledger->sql, text, BIND(bind_text(hash)), 0, &found, error) != 0) {
        return -1;
    }
    *same = found > 0;
    return 0;
}

int ledger_use_campaign(struct ledger *ledger, const struct campaign *campaign,
                        const char *campaign_hash, bool *changed, struct error *error)
{
    static const char remember[] = "INSERT INTO settings (name, value) VALUES ('campaign_hash', ?1)"
                                   " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    static const char set_back[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched'";
    bool same = false;
    /* Asked without a lock first: this is what every command does when it starts. */
    if (is_campaign(ledger, campaign_hash, &same, error) != 0) {
        return -1;
    }
    if (!same) {
        CLEANUP(sql_rollback)
        struct sql *changing = NULL;
        if (sql_begin(ledger->sql, &changing, error) != 0 ||
            record_campaign(ledger, campaign, error) != 0 ||
            sql_run(ledger->sql, remember, BIND(bind_text(campaign_hash)), error) != 0 ||
            sql_run(ledger->sql, set_back, BIND_NOTHING, error) != 0 ||
            sql_commit(&changing, error) != 0) {
            return -1;
        }
    }
    *changed = !same;
    return 0;
}

bool ledger_find_obligation(const struct campaign *campaign, const char *unit, const char *task,
                            struct obligation *out)
{
    int unit_index = campaign_find_unit(campaign, unit);
    int task_index =
        unit_index >= 0 && task != NULL ? unit_find_task(&campaign->units[unit_index], task) : -1;
    if (task_index < 0) {
        return false;
    }
    *out = (struct obligation){unit_index, task_index};
    return true;
}

/* --- facts ----------------------------------------------------------------------------------- */

/* "no-seal encrypted" -> FINDING_BITs; codes of another version of the program count for nothing.
 */
static uint64_t bits_of(const char *codes)
{
    uint64_t bits = 0;
    CLEANUP_FREE char *copy = xstrdup(codes != NULL ? codes : "");
    char *rest = NULL;
    for (char *name = strtok_r(copy, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
        enum finding_code code = FINDING_COUNT;
        if (finding_from_name(name, &code)) {
            bits |= FINDING_BIT(code);
        }
    }
    return bits;
}

enum verdict ledger_verdict(const struct rows *rows)
{
    const char *verb = row_text(rows, "verdict");
    if (verb == NULL) {
        return VERDICT_NONE;
    }
    return strcmp(verb, event_verb_name(EVENT_ACCEPT)) == 0 ? VERDICT_ACCEPTED : VERDICT_REJECTED;
}

static int take_fact(const struct rows *rows, struct obligation obligation, struct fact *fact,
                     struct error *error)
{
    *fact = (struct fact){.message = row_integer(rows, "message"),
                          .file = row_integer(rows, "file"),
                          .received_at = row_integer(rows, "received_at"),
                          .obligation = obligation,
                          .section = !row_null(rows, "section"),
                          .chars = (uint32_t)row_integer(rows, "chars"),
                          .kinds = (uint32_t)row_integer(rows, "kinds"),
                          .months = (uint32_t)row_integer(rows, "months"),
                          .first_page = (unsigned)row_integer(rows, "first_page"),
                          .last_page = (unsigned)row_integer(rows, "last_page"),
                          .portion = (unsigned)row_integer(rows, "portion"),
                          .stem = revision_stem(row_text(rows, "name")),
                          .decided_at = row_integer(rows, "decided_at"),
                          .findings = bits_of(row_text(rows, "codes")),
                          .verdict = ledger_verdict(rows)};
    row_fill(rows, "sha256", fact->sha256, sizeof fact->sha256);
    return ledger_match_state_from_name(row_text(rows, "state"), &fact->state, error);
}

static int load_facts(struct ledger *ledger, const struct campaign *campaign,
                      struct account *account, struct error *error)
{
    static const char text[] =
        "SELECT x.message AS message, x.file AS file, x.unit AS unit, x.task AS task,"
        " x.kinds AS kinds, x.months AS months, x.portion AS portion,"
        " x.first_page AS first_page, x.last_page AS last_page, f.name AS name,"
        " max(coalesce((SELECT max(at) FROM decision_times WHERE file = x.file), -1),"
        "  coalesce((SELECT max(at) FROM decision_times WHERE message = x.message"
        "   AND file IS NULL), -1)) AS decided_at,"
        " x.state AS state, x.section AS section, x.chars AS chars, f.sha256 AS sha256,"
        " coalesce(m.received_at, m.delivered, m.first_seen) AS received_at,"
        " (SELECT group_concat(code, ' ') FROM findings WHERE file = x.file"
        "  AND (portion IS NULL OR portion = x.portion)) AS codes,"
        " (SELECT verb FROM events_in_force WHERE file = x.file AND verb IN ('accept', 'reject')"
        "  ORDER BY id DESC LIMIT 1) AS verdict"
        " FROM matches AS x JOIN files AS f ON f.id = x.file JOIN messages AS m ON m.id = x.message"
        " WHERE NOT f.gone ORDER BY received_at, x.message, f.position, x.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct obligation obligation;
        if (!ledger_find_obligation(campaign, row_text(&rows, "unit"), row_text(&rows, "task"),
                                    &obligation)) {
            continue;
        }
        account->facts = xgrow(account->facts, account->fact_count, sizeof *account->facts);
        if (take_fact(&rows, obligation, &account->facts[account->fact_count], error) != 0) {
            return -1;
        }
        account->fact_count++;
    }
    return more;
}

static int load_waivers(struct ledger *ledger, const struct campaign *campaign,
                        struct account *account, struct error *error)
{
    static const char text[] =
        "SELECT t.unit AS unit, t.task AS task, min(e.at) AS at FROM events_in_force AS e"
        " JOIN event_targets AS t ON t.event = e.id WHERE e.verb = 'waive' GROUP BY 1, 2";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct obligation obligation;
        if (ledger_find_obligation(campaign, row_text(&rows, "unit"), row_text(&rows, "task"),
                                   &obligation)) {
            account->waivers =
                xgrow(account->waivers, account->waiver_count, sizeof *account->waivers);
            account->waivers[account->waiver_count++] =
                (struct waiver){obligation, row_integer(&rows, "at")};
        }
    }
    return more;
}

/* Of several extensions of a unit's stage the last one is in force. */
static int load_extensions(struct ledger *ledger, const struct campaign *campaign,
                           struct account *account, struct error *error)
{
    static const char text[] =
        "SELECT t.unit AS unit, e.stage AS stage, e.deadline AS deadline, e.at AS at FROM "
        "events_in_force AS e"
        " JOIN event_targets AS t ON t.event = e.id WHERE e.id IN (SELECT max(e2.id)"
        "  FROM events_in_force AS e2 JOIN event_targets AS t2 ON t2.event = e2.id"
        "  WHERE e2.verb = 'extend' GROUP BY t2.unit, e2.stage) ORDER BY e.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        int unit = campaign_find_unit(campaign, row_text(&rows, "unit"));
        int stage = campaign_find_stage(campaign, row_text(&rows, "stage"));
        if (unit >= 0 && stage >= 0) {
            account->extensions =
                xgrow(account->extensions, account->extension_count, sizeof *account->extensions);
            account->extensions[account->extension_count++] = (struct extension){
                unit, stage, row_integer(&rows, "deadline"), row_integer(&rows, "at")};
        }
    }
    return more;
}

int ledger_account(struct ledger *ledger, const struct campaign *campaign, struct account *account,
                   struct error *error)
{
    struct account made = {0};
    CLEANUP(sql_rollback)
    struct sql *reading = NULL;
    if (sql_begin_reading(ledger->sql, &reading, error) != 0 ||
        load_facts(ledger, campaign, &made, error) != 0 ||
        load_waivers(ledger, campaign, &made, error) != 0 ||
        load_extensions(ledger, campaign, &made, error) != 0 || sql_commit(&reading, error) != 0) {
        account_clear(&made);
        return -1;
    }
    *account = made;
    return 0;
}

void account_clear(struct account *account)
{
    free(account->facts);
    free(account->waivers);
    free(account->extensions);
    *account = (struct account){0};
}

struct board_input account_input(const struct account *account)
{
    return (struct board_input){.facts = account->facts,
                                .fact_count = account->fact_count,
                                .waivers = account->waivers,
                                .waiver_count = account->waiver_count,
                                .extensions = account->extensions,
                                .extension_count = account->extension_count};
}

/* --- standings ------------------------------------------------------------------------------- */

static char *codes_of(uint64_t bits)
{
    struct buffer codes = BUFFER_EMPTY;
    for (int code = 0; code < FINDING_COUNT; code++) {
        if ((bits & FINDING_BIT(code)) != 0) {
            buffer_add_format(&codes, "%s%s", codes.size > 0 ? " " : "",
                              finding_name((enum finding_code)code));
        }
    }
    return buffer_steal(&codes);
}

static int record_cell(struct ledger *ledger, const char *stage, const struct unit *unit,
                       size_t task, const struct cell *cell, int64_t now, struct error *error)
{
    static const char text[] =
        "INSERT INTO standings (stage, unit, task, state, report_chars, findings, changed_at,"
        " lacking, changed_late) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
        " ON CONFLICT (stage, unit, task) DO UPDATE SET state = excluded.state,"
        " report_chars = excluded.report_chars, findings = excluded.findings,"
        " changed_at = excluded.changed_at, lacking = excluded.lacking,"
        " changed_late = excluded.changed_late WHERE state <> excluded.state"
        " OR report_chars <> excluded.report_chars OR findings <> excluded.findings"
        " OR lacking <> excluded.lacking OR changed_late <> excluded.changed_late";
    CLEANUP_FREE char *codes = codes_of(cell->findings);
    CLEANUP_FREE char *lacking = cell_lacking(cell, unit->tasks[task]);
    return sql_run(ledger->sql, text,
                   BIND(bind_text(stage), bind_text(unit->name), bind_text(unit->tasks[task]->id),
                        bind_text(standing_name(cell->state)), bind_integer(cell->report_chars),
                        bind_text(codes), bind_integer(now), bind_text(lacking),
                        bind_integer(cell->changed_late)),
                   error);
}

static int record_unit(struct ledger *ledger, const char *stage, const struct unit *unit,
                       const struct board_unit *standing, int64_t now, struct error *error)
{
    static const char text[] =
        "INSERT INTO unit_standings (stage, unit, state, deadline, complete, obligations,"
        " changed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT (stage, unit) DO UPDATE SET state = excluded.state,"
        " deadline = excluded.deadline, complete = excluded.complete,"
        " obligations = excluded.obligations, changed_at = excluded.changed_at"
        " WHERE state <> excluded.state OR deadline <> excluded.deadline"
        " OR complete <> excluded.complete OR obligations <> excluded.obligations";
    return sql_run(ledger->sql, text,
                   BIND(bind_text(stage), bind_text(unit->name),
                        bind_text(unit_standing_name(standing->state)),
                        bind_integer(standing->deadline), bind_integer((int64_t)standing->complete),
                        bind_integer((int64_t)unit->task_count), bind_integer(now)),
                   error);
}

int ledger_record_standings(struct ledger *ledger, const struct board *board, int64_t now,
                            struct error *error)
{
    const struct campaign *campaign = board->campaign;
    const char *stage = campaign->stages[board->stage].id;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct unit *unit = &campaign->units[i];
        if (record_unit(ledger, stage, unit, &board->units[i], now, error) != 0) {
            return -1;
        }
        for (size_t task = 0; task < unit->task_count; task++) {
            if (record_cell(ledger, stage, unit, task, &board->units[i].cells[task], now, error) !=
                0) {
                return -1;
            }
        }
    }
    return sql_commit(&changing, error);
}
