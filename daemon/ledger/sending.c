/* Notices from the written mail to its end, and what people do with them. */
#include "base/clock.h"
#include "ledger/inside.h"
#include "ledger/outbox.h"

#include <stdlib.h>

void notice_clear(struct notice *notice)
{
    char *const texts[] = {notice->occasion, notice->unit,       notice->recipient,
                           notice->subject,  notice->body,       notice->html,
                           notice->reason,   notice->message_id, notice->in_reply_to,
                           notice->enclosed};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        free(texts[i]);
    }
    for (size_t i = 0; i < notice->enclosure_count; i++) {
        free(notice->enclosures[i].name);
        free(notice->enclosures[i].type);
        free(notice->enclosures[i].content_id);
        free(notice->enclosures[i].content);
    }
    free(notice->enclosures);
    *notice = (struct notice){0};
}

bool notice_is_answer(const struct notice *notice)
{
    return notice->kind == NOTICE_RECEIPT ||
           (notice->kind == NOTICE_DECISION && notice->message != 0);
}

#define NOTICE_COLUMNS                                                                             \
    "n.id AS id, n.queued_at AS queued_at, n.next_attempt AS next_attempt,"                        \
    " n.expires_at AS expires_at, n.done_at AS done_at, n.message AS message, n.bounce AS "        \
    "bounce, n.kind AS kind,"                                                                      \
    " n.state AS state, n.attempts AS attempts, n.uncertain AS uncertain,"                         \
    " n.occasion AS occasion, n.unit AS unit, n.recipient AS recipient, n.subject AS subject,"     \
    " n.body AS body, n.html AS html, n.message_id AS message_id, n.in_reply_to AS in_reply_to,"   \
    " n.reason AS reason, (SELECT group_concat(name, '、') FROM (SELECT a.name AS name"           \
    "  FROM enclosures AS e JOIN attachments AS a ON a.id = e.attachment"                          \
    "  WHERE e.notice = n.id ORDER BY e.position)) AS enclosed"

static int take_notice(const struct rows *rows, struct notice *notice, struct error *error)
{
    *notice = (struct notice){.id = row_integer(rows, "id"),
                              .queued_at = row_integer(rows, "queued_at"),
                              .next_attempt = row_integer(rows, "next_attempt"),
                              .expires_at = row_time(rows, "expires_at"),
                              .done_at = row_time(rows, "done_at"),
                              .message = row_integer(rows, "message"),
                              .bounce = row_integer(rows, "bounce"),
                              .attempts = (int)row_integer(rows, "attempts"),
                              .uncertain = (int)row_integer(rows, "uncertain"),
                              .occasion = row_copy(rows, "occasion"),
                              .unit = row_copy(rows, "unit"),
                              .recipient = row_copy(rows, "recipient"),
                              .subject = row_copy(rows, "subject"),
                              .body = row_copy(rows, "body"),
                              .html = row_copy(rows, "html"),
                              .message_id = row_copy(rows, "message_id"),
                              .in_reply_to = row_copy(rows, "in_reply_to"),
                              .reason = row_copy(rows, "reason"),
                              .enclosed = row_copy(rows, "enclosed")};
    return ledger_notice_kind(row_text(rows, "kind"), &notice->kind, error) != 0 ||
                   ledger_notice_state(row_text(rows, "state"), &notice->state, error) != 0
               ? -1
               : 0;
}

/* --- sending --------------------------------------------------------------------------------- */

static int load_enclosures(struct ledger *ledger, struct notice *notice, struct error *error)
{
    static const char text[] =
        "SELECT name, type, content_id, content FROM enclosures AS e"
        " JOIN attachments AS a ON a.id = e.attachment WHERE e.notice = ?1 ORDER BY e.position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(notice->id)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        notice->enclosures =
            xgrow(notice->enclosures, notice->enclosure_count, sizeof *notice->enclosures);
        struct enclosure *one = &notice->enclosures[notice->enclosure_count++];
        *one = (struct enclosure){.name = row_copy(&rows, "name"),
                                  .type = row_copy(&rows, "type"),
                                  .content_id = row_copy(&rows, "content_id")};
        one->content = row_bytes(&rows, "content", &one->size);
    }
    return more;
}

