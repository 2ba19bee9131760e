/* What is learned from people's decisions, and decisions taken back. */
#include "ledger/inside.h"

#include <stdlib.h>
#include <string.h>

/* --- taking back ----------------------------------------------------------------------------- */

static const char *const scopes[] = {[REVOKE_DECISION] = "decision", [REVOKE_LESSON] = "lesson"};

/* What an event was about. */
struct revoked {
    int64_t message; /* 0: a unit */
    char *unit;      /* owned; NULL: a message */
    bool teaches;
};

static void revoked_clear(struct revoked *revoked)
{
    free(revoked->unit);
}

/* Checks that it is there and in force. */
static int check_event(struct ledger *ledger, const struct revoking *revoking,
                       struct revoked *revoked, struct error *error)
{
    static const char text[] =
        "SELECT coalesce(message, 0) AS message, verb IN ('assign', 'refile') AS teaches,"
        " iif(message IS NULL, (SELECT unit FROM event_targets WHERE event = events.id), NULL)"
        "  AS unit,"
        " EXISTS (SELECT 1 FROM revocations WHERE event = events.id"
        "  AND scope IN ('decision', ?2)) AS revoked FROM events WHERE id = ?1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text,
                  BIND(bind_integer(revoking->event), bind_text(scopes[revoking->scope])), &rows,
                  error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more < 0) {
        return -1;
    }
    if (more == 0) {
        return error_set(error, ERROR_NOT_FOUND,
                         "there is no decision %lld; `baosong show MESSAGE` and `baosong learned` "
                         "tell the numbers of decisions",
                         (long long)revoking->event);
    }
    if (row_integer(&rows, "revoked") != 0) {
        return error_set(error, ERROR_USAGE, "decision %lld was taken back already",
                         (long long)revoking->event);
    }
    *revoked = (struct revoked){.message = row_integer(&rows, "message"),
                                .unit = row_copy(&rows, "unit"),
                                .teaches = row_integer(&rows, "teaches") != 0};
    return 0;
}

static int insert_revocation(struct ledger *ledger, const struct revoking *revoking,
                             struct error *error)
{
    static const char text[] = "INSERT INTO revocations (at, event, scope, author, reason)"
                               " VALUES (?1, ?2, ?3, ?4, ?5)";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(revoking->at), bind_integer(revoking->event),
                        bind_text(scopes[revoking->scope]), bind_text(revoking->author),
                        bind_text(revoking->reason)),
                   error);
}

int ledger_set_back_learners(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched' AND id <> ?1 AND (id IN ("
        " SELECT other.id FROM messages AS m JOIN messages AS other"
        "  ON other.from_address = m.from_address WHERE m.id = ?1 AND other.from_address <> ''"
        " UNION SELECT message FROM answered WHERE answered = ?1)"
        " OR (NOT stale AND EXISTS (SELECT 1 FROM files AS f WHERE f.message = messages.id"
        "  AND NOT f.gone AND NOT f.decoration AND NOT EXISTS (SELECT 1 FROM matches AS x"
        "   WHERE x.file = f.id AND x.state <> 'review'))))";
    return sql_run(ledger->sql, text, BIND(bind_integer(message)), error);
}

/* What was sure by a lesson may be so no more. */
static int set_back_taught(struct ledger *ledger, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched' AND NOT stale";
    return sql_run(ledger->sql, text, BIND_NOTHING, error);
}

/* Directly after insert_revocation(). */
static int want_told(struct ledger *ledger, const struct revoking *revoking,
                     const struct revoked *revoked, struct error *error)
{
    const struct told told = {.message = revoked->message,
                              .unit = revoked->unit,
                              .event = revoking->event,
                              .revocation = sql_last_id(ledger->sql),
                              .at = revoking->at};
    return ledger_want_decision(ledger, &told, error);
}

