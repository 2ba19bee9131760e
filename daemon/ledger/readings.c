/* What the reader said: into rows, and back into the same description. */
#include "ledger/inside.h"

#include "base/clock.h"
#include "judge/thread.h"

#include <stdlib.h>
#include <string.h>

/* --- recording ------------------------------------------------------------------------------- */

static int record_headers(struct ledger *ledger, int64_t message,
                          const struct description *description, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET subject = ?2, from_address = ?3, from_name = ?4, dated = ?5,"
        " received = ?6, message_id = ?7, in_reply_to = ?8, auto_submitted = ?9, body = ?10,"
        " authentication = ?11, topic = ?12, answers = ?13"
        " WHERE id = ?1";
    enum thread_mark mark = THREAD_NEW;
    CLEANUP_FREE char *topic = thread_topic(description->subject, &mark);
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(message), bind_text(description->subject),
                        bind_text(description->from), bind_text(description->from_name),
                        bind_time(description->date), bind_time(description->received),
                        bind_text(description->message_id), bind_text(description->in_reply_to),
                        bind_integer(description->auto_submitted), bind_text(description->text),
                        bind_text(description->authentication), bind_text(topic),
                        bind_integer(mark != THREAD_NEW)),
                   error);
}

static int record_findings(struct ledger *ledger, int64_t message, int64_t file,
                           const struct finding *findings, size_t count, struct error *error)
{
    static const char text[] = "INSERT INTO findings (message, file, origin, code, detail)"
                               " VALUES (?1, ?2, 'reader', ?3, ?4)";
    for (size_t i = 0; i < count; i++) {
        struct bind of_file = file != 0 ? bind_integer(file) : bind_null();
        if (sql_run(ledger->sql, text,
                    BIND(bind_integer(message), of_file, bind_text(finding_name(findings[i].code)),
                         bind_text(findings[i].detail)),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

int ledger_record_sections(struct ledger *ledger, int64_t file, const struct described_file *from,
                           struct error *error)
{
    static const char text[] =
        "INSERT INTO sections (file, position, heading, level, chars, body, page)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for (size_t i = 0; i < from->section_count; i++) {
        const struct section *section = &from->sections[i];
        if (sql_run(ledger->sql, text,
                    BIND(bind_integer(file), bind_integer((int64_t)i), bind_text(section->heading),
                         bind_integer(section->level), bind_integer(section->chars),
                         bind_text(section->text), bind_integer(section->page)),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* The same path and hash is the same file and keeps its id; of several such, the n-th the n-th. */
static int record_row(struct ledger *ledger, int64_t message, size_t position,
                      const struct described_file *file, int64_t *id, struct error *error)
{
    static const char text[] =
        "INSERT INTO files (message, position, path, sha256, occurrence, name, size, kind, pages,"
        " chars, title, scan, seal, document_number, decoration, body, text_layer, page_width,"
        " page_height, signatures)"
        " VALUES (?1, ?2, ?3, ?4, (SELECT count(*) FROM files WHERE message = ?1 AND path = ?3"
        " AND sha256 = ?4 AND NOT gone), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
        " ?17, ?18, ?19)"
        " ON CONFLICT (message, path, sha256, occurrence) DO UPDATE SET gone = 0,"
        " position = excluded.position, name = excluded.name, size = excluded.size,"
        " kind = excluded.kind, pages = excluded.pages, chars = excluded.chars,"
        " title = excluded.title, scan = excluded.scan, seal = excluded.seal,"
        " document_number = excluded.document_number, decoration = excluded.decoration,"
        " body = excluded.body, text_layer = excluded.text_layer,"
        " page_width = excluded.page_width, page_height = excluded.page_height,"
        " signatures = excluded.signatures RETURNING id";
    return sql_number(
        ledger->sql, text,
        BIND(bind_integer(message), bind_integer((int64_t)position), bind_text(file->path),
             bind_text(file->sha256), bind_text(file->name), bind_integer((int64_t)file->size),
             bind_text(kind_name(file->kind)), bind_integer(file->pages), bind_integer(file->chars),
             bind_text(file->title), bind_integer(file->scan),
             file->seal < 0 ? bind_null() : bind_real(file->seal), bind_text(file->document_number),
             bind_integer(file->decoration), bind_text(file->text),
             bind_text(text_layer_name(file->text_layer)), bind_integer(file->page_width),
             bind_integer(file->page_height), bind_integer(file->signatures)),
        0, id, error);
}

static int record_file(struct ledger *ledger, int64_t message, size_t position,
                       const struct described_file *file, struct error *error)
{
    int64_t id = 0;
    return record_row(ledger, message, position, file, &id, error) != 0 ||
                   (file->size > 0 && ledger_want_scan(ledger, file->sha256, error) != 0) ||
                   ledger_record_sections(ledger, id, file, error) != 0 ||
                   ledger_record_portions(ledger, id, file, error) != 0 ||
                   ledger_record_pages(ledger, id, file, error) != 0 ||
                   record_findings(ledger, message, id, file->findings, file->finding_count,
                                   error) != 0
               ? -1
               : 0;
}

/* Statements about one message, in order. */
static int run_each(struct ledger *ledger, int64_t message, const char *const *texts, size_t count,
                    struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (sql_run(ledger->sql, texts[i], BIND(bind_integer(message)), error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* All files count as gone until they are found again. */
static int forget_reading(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char *const texts[] = {
        "UPDATE files SET gone = 1 WHERE message = ?1",
        "DELETE FROM sections WHERE file IN (SELECT id FROM files WHERE message = ?1)",
        "DELETE FROM seals WHERE file IN (SELECT id FROM files WHERE message = ?1)",
        "DELETE FROM portions WHERE file IN (SELECT id FROM files WHERE message = ?1)",
        "DELETE FROM findings WHERE message = ?1 AND origin = 'reader'",
    };
    return run_each(ledger, message, texts, COUNT_OF(texts), error);
}

/* What was not found again goes; where a decision refers to it, the row stays, without bearing. */
static int drop_gone(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char *const texts[] = {
        "DELETE FROM files WHERE message = ?1 AND gone"
        " AND NOT EXISTS (SELECT 1 FROM events WHERE file = files.id)",
        "DELETE FROM matches WHERE file IN (SELECT id FROM files WHERE message = ?1 AND gone)",
        "DELETE FROM findings WHERE file IN (SELECT id FROM files WHERE message = ?1 AND gone)",
    };
    return run_each(ledger, message, texts, COUNT_OF(texts), error);
}

static int record_description(struct ledger *ledger, int64_t message,
                              const struct description *description, struct error *error)
{
    if (record_headers(ledger, message, description, error) != 0 ||
        ledger_record_links(ledger, message, description, error) != 0 ||
        ledger_record_bounce(ledger, message, description, error) != 0 ||
        forget_reading(ledger, message, error) != 0 ||
        record_findings(ledger, message, 0, description->findings, description->finding_count,
                        error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < description->file_count; i++) {
        if (record_file(ledger, message, i, &description->files[i], error) != 0) {
            return -1;
        }
    }
    return drop_gone(ledger, message, error);
}

/* Of a mail that cannot be read nobody knows the files: it is scanned as it came. */
static int want_scan_whole(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char text[] = "INSERT INTO scans (sha256) SELECT sha256 FROM messages"
                               " WHERE id = ?1 ON CONFLICT DO NOTHING";
    return sql_run(ledger->sql, text, BIND(bind_integer(message)), error);
}

/* The reason is NULL for a message that was read to its end. */
static int record(struct ledger *ledger, int64_t message, const char *reason,
                  const struct description *description, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(?2 IS NULL, 'read', 'quarantined'), stale = 1,"
        " revision = revision + 1, quarantine_reason = ?2 WHERE id = ?1";
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        ledger_need_message(ledger, message, error) != 0 ||
        (description != NULL && record_description(ledger, message, description, error) != 0) ||
        sql_run(ledger->sql, text, BIND(bind_integer(message), bind_text(reason)), error) != 0 ||
        (reason != NULL && want_scan_whole(ledger, message, error) != 0) ||
        ledger_add_scan_findings(ledger, message, NULL, error) != 0) {
        return -1;
    }
    return sql_commit(&changing, error);
}

int ledger_record_reading(struct ledger *ledger, int64_t message,
                          const struct description *description, struct error *error)
{
    return record(ledger, message, NULL, description, error);
}

int ledger_quarantine(struct ledger *ledger, int64_t message, const char *reason,
                      const struct description *partial, struct error *error)
{
    return record(ledger, message, reason, partial, error);
}

/* --- loading --------------------------------------------------------------------------------- */

/* A member that description_new() has set to "" gets the column's text. */
static void take_text(const struct rows *rows, const char *column, char **member)
{
    free(*member);
    *member = row_copy(rows, column);
}

static int load_headers(struct ledger *ledger, int64_t message, struct description *into,
                        struct error *error)
{
    static const char text[] = "SELECT subject, from_address, from_name, dated, received,"
                               " message_id, in_reply_to, auto_submitted, body, authentication"
                               " FROM messages"
                               " WHERE id = ?1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more <= 0) {
        return more;
    }
    take_text(&rows, "subject", &into->subject);
    take_text(&rows, "from_address", &into->from);
    take_text(&rows, "from_name", &into->from_name);
    take_text(&rows, "message_id", &into->message_id);
    take_text(&rows, "in_reply_to", &into->in_reply_to);
    take_text(&rows, "body", &into->text);
    take_text(&rows, "authentication", &into->authentication);
    into->date = row_time(&rows, "dated");
    into->received = row_time(&rows, "received");
    into->auto_submitted = row_bool(&rows, "auto_submitted");
    return 0;
}

static int load_files(struct ledger *ledger, int64_t message, struct description *into,
                      int64_t **ids, struct error *error)
{
    static const char text[] =
        "SELECT id, body," LEDGER_FILE_COLUMNS " FROM files WHERE message = ?1 AND NOT gone"
        " ORDER BY position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        *ids = xgrow(*ids, into->file_count, sizeof **ids);
        (*ids)[into->file_count] = row_integer(&rows, "id");
        into->files = xgrow(into->files, into->file_count, sizeof *into->files);
        struct described_file *file = &into->files[into->file_count++];
        ledger_take_file(&rows, file);
        file->text = row_copy(&rows, "body");
    }
    return more;
}

/* Positions are indexes. */
static struct described_file *described_at(void *into, int64_t position)
{
    struct description *description = into;
    return position < (int64_t)description->file_count ? &description->files[position] : NULL;
}

static void take_section(const struct rows *rows, struct described_file *file)
{
    file->sections = xgrow(file->sections, file->section_count, sizeof *file->sections);
    file->sections[file->section_count++] =
        (struct section){.heading = row_copy(rows, "heading"),
                         .level = (unsigned)row_integer(rows, "level"),
                         .chars = (uint32_t)row_integer(rows, "chars"),
                         .text = row_copy(rows, "body"),
                         .page = (unsigned)row_integer(rows, "page")};
}

static int load_sections(struct ledger *ledger, int64_t message, struct description *into,
                         struct error *error)
{
    static const char text[] =
        "SELECT f.position AS file_position, s.heading AS heading, s.level AS level,"
        " s.chars AS chars,"
        " s.body AS body, s.page AS page FROM files AS f JOIN sections AS s ON s.file = f.id"
        " WHERE f.message = ?1 AND NOT f.gone ORDER BY f.position, s.position";
    return ledger_load_parts(ledger, text, message, described_at, into, take_section, error);
}

static int load_findings(struct ledger *ledger, int64_t message, struct description *into,
                         struct error *error)
{
    static const char text[] =
        "SELECT x.file AS file, f.position AS position, x.code AS code, x.detail AS detail"
        " FROM findings AS x LEFT JOIN files AS f ON f.id = x.file"
        " WHERE x.message = ?1 AND x.origin = 'reader' ORDER BY x.id";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct described_file *file = NULL;
        if (!row_null(&rows, "file") &&
            (file = described_at(into, row_integer(&rows, "position"))) == NULL) {
            return ledger_misfit(message, error);
        }
        if (file != NULL) {
            ledger_take_finding(&rows, &file->findings, &file->finding_count);
        } else {
            ledger_take_finding(&rows, &into->findings, &into->finding_count);
        }
    }
    return more;
}

int ledger_load_description(struct ledger *ledger, int64_t message,
                            struct description **description, int64_t **file_ids,
                            struct error *error)
{
    CLEANUP(cleanup_description_free)
    struct description *made = description_new();
    CLEANUP_FREE int64_t *ids = NULL;
    if (load_headers(ledger, message, made, error) != 0 ||
        load_files(ledger, message, made, &ids, error) != 0 ||
        load_sections(ledger, message, made, error) != 0 ||
        ledger_load_portions(ledger, message, described_at, made, error) != 0 ||
        ledger_load_seals(ledger, message, described_at, made, error) != 0 ||
        load_findings(ledger, message, made, error) != 0) {
        return -1;
    }
    *description = STEAL(made);
    *file_ids = STEAL(ids);
    return 0;
}

/* --- rows that listings share ---------------------------------------------------------------- */

void ledger_take_file(const struct rows *rows, struct described_file *file)
{
    *file = (struct described_file){
        .path = row_copy(rows, "path"),
        .name = row_copy(rows, "name"),
        .size = (uint64_t)row_integer(rows, "size"),
        .kind = KIND_UNKNOWN,
        .pages = (unsigned)row_integer(rows, "pages"),
        .chars = (uint32_t)row_integer(rows, "chars"),
        .title = row_copy(rows, "title"),
        .scan = row_bool(rows, "scan"),
        .seal = row_null(rows, "seal") ? -1 : row_real(rows, "seal"),
        .document_number = row_copy(rows, "document_number"),
        .number_confidence =
            row_null(rows, "number_confidence") ? 0 : row_real(rows, "number_confidence"),
        .number_unclear = row_bool(rows, "number_unclear"),
        .issuer = row_copy(rows, "issuer"),
        .rotation = (unsigned)row_integer(rows, "rotation"),
        .decoration = row_bool(rows, "decoration"),
        .page_width = (unsigned)row_integer(rows, "page_width"),
        .page_height = (unsigned)row_integer(rows, "page_height"),
        .signatures = (unsigned)row_integer(rows, "signatures"),
    };
    row_fill(rows, "sha256", file->sha256, sizeof file->sha256);
    /* A kind or layer that only a newer program knows stays unknown. */
    kind_from_name(row_text(rows, "kind"), &file->kind);
    text_layer_from_name(row_null(rows, "text_layer") ? NULL : row_text(rows, "text_layer"),
                         &file->text_layer);
}

void ledger_take_finding(const struct rows *rows, struct finding **findings, size_t *count)
{
    enum finding_code code = FINDING_COUNT;
    /* Codes of another version of the program say nothing to this one. */
    if (finding_from_name(row_text(rows, "code"), &code)) {
        finding_add(findings, count, code, row_text(rows, "detail"));
    }
}

int ledger_load_parts(struct ledger *ledger, const char *text, int64_t message,
                      file_at_position *file_at, void *context,
                      void (*take)(const struct rows *rows, struct described_file *file),
                      struct error *error)
{
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        struct described_file *file = file_at(context, row_integer(&rows, "file_position"));
        if (file == NULL) {
            return ledger_misfit(message, error);
        }
        take(&rows, file);
    }
    return more;
}

int ledger_misfit(int64_t message, struct error *error)
{
    return error_set(error, ERROR_DATABASE,
                     "the rows of message %lld do not fit together; let it be read anew "
                     "(`baosong reprocess %lld`), and check the ledger with `baosong audit`",
                     (long long)message, (long long)message);
}
