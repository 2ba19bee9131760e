/* The queue of contents that a virus scanner has not seen yet, and what it said of the others. */
#include "ledger/inside.h"

#include <stdlib.h>

int ledger_want_scan(struct ledger *ledger, const char *sha256, struct error *error)
{
    static const char text[] = "INSERT INTO scans (sha256) VALUES (?1) ON CONFLICT DO NOTHING";
    return sql_run(ledger->sql, text, BIND(bind_text(sha256)), error);
}

int ledger_next_scan(struct ledger *ledger, struct scan *next, bool *found, struct error *error)
{
    static const char text[] =
        "SELECT sha256, attempts FROM scans WHERE state = 'waiting' ORDER BY attempts, sha256"
        " LIMIT 1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more > 0) {
        *next = (struct scan){.attempts = (int)row_integer(&rows, "attempts")};
        row_fill(&rows, "sha256", next->sha256, sizeof next->sha256);
    }
    *found = more > 0;
    return more < 0 ? -1 : 0;
}

int ledger_postpone_scan(struct ledger *ledger, const char *sha256, struct error *error)
{
    static const char text[] =
        "UPDATE scans SET attempts = attempts + 1 WHERE sha256 = ?1 AND state = 'waiting'";
    return sql_run(ledger->sql, text, BIND(bind_text(sha256)), error);
}

#define TOLD " s.state IN ('infected', 'unscanned') "

int ledger_add_scan_findings(struct ledger *ledger, int64_t message, const char *sha256,
                             struct error *error)
{
    static const char text[] =
        "INSERT INTO findings (message, file, origin, code, detail)"
        " SELECT f.message, f.id, 'reader', s.state, s.detail FROM files AS f"
        "  JOIN scans AS s ON s.sha256 = f.sha256"
        "  WHERE (f.message = ?1 OR f.sha256 = ?2) AND NOT f.gone AND" TOLD
        " UNION ALL SELECT m.id, NULL, 'reader', s.state, s.detail FROM messages AS m"
        "  JOIN scans AS s ON s.sha256 = m.sha256"
        "  WHERE (m.id = ?1 OR m.sha256 = ?2) AND m.state = 'quarantined' AND" TOLD;
    return sql_run(ledger->sql, text, BIND(bind_integer(message), bind_text(sha256)), error);
}

/* Whoever holds it is to be judged anew, by what is known of it now. */
static int set_back_holders(struct ledger *ledger, const char *sha256, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched' AND (id IN"
        " (SELECT message FROM files WHERE sha256 = ?1 AND NOT gone)"
        " OR (sha256 = ?1 AND state = 'quarantined'))";
    return sql_run(ledger->sql, text, BIND(bind_text(sha256)), error);
}

int ledger_record_scan(struct ledger *ledger, const char *sha256, enum scan_result result,
                       const char *detail, int64_t now, struct error *error)
{
    static const char *const states[] = {
        [SCAN_CLEAN] = "clean", [SCAN_INFECTED] = "infected", [SCAN_IMPOSSIBLE] = "unscanned"};
    static const char text[] = "UPDATE scans SET state = ?2, detail = ?3, at = ?4"
                               " WHERE sha256 = ?1 AND state = 'waiting'";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        sql_run(ledger->sql, text,
                BIND(bind_text(sha256), bind_text(states[result]), bind_text(detail),
                     bind_integer(now)),
                error) != 0) {
        return -1;
    }
    bool told = sql_changes(ledger->sql) > 0 && result != SCAN_CLEAN;
    if (told && (ledger_add_scan_findings(ledger, 0, sha256, error) != 0 ||
                 set_back_holders(ledger, sha256, error) != 0)) {
        return -1;
    }
    return sql_commit(&changing, error);
}
