/* Everything the judge needs of one message, and what it says. */
#include "base/clock.h"
#include "ledger/inside.h"

#include <stdlib.h>
#include <string.h>

/* --- the case -------------------------------------------------------------------------------- */

static int load_submission(struct ledger *ledger, struct case_file *case_file, struct error *error)
{
    static const char text[] =
        "SELECT revision, receipt, delivered, first_seen, state FROM messages WHERE id = ?1";
    struct submission *submission = &case_file->submission;
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(case_file->message)), &rows, error) != 0) {
        return -1;
    }
    if (rows_next(&rows, error) <= 0) {
        return ledger_need_message(ledger, case_file->message, error);
    }
    case_file->revision = row_integer(&rows, "revision");
    submission->delivered = row_time(&rows, "delivered");
    submission->first_seen = row_integer(&rows, "first_seen");
    submission->quarantined =
        strcmp(row_text(&rows, "state"), message_state_name(MESSAGE_QUARANTINED)) == 0;
    return ledger_receipt_from_name(row_text(&rows, "receipt"), &submission->receipt, error);
}

/* "与市环保局11月20日报送的“附件3.pdf”完全相同"; NULL if the bytes never came in an earlier mail.
 */
static int load_earlier_copy(struct ledger *ledger, int64_t message, const char *sha256,
                             char **said, struct error *error)
{
    static const char text[] =
        "SELECT f.path AS path, coalesce(m.received_at, m.first_seen) AS at,"
        " (SELECT group_concat(unit, '、') FROM message_units WHERE message = m.id) AS units"
        " FROM files AS f JOIN messages AS m ON m.id = f.message"
        " WHERE f.sha256 = ?1 AND NOT f.gone AND (m.came_at, m.id) <"
        " (SELECT came_at, id FROM messages WHERE id = ?2) ORDER BY m.came_at, f.id LIMIT 1";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_text(sha256), bind_integer(message)), &rows,
                  error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more > 0) {
        char date[CLOCK_TEXT_SIZE];
        const char *units = row_text(&rows, "units");
        *said =
            xasprintf("与%s%s报送的“%s”完全相同", units != NULL ? units : "",
                      clock_chinese_date(row_integer(&rows, "at"), date), row_text(&rows, "path"));
    }
    return more < 0 ? -1 : 0;
}

static int load_earlier(struct ledger *ledger, struct case_file *case_file, struct error *error)
{
    const struct description *description = case_file->description;
    case_file->earlier = xcalloc(description->file_count + 1, sizeof(char *));
    for (size_t i = 0; i < description->file_count; i++) {
        const struct described_file *file = &description->files[i];
        if (file->size > 0 && !file->decoration &&
            load_earlier_copy(ledger, case_file->message, file->sha256, &case_file->earlier[i],
                              error) != 0) {
            return -1;
        }
    }
    case_file->submission.earlier = (const char *const *)case_file->earlier;
    return 0;
}

int ledger_load_case(struct ledger *ledger, const struct campaign *campaign, int64_t message,
                     struct case_file **case_file, struct error *error)
{
    CLEANUP(cleanup_case_file_free)
    struct case_file *made = xcalloc(1, sizeof *made);
    CLEANUP(sql_rollback)
    struct sql *reading = NULL;
    made->message = message;
    if (sql_begin_reading(ledger->sql, &reading, error) != 0 ||
        load_submission(ledger, made, error) != 0 ||
        ledger_load_description(ledger, message, &made->description, &made->file_ids, error) != 0 ||
        ledger_load_ties(ledger, campaign, made, error) != 0 ||
        load_earlier(ledger, made, error) != 0 ||
        ledger_load_decisions(ledger, campaign, message, made->file_ids,
                              made->description->file_count, &made->decisions, error) != 0 ||
        sql_commit(&reading, error) != 0) {
        return -1;
    }
    made->submission.description = made->description;
    made->submission.decisions = &made->decisions;
    *case_file = STEAL(made);
    return 0;
}

void case_file_free(struct case_file *case_file)
{
    if (case_file == NULL) {
        return;
    }
    for (size_t i = 0; case_file->earlier != NULL && i < case_file->description->file_count; i++) {
        free(case_file->earlier[i]);
    }
    free(case_file->earlier);
    description_free(case_file->description);
    decisions_clear(&case_file->decisions);
    free(case_file->file_ids);
    free(case_file->tied);
    free(case_file);
}

/* --- the judgement --------------------------------------------------------------------------- */

