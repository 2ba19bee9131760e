/* What people decided: events that are only ever added, and what follows from them. */
#include "ledger/inside.h"

#include "base/buffer.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

static const char *const verbs[] = {
    [EVENT_ASSIGN] = "assign", [EVENT_REFILE] = "refile", [EVENT_ACCEPT] = "accept",
    [EVENT_REJECT] = "reject", [EVENT_WAIVE] = "waive",   [EVENT_EXTEND] = "extend",
};

const char *event_verb_name(enum event_verb verb)
{
    return verbs[verb];
}

static int verb_from_name(const char *name, enum event_verb *verb, struct error *error)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++) {
        if (strcmp(verbs[i], name) == 0) {
            *verb = (enum event_verb)i;
            return 0;
        }
    }
    return error_set(error, ERROR_DATABASE,
                     "the ledger holds the decision \"%s\", which this program does not know; "
                     "install the baosong that wrote it",
                     name);
}

/* --- recording ------------------------------------------------------------------------------- */

int ledger_message_of_file(struct ledger *ledger, int64_t file, int64_t *message,
                           struct error *error)
{
    static const char text[] = "SELECT message FROM files WHERE id = ?1 AND NOT gone";
    int64_t found = 0;
    if (sql_number(ledger->sql, text, BIND(bind_integer(file)), 0, &found, error) != 0) {
        return -1;
    }
    if (found == 0) {
        return error_set(error, ERROR_NOT_FOUND,
                         "there is no file %lld; `baosong show MESSAGE` lists a message's files",
                         (long long)file);
    }
    *message = found;
    return 0;
}

/* The message an event is about, checked to exist; 0 for one about a unit. */
static int message_of(struct ledger *ledger, const struct event *event, int64_t *message,
                      struct error *error)
{
    switch (event->verb) {
    case EVENT_ASSIGN:
        *message = event->message;
        return ledger_need_message(ledger, event->message, error);
    case EVENT_REFILE:
    case EVENT_ACCEPT:
    case EVENT_REJECT:
        return ledger_message_of_file(ledger, event->file, message, error);
    case EVENT_WAIVE:
    case EVENT_EXTEND:
        *message = 0;
        return 0;
    }
    return -1;
}

static int insert_event(struct ledger *ledger, const struct campaign *campaign,
                        const struct event *event, int64_t message, int64_t *id,
                        struct error *error)
{
    static const char text[] =
        "INSERT INTO events (at, verb, author, reason, message, file, stage, deadline)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
    bool extend = event->verb == EVENT_EXTEND;
    bool of_file = message != 0 && event->verb != EVENT_ASSIGN;
    return sql_number(ledger->sql, text,
                      BIND(bind_integer(event->at), bind_text(event_verb_name(event->verb)),
                           bind_text(event->author), bind_text(event->reason),
                           message != 0 ? bind_integer(message) : bind_null(),
                           of_file ? bind_integer(event->file) : bind_null(),
                           extend ? bind_text(campaign->stages[event->stage].id) : bind_null(),
                           extend ? bind_integer(event->deadline) : bind_null()),
                      0, id, error);
}

static int insert_target(struct ledger *ledger, int64_t event, size_t position,
                         const struct unit *unit, const char *task, struct error *error)
{
    static const char text[] =
        "INSERT INTO event_targets (event, position, unit, task) VALUES (?1, ?2, ?3, ?4)";
    return sql_run(ledger->sql, text,
                   BIND(bind_integer(event), bind_integer((int64_t)position), bind_text(unit->name),
                        bind_text(task)),
                   error);
}

