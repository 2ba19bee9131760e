/* From a mailbox into the ledger: folders and their watermarks, places, new messages. */
#include "ledger/inside.h"

#include "base/clock.h"

#include <stdlib.h>

/* --- folders --------------------------------------------------------------------------------- */

int ledger_folder_marks(struct ledger *ledger, const char *mailbox, struct folder_mark **marks,
                        size_t *count, struct error *error)
{
    static const char text[] = "SELECT name, uidvalidity, uidnext, existing FROM folders"
                               " WHERE mailbox = ?1 AND marked_at IS NOT NULL ORDER BY name";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_text(mailbox)), &rows, error) != 0) {
        return -1;
    }
    struct folder_mark *found = NULL;
    size_t found_count = 0;
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        found = xgrow(found, found_count, sizeof *found);
        found[found_count++] = (struct folder_mark){
            .name = row_copy(&rows, "name"),
            .uidvalidity = row_integer(&rows, "uidvalidity"),
            .uidnext = row_integer(&rows, "uidnext"),
            .exists = row_integer(&rows, "existing"),
        };
    }
    if (more < 0) {
        folder_marks_free(found, found_count);
        return -1;
    }
    *marks = found;
    *count = found_count;
    return 0;
}

void folder_marks_free(struct folder_mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(marks[i].name);
    }
    free(marks);
}

/* The id of a folder, made where it is new. */
static int need_folder(struct ledger *ledger, const char *mailbox, const char *name, int64_t *id,
                       struct error *error)
{
    static const char make[] =
        "INSERT INTO folders (mailbox, name) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    static const char find[] = "SELECT id FROM folders WHERE mailbox = ?1 AND name = ?2";
    return sql_run(ledger->sql, make, BIND(bind_text(mailbox), bind_text(name)), error) != 0
               ? -1
               : sql_number(ledger->sql, find, BIND(bind_text(mailbox), bind_text(name)), 0, id,
                            error);
}

int ledger_record_folder(struct ledger *ledger, const char *mailbox, const struct folder_mark *mark,
                         int64_t now, int64_t *known, struct error *error)
{
    static const char set[] = "UPDATE folders SET uidvalidity = ?2, uidnext = ?3, existing = ?4,"
                              " marked_at = ?5 WHERE id = ?1";
    static const char number[] =
        "SELECT count(*) FROM places WHERE folder = ?1 AND uidvalidity = ?2";
    int64_t folder = 0, found = 0;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        need_folder(ledger, mailbox, mark->name, &folder, error) != 0 ||
        sql_run(ledger->sql, set,
                BIND(bind_integer(folder), bind_integer(mark->uidvalidity),
                     bind_integer(mark->uidnext), bind_integer(mark->exists), bind_integer(now)),
                error) != 0 ||
        sql_number(ledger->sql, number, BIND(bind_integer(folder), bind_integer(mark->uidvalidity)),
                   0, &found, error) != 0 ||
        sql_commit(&changing, error) != 0) {
        return -1;
    }
    *known = found;
    return 0;
}

/* --- places ---------------------------------------------------------------------------------- */

int ledger_known(struct ledger *ledger, const char *mailbox, const char *folder,
                 int64_t uidvalidity, const struct listed *entries, size_t count, bool *known,
                 struct error *error)
{
    static const char find[] = "SELECT id FROM folders WHERE mailbox = ?1 AND name = ?2";
    /* A time that one of the two does not know cannot tell them apart. */
    static const char is_known[] =
        "SELECT count(*) FROM places WHERE folder = ?1 AND uidvalidity = ?2 AND key = ?3"
        " AND size = ?4 AND (delivered = ?5 OR delivered IS NULL OR ?5 IS NULL)";
    CLEANUP(sql_rollback)
    struct sql *reading = NULL;
    CLEANUP_FREE bool *found = xcalloc(count, sizeof *found);
    int64_t id = 0;
    if (sql_begin_reading(ledger->sql, &reading, error) != 0 ||
        sql_number(ledger->sql, find, BIND(bind_text(mailbox), bind_text(folder)), 0, &id, error) !=
            0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        const struct listed *entry = &entries[i];
        int64_t places = 0;
        if (sql_number(ledger->sql, is_known,
                       BIND(bind_integer(id), bind_integer(uidvalidity), bind_text(entry->key),
                            bind_integer(entry->size), bind_time(entry->delivered)),
                       0, &places, error) != 0) {
            return -1;
        }
        found[i] = places > 0;
    }
    for (size_t i = 0; i < count; i++) {
        known[i] = found[i];
    }
    return sql_commit(&reading, error);
}

