/* Notices from the wish to the written mail. */
#include "ledger/outbox.h"

#include "base/clock.h"
#include "ledger/inside.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static const char *const kinds[] = {
    [NOTICE_RECEIPT] = "receipt", [NOTICE_DECISION] = "decision", [NOTICE_REMINDER] = "reminder",
    [NOTICE_REPORT] = "report",   [NOTICE_ALERT] = "alert",
};

static const char *const states[] = {
    [NOTICE_WANTED] = "wanted",       [NOTICE_QUEUED] = "queued",
    [NOTICE_SENDING] = "sending",     [NOTICE_SENT] = "sent",
    [NOTICE_FAILED] = "failed",       [NOTICE_SUPPRESSED] = "suppressed",
    [NOTICE_CANCELLED] = "cancelled", [NOTICE_BOUNCED] = "bounced",
};

const char *notice_kind_name(enum notice_kind kind)
{
    return kinds[kind];
}

const char *notice_state_name(enum notice_state state)
{
    return states[state];
}

static int index_of(const char *const *names, size_t count, const char *name, int *index,
                    struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            *index = (int)i;
            return 0;
        }
    }
    return error_set(error, ERROR_DATABASE,
                     "the ledger holds a notice \"%s\", which this program does not know; install "
                     "the baosong that wrote it",
                     name);
}

int ledger_notice_kind(const char *name, enum notice_kind *kind, struct error *error)
{
    int index = 0;
    if (index_of(kinds, COUNT_OF(kinds), name, &index, error) != 0) {
        return -1;
    }
    *kind = (enum notice_kind)index;
    return 0;
}

int ledger_notice_state(const char *name, enum notice_state *state, struct error *error)
{
    int index = 0;
    if (index_of(states, COUNT_OF(states), name, &index, error) != 0) {
        return -1;
    }
    *state = (enum notice_state)index;
    return 0;
}

int ledger_use_outbox(struct ledger *ledger, const char *domain, int64_t chosen, int64_t now,
                      int64_t *since, struct error *error)
{
    static const char begin[] = "INSERT INTO settings (name, value)"
                                " VALUES ('notices_since', CAST(?1 AS TEXT))"
                                " ON CONFLICT (name) DO NOTHING";
    static const char began[] =
        "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'notices_since'";
    static const char restarted[] =
        "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'notices_restarted'";
    int64_t first = CLOCK_UNKNOWN, again = CLOCK_UNKNOWN;
    if (sql_number(ledger->sql, began, BIND_NOTHING, CLOCK_UNKNOWN, &first, error) != 0 ||
        sql_number(ledger->sql, restarted, BIND_NOTHING, CLOCK_UNKNOWN, &again, error) != 0) {
        return -1;
    }
    if (first == CLOCK_UNKNOWN) {
        first = now;
        if (sql_run(ledger->sql, begin, BIND(bind_integer(now)), error) != 0) {
            return -1;
        }
    }
    first = chosen != CLOCK_UNKNOWN ? chosen : first;
    free(ledger->notice_domain);
    ledger->notice_domain = xstrdup(domain);
    *since = again > first ? again : first;
    return 0;
}

/* --- wanted ---------------------------------------------------------------------------------- */

char *ledger_new_message_id(const struct ledger *ledger)
{
    uint64_t random[2] = {0};
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        abort(); /* the kernel always has 16 bytes once it has booted */
    }
    return xasprintf("baosong.%016llx%016llx@%s", (unsigned long long)random[0],
                     (unsigned long long)random[1], ledger->notice_domain);
}

static int want(struct ledger *ledger, enum notice_kind kind, const char *occasion,
                const struct told *told, struct error *error)
{
    static const char text[] =
        "INSERT INTO notices (queued_at, kind, occasion, message, unit, event, message_id, state,"
        " next_attempt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'wanted', ?1)"
        " ON CONFLICT (occasion) DO NOTHING";
    CLEANUP_FREE char *message_id = ledger_new_message_id(ledger);
    return sql_run(
        ledger->sql, text,
        BIND(bind_integer(told->at), bind_text(notice_kind_name(kind)), bind_text(occasion),
             told->message != 0 ? bind_integer(told->message) : bind_null(), bind_text(told->unit),
             told->event == 0 || told->revocation != 0 ? bind_null() : bind_integer(told->event),
             bind_text(message_id)),
        error);
}

