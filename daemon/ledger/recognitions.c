/* The queue of files whose text is still to be recognised, and what came of it. */
#include "ledger/inside.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

int ledger_want_recognition(struct ledger *ledger, int64_t file, bool wanted, struct error *error)
{
    static const char want[] = "INSERT INTO recognitions (file) VALUES (?1) ON CONFLICT (file)"
                               " DO UPDATE SET state = 'waiting', attempts = 0, pages = NULL";
    static const char forget[] = "DELETE FROM recognitions WHERE file = ?1";
    return sql_run(ledger->sql, wanted ? want : forget, BIND(bind_integer(file)), error);
}

int ledger_want_undecided(struct ledger *ledger, int64_t message, struct error *error)
{
    /* Once: whoever judges again finds it done. Self-reports wait first, each with all its pages.
     */
    static const char text[] =
        "INSERT INTO recognitions (file, pages) SELECT f.id, ?2 FROM files AS f"
        " JOIN messages AS m ON m.id = f.message WHERE f.message = ?1 AND m.submission"
        " AND NOT f.gone AND NOT f.decoration AND f.body IN ('', f.title)"
        " AND (f.scan OR f.kind = 'image')"
        " AND NOT EXISTS (SELECT 1 FROM matches WHERE file = f.id AND state <> 'review')"
        " ON CONFLICT (file) DO NOTHING";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(message), bind_integer(LIMIT_UNDECIDED_PAGES)), error);
}

int ledger_want_glance(struct ledger *ledger, int64_t file, struct error *error)
{
    static const char text[] = "INSERT INTO recognitions (file, pages) SELECT id, ?2 FROM files"
                               " WHERE id = ?1 AND NOT gone AND body IN ('', title)"
                               " ON CONFLICT (file) DO NOTHING";
    return sql_run(ledger->sql, text, BIND(bind_integer(file), bind_integer(LIMIT_UNDECIDED_PAGES)),
                   error);
}

int ledger_next_recognition(struct ledger *ledger, struct recognition *next, bool *found,
                            struct error *error)
{
    static const char text[] =
        "SELECT r.file AS file, f.message AS message, r.attempts AS attempts,"
        " coalesce(r.pages, 0) AS pages, f.sha256 AS sha256"
        " FROM recognitions AS r JOIN files AS f ON f.id = r.file"
        " JOIN messages AS m ON m.id = f.message"
        " WHERE r.state = 'waiting' AND NOT f.gone AND m.state <> 'fetched'"
        " ORDER BY r.pages IS NOT NULL, r.file LIMIT 1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more > 0) {
        *next = (struct recognition){.file = row_integer(&rows, "file"),
                                     .message = row_integer(&rows, "message"),
                                     .attempts = (int)row_integer(&rows, "attempts"),
                                     .pages = (unsigned)row_integer(&rows, "pages")};
        row_fill(&rows, "sha256", next->sha256, sizeof next->sha256);
    }
    *found = more > 0;
    return more < 0 ? -1 : 0;
}

int ledger_begin_recognition(struct ledger *ledger, int64_t file, struct error *error)
{
    return sql_run(ledger->sql, "UPDATE recognitions SET attempts = attempts + 1 WHERE file = ?1",
                   BIND(bind_integer(file)), error);
}

/* Still waiting, and of a message that is there: a reading meanwhile makes the result a stale one.
 */
static int still_waits(struct ledger *ledger, const struct recognition *of, bool *waits,
                       struct error *error)
{
    static const char text[] =
        "SELECT count(*) FROM recognitions AS r JOIN files AS f ON f.id = r.file"
        " JOIN messages AS m ON m.id = f.message WHERE r.file = ?1 AND r.state = 'waiting'"
        " AND r.attempts > 0 AND NOT f.gone AND m.state <> 'fetched'";
    int64_t count = 0;
    if (sql_number(ledger->sql, text, BIND(bind_integer(of->file)), 0, &count, error) != 0) {
        return -1;
    }
    *waits = count > 0;
    return 0;
}

static int set_state(struct ledger *ledger, int64_t file, const char *state, struct error *error)
{
    return sql_run(ledger->sql, "UPDATE recognitions SET state = ?2 WHERE file = ?1",
                   BIND(bind_integer(file), bind_text(state)), error);
}

/* What the first look could see stays; what only this one saw is added. */
static int record_text(struct ledger *ledger, int64_t file, const struct described_file *read,
                       struct error *error)
{
    static const char text[] =
        "UPDATE files SET body = iif(?2 = '', body, ?2), chars = max(chars, ?3),"
        " title = iif(title = '', ?4, title), seal = coalesce(?5, seal),"
        " number_confidence = iif(document_number IS NULL, ?6, number_confidence),"
        " document_number = coalesce(document_number, ?7), issuer = iif(issuer = '', ?8, issuer),"
        " number_unclear = number_unclear AND ?7 IS NULL, rotation = ?9 WHERE id = ?1";
    bool numbered = read->document_number != NULL;
    return sql_run(
        ledger->sql, text,
        BIND(bind_integer(file), bind_text(read->text), bind_integer(read->chars),
             bind_text(read->title), read->seal < 0 ? bind_null() : bind_real(read->seal),
             numbered ? bind_real(read->number_confidence) : bind_null(),
             bind_text(read->document_number), bind_text(read->issuer != NULL ? read->issuer : ""),
             bind_integer(read->rotation)),
        error);
}

static int record_parts(struct ledger *ledger, int64_t file, const struct described_file *read,
                        struct error *error)
{
    static const char sections[] = "DELETE FROM sections WHERE file = ?1";
    static const char portions[] = "DELETE FROM portions WHERE file = ?1";
    static const char seals[] = "DELETE FROM seals WHERE file = ?1";
    if (read->text[0] != '\0' &&
        (sql_run(ledger->sql, sections, BIND(bind_integer(file)), error) != 0 ||
         ledger_record_sections(ledger, file, read, error) != 0 ||
         sql_run(ledger->sql, portions, BIND(bind_integer(file)), error) != 0 ||
         ledger_record_portions(ledger, file, read, error) != 0)) {
        return -1;
    }
    if (read->seal >= 0 && (sql_run(ledger->sql, seals, BIND(bind_integer(file)), error) != 0 ||
                            ledger_record_seals(ledger, file, read, error) != 0)) {
        return -1;
    }
    return 0;
}

static int record_failure(struct ledger *ledger, const struct recognition *of, struct error *error)
{
    /* A picture that nobody needs to read is not a faulty one. */
    static const char text[] = "INSERT INTO findings (message, file, origin, code, detail)"
                               " SELECT ?1, ?2, 'reader', ?3, '扫描件中的文字未能识别'"
                               " FROM recognitions WHERE file = ?2 AND pages IS NULL";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(of->message), bind_integer(of->file),
                        bind_text(finding_name(FINDING_UNREADABLE))),
                   error);
}

int ledger_record_recognition(struct ledger *ledger, const struct recognition *of,
                              const struct described_file *read, struct error *error)
{
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    bool waits = false;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        still_waits(ledger, of, &waits, error) != 0) {
        return -1;
    }
    if (waits && (set_state(ledger, of->file, read != NULL ? "done" : "failed", error) != 0 ||
                  (read != NULL && record_text(ledger, of->file, read, error) != 0) ||
                  (read != NULL && record_parts(ledger, of->file, read, error) != 0) ||
                  (read == NULL && record_failure(ledger, of, error) != 0) ||
                  ledger_set_back(ledger, of->message, error) != 0)) {
        return -1;
    }
    return sql_commit(&changing, error);
}
