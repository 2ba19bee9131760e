/* Listings: messages with all that belongs to them, counts, the hashes of the store. */
#include "ledger/inside.h"

#include "base/clock.h"

#include <stdlib.h>

/* --- one message ----------------------------------------------------------------------------- */

static void file_row_clear(struct file_row *row)
{
    described_file_clear(&row->file);
    for (size_t i = 0; i < row->match_count; i++) {
        struct match_row *match = &row->matches[i];
        free(match->unit);
        free(match->task);
        free(match->state);
        free(match->reason);
        free(match->section);
        free(match->part);
    }
    free(row->matches);
    findings_free(row->findings, row->finding_count);
}

static void message_row_clear(struct message_row *row)
{
    for (size_t i = 0; i < row->unit_count; i++) {
        free(row->units[i].name);
        free(row->units[i].reason);
    }
    for (size_t i = 0; i < row->file_count; i++) {
        file_row_clear(&row->files[i]);
    }
    free(row->units);
    free(row->files);
    findings_free(row->findings, row->finding_count);
    free(row->from);
    free(row->from_name);
    free(row->subject);
    free(row->message_id);
    free(row->quarantine_reason);
}

static int load_units(struct ledger *ledger, struct message_row *row, struct error *error)
{
    static const char text[] = "SELECT unit, confidence, person, reason FROM message_units"
                               " WHERE message = ?1 ORDER BY position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(row->id)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        row->units = xgrow(row->units, row->unit_count, sizeof *row->units);
        row->units[row->unit_count++] =
            (struct unit_row){.name = row_copy(&rows, "unit"),
                              .confidence = row_real(&rows, "confidence"),
                              .person = row_bool(&rows, "person"),
                              .reason = row_copy(&rows, "reason")};
    }
    return more;
}

static int load_files(struct ledger *ledger, struct message_row *row, struct error *error)
{
    static const char text[] =
        "SELECT id," LEDGER_FILE_COLUMNS ","
        " (SELECT verb FROM events_in_force WHERE file = files.id"
        "  AND verb IN ('accept', 'reject') ORDER BY id DESC LIMIT 1) AS verdict"
        " FROM files WHERE message = ?1 AND NOT gone ORDER BY position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(row->id)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        row->files = xgrow(row->files, row->file_count, sizeof *row->files);
        struct file_row *file = &row->files[row->file_count++];
        *file = (struct file_row){.id = row_integer(&rows, "id"), .verdict = ledger_verdict(&rows)};
        ledger_take_file(&rows, &file->file);
    }
    return more;
}

/* The file at a position, which is its index; NULL where the rows do not fit together. */
static struct file_row *file_at(struct message_row *row, int64_t position)
{
    return position < (int64_t)row->file_count ? &row->files[position] : NULL;
}

static struct described_file *described_at(void *row, int64_t position)
{
    struct file_row *file = file_at(row, position);
    return file != NULL ? &file->file : NULL;
}

static int load_matches(struct ledger *ledger, struct message_row *row, struct error *error)
{
    static const char text[] =
        "SELECT f.position AS position, x.unit AS unit, x.task AS task, x.state AS state,"
        " x.reason AS reason, x.heading AS heading, x.confidence AS confidence, x.chars AS chars,"
        " x.first_page AS first_page, x.last_page AS last_page, x.part AS part"
        " FROM matches AS x JOIN files AS f ON f.id = x.file WHERE x.message = ?1 ORDER BY x.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(row->id)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct file_row *file = file_at(row, row_integer(&rows, "position"));
        if (file == NULL) {
            return ledger_misfit(row->id, error);
        }
        file->matches = xgrow(file->matches, file->match_count, sizeof *file->matches);
        file->matches[file->match_count++] =
            (struct match_row){.unit = row_copy(&rows, "unit"),
                               .task = row_copy(&rows, "task"),
                               .state = row_copy(&rows, "state"),
                               .reason = row_copy(&rows, "reason"),
                               .section = row_copy(&rows, "heading"),
                               .confidence = row_real(&rows, "confidence"),
                               .part = row_copy(&rows, "part"),
                               .first_page = (unsigned)row_integer(&rows, "first_page"),
                               .last_page = (unsigned)row_integer(&rows, "last_page"),
                               .chars = (uint32_t)row_integer(&rows, "chars")};
    }
    return more;
}

static int load_findings(struct ledger *ledger, struct message_row *row, struct error *error)
{
    static const char text[] =
        "SELECT x.file AS file, f.position AS position, x.code AS code, x.detail AS detail"
        " FROM findings AS x LEFT JOIN files AS f ON f.id = x.file WHERE x.message = ?1"
        " ORDER BY x.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(row->id)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct file_row *file = NULL;
        if (!row_null(&rows, "file") &&
            (file = file_at(row, row_integer(&rows, "position"))) == NULL) {
            return ledger_misfit(row->id, error);
        }
        if (file != NULL) {
            ledger_take_finding(&rows, &file->findings, &file->finding_count);
        } else {
            ledger_take_finding(&rows, &row->findings, &row->finding_count);
        }
    }
    return more;
}