int ledger_want_receipt(struct ledger *ledger, int64_t message, int64_t now, struct error *error)
{
    if (ledger->notice_domain == NULL) {
        return 0;
    }
    const struct told told = {.message = message, .at = now};
    CLEANUP_FREE char *occasion = xasprintf("receipt/%lld", (long long)message);
    return want(ledger, NOTICE_RECEIPT, occasion, &told, error);
}

/* What it is about, for its occasion. */
static char *about(const struct told *told)
{
    CLEANUP_FREE char *what = told->unit != NULL ? xasprintf("unit/%s", told->unit)
                                                 : xasprintf("%lld", (long long)told->message);
    return told->revocation != 0
               ? xasprintf("decision/%s/undone/%lld", what, (long long)told->revocation)
               : xasprintf("decision/%s/%lld", what, (long long)told->event);
}

int ledger_want_decision(struct ledger *ledger, const struct told *told, struct error *error)
{
    static const char longer[] =
        "UPDATE notices SET next_attempt = ?3 WHERE kind = 'decision' AND state = 'wanted'"
        " AND (message = ?1 OR (message IS NULL AND unit = ?2))";
    if (ledger->notice_domain == NULL) {
        return 0;
    }
    if (sql_run(ledger->sql, longer,
                BIND(bind_integer(told->message), bind_text(told->unit), bind_integer(told->at)),
                error) != 0) {
        return -1;
    }
    if (sql_changes(ledger->sql) > 0) {
        return 0;
    }
    CLEANUP_FREE char *occasion = about(told);
    return want(ledger, NOTICE_DECISION, occasion, told, error);
}

void wanted_notices_free(struct wanted_notice *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(wanted[i].unit);
    }
    free(wanted);
}

int ledger_wanted_notices(struct ledger *ledger, size_t limit, struct wanted_notice **wanted,
                          size_t *count, struct error *error)
{
    static const char text[] =
        "SELECT id, kind, message, unit, event, queued_at, next_attempt, EXISTS (SELECT 1 FROM "
        "files AS f"
        "  JOIN recognitions AS r ON r.file = f.id WHERE f.message = n.message AND NOT f.gone"
        "  AND r.state = 'waiting') AS recognising, EXISTS (SELECT 1 FROM files AS f"
        "  JOIN scans AS s ON s.sha256 = f.sha256 WHERE f.message = n.message AND NOT f.gone"
        "  AND s.state = 'waiting') AS scanning"
        " FROM notices AS n WHERE state = 'wanted' AND done_at IS NULL ORDER BY id LIMIT ?1";
    struct wanted_notice *found = NULL;
    size_t found_count = 0;
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer((int64_t)limit)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        found = xgrow(found, found_count, sizeof *found);
        struct wanted_notice *one = &found[found_count++];
        *one = (struct wanted_notice){.id = row_integer(&rows, "id"),
                                      .message = row_integer(&rows, "message"),
                                      .unit = row_copy(&rows, "unit"),
                                      .event = row_integer(&rows, "event"),
                                      .since = row_integer(&rows, "queued_at"),
                                      .wanted_at = row_integer(&rows, "next_attempt"),
                                      .recognising = row_bool(&rows, "recognising"),
                                      .scanning = row_bool(&rows, "scanning")};
        if (ledger_notice_kind(row_text(&rows, "kind"), &one->kind, error) != 0) {
            more = -1;
            break;
        }
    }
    if (more < 0) {
        wanted_notices_free(found, found_count);
        return -1;
    }
    *wanted = found;
    *count = found_count;
    return 0;
}