static int insert_tasks(struct ledger *ledger, const struct campaign *campaign,
                        const struct event *event, int64_t id, struct error *error)
{
    for (size_t i = 0; i < event->task_count; i++) {
        const struct unit *unit = &campaign->units[event->tasks[i].unit];
        if (insert_target(ledger, id, i, unit, unit->tasks[event->tasks[i].task]->id, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int insert_units(struct ledger *ledger, const struct campaign *campaign,
                        const struct event *event, int64_t id, struct error *error)
{
    for (size_t i = 0; i < event->unit_count; i++) {
        if (insert_target(ledger, id, i, &campaign->units[event->units[i]], NULL, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int insert_targets(struct ledger *ledger, const struct campaign *campaign,
                          const struct event *event, int64_t id, struct error *error)
{
    switch (event->verb) {
    case EVENT_ASSIGN:
    case EVENT_EXTEND:
        return insert_units(ledger, campaign, event, id, error);
    case EVENT_REFILE:
    case EVENT_WAIVE:
        return insert_tasks(ledger, campaign, event, id, error);
    case EVENT_ACCEPT:
    case EVENT_REJECT:
        return 0;
    }
    return -1;
}

/* Whoever sent what the decision is about is told, or the unit that it is about. */
static int want_told(struct ledger *ledger, const struct campaign *campaign,
                     const struct event *event, int64_t message, int64_t id, struct error *error)
{
    const struct told about = {.message = message,
                               .unit = message == 0 ? campaign->units[event->units[0]].name : NULL,
                               .event = id,
                               .at = event->at};
    return ledger_want_decision(ledger, &about, error);
}

int ledger_record_event(struct ledger *ledger, const struct campaign *campaign,
                        const struct event *event, int64_t *message, struct error *error)
{
    int64_t about = 0, id = 0;
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(ledger->sql, &changing, error) != 0 ||
        message_of(ledger, event, &about, error) != 0 ||
        insert_event(ledger, campaign, event, about, &id, error) != 0 ||
        insert_targets(ledger, campaign, event, id, error) != 0 ||
        (about != 0 && ledger_set_back(ledger, about, error) != 0) ||
        ((event->verb == EVENT_ASSIGN || event->verb == EVENT_REFILE) &&
         ledger_set_back_learners(ledger, about, error) != 0) ||
        want_told(ledger, campaign, event, about, id, error) != 0 ||
        sql_commit(&changing, error) != 0) {
        return -1;
    }
    *message = about;
    return 0;
}

/* --- what follows for one message ------------------------------------------------------------ */

static int load_assigned(struct ledger *ledger, const struct campaign *campaign, int64_t message,
                         struct decisions *decisions, struct error *error)
{
    static const char text[] =
        "SELECT t.unit AS unit FROM events AS e LEFT JOIN event_targets AS t ON t.event = e.id"
        " WHERE e.id = (SELECT max(id) FROM events_in_force WHERE message = ?1 AND verb = 'assign')"
        " ORDER BY t.position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        bool nobody = row_null(&rows, "unit");
        int unit = nobody ? -1 : campaign_find_unit(campaign, row_text(&rows, "unit"));
        /* Units that are all gone from the campaign are no decision; "of nobody" is one. */
        decisions->assigned = decisions->assigned || nobody || unit >= 0;
        if (unit >= 0) {
            decisions->units =
                xgrow(decisions->units, decisions->unit_count, sizeof *decisions->units);
            decisions->units[decisions->unit_count++] = unit;
        }
    }
    return more;
}

/* The entry about a file, made where it is the first. */
static struct file_decision *decision_about(struct decisions *decisions, size_t file)
{
    size_t count = decisions->file_count;
    if (count > 0 && decisions->files[count - 1].file == file) {
        return &decisions->files[count - 1];
    }
    decisions->files = xgrow(decisions->files, count, sizeof *decisions->files);
    decisions->files[count] = (struct file_decision){.file = file, .verdict = VERDICT_NONE};
    decisions->file_count++;
    return &decisions->files[count];
}

/* A row of a refile: a task of a unit, or nothing for "no task at all". */
static void take_refiled(const struct campaign *campaign, const struct rows *rows,
                         struct decisions *decisions, size_t file)
{
    struct obligation task;
    bool none = row_null(rows, "unit");
    bool known = !none && ledger_find_obligation(campaign, row_text(rows, "unit"),
                                                 row_text(rows, "task"), &task);
    if (!none && !known) {
        return;
    }
    struct file_decision *decision = decision_about(decisions, file);
    decision->refiled = true;
    if (known) {
        decision->tasks = xgrow(decision->tasks, decision->task_count, sizeof *decision->tasks);
        decision->tasks[decision->task_count++] = task;
    }
}

static int load_file_decisions(struct ledger *ledger, const struct campaign *campaign, int64_t file,
                               size_t index, struct decisions *decisions, struct error *error)
{
    static const char text[] =
        "SELECT e.verb AS verb, t.unit AS unit, t.task AS task"
        " FROM events AS e LEFT JOIN event_targets AS t ON t.event = e.id WHERE e.id IN ("
        " (SELECT max(id) FROM events_in_force WHERE file = ?1 AND verb = 'refile'),"
        " (SELECT max(id) FROM events_in_force WHERE file = ?1 AND verb IN ('accept', 'reject')))"
        " ORDER BY e.id, t.position";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(file)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        enum event_verb verb = EVENT_ASSIGN;
        if (verb_from_name(row_text(&rows, "verb"), &verb, error) != 0) {
            return -1;
        }
        if (verb == EVENT_REFILE) {
            take_refiled(campaign, &rows, decisions, index);
        } else {
            decision_about(decisions, index)->verdict =
                verb == EVENT_ACCEPT ? VERDICT_ACCEPTED : VERDICT_REJECTED;
        }
    }
    return more;
}

int ledger_load_decisions(struct ledger *ledger, const struct campaign *campaign, int64_t message,
                          const int64_t *file_ids, size_t file_count, struct decisions *decisions,
                          struct error *error)
{
    if (load_assigned(ledger, campaign, message, decisions, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < file_count; i++) {
        if (load_file_decisions(ledger, campaign, file_ids[i], i, decisions, error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* --- for people ------------------------------------------------------------------------------ */

/* "《主题》归属市发改委、市环保局": what the event was about, as a sentence without its end. */
static char *subject_of(enum event_verb verb, const struct rows *rows)
{
    const char *targets = row_text(rows, "targets");
    const char *path = row_text(rows, "path");
    const char *mail = row_text(rows, "mail");
    char day[CLOCK_TEXT_SIZE];
    switch (verb) {
    case EVENT_ASSIGN:
        return targets != NULL ? xasprintf("邮件“%s”归属%s", mail, targets)
                               : xasprintf("邮件“%s”不属于任何单位", mail);
    case EVENT_REFILE:
        return targets != NULL ? xasprintf("文件“%s”归入%s", path, targets)
                               : xasprintf("文件“%s”不归入任何任务", path);
    case EVENT_ACCEPT:
        return xasprintf("文件“%s”予以认可", path);
    case EVENT_REJECT:
        return xasprintf("文件“%s”不予认可", path);
    case EVENT_WAIVE:
        return xasprintf("%s免予报送", targets);
    case EVENT_EXTEND:
        /* The last day on which it is in time, which is what people say. */
        return xasprintf("%s%s的报送期限延至%s", targets, row_text(rows, "stage"),
                         clock_chinese_date(row_integer(rows, "deadline") - 1, day));
    }
    return xstrdup("");
}

static int take_event(const struct rows *rows, struct event_row *row, struct error *error)
{
    enum event_verb verb = EVENT_ASSIGN;
    if (verb_from_name(row_text(rows, "verb"), &verb, error) != 0) {
        return -1;
    }
    *row = (struct event_row){.id = row_integer(rows, "id"),
                              .at = row_integer(rows, "at"),
                              .verb = row_copy(rows, "verb"),
                              .author = row_copy(rows, "author"),
                              .reason = row_copy(rows, "reason"),
                              .subject = subject_of(verb, rows),
                              .message = row_integer(rows, "message"),
                              .file = row_integer(rows, "file"),
                              .unit = row_copy(rows, "unit"),
                              .undone = !row_null(rows, "undone_at"),
                              .undone_at = row_time(rows, "undone_at"),
                              .undone_because = row_copy(rows, "undone_because")};
    return 0;
}

static void event_row_clear(struct event_row *row)
{
    free(row->verb);
    free(row->author);
    free(row->reason);
    free(row->subject);
    free(row->unit);
    free(row->undone_because);
}

int ledger_each_event(struct ledger *ledger, int64_t message,
                      int (*each)(const struct event_row *row, void *context), void *context,
                      struct error *error)
{
    static const char text[] =
        "SELECT e.id AS id, e.at AS at, e.verb AS verb, e.author AS author, e.reason AS reason,"
        " e.message AS message, e.file AS file, e.deadline AS deadline, f.path AS path,"
        " r.at AS undone_at, r.reason AS undone_because,"
        " iif(e.message IS NULL, (SELECT unit FROM event_targets WHERE event = e.id), NULL) AS "
        "unit,"
        " iif(m.subject <> '', m.subject, e.message) AS mail,"
        " coalesce(s.title, e.stage) AS stage,"
        " (SELECT group_concat(x.unit || iif(x.task IS NULL, '', coalesce("
        "   iif(substr(x.task, 2) GLOB '[0-9]*', iif(o.common, '共性', '职能') || '任务'"
        "    || substr(x.task, 2), x.task) || '（' || o.title || '）', x.task)), '、')"
        "  FROM (SELECT unit, task FROM event_targets WHERE event = e.id ORDER BY position) AS x"
        "  LEFT JOIN obligations AS o ON o.unit = x.unit AND o.task = x.task) AS targets"
        " FROM events AS e LEFT JOIN messages AS m ON m.id = e.message"
        " LEFT JOIN files AS f ON f.id = e.file LEFT JOIN stages AS s ON s.id = e.stage"
        " LEFT JOIN revocations AS r ON r.event = e.id AND r.scope = 'decision'"
        " WHERE ?1 = 0 OR e.message = ?1 ORDER BY e.id DESC";
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND(bind_integer(message)), &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    while ((more = rows_next(&rows, error)) > 0) {
        CLEANUP(event_row_clear)
        struct event_row row = {0};
        if (take_event(&rows, &row, error) != 0) {
            return -1;
        }
        if (each(&row, context) != 0) {
            return 0;
        }
    }
    return more;
}
