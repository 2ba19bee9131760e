#include "ledger/inside.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/files.h"
#include "ledger/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- opening --------------------------------------------------------------------------------- */

struct pragma {
    const char *name;
    const char *value;
    const char *reads; /* what it says when it is asked again */
};

enum { BUSY_TIMEOUT = 10 }; /* seconds that an opener waits for its turn, as `pragmas` says too */

/* busy_timeout is first, in milliseconds: the others may have to wait. */
static const struct pragma pragmas[] = {
    {"busy_timeout", "10000", "10000"},
    {"journal_mode", "WAL", "wal"},
    {"synchronous", "FULL", "2"},
    {"trusted_schema", "OFF", "0"},
    {"cell_size_check", "ON", "1"},
    /* bytes that the write-ahead log keeps after a big transaction */
    {"journal_size_limit", "67108864", "67108864"},
};

/* After the upgrade, which must do without. */
static const struct pragma foreign_keys = {"foreign_keys", "ON", "1"};

static int set_pragma(struct sql *sql, const struct pragma *pragma, struct error *error)
{
    CLEANUP_FREE char *setting = xasprintf("PRAGMA %s = %s", pragma->name, pragma->value);
    CLEANUP_FREE char *question = xasprintf("PRAGMA %s", pragma->name);
    CLEANUP_FREE char *ignored = NULL;
    CLEANUP_FREE char *answer = NULL;
    if (sql_word(sql, setting, &ignored, error) != 0 ||
        sql_word(sql, question, &answer, error) != 0) {
        return -1;
    }
    if (strcmp(answer, pragma->reads) != 0) {
        return error_set(error, ERROR_DATABASE,
                         "the database refuses %s = %s and says \"%s\"; the state folder must be "
                         "on a local file system, and the SQLite library one of Debian's",
                         pragma->name, pragma->value, answer);
    }
    return 0;
}

/*
 * A new or restored database is no write-ahead-log one yet, and becomes it under an exclusive lock.
 * Of two openers who come for that lock together SQLite sends one away without its busy timeout,
 * since each holds what the other waits for: that one comes again.
 */
static int set_pragma_in_turn(struct sql *sql, const struct pragma *pragma, struct error *error)
{
    static const struct timespec pause = {.tv_nsec = 10000000L};
    const double end = clock_monotonic() + BUSY_TIMEOUT;
    while (set_pragma(sql, pragma, error) != 0) {
        if (error->kind != ERROR_BUSY || clock_monotonic() >= end) {
            return -1;
        }
        nanosleep(&pause, NULL);
    }
    return 0;
}

static int prepare_database(struct sql *sql, struct error *error)
{
    size_t count = 0;
    const struct schema_file *files = schema_files(&count);
    /* Accepted before anything is set: a file of somebody else's is left as it was. */
    if (set_pragma(sql, &pragmas[0], error) != 0 || schema_accept(sql, files, count, error) != 0) {
        return -1;
    }
    for (size_t i = 1; i < COUNT_OF(pragmas); i++) {
        if (set_pragma_in_turn(sql, &pragmas[i], error) != 0) {
            return -1;
        }
    }
    return schema_upgrade(sql, files, count, error) != 0 ? -1
                                                         : set_pragma(sql, &foreign_keys, error);
}

/* An empty file that only its owner may read; SQLite makes its companions with the same mode. */
static int make_file(const char *path, struct error *error)
{
    CLEANUP_FD int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd < 0 && errno != EEXIST ? error_set_errno(error, errno, "cannot make %s", path) : 0;
}

static int need_file(const char *path, enum ledger_mode mode, struct error *error)
{
    if (access(path, F_OK) == 0) {
        return 0;
    }
    if (errno != ENOENT) {
        return error_set_errno(error, errno, "cannot reach the ledger %s", path);
    }
    switch (mode) {
    case LEDGER_CREATE:
        return make_file(path, error);
    case LEDGER_EXISTING:
        break;
    }
    return error_set(error, ERROR_NOT_FOUND,
                     "there is no ledger %s yet; start baosongd once, or see that state_dir in the "
                     "configuration is right",
                     path);
}

