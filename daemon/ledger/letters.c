/* Letters that are queued whole, and the files that go with them. */
#include "ledger/inside.h"
#include "ledger/outbox.h"

#include <stdlib.h>

/* --- the files ------------------------------------------------------------------------------- */

static int insert_attachments(struct ledger *ledger, struct attachments attachments, int64_t *ids,
                              struct error *error)
{
    static const char text[] = "INSERT INTO attachments (name, type, content_id, content)"
                               " VALUES (?1, ?2, ?3, ?4)";
    for (size_t i = 0; i < attachments.count; i++) {
        const struct attachment *attachment = &attachments.at[i];
        if (sql_run(ledger->sql, text,
                    BIND(bind_text(attachment->name), bind_text(attachment->type),
                         bind_text(attachment->content_id),
                         bind_blob(attachment->content, attachment->size)),
                    error) != 0) {
            return -1;
        }
        ids[i] = sql_last_id(ledger->sql);
    }
    return 0;
}

static int enclose(struct ledger *ledger, int64_t notice, const int64_t *ids, size_t count,
                   struct error *error)
{
    static const char text[] =
        "INSERT INTO enclosures (notice, position, attachment) VALUES (?1, ?2, ?3)";
    for (size_t i = 0; i < count; i++) {
        if (sql_run(ledger->sql, text,
                    BIND(bind_integer(notice), bind_integer((int64_t)i), bind_integer(ids[i])),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

int ledger_drop_attachments(struct ledger *ledger, int64_t before, int64_t now, struct error *error)
{
#define OLD                                                                                        \
    "dropped_at IS NULL AND NOT EXISTS (SELECT 1 FROM enclosures AS e"                             \
    " JOIN notices AS n ON n.id = e.notice WHERE e.attachment = attachments.id"                    \
    " AND (n.done_at IS NULL OR n.done_at >= ?1))"
    static const char any[] = "SELECT count(*) FROM attachments WHERE " OLD;
    static const char drop[] = "UPDATE attachments SET content = x'', dropped_at = ?2 WHERE " OLD;
#undef OLD
    int64_t count = 0;
    return sql_number(ledger->sql, any, BIND(bind_integer(before)), 0, &count, error) != 0 ? -1
           : count == 0
               ? 0
               : sql_run(ledger->sql, drop, BIND(bind_integer(before), bind_integer(now)), error);
}

/* --- the letters ----------------------------------------------------------------------------- */

/* *id is 0 for an occasion that there is already. */
static int insert_letter(struct ledger *ledger, const struct letter *letter, int64_t now,
                         int64_t *id, struct error *error)
{
    static const char text[] =
        "INSERT INTO notices (queued_at, kind, occasion, unit, recipient, subject, body, html,"
        " message_id, in_reply_to, state, next_attempt, expires_at, done_at, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?1, ?12,"
        " iif(?13 IS NULL, NULL, ?1), ?13) ON CONFLICT (occasion) DO NOTHING RETURNING id";
    CLEANUP_FREE char *message_id = ledger_new_message_id(ledger);
    return sql_number(ledger->sql, text,
                      BIND(bind_integer(now), bind_text(notice_kind_name(letter->kind)),
                           bind_text(letter->occasion), bind_text(letter->unit),
                           bind_text(letter->recipient), bind_text(letter->subject),
                           bind_text(letter->body), bind_text(letter->html), bind_text(message_id),
                           bind_text(letter->in_reply_to), bind_text(ledger_state_of(letter)),
                           bind_time(letter->expires_at), bind_text(letter->suppressed)),
                      0, id, error);
}

int ledger_insert_letters(struct ledger *ledger, const struct letter *letters, size_t count,
                          struct attachments attachments, int64_t now, struct error *error)
{
    CLEANUP_FREE int64_t *ids = xcalloc(attachments.count + 1, sizeof *ids);
    if (count > 0 && insert_attachments(ledger, attachments, ids, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        int64_t notice = 0;
        if (insert_letter(ledger, &letters[i], now, &notice, error) != 0 ||
            (notice != 0 && enclose(ledger, notice, ids, attachments.count, error) != 0)) {
            return -1;
        }
    }
    return 0;
}

/* --- rounds ---------------------------------------------------------------------------------- */

int ledger_round_done(struct ledger *ledger, const char *occasion, bool *done, struct error *error)
{
    static const char text[] = "SELECT count(*) FROM rounds WHERE occasion = ?1";
    int64_t count = 0;
    if (sql_number(ledger->sql, text, BIND(bind_text(occasion)), 0, &count, error) != 0) {
        return -1;
    }
    *done = count > 0;
    return 0;
}

int ledger_queue_round(struct ledger *ledger, const char *occasion, const struct letter *letters,
                       size_t count, struct attachments attachments, int64_t now,
                       struct error *error)
{
    static const char text[] =
        "INSERT INTO rounds (occasion, at) VALUES (?1, ?2) ON CONFLICT (occasion) DO NOTHING";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        sql_run(ledger->sql, text, BIND(bind_text(occasion), bind_integer(now)), error) != 0) {
        return -1;
    }
    if (sql_changes(ledger->sql) > 0 &&
        ledger_insert_letters(ledger, letters, count, attachments, now, error) != 0) {
        return -1;
    }
    return sql_commit(&changing, error);
}
