/* Notices that came back: which it was, and whose address does not work. */
#include "base/clock.h"
#include "base/limits.h"
#include "ledger/inside.h"
#include "ledger/outbox.h"

#include <stdlib.h>

static int insert_bounce(struct ledger *ledger, int64_t message,
                         const struct description *description, struct error *error)
{
    static const char text[] =
        "INSERT INTO bounces (message, returned, recipient, reason) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (message) DO UPDATE SET returned = excluded.returned,"
        " recipient = excluded.recipient, reason = excluded.reason";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(message), bind_text(description->bounced_id),
                        bind_text(description->bounced_to), bind_text(description->bounced_why)),
                   error);
}

/*
 * The Message-ID of a notice cannot be guessed: who names it has got the notice. A bounce that
 * names none is taken to be of the last one that went to that address shortly before.
 */
int ledger_record_bounce(struct ledger *ledger, int64_t message,
                         const struct description *description, struct error *error)
{
    static const char text[] =
        "UPDATE notices SET state = 'bounced', bounce = ?1,"
        " reason = iif(?4 <> '', ?4, '对方邮件服务器退回，未说明原因')"
        " WHERE state = 'sent' AND id = iif(?2 <> '',"
        "  (SELECT id FROM notices WHERE message_id = ?2),"
        "  (SELECT max(id) FROM notices WHERE recipient = ?3 AND state IN ('sent', 'bounced')"
        "    AND done_at > (SELECT first_seen FROM messages WHERE id = ?1) - ?5))";
    bool says = description->bounced_id[0] != '\0' || description->bounced_to[0] != '\0';
    if (!says) {
        return 0;
    }
    return insert_bounce(ledger, message, description, error) != 0
               ? -1
               : sql_run(ledger->sql, text,
                         BIND(bind_integer(message), bind_text(description->bounced_id),
                              bind_text(description->bounced_to),
                              bind_text(description->bounced_why), bind_integer(LIMIT_BOUNCE_AGE)),
                         error);
}

int ledger_dead_addresses(struct ledger *ledger, struct dead_addresses *dead, struct error *error)
{
    static const char text[] = "SELECT recipient, unit, reason, came_at FROM dead_addresses"
                               " ORDER BY unit IS NULL, came_at, recipient";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    *dead = (struct dead_addresses){0};
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        dead->at = xgrow(dead->at, dead->count, sizeof *dead->at);
        dead->at[dead->count++] = (struct dead_address){.address = row_copy(&rows, "recipient"),
                                                        .unit = row_copy(&rows, "unit"),
                                                        .reason = row_copy(&rows, "reason"),
                                                        .came_at = row_time(&rows, "came_at")};
    }
    if (more < 0) {
        dead_addresses_clear(dead);
        return -1;
    }
    return 0;
}

void dead_addresses_clear(struct dead_addresses *dead)
{
    for (size_t i = 0; i < dead->count; i++) {
        free(dead->at[i].address);
        free(dead->at[i].unit);
        free(dead->at[i].reason);
    }
    free(dead->at);
    *dead = (struct dead_addresses){0};
}