int ledger_open(const char *state_dir, enum ledger_mode mode, struct ledger **ledger,
                struct error *error)
{
    CLEANUP(cleanup_ledger_close)
    struct ledger *made = xcalloc(1, sizeof *made);
    made->path = xasprintf("%s/ledger.db", state_dir);
    if (mode == LEDGER_CREATE && files_make_folder(state_dir, 0700, error) != 0) {
        return -1;
    }
    if (need_file(made->path, mode, error) != 0 || sql_open(made->path, &made->sql, error) != 0) {
        return -1;
    }
    if (prepare_database(made->sql, error) != 0) {
        return error_prefix(error, "cannot open the ledger %s", made->path);
    }
    *ledger = STEAL(made);
    return 0;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger != NULL) {
        sql_close(ledger->sql);
        free(ledger->path);
        free(ledger->notice_domain);
        free(ledger);
    }
}

int ledger_version(struct ledger *ledger, int64_t *version, struct error *error)
{
    static const char text[] = "PRAGMA data_version";
    return sql_number(ledger->sql, text, BIND_NOTHING, 0, version, error);
}

/* --- checking -------------------------------------------------------------------------------- */

/* Adds what a checking pragma complains about, a line each; at most `limit`. */
static int complaints(struct ledger *ledger, const char *text, const char *const columns[],
                      size_t column_count, struct buffer *found, struct error *error)
{
    enum { LIMIT = 10 };
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(ledger->sql, text, BIND_NOTHING, &rows, error) != 0) {
        return -1;
    }
    int more = 0;
    for (int i = 0; i < LIMIT && (more = rows_next(&rows, error)) > 0; i++) {
        const char *first = row_text(&rows, columns[0]);
        if (column_count == 1 && strcmp(first, "ok") == 0) {
            continue;
        }
        for (size_t k = 0; k < column_count; k++) {
            const char *word = row_text(&rows, columns[k]);
            buffer_add_format(found, "%s%s", k == 0 ? "\n  " : " ", word != NULL ? word : "?");
        }
    }
    return more < 0 ? -1 : 0;
}

int ledger_check(struct ledger *ledger, struct error *error)
{
    static const char integrity[] = "PRAGMA integrity_check";
    static const char references[] = "PRAGMA foreign_key_check";
    static const char *const integrity_columns[] = {"integrity_check"};
    static const char *const reference_columns[] = {"table", "rowid", "parent"};
    CLEANUP_BUFFER struct buffer found = BUFFER_EMPTY;
    if (complaints(ledger, integrity, integrity_columns, COUNT_OF(integrity_columns), &found,
                   error) != 0 ||
        complaints(ledger, references, reference_columns, COUNT_OF(reference_columns), &found,
                   error) != 0) {
        return -1;
    }
    if (found.size > 0) {
        return error_set(error, ERROR_DATABASE,
                         "the ledger %s is damaged; stop the service, keep this file, and restore "
                         "the last backup:%s",
                         ledger->path, buffer_text(&found));
    }
    return 0;
}

/* --- backup ---------------------------------------------------------------------------------- */

static int refuse_itself(const struct ledger *ledger, const char *path, struct error *error)
{
    struct stat ours, theirs;
    if (stat(ledger->path, &ours) == 0 && stat(path, &theirs) == 0 &&
        ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino) {
        return error_set(error, ERROR_USAGE,
                         "%s is the ledger itself; name another file for the backup", path);
    }
    return 0;
}

static int put_in_place(const char *temporary, const char *path, struct error *error)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    const char *parent = dirname(copy);
    CLEANUP_FD int file = open(temporary, O_RDONLY | O_CLOEXEC);
    CLEANUP_FD int folder = files_open_folder(parent, error);
    if (folder < 0 || file < 0) {
        return file < 0 ? error_set_errno(error, errno, "cannot open %s", temporary) : -1;
    }
    if (files_sync(file, temporary, error) != 0) {
        return -1;
    }
    if (rename(temporary, path) != 0) {
        return error_set_errno(error, errno, "cannot put the backup at %s", path);
    }
    return files_sync(folder, parent, error);
}

