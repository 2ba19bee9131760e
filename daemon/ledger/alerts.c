/* What is wrong with the service: told once while it lasts, and once more when it is over. */
#include "base/limits.h"
#include "ledger/inside.h"
#include "ledger/outbox.h"

#include <stdlib.h>

static const char raise_one[] =
    "INSERT INTO alerts (key, text, since) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (key) DO UPDATE SET ended = NULL WHERE ended IS NOT NULL";
/* What nobody was told of needs no all-clear. */
static const char forget_one[] = "DELETE FROM alerts WHERE key = ?1 AND NOT told";
static const char end_one[] =
    "UPDATE alerts SET ended = ?2 WHERE key = ?1 AND told AND ended IS NULL";

static int end_alert(struct ledger *ledger, const char *key, int64_t now, struct error *error)
{
    return sql_run(ledger->sql, forget_one, BIND(bind_text(key)), error) != 0
               ? -1
               : sql_run(ledger->sql, end_one, BIND(bind_text(key), bind_integer(now)), error);
}

int ledger_set_alert(struct ledger *ledger, const char *key, const char *text, int64_t now,
                     struct error *error)
{
    static const char known[] = "SELECT count(*) FROM alerts WHERE key = ?1";
    int64_t count = 0;
    if (sql_number(ledger->sql, known, BIND(bind_text(key)), 0, &count, error) != 0) {
        return -1;
    }
    if (text == NULL) {
        return count > 0 ? end_alert(ledger, key, now, error) : 0;
    }
    return sql_run(ledger->sql, raise_one, BIND(bind_text(key), bind_text(text), bind_integer(now)),
                   error);
}

/* Conditions that can be read off the ledger: a query of (key, text) for each. */
#define QUARANTINED                                                                                         \
    "SELECT 'quarantine/' || id AS key,"                                                                    \
    " '第' || id || '号邮件未能读取（' || quarantine_reason || '），需要人工处理' AS text" \
    " FROM messages WHERE state = 'quarantined'"
#define UNDELIVERABLE                                                                                    \
    "SELECT 'undeliverable/' || id AS key, '发给' || recipient || '的通知（第' || id || '号）'" \
    " || '未能送达：' || coalesce(reason, '') AS text"                                              \
    " FROM notices WHERE state = 'failed' AND kind <> 'alert'"
#define BOUNCED                                                                                                 \
    "SELECT 'bounced/' || recipient AS key, coalesce(unit || '的', '') || '邮箱' || recipient"               \
    " || '不通，发去的通知被退回（' || reason || '），请核实并更正登记的邮箱' AS text" \
    " FROM dead_addresses"
#define STUCK                                                                                              \
    "SELECT 'outbox' AS key, '待发通知超过一小时未能发出，共' || count(*) || '封' AS text" \
    " FROM notices WHERE done_at IS NULL AND state <> 'wanted' AND queued_at <= ?2 AND (attempts "         \
    "> 0 OR next_attempt <= ?2)"                                                                           \
    " HAVING count(*) > 0"
#define FOUND QUARANTINED " UNION ALL " UNDELIVERABLE " UNION ALL " BOUNCED " UNION ALL " STUCK

/* Those of them that are there no more; ?1 is not used. */
#define OVER                                                                                       \
    "(key = 'outbox' OR key GLOB 'quarantine/*' OR key GLOB 'undeliverable/*'"                     \
    " OR key GLOB 'bounced/*')"                                                                    \
    " AND key NOT IN (SELECT key FROM (" FOUND "))"

int ledger_find_alerts(struct ledger *ledger, int64_t stuck_before, int64_t now,
                       struct error *error)
{
    static const char *const texts[] = {
        "INSERT INTO alerts (key, text, since) SELECT key, text, ?1 FROM (" FOUND ") WHERE true"
        " ON CONFLICT (key) DO UPDATE SET ended = NULL WHERE ended IS NOT NULL",
        "DELETE FROM alerts WHERE NOT told AND ?1 AND " OVER,
        "UPDATE alerts SET ended = ?1 WHERE told AND ended IS NULL AND " OVER,
    };
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (sql_run(ledger->sql, texts[i], BIND(bind_integer(now), bind_integer(stuck_before)),
                    error) != 0) {
            return -1;
        }
    }
    return sql_commit(&changing, error);
}

int ledger_untold_alerts(struct ledger *ledger, int64_t now, struct alert_row **alerts,
                         size_t *count, struct error *error)
{
    static const char text[] = "SELECT key, text, since, ended IS NOT NULL AS over FROM alerts"
                               " WHERE (NOT told AND (key NOT GLOB 'reach/*' OR since <= ?1))"
                               " OR ended IS NOT NULL ORDER BY since, key";
    struct alert_row *found = NULL;
    size_t found_count = 0;
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(now - LIMIT_ALERT_PATIENCE)), &rows,
                  error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        found = xgrow(found, found_count, sizeof *found);
        found[found_count++] = (struct alert_row){.key = row_copy(&rows, "key"),
                                                  .text = row_copy(&rows, "text"),
                                                  .since = row_integer(&rows, "since"),
                                                  .ended = row_bool(&rows, "over")};
    }
    if (more < 0) {
        alert_rows_free(found, found_count);
        return -1;
    }
    *alerts = found;
    *count = found_count;
    return 0;
}

void alert_rows_free(struct alert_row *alerts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(alerts[i].key);
        free(alerts[i].text);
    }
    free(alerts);
}

int ledger_tell_alerts(struct ledger *ledger, const struct alert_row *alerts, size_t alert_count,
                       const struct letter *letters, size_t count, int64_t now, struct error *error)
{
    static const char told[] = "UPDATE alerts SET told = 1 WHERE key = ?1";
    static const char over[] = "DELETE FROM alerts WHERE key = ?1 AND ended IS NOT NULL";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        ledger_insert_letters(ledger, letters, count, (struct attachments){0}, now, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < alert_count; i++) {
        if (sql_run(ledger->sql, alerts[i].ended ? over : told, BIND(bind_text(alerts[i].key)),
                    error) != 0) {
            return -1;
        }
    }
    return sql_commit(&changing, error);
}
