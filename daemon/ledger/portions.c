/* Papers that are bound into one file, as the reader saw them begin. */
#include "ledger/inside.h"

static int record_one(struct ledger *ledger, int64_t file, int64_t position,
                      const struct portion *portion, struct error *error)
{
    static const char text[] =
        "INSERT INTO portions (file, position, mark, first_page, last_page, sections, head,"
        " document_number, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(file), bind_integer(position),
                        bind_text(portion_mark_name(portion->mark)),
                        bind_integer(portion->first_page), bind_integer(portion->last_page),
                        bind_integer(portion->sections), bind_text(portion->head),
                        bind_text(portion->document_number), bind_text(portion->text)),
                   error);
}

int ledger_record_portions(struct ledger *ledger, int64_t file, const struct described_file *from,
                           struct error *error)
{
    for (size_t i = 0; i < from->portion_count; i++) {
        if (record_one(ledger, file, (int64_t)i + 1, &from->portions[i], error) != 0) {
            return -1;
        }
    }
    return 0;
}

static void take_portion(const struct rows *rows, struct described_file *file)
{
    struct portion portion = {.first_page = (unsigned)row_integer(rows, "first_page"),
                              .last_page = (unsigned)row_integer(rows, "last_page"),
                              .sections = (unsigned)row_integer(rows, "sections"),
                              .head = row_copy(rows, "head"),
                              .text = row_copy(rows, "body"),
                              .document_number = row_copy(rows, "document_number")};
    /* The table knows no other marks. */
    portion_mark_from_name(row_text(rows, "mark"), &portion.mark);
    file->portions = xgrow(file->portions, file->portion_count, sizeof *file->portions);
    file->portions[file->portion_count++] = portion;
}

int ledger_load_portions(struct ledger *ledger, int64_t message, file_at_position *file_at,
                         void *context, struct error *error)
{
    static const char text[] =
        "SELECT f.position AS file_position, p.mark AS mark, p.first_page AS first_page,"
        " p.last_page AS last_page, p.sections AS sections, p.head AS head,"
        " p.document_number AS document_number, p.body AS body"
        " FROM files AS f JOIN portions AS p ON p.file = f.id"
        " WHERE f.message = ?1 AND NOT f.gone ORDER BY f.position, p.position";
    return ledger_load_parts(ledger, text, message, file_at, context, take_portion, error);
}
