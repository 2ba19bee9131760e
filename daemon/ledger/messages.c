/* The queue: which step each message waits for, and what sets it back. */
#include "ledger/inside.h"

#include <stdlib.h>

static int list_waiting(struct ledger *ledger, const char *text, const struct bind *values,
                        size_t value_count, struct waiting **waiting, size_t *count,
                        struct error *error)
{
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, values, value_count, &rows, error) != 0) {
        return -1;
    }
    CLEANUP_FREE struct waiting *found = NULL;
    size_t found_count = 0;
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        found = xgrow(found, found_count, sizeof *found);
        struct waiting *one = &found[found_count++];
        *one = (struct waiting){.id = row_integer(&rows, "id"),
                                .attempts = (int)row_integer(&rows, "attempts"),
                                .size = (uint64_t)row_integer(&rows, "size")};
        row_fill(&rows, "sha256", one->sha256, sizeof one->sha256);
    }
    if (more < 0) {
        return -1;
    }
    *waiting = STEAL(found);
    *count = found_count;
    return 0;
}

int ledger_waiting(struct ledger *ledger, enum message_state state, size_t limit,
                   struct waiting **waiting, size_t *count, struct error *error)
{
    static const char by_state[] = "SELECT id, attempts, size, sha256 FROM messages"
                                   " WHERE state = ?2 ORDER BY id LIMIT ?1";
    /* Whatever is to be judged, also of the quarantined ones. */
    static const char stale[] = "SELECT id, attempts, size, sha256 FROM messages"
                                " WHERE stale ORDER BY came_at, id LIMIT ?1";
    const struct bind values[] = {bind_integer((int64_t)limit),
                                  bind_text(message_state_name(state))};
    return state == MESSAGE_READ ? list_waiting(ledger, stale, values, 1, waiting, count, error)
                                 : list_waiting(ledger, by_state, values, 2, waiting, count, error);
}

int ledger_begin_reading(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET attempts = attempts + 1 WHERE id = ?1 AND state = 'fetched'";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        sql_run(ledger->sql, text, BIND(bind_integer(message)), error) != 0) {
        return -1;
    }
    if (sql_changes(ledger->sql) == 0) {
        return error_set(error, ERROR_NOT_FOUND, "message %lld does not wait to be read",
                         (long long)message);
    }
    return sql_commit(&changing, error);
}

int ledger_set_back(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state),"
        " stale = (state <> 'fetched'), revision = revision + 1 WHERE id = ?1";
    return sql_run(ledger->sql, text, BIND(bind_integer(message)), error);
}

int ledger_set_back_followers(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched' AND NOT stale"
        " AND (came_at, id) > (SELECT came_at, id FROM messages WHERE id = ?1) AND id IN ("
        " SELECT message FROM answered WHERE answered = ?1"
        " UNION SELECT reply.id FROM messages AS m JOIN messages AS reply"
        "  ON reply.topic = m.topic AND reply.topic <> '' AND reply.answers WHERE m.id = ?1"
        " UNION SELECT other.id FROM messages AS m JOIN messages AS other"
        "  ON other.from_address = m.from_address WHERE m.id = ?1 AND other.from_address <> ''"
        " UNION SELECT copy.message FROM files AS f JOIN files AS copy ON copy.sha256 = f.sha256"
        "  WHERE f.message = ?1 AND f.size > 0 AND NOT f.decoration)";
    return sql_run(ledger->sql, text, BIND(bind_integer(message)), error);
}

/* Runs a statement for one message, or with NULL for all; *count is how many rows it changed. */
static int set_back(struct ledger *ledger, const char *text, int64_t message, size_t *count,
                    struct error *error)
{
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    struct bind which = message != 0 ? bind_integer(message) : bind_null();
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        (message != 0 && ledger_need_message(ledger, message, error) != 0) ||
        sql_run(ledger->sql, text, BIND(which), error) != 0) {
        return -1;
    }
    size_t changed = sql_changes(ledger->sql);
    if (sql_commit(&changing, error) != 0) {
        return -1;
    }
    *count = changed;
    return 0;
}

int ledger_read_again(struct ledger *ledger, int64_t message, size_t *count, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = 'fetched', stale = 0, revision = revision + 1, attempts = 0,"
        " quarantine_reason = NULL WHERE ?1 IS NULL OR id = ?1";
    return set_back(ledger, text, message, count, error);
}

int ledger_judge_again(struct ledger *ledger, int64_t message, size_t *count, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'judged', 'read', state), stale = 1,"
        " revision = revision + 1 WHERE state <> 'fetched' AND (?1 IS NULL OR id = ?1)";
    return set_back(ledger, text, message, count, error);
}

int ledger_holders(struct ledger *ledger, const char *sha256, struct waiting **waiting,
                   size_t *count, struct error *error)
{
    static const char text[] =
        "SELECT id, attempts, size, sha256 FROM messages"
        " WHERE id IN (SELECT message FROM files WHERE sha256 = ?1 AND gone = 0) ORDER BY id";
    return list_waiting(ledger, text, BIND(bind_text(sha256)), waiting, count, error);
}

int ledger_fetch_again(struct ledger *ledger, const char *sha256, size_t *count,
                       struct error *error)
{
    static const char unmark[] =
        "UPDATE folders SET uidvalidity = NULL, uidnext = NULL, existing = NULL, marked_at = NULL"
        " WHERE id IN (SELECT folder FROM places WHERE message IN"
        " (SELECT id FROM messages WHERE sha256 = ?1))";
    static const char forget[] =
        "DELETE FROM places WHERE message IN (SELECT id FROM messages WHERE sha256 = ?1)";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        sql_run(ledger->sql, unmark, BIND(bind_text(sha256)), error) != 0 ||
        sql_run(ledger->sql, forget, BIND(bind_text(sha256)), error) != 0) {
        return -1;
    }
    const size_t forgotten = sql_changes(ledger->sql);
    if (sql_commit(&changing, error) != 0) {
        return -1;
    }
    *count = forgotten;
    return 0;
}