static int take_message(const struct rows *rows, struct message_row *row, struct error *error)
{
    *row = (struct message_row){.id = row_integer(rows, "id"),
                                .received_at = row_integer(rows, "received_at"),
                                .from = row_copy(rows, "from_address"),
                                .from_name = row_copy(rows, "from_name"),
                                .subject = row_copy(rows, "subject"),
                                .message_id = row_copy(rows, "message_id"),
                                .size = (uint64_t)row_integer(rows, "size"),
                                .submission = row_bool(rows, "submission"),
                                .bounce = row_bool(rows, "bounce"),
                                .quarantine_reason = row_copy(rows, "quarantine_reason")};
    row_fill(rows, "sha256", row->sha256, sizeof row->sha256);
    return ledger_message_state_from_name(row_text(rows, "state"), &row->state, error) != 0
               ? -1
               : ledger_unit_state_from_name(row_text(rows, "unit_state"), &row->unit_state, error);
}

static int load_parts(struct ledger *ledger, struct message_row *row, struct error *error)
{
    return load_units(ledger, row, error) != 0 || load_files(ledger, row, error) != 0 ||
                   ledger_load_seals(ledger, row->id, described_at, row, error) != 0 ||
                   load_matches(ledger, row, error) != 0 || load_findings(ledger, row, error) != 0
               ? -1
               : 0;
}

int ledger_each_message(struct ledger *ledger, int64_t message,
                        int (*each)(const struct message_row *row, void *context), void *context,
                        struct error *error)
{
    static const char text[] =
        "SELECT id, state, coalesce(received_at, delivered, first_seen) AS received_at,"
        " from_address, from_name, subject, message_id, sha256, size, unit_state, submission,"
        " quarantine_reason, EXISTS (SELECT 1 FROM bounces WHERE message = messages.id) AS bounce"
        " FROM messages WHERE ?1 = 0 OR id = ?1 ORDER BY 3, id";
    CLEANUP(sql_rollback)
    struct sql *reading = NULL;
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_begin_reading(ledger->sql, &reading, error) != 0 ||
        (message != 0 && ledger_need_message(ledger, message, error) != 0) ||
        sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        CLEANUP(message_row_clear)
        struct message_row row = {0};
        if (take_message(&rows, &row, error) != 0 || load_parts(ledger, &row, error) != 0) {
            return -1;
        }
        if (each(&row, context) != 0) {
            return 0;
        }
    }
    return more;
}

/* --- counts ---------------------------------------------------------------------------------- */

static int count_files(struct ledger *ledger, struct counts *counts, struct error *error)
{
    /* What a person has accepted, rejected or filed does not wait for one. */
    static const char text[] =
        "SELECT count(*) AS files,"
        " coalesce(sum(EXISTS (SELECT 1 FROM matches WHERE file = f.id AND state = 'review')"
        "  AND NOT EXISTS (SELECT 1 FROM events_in_force WHERE file = f.id"
        "   AND verb IN ('accept', 'reject'))), 0) AS review,"
        " coalesce(sum(m.unit_state = 'sure' AND m.submission"
        "  AND NOT EXISTS (SELECT 1 FROM matches WHERE file = f.id)"
        "  AND NOT EXISTS (SELECT 1 FROM events_in_force WHERE file = f.id)), 0) AS unfiled"
        " FROM files AS f JOIN messages AS m ON m.id = f.message"
        " WHERE NOT f.gone AND NOT f.decoration";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0 ||
        rows_next(&rows, error) < 0) {
        return -1;
    }
    counts->files = row_integer(&rows, "files");
    counts->file_review = row_integer(&rows, "review");
    counts->unfiled = row_integer(&rows, "unfiled");
    return 0;
}

static int count_messages(struct ledger *ledger, struct counts *counts, struct error *error)
{
    static const char text[] = "SELECT count(*) FILTER (WHERE state = 'fetched') AS fetched,"
                               " count(*) FILTER (WHERE state = 'read') AS read,"
                               " count(*) FILTER (WHERE state = 'judged') AS judged,"
                               " count(*) FILTER (WHERE state = 'quarantined') AS quarantined,"
                               " count(*) FILTER (WHERE unit_state = 'review') AS review,"
                               " max(first_seen) AS last_arrival,"
                               " (SELECT count(*) FROM recognitions WHERE state = 'waiting')"
                               " AS recognitions FROM messages";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0 ||
        rows_next(&rows, error) < 0) {
        return -1;
    }
    counts->fetched = row_integer(&rows, "fetched");
    counts->read = row_integer(&rows, "read");
    counts->judged = row_integer(&rows, "judged");
    counts->quarantined = row_integer(&rows, "quarantined");
    counts->unit_review = row_integer(&rows, "review");
    counts->recognitions = row_integer(&rows, "recognitions");
    counts->last_arrival = row_time(&rows, "last_arrival");
    return 0;
}

int ledger_counts(struct ledger *ledger, struct counts *counts, struct error *error)
{
    struct counts made = {0};
    CLEANUP(sql_rollback)
    struct sql *reading = NULL;
    if (sql_begin_reading(ledger->sql, &reading, error) != 0 ||
        count_messages(ledger, &made, error) != 0 || count_files(ledger, &made, error) != 0 ||
        sql_commit(&reading, error) != 0) {
        return -1;
    }
    *counts = made;
    return 0;
}

/* --- the store ------------------------------------------------------------------------------- */

int ledger_each_stored(struct ledger *ledger,
                       int (*each)(const char *sha256, uint64_t size, void *context), void *context,
                       struct error *error)
{
    /* Also what is gone: a decision refers to it, and its author may want to see it again. */
    static const char text[] = "SELECT sha256, size FROM messages"
                               " UNION SELECT sha256, size FROM files ORDER BY sha256";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        if (each(row_text(&rows, "sha256"), (uint64_t)row_integer(&rows, "size"), context) != 0) {
            return 0;
        }
    }
    return more;
}
