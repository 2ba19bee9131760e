/* What was seen on the pages of files: issuer and number, the way up they lie, seals. */
#include "ledger/inside.h"

#include "reader/seal_marks.h"

#include <string.h>

static int record_head(struct ledger *ledger, int64_t file, const struct described_file *from,
                       struct error *error)
{
    static const char text[] = "UPDATE files SET issuer = ?2, number_confidence = ?3,"
                               " rotation = ?4, number_unclear = ?5 WHERE id = ?1";
    bool numbered = from->document_number != NULL;
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(file), bind_text(from->issuer != NULL ? from->issuer : ""),
                        numbered ? bind_real(from->number_confidence) : bind_null(),
                        bind_integer(from->rotation), bind_integer(from->number_unclear)),
                   error);
}

int ledger_record_seals(struct ledger *ledger, int64_t file, const struct described_file *from,
                        struct error *error)
{
    static const char text[] = "INSERT INTO seals (file, position, page, x_mm, y_mm, confidence,"
                               " colour) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for (size_t i = 0; i < from->seal_count; i++) {
        const struct seal_mark *mark = &from->seals[i];
        if (sql_run(ledger->sql, text,
                    BIND(bind_integer(file), bind_integer((int64_t)i), bind_integer(mark->page),
                         bind_real(mark->x_mm), bind_real(mark->y_mm), bind_real(mark->confidence),
                         bind_text(seal_colour_name(mark->grey))),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

int ledger_record_pages(struct ledger *ledger, int64_t file, const struct described_file *from,
                        struct error *error)
{
    return record_head(ledger, file, from, error) != 0 ||
                   ledger_record_seals(ledger, file, from, error) != 0 ||
                   ledger_want_recognition(ledger, file, from->recognise, error) != 0
               ? -1
               : 0;
}

static void take_seal(const struct rows *rows, struct described_file *file)
{
    file->seals = xgrow(file->seals, file->seal_count, sizeof *file->seals);
    file->seals[file->seal_count++] =
        (struct seal_mark){.page = (unsigned)row_integer(rows, "page"),
                           .x_mm = row_real(rows, "x_mm"),
                           .y_mm = row_real(rows, "y_mm"),
                           .confidence = row_real(rows, "confidence"),
                           .grey = strcmp(row_text(rows, "colour"), seal_colour_name(true)) == 0};
}

int ledger_load_seals(struct ledger *ledger, int64_t message, file_at_position *file_at,
                      void *context, struct error *error)
{
    static const char text[] =
        "SELECT f.position AS file_position, s.page AS page, s.x_mm AS x_mm, s.y_mm AS y_mm,"
        " s.confidence AS confidence, s.colour AS colour"
        " FROM files AS f JOIN seals AS s ON s.file = f.id"
        " WHERE f.message = ?1 AND NOT f.gone ORDER BY f.position, s.position";
    return ledger_load_parts(ledger, text, message, file_at, context, take_seal, error);
}