int ledger_revoke(struct ledger *ledger, const struct revoking *revoking, int64_t *message,
                  struct error *error)
{
    CLEANUP(revoked_clear)
    struct revoked revoked = {0};
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        check_event(ledger, revoking, &revoked, error) != 0) {
        return -1;
    }
    if (revoking->scope == REVOKE_LESSON && !revoked.teaches) {
        return error_set(error, ERROR_USAGE, "nothing is learned from decision %lld",
                         (long long)revoking->event);
    }
    if (insert_revocation(ledger, revoking, error) != 0 ||
        (revoking->scope == REVOKE_DECISION && want_told(ledger, revoking, &revoked, error) != 0) ||
        (revoked.message != 0 && ledger_set_back(ledger, revoked.message, error) != 0) ||
        (revoked.teaches && set_back_taught(ledger, error) != 0) ||
        sql_commit(&changing, error) != 0) {
        return -1;
    }
    *message = revoked.message;
    return 0;
}

/* --- lessons --------------------------------------------------------------------------------- */

/* Of each file the last refile counts, if it is in force and not forgotten. */
#define LESSONS_OF_FILES                                                                           \
    " FROM events_in_force AS e JOIN files AS f ON f.id = e.file"                                  \
    " WHERE e.verb = 'refile' AND e.id NOT IN (SELECT event FROM revocations)"                     \
    " AND e.id = (SELECT max(id) FROM events_in_force WHERE file = e.file AND verb = 'refile')"

int ledger_lessons(struct ledger *ledger, const struct campaign *campaign, struct lesson **lessons,
                   size_t *count, struct error *error)
{
    static const char text[] =
        "SELECT x.id AS id, x.path AS path, t.unit AS unit, t.task AS task FROM"
        " (SELECT e.id AS id, f.path AS path" LESSONS_OF_FILES ") AS x"
        " JOIN event_targets AS t ON t.event = x.id ORDER BY x.id, t.position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    *lessons = NULL;
    *count = 0;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct lesson lesson = {.event = row_integer(&rows, "id")};
        if (ledger_find_obligation(campaign, row_text(&rows, "unit"), row_text(&rows, "task"),
                                   &lesson.obligation)) {
            lesson.path = row_copy(&rows, "path");
            *lessons = xgrow(*lessons, *count, sizeof **lessons);
            (*lessons)[(*count)++] = lesson;
        }
    }
    if (more < 0) {
        ledger_lessons_free(*lessons, *count);
    }
    return more;
}

void ledger_lessons_free(struct lesson *lessons, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(lessons[i].path);
    }
    free(lessons);
}

int ledger_each_learned(struct ledger *ledger,
                        int (*each)(const struct learned_row *row, void *context), void *context,
                        struct error *error)
{
    static const char text[] =
        "SELECT x.*, (SELECT group_concat(y.unit || coalesce(' ' || y.task, ''), '、') FROM"
        "  (SELECT unit, task FROM event_targets WHERE event = x.id ORDER BY position) AS y)"
        "  AS targets FROM"
        " (SELECT e.id AS id, e.at AS at, e.author AS author, NULL AS address,"
        "   f.path AS path" LESSONS_OF_FILES "  UNION ALL"
        "  SELECT e.id, e.at, e.author, m.from_address, NULL FROM events_in_force AS e"
        "  JOIN messages AS m ON m.id = e.message"
        "  WHERE e.verb = 'assign' AND m.from_address <> ''"
        "  AND e.id NOT IN (SELECT event FROM revocations) AND e.id ="
        "   (SELECT max(id) FROM events_in_force WHERE message = e.message AND verb = 'assign'))"
        " AS x WHERE EXISTS (SELECT 1 FROM event_targets WHERE event = x.id) ORDER BY x.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct learned_row row = {.event = row_integer(&rows, "id"),
                                  .at = row_integer(&rows, "at"),
                                  .author = row_text(&rows, "author"),
                                  .address = row_text(&rows, "address"),
                                  .path = row_text(&rows, "path"),
                                  .targets = row_text(&rows, "targets")};
        if (each(&row, context) != 0) {
            return 0;
        }
    }
    return more;
}