static int record_place(struct ledger *ledger, const char *mailbox, const struct arrival *arrival,
                        int64_t message, int64_t now, struct error *error)
{
    static const char text[] =
        "INSERT INTO places (folder, uidvalidity, key, size, delivered, message, seen_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
        " ON CONFLICT (folder, uidvalidity, key) DO UPDATE SET size = excluded.size,"
        " delivered = excluded.delivered, message = excluded.message, seen_at = excluded.seen_at";
    int64_t folder = 0;
    if (need_folder(ledger, mailbox, arrival->folder, &folder, error) != 0) {
        return -1;
    }
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(folder), bind_integer(arrival->uidvalidity),
                        bind_text(arrival->key), bind_integer(arrival->size),
                        bind_time(arrival->delivered), bind_integer(message), bind_integer(now)),
                   error);
}

/* --- messages -------------------------------------------------------------------------------- */

/* How a mail came to be delivered, as far as one place tells. */
struct delivery {
    enum receipt receipt;
    int64_t delivered;
};

/* A source without a time is no source. */
static struct delivery delivery_of(const struct arrival *arrival)
{
    bool known = arrival->receipt != RECEIPT_NONE && arrival->delivered != CLOCK_UNKNOWN;
    return known ? (struct delivery){arrival->receipt, arrival->delivered}
                 : (struct delivery){RECEIPT_NONE, CLOCK_UNKNOWN};
}

/* The better source counts; of two equal ones the earlier time, for a copy is younger. */
static bool is_better(struct delivery new, struct delivery old)
{
    return new.receipt < old.receipt ||
           (new.receipt == old.receipt &&new.delivered < old.delivered);
}

static int load_delivery(struct ledger *ledger, const char *sha256, int64_t *message,
                         struct delivery *delivery, struct error *error)
{
    static const char text[] = "SELECT id, receipt, delivered FROM messages WHERE sha256 = ?1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_text(sha256)), &rows, error) != 0 ||
        rows_next(&rows, error) < 0 ||
        ledger_receipt_from_name(row_text(&rows, "receipt"), &delivery->receipt, error) != 0) {
        return -1;
    }
    *message = row_integer(&rows, "id");
    delivery->delivered = row_time(&rows, "delivered");
    return 0;
}

/* Of two receipts of one mail the better one counts, and then it may be judged otherwise, and so
 * may the mails that it came before until now. */
static int improve_delivery(struct ledger *ledger, int64_t message, struct delivery delivery,
                            struct error *error)
{
    static const char text[] = "UPDATE messages SET receipt = ?2, delivered = ?3 WHERE id = ?1";
    return ledger_set_back_followers(ledger, message, error) != 0 ||
                   sql_run(ledger->sql, text,
                           BIND(bind_integer(message), bind_text(receipt_name(delivery.receipt)),
                                bind_time(delivery.delivered)),
                           error) != 0
               ? -1
               : ledger_set_back(ledger, message, error);
}

static int record_arrival(struct ledger *ledger, const char *mailbox, const struct arrival *arrival,
                          int64_t now, size_t *added, struct error *error)
{
    static const char text[] =
        "INSERT INTO messages (sha256, size, first_seen, receipt, delivered)"
        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (sha256) DO NOTHING RETURNING id";
    struct delivery delivery = delivery_of(arrival), recorded;
    int64_t bytes = arrival->bytes > 0 ? arrival->bytes : arrival->size;
    int64_t message = 0;
    if (sql_number(ledger->sql, text,
                   BIND(bind_text(arrival->sha256), bind_integer(bytes), bind_integer(now),
                        bind_text(receipt_name(delivery.receipt)), bind_time(delivery.delivered)),
                   0, &message, error) != 0) {
        return -1;
    }
    *added += message != 0;
    if (message == 0 && (load_delivery(ledger, arrival->sha256, &message, &recorded, error) != 0 ||
                         (is_better(delivery, recorded) &&
                          improve_delivery(ledger, message, delivery, error) != 0))) {
        return -1;
    }
    return arrival->folder != NULL ? record_place(ledger, mailbox, arrival, message, now, error)
                                   : 0;
}

int ledger_record_arrivals(struct ledger *ledger, const char *mailbox,
                           const struct arrival *arrivals, size_t count, int64_t now, size_t *added,
                           struct error *error)
{
    size_t new = 0;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (record_arrival(ledger, mailbox, &arrivals[i], now, &new, error) != 0) {
            return -1;
        }
    }
    if (sql_commit(&changing, error) != 0) {
        return -1;
    }
    *added = new;
    return 0;
}