int ledger_next_notice(struct ledger *ledger, int64_t now, bool *found, struct notice *notice,
                       int64_t *next, struct error *error)
{
    static const char text[] =
        "SELECT " NOTICE_COLUMNS " FROM notices AS n"
        " WHERE n.done_at IS NULL AND n.state = 'queued' AND n.next_attempt <= ?1"
        " ORDER BY n.kind NOT IN ('alert', 'receipt', 'decision'), n.next_attempt, n.id LIMIT 1";
    static const char later[] =
        "SELECT min(next_attempt) FROM notices WHERE done_at IS NULL AND state = 'queued'";
    {
        CLEANUP(rows_end)
        struct rows rows = ROWS_NONE;
        if (sql_query(ledger->sql, text, BIND(bind_integer(now)), &rows, error) != 0) {
            return -1;
        }
        int more = rows_next(&rows, error);
        if (more < 0 || (more > 0 && take_notice(&rows, notice, error) != 0)) {
            return -1;
        }
        *found = more > 0;
    }
    return *found ? load_enclosures(ledger, notice, error)
                  : sql_number(ledger->sql, later, BIND_NOTHING, CLOCK_UNKNOWN, next, error);
}

int ledger_notice_sending(struct ledger *ledger, int64_t id, struct error *error)
{
    static const char text[] = "UPDATE notices SET state = 'sending' WHERE id = ?1";
    return sql_run(ledger->sql, text, BIND(bind_integer(id)), error);
}

int ledger_notice_unsent(struct ledger *ledger, int64_t id, struct error *error)
{
    static const char text[] =
        "UPDATE notices SET state = 'queued' WHERE id = ?1 AND state = 'sending'";
    return sql_run(ledger->sql, text, BIND(bind_integer(id)), error);
}

int ledger_end_notice(struct ledger *ledger, int64_t id, enum notice_state state,
                      const char *reason, int64_t now, struct error *error)
{
    static const char text[] = "UPDATE notices SET state = ?2, reason = ?3, done_at = ?4,"
                               " attempts = attempts + (?2 IN ('sent', 'failed')) WHERE id = ?1";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(id), bind_text(notice_state_name(state)), bind_text(reason),
                        bind_integer(now)),
                   error);
}

int ledger_postpone_notice(struct ledger *ledger, int64_t id, int64_t at, bool uncertain,
                           const char *reason, struct error *error)
{
    static const char text[] =
        "UPDATE notices SET state = 'queued', reason = ?3, next_attempt = ?2,"
        " attempts = attempts + 1, uncertain = uncertain + ?4 WHERE id = ?1";
    return sql_run(
        ledger->sql, text,
        BIND(bind_integer(id), bind_integer(at), bind_text(reason), bind_integer(uncertain)),
        error);
}

int ledger_recover_notices(struct ledger *ledger, int64_t now, size_t *repeated, size_t *given_up,
                           struct error *error)
{
    static const char give_up[] =
        "UPDATE notices SET state = 'failed', done_at = ?1, attempts = attempts + 1,"
        " uncertain = uncertain + 1, reason = "
        "'两次交给邮件服务器后都未得到答复，可能已经送达，不再重发'"
        " WHERE state = 'sending' AND uncertain > 0";
    static const char repeat[] =
        "UPDATE notices SET state = 'queued', attempts = attempts + 1, next_attempt = ?1,"
        " uncertain = uncertain + 1, reason = "
        "'交给邮件服务器时程序中断，是否送达不明，以同一编号重发一次'"
        " WHERE state = 'sending'";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        sql_run(ledger->sql, give_up, BIND(bind_integer(now)), error) != 0) {
        return -1;
    }
    size_t ended = sql_changes(ledger->sql);
    if (sql_run(ledger->sql, repeat, BIND(bind_integer(now)), error) != 0) {
        return -1;
    }
    size_t again = sql_changes(ledger->sql);
    if (sql_commit(&changing, error) != 0) {
        return -1;
    }
    *given_up = ended;
    *repeated = again;
    return 0;
}

int ledger_outbox_counts(struct ledger *ledger, int64_t stuck_before, struct outbox_counts *counts,
                         struct error *error)
{
    static const char text[] =
        "SELECT count(*) FILTER (WHERE done_at IS NULL) AS waiting,"
        " count(*) FILTER (WHERE state IN ('queued', 'sending') AND queued_at <= ?1"
        "  AND (attempts > 0 OR next_attempt <= ?1)) AS stuck,"
        " count(*) FILTER (WHERE state = 'failed') AS failed,"
        " count(*) FILTER (WHERE state = 'sent') AS sent FROM notices";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(stuck_before)), &rows, error) != 0 ||
        rows_next(&rows, error) < 0) {
        return -1;
    }
    *counts = (struct outbox_counts){.waiting = row_integer(&rows, "waiting"),
                                     .stuck = row_integer(&rows, "stuck"),
                                     .failed = row_integer(&rows, "failed"),
                                     .sent = row_integer(&rows, "sent")};
    return 0;
}