int ledger_answer_facts(struct ledger *ledger, int64_t message, struct answer_facts *facts,
                        struct error *error)
{
    static const char text[] =
        "SELECT auto_submitted, first_seen, NOT EXISTS (SELECT 1 FROM places WHERE message = m.id)"
        " AS imported FROM messages AS m WHERE id = ?1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    if (rows_next(&rows, error) <= 0) {
        return ledger_need_message(ledger, message, error);
    }
    *facts = (struct answer_facts){.auto_submitted = row_bool(&rows, "auto_submitted"),
                                   .imported = row_bool(&rows, "imported"),
                                   .first_seen = row_integer(&rows, "first_seen")};
    return 0;
}

/* --- written --------------------------------------------------------------------------------- */

const char *ledger_state_of(const struct letter *letter)
{
    return notice_state_name(letter->suppressed != NULL ? NOTICE_SUPPRESSED : NOTICE_QUEUED);
}

static int fill_notice(struct ledger *ledger, int64_t id, const struct letter *letter, int64_t now,
                       struct error *error)
{
    static const char text[] =
        "UPDATE notices SET unit = ?2, recipient = ?3, subject = ?4, body = ?5, html = ?6,"
        " in_reply_to = ?7, expires_at = ?8, state = ?9, reason = ?10, next_attempt = ?11,"
        " done_at = iif(?10 IS NULL, NULL, ?11) WHERE id = ?1 AND state = 'wanted'";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(id), bind_text(letter->unit), bind_text(letter->recipient),
                        bind_text(letter->subject), bind_text(letter->body),
                        bind_text(letter->html), bind_text(letter->in_reply_to),
                        bind_time(letter->expires_at), bind_text(ledger_state_of(letter)),
                        bind_text(letter->suppressed), bind_integer(now)),
                   error);
}

int ledger_write_notice(struct ledger *ledger, int64_t id, const struct letter *letters,
                        size_t count, int64_t now, struct error *error)
{
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        fill_notice(ledger, id, &letters[0], now, error) != 0) {
        return -1;
    }
    if (sql_changes(ledger->sql) > 0 &&
        ledger_insert_letters(ledger, letters + 1, count - 1, (struct attachments){0}, now,
                              error) != 0) {
        return -1;
    }
    return sql_commit(&changing, error);
}

int ledger_answers_to(struct ledger *ledger, const char *recipient, int64_t since, int64_t *count,
                      struct error *error)
{
    static const char text[] =
        "SELECT count(*) FROM notices WHERE recipient = ?1 AND queued_at >= ?2"
        " AND kind IN ('receipt', 'decision') AND state NOT IN ('suppressed', 'cancelled')";
    return sql_number(ledger->sql, text, BIND(bind_text(recipient), bind_integer(since)), 0, count,
                      error);
}

int ledger_receipt_given(struct ledger *ledger, int64_t message, bool *given, struct error *error)
{
    static const char text[] =
        "SELECT count(*) FROM notices WHERE message = ?1 AND kind IN ('receipt', 'decision')"
        " AND state IN ('queued', 'sending', 'sent')";
    int64_t count = 0;
    if (sql_number(ledger->sql, text, BIND(bind_integer(message)), 0, &count, error) != 0) {
        return -1;
    }
    *given = count > 0;
    return 0;
}

int ledger_sender_confirmed(struct ledger *ledger, const char *address, const char *unit,
                            bool *confirmed, struct error *error)
{
    static const char text[] =
        "SELECT count(*) FROM messages AS m JOIN event_targets AS t ON t.event ="
        " (SELECT max(e.id) FROM events_in_force AS e WHERE e.message = m.id AND e.verb = 'assign')"
        " WHERE m.from_address = ?1 AND t.unit = ?2";
    int64_t count = 0;
    if (address[0] != '\0' &&
        sql_number(ledger->sql, text, BIND(bind_text(address), bind_text(unit)), 0, &count,
                   error) != 0) {
        return -1;
    }
    *confirmed = count > 0;
    return 0;
}
