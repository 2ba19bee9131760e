/* What other mails, and what we wrote ourselves, have to do with a mail. */
#include "ledger/inside.h"

#include <stdlib.h>
#include <string.h>

static bool is_tied(const struct case_file *case_file, enum tie tie, int unit)
{
    for (size_t i = 0; i < case_file->tied_count; i++) {
        if (case_file->tied[i].tie == tie && case_file->tied[i].unit == unit) {
            return true;
        }
    }
    return false;
}

/* A unit that the campaign no longer has is left out. */
static void add(struct case_file *case_file, const struct campaign *campaign, enum tie tie,
                const char *name)
{
    int unit = campaign_find_unit(campaign, name);
    if (unit >= 0 && !is_tied(case_file, tie, unit)) {
        case_file->tied = xgrow(case_file->tied, case_file->tied_count, sizeof *case_file->tied);
        case_file->tied[case_file->tied_count++] = (struct tied){tie, unit};
    }
}

/* The units that a query names. */
static int load_units(struct ledger *ledger, const struct campaign *campaign, const char *text,
                      enum tie tie, struct case_file *case_file, struct error *error)
{
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(case_file->message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        add(case_file, campaign, tie, row_text(&rows, "unit"));
    }
    return more;
}

/* The indexes of senders and of subjects leave the empty ones out: a query must say that what it
 * looks for (other.x, not m.x) is not empty, or it reads all mails. */

/* What people taught about this sender: the last word on each of its other mails. */
static const char of_sender[] =
    "SELECT DISTINCT t.unit AS unit FROM messages AS m"
    " JOIN messages AS other ON other.from_address = m.from_address AND other.id <> m.id"
    " JOIN event_targets AS t ON t.event = (SELECT max(e.id) FROM events_in_force AS e"
    "  WHERE e.message = other.id AND e.verb = 'assign')"
    " WHERE m.id = ?1 AND other.from_address <> ''"
    " AND t.event NOT IN (SELECT event FROM revocations) ORDER BY 1";

/* What the judge was sure of in this sender's earlier mails; what people said about them is the
 * sender's units. */
static const char of_history[] =
    "SELECT DISTINCT u.unit AS unit FROM messages AS m"
    " JOIN messages AS other ON other.from_address = m.from_address"
    "  AND (other.came_at, other.id) < (m.came_at, m.id)"
    " JOIN message_units AS u ON u.message = other.id AND NOT u.person"
    " WHERE m.id = ?1 AND other.from_address <> '' AND other.unit_state = 'sure' ORDER BY 1";

static const char of_subject[] =
    "SELECT DISTINCT u.unit AS unit FROM messages AS m"
    " JOIN messages AS other ON other.topic = m.topic"
    "  AND (other.came_at, other.id) < (m.came_at, m.id)"
    " JOIN message_units AS u ON u.message = other.id"
    " WHERE m.id = ?1 AND m.answers AND other.topic <> '' AND other.unit_state = 'sure' ORDER BY 1";

/*
 * The mails of its thread, the nearest first, with their units: a person's word, else what the
 * judge was sure of; and the units that we wrote to of ourselves, as reminders. The judge is only
 * followed from mails that came earlier to later ones, so that judging one mail after the other
 * comes to an end even where mails claim to answer each other.
 */
static int load_thread(struct ledger *ledger, const struct campaign *campaign,
                       struct case_file *case_file, struct error *error)
{
    static const char text[] =
        "WITH parents AS (SELECT a.position AS position, p.id AS id, p.unit_state AS unit_state,"
        "  (p.came_at, p.id) < (m.came_at, m.id) AS earlier,"
        "  (SELECT max(e.id) FROM events_in_force AS e WHERE e.message = p.id AND e.verb = "
        "'assign') AS word"
        "  FROM answered AS a JOIN messages AS m ON m.id = a.message"
        "  JOIN messages AS p ON p.id = a.answered WHERE a.message = ?1)"
        " SELECT parents.position AS position, 0 AS ours, t.unit AS unit FROM parents"
        " JOIN event_targets AS t ON t.event = word"
        " UNION"
        " SELECT parents.position, 0, u.unit FROM parents JOIN message_units AS u"
        " ON u.message = parents.id WHERE word IS NULL AND unit_state = 'sure' AND earlier"
        " UNION"
        " SELECT l.position, 1, n.unit FROM links AS l JOIN notices AS n ON n.message_id = l.target"
        " WHERE l.message = ?1 AND n.message IS NULL AND n.unit IS NOT NULL ORDER BY 1, 2, 3";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(case_file->message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    int64_t nearest = -1;
    while ((more = rows_next(&rows, error)) > 0) {
        int64_t position = row_integer(&rows, "position");
        nearest = nearest < 0 ? position : nearest;
        enum tie near = row_bool(&rows, "ours") ? TIE_NOTICE : TIE_THREAD;
        add(case_file, campaign, position == nearest ? near : TIE_ANCESTOR,
            row_text(&rows, "unit"));
    }
    return more;
}

int ledger_load_ties(struct ledger *ledger, const struct campaign *campaign,
                     struct case_file *case_file, struct error *error)
{
    if (load_units(ledger, campaign, of_sender, TIE_SENDER, case_file, error) != 0 ||
        load_thread(ledger, campaign, case_file, error) != 0 ||
        load_units(ledger, campaign, of_subject, TIE_SUBJECT, case_file, error) != 0 ||
        load_units(ledger, campaign, of_history, TIE_HISTORY, case_file, error) != 0) {
        return -1;
    }
    case_file->submission.tied = case_file->tied;
    case_file->submission.tied_count = case_file->tied_count;
    return 0;
}

/* --- recording what ties --------------------------------------------------------------------- */

static int record_link(struct ledger *ledger, int64_t message, const char *target, int64_t position,
                       struct error *error)
{
    static const char text[] = "INSERT INTO links (message, target, position) VALUES (?1, ?2, ?3)"
                               " ON CONFLICT DO NOTHING";
    return *target == '\0'
               ? 0
               : sql_run(ledger->sql, text,
                         BIND(bind_integer(message), bind_text(target), bind_integer(position)),
                         error);
}

int ledger_record_links(struct ledger *ledger, int64_t message,
                        const struct description *description, struct error *error)
{
    static const char forget[] = "DELETE FROM links WHERE message = ?1";
    if (sql_run(ledger->sql, forget, BIND(bind_integer(message)), error) != 0 ||
        record_link(ledger, message, description->in_reply_to, 0, error) != 0) {
        return -1;
    }
    CLEANUP_FREE char *rest = xstrdup(description->references);
    for (int64_t position = 1; *rest != '\0'; position++) {
        char *blank = strrchr(rest, ' ');
        if (record_link(ledger, message, blank != NULL ? blank + 1 : rest, position, error) != 0) {
            return -1;
        }
        *(blank != NULL ? blank : rest) = '\0';
    }
    return 0;
}