int ledger_restart_notices(struct ledger *ledger, int64_t now, struct error *error)
{
    static const char cancel[] =
        "UPDATE notices SET state = 'cancelled', done_at = ?1,"
        " reason = '台账恢复自备份，是否已经发出不明，不再发送' WHERE done_at IS NULL";
    static const char begin[] =
        "INSERT INTO settings (name, value) VALUES ('notices_restarted', CAST(?1 AS TEXT))"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    return sql_begin(ledger->sql, &changing, error) != 0 ||
                   sql_run(ledger->sql, cancel, BIND(bind_integer(now)), error) != 0 ||
                   sql_run(ledger->sql, begin, BIND(bind_integer(now)), error) != 0
               ? -1
               : sql_commit(&changing, error);
}

/* --- people ---------------------------------------------------------------------------------- */

int ledger_each_notice(struct ledger *ledger, int64_t id,
                       int (*each)(const struct notice *notice, void *context), void *context,
                       struct error *error)
{
    static const char text[] = "SELECT " NOTICE_COLUMNS " FROM notices AS n"
                               " WHERE ?1 = 0 OR n.id = ?1 ORDER BY n.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(id)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        CLEANUP(notice_clear)
        struct notice notice = {0};
        if (take_notice(&rows, &notice, error) != 0) {
            return -1;
        }
        if (each(&notice, context) != 0) {
            return 0;
        }
    }
    return more;
}

/* Why an action did not find a notice that it can be done to. */
static int explain(struct ledger *ledger, int64_t id, const char *what, struct error *error)
{
    static const char text[] = "SELECT state FROM notices WHERE id = ?1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(id)), &rows, error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more < 0) {
        return -1;
    }
    if (more == 0) {
        return error_set(error, ERROR_NOT_FOUND,
                         "there is no notice %lld; `baosong outbox` lists them", (long long)id);
    }
    return error_set(error, ERROR_USAGE, "notice %lld is %s, and cannot be %s", (long long)id,
                     row_text(&rows, "state"), what);
}

static int change(struct ledger *ledger, const char *text, int64_t id, int64_t now,
                  const char *what, struct error *error)
{
    if (sql_run(ledger->sql, text, BIND(bind_integer(id), bind_integer(now)), error) != 0) {
        return -1;
    }
    return sql_changes(ledger->sql) > 0 ? 0 : explain(ledger, id, what, error);
}

int ledger_cancel_notice(struct ledger *ledger, int64_t id, int64_t now, struct error *error)
{
    static const char text[] =
        "UPDATE notices SET state = 'cancelled', done_at = ?2, reason = '工作人员取消发送'"
        " WHERE id = ?1 AND state IN ('wanted', 'queued', 'failed', 'bounced')";
    return change(ledger, text, id, now, "cancelled any more", error);
}

/* ERROR_USAGE for one whose files are gone. */
static int need_enclosures(struct ledger *ledger, int64_t id, struct error *error)
{
    static const char text[] =
        "SELECT count(*) FROM enclosures AS e JOIN attachments AS a ON a.id = e.attachment"
        " JOIN notices AS n ON n.id = e.notice"
        " WHERE n.id = ?1 AND n.state <> 'sent' AND a.dropped_at IS NOT NULL";
    int64_t dropped = 0;
    if (sql_number(ledger->sql, text, BIND(bind_integer(id)), 0, &dropped, error) != 0) {
        return -1;
    }
    return dropped == 0
               ? 0
               : error_set(error, ERROR_USAGE,
                           "the files of notice %lld were removed when notices.keep_attachments "
                           "was over, so that it cannot be sent again; `baosong report` writes the "
                           "report as of now",
                           (long long)id);
}

int ledger_retry_notice(struct ledger *ledger, int64_t id, int64_t now, struct error *error)
{
    /* A suppressed one was perhaps never written, and a new try is a person's own decision. */
    static const char text[] =
        "UPDATE notices SET state = 'queued', done_at = NULL, next_attempt = ?2, uncertain = 0,"
        " attempts = 0, expires_at = NULL, bounce = NULL WHERE id = ?1 AND recipient <> '' AND "
        "subject <> ''"
        " AND state IN ('queued', 'failed', 'bounced', 'cancelled', 'suppressed')";
    return need_enclosures(ledger, id, error) != 0
               ? -1
               : change(ledger, text, id, now, "sent again", error);
}