int ledger_backup(struct ledger *ledger, const char *path, struct error *error)
{
    static const char text[] = "VACUUM INTO ?1";
    CLEANUP_FREE char *temporary = xasprintf("%s.XXXXXX", path);
    if (refuse_itself(ledger, path, error) != 0) {
        return -1;
    }
    /* An empty file of our own: VACUUM INTO takes it, and its mode stays 0600. */
    CLEANUP_FD int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        return error_set_errno(error, errno, "cannot make a file beside %s", path);
    }
    if (sql_run(ledger->sql, text, BIND(bind_text(temporary)), error) != 0 ||
        put_in_place(temporary, path, error) != 0) {
        unlink(temporary);
        return error_prefix(error, "cannot write the backup %s", path);
    }
    return 0;
}

int ledger_copy(const char *from, const char *path, bool *found, struct error *error)
{
    static const char text[] = "VACUUM INTO ?1";
    CLEANUP(cleanup_sql_close)
    struct sql *sql = NULL;
    size_t count = 0;
    const struct schema_file *files = schema_files(&count);
    const bool there = access(from, F_OK) == 0;
    if (found != NULL && !there) {
        *found = false;
        return 0;
    }
    if (sql_open(from, &sql, error) != 0 || set_pragma(sql, &pragmas[0], error) != 0 ||
        schema_accept(sql, files, count, error) != 0 ||
        sql_run(sql, text, BIND(bind_text(path)), error) != 0) {
        return error_prefix(error, "cannot copy the ledger %s", from);
    }
    if (found != NULL) {
        *found = true;
    }
    return 0;
}

/* --- names ----------------------------------------------------------------------------------- */

int ledger_need_message(struct ledger *ledger, int64_t message, struct error *error)
{
    static const char text[] = "SELECT count(*) FROM messages WHERE id = ?1";
    int64_t found = 0;
    if (sql_number(ledger->sql, text, BIND(bind_integer(message)), 0, &found, error) != 0) {
        return -1;
    }
    return found > 0 ? 0
                     : error_set(error, ERROR_NOT_FOUND,
                                 "there is no message %lld; `baosong messages` lists them all",
                                 (long long)message);
}

static int strange(const char *what, const char *name, struct error *error)
{
    return error_set(error, ERROR_DATABASE,
                     "the ledger holds the %s \"%s\", which this program does not know; install "
                     "the baosong that wrote it",
                     what, name);
}

int ledger_receipt_from_name(const char *name, enum receipt *receipt, struct error *error)
{
    return receipt_from_name(name, receipt) ? 0 : strange("receipt", name, error);
}

int ledger_unit_state_from_name(const char *name, enum unit_state *state, struct error *error)
{
    static const enum unit_state all[] = {UNIT_NONE, UNIT_REVIEW, UNIT_SURE};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (strcmp(unit_state_name(all[i]), name) == 0) {
            *state = all[i];
            return 0;
        }
    }
    return strange("state of units", name, error);
}

int ledger_match_state_from_name(const char *name, enum match_state *state, struct error *error)
{
    static const enum match_state all[] = {MATCH_REVIEW, MATCH_SURE, MATCH_PERSON};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (strcmp(match_state_name(all[i]), name) == 0) {
            *state = all[i];
            return 0;
        }
    }
    return strange("state of a match", name, error);
}

static const char *const message_states[] = {
    [MESSAGE_FETCHED] = "fetched",
    [MESSAGE_READ] = "read",
    [MESSAGE_JUDGED] = "judged",
    [MESSAGE_QUARANTINED] = "quarantined",
};

const char *message_state_name(enum message_state state)
{
    return message_states[state];
}

int ledger_message_state_from_name(const char *name, enum message_state *state, struct error *error)
{
    for (size_t i = 0; i < COUNT_OF(message_states); i++) {
        if (strcmp(message_states[i], name) == 0) {
            *state = (enum message_state)i;
            return 0;
        }
    }
    return strange("state of a message", name, error);
}