static int forget_judgement(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char *const texts[] = {
        "DELETE FROM message_units WHERE message = ?1",
        "DELETE FROM matches WHERE message = ?1",
        "DELETE FROM findings WHERE message = ?1 AND origin = 'judge'",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (sql_run(ledger->sql, texts[i], BIND(bind_integer(message)), error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int record_units(struct ledger *ledger, const struct campaign *campaign, int64_t message,
                        const struct judgement *judgement, struct error *error)
{
    static const char text[] =
        "INSERT INTO message_units (message, position, unit, confidence, person, reason)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    for (size_t i = 0; i < judgement->unit_count; i++) {
        const struct unit_guess *guess = &judgement->units[i];
        if (sql_run(ledger->sql, text,
                    BIND(bind_integer(message), bind_integer((int64_t)i),
                         bind_text(campaign->units[guess->unit].name), bind_real(guess->confidence),
                         bind_integer(guess->person), bind_text(guess->reason)),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int record_match(struct ledger *ledger, const struct campaign *campaign,
                        const struct case_file *case_file, const struct match *match,
                        struct error *error)
{
    static const char text[] =
        "INSERT INTO matches (message, file, section, heading, unit, task, state, confidence,"
        " chars, reason, kinds, months, portion, first_page, last_page, part)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, nullif(?13, 0),"
        " nullif(?14, 0), nullif(?15, 0), ?16)";
    const struct unit *unit = &campaign->units[match->obligation.unit];
    bool section = match->section >= 0;
    return sql_run(
        ledger->sql, text,
        BIND(bind_integer(case_file->message), bind_integer(case_file->file_ids[match->file]),
             section ? bind_integer(match->section) : bind_null(), bind_text(match->heading),
             bind_text(unit->name), bind_text(unit->tasks[match->obligation.task]->id),
             bind_text(match_state_name(match->state)), bind_real(match->confidence),
             bind_integer(match->chars), bind_text(match->reason), bind_integer(match->kinds),
             bind_integer(match->months), bind_integer(match->portion),
             bind_integer(match->first_page), bind_integer(match->last_page),
             bind_text(match->part)),
        error);
}

static int record_matches(struct ledger *ledger, const struct campaign *campaign,
                          const struct case_file *case_file, const struct judgement *judgement,
                          struct error *error)
{
    for (size_t i = 0; i < judgement->match_count; i++) {
        const struct match *match = &judgement->matches[i];
        if (record_match(ledger, campaign, case_file, match, error) != 0 ||
            (match->unseen &&
             ledger_want_glance(ledger, case_file->file_ids[match->file], error) != 0)) {
            return -1;
        }
    }
    return 0;
}

static int record_findings(struct ledger *ledger, const struct case_file *case_file,
                           const struct judgement *judgement, struct error *error)
{
    static const char text[] = "INSERT INTO findings (message, file, origin, code, detail, portion)"
                               " VALUES (?1, ?2, 'judge', ?3, ?4, nullif(?5, 0))";
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const struct judged_finding *judged = &judgement->findings[i];
        struct bind file =
            judged->file >= 0 ? bind_integer(case_file->file_ids[judged->file]) : bind_null();
        if (sql_run(ledger->sql, text,
                    BIND(bind_integer(case_file->message), file,
                         bind_text(finding_name(judged->finding.code)),
                         bind_text(judged->finding.detail), bind_integer(judged->portion)),
                    error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* Only for the facts that were judged; whether they were is in sql_changes(). */
static int record_outcome(struct ledger *ledger, const struct case_file *case_file,
                          const struct judgement *judgement, struct error *error)
{
    static const char text[] =
        "UPDATE messages SET state = iif(state = 'read', 'judged', state), stale = 0,"
        " received_at = ?3, unit_state = ?4, submission = ?5"
        " WHERE id = ?1 AND revision = ?2 AND state <> 'fetched'";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(case_file->message), bind_integer(case_file->revision),
                        bind_time(judgement->received_at),
                        bind_text(unit_state_name(judgement->unit_state)),
                        bind_integer(judgement->submission)),
                   error);
}

int ledger_record_judgement(struct ledger *ledger, const struct campaign *campaign,
                            const struct case_file *case_file, const struct judgement *judgement,
                            struct error *error)
{
    int64_t message = case_file->message;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        record_outcome(ledger, case_file, judgement, error) != 0) {
        return -1;
    }
    if (sql_changes(ledger->sql) == 0) {
        return 0;
    }
    if (forget_judgement(ledger, message, error) != 0 ||
        record_units(ledger, campaign, message, judgement, error) != 0 ||
        record_matches(ledger, campaign, case_file, judgement, error) != 0 ||
        record_findings(ledger, case_file, judgement, error) != 0 ||
        ledger_want_undecided(ledger, message, error) != 0 ||
        ledger_set_back_followers(ledger, message, error) != 0 ||
        ledger_want_receipt(ledger, message, clock_now(), error) != 0) {
        return -1;
    }
    return sql_commit(&changing, error);
}
