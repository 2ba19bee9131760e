#include "ledger/sql.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct prepared {
    const char *text;
    sqlite3_stmt *statement;
};

struct sql {
    sqlite3 *db;
    char *path;
    struct prepared *prepared;
    size_t prepared_count;
};

/* --- errors ---------------------------------------------------------------------------------- */

struct advice {
    int code; /* primary result code */
    enum error_kind kind;
    const char *what_to_do;
};

static const char *const advice_database = "this is a fault of the program; please report it";

static const struct advice advices[] = {
    {SQLITE_BUSY, ERROR_BUSY, "another program holds the ledger; try again when it has finished"},
    {SQLITE_LOCKED, ERROR_BUSY, "another program holds the ledger; try again when it has finished"},
    {SQLITE_FULL, ERROR_DISK, "the disk is full; make room and start again, nothing is lost"},
    {SQLITE_IOERR, ERROR_DISK, "the disk reports an error; look at the system's log"},
    {SQLITE_READONLY, ERROR_DISK, "make the file and its folder writable for the service's user"},
    {SQLITE_PERM, ERROR_DISK, "make the file and its folder writable for the service's user"},
    {SQLITE_AUTH, ERROR_DISK, "make the file and its folder writable for the service's user"},
    {SQLITE_CANTOPEN, ERROR_DISK,
     "see that the folder exists, its disk is not read-only, and the service's user may write it"},
    {SQLITE_CORRUPT, ERROR_DATABASE,
     "the ledger is damaged; stop the service, keep this file, and restore the last backup"},
    {SQLITE_NOTADB, ERROR_DATABASE,
     "the file is no database or its beginning is damaged; restore the last backup"},
};

int sql_fail(const struct sql *sql, struct error *error)
{
    int code = sqlite3_errcode(sql->db) & 0xff;
    if (code == SQLITE_NOMEM) {
        abort();
    }
    struct advice advice = {code, ERROR_DATABASE, advice_database};
    for (size_t i = 0; i < COUNT_OF(advices); i++) {
        if (advices[i].code == code) {
            advice = advices[i];
        }
    }
    return error_set(error, advice.kind, "the ledger %s: %s; %s", sql->path,
                     sqlite3_errmsg(sql->db), advice.what_to_do);
}

/* --- connection ------------------------------------------------------------------------------ */

int sql_open(const char *path, struct sql **sql, struct error *error)
{
    CLEANUP(cleanup_sql_close)
    struct sql *made = xcalloc(1, sizeof *made);
    made->path = xstrdup(path);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(path, &made->db, flags, NULL) != SQLITE_OK) {
        return sql_fail(made, error);
    }
    *sql = STEAL(made);
    return 0;
}

void sql_close(struct sql *sql)
{
    if (sql == NULL) {
        return;
    }
    for (size_t i = 0; i < sql->prepared_count; i++) {
        sqlite3_finalize(sql->prepared[i].statement);
    }
    free(sql->prepared);
    sqlite3_close(sql->db);
    free(sql->path);
    free(sql);
}

/* --- values ---------------------------------------------------------------------------------- */

struct bind bind_integer(int64_t value)
{
    return (struct bind){.type = BIND_TYPE_INTEGER, .integer = value};
}

struct bind bind_real(double value)
{
    return (struct bind){.type = BIND_TYPE_REAL, .real = value};
}

struct bind bind_text(const char *text)
{
    return (struct bind){.type = text != NULL ? BIND_TYPE_TEXT : BIND_TYPE_NULL, .text = text};
}

struct bind bind_time(int64_t time)
{
    return time == CLOCK_UNKNOWN ? bind_null() : bind_integer(time);
}

struct bind bind_blob(const void *data, size_t size)
{
    return (struct bind){.type = BIND_TYPE_BLOB, .integer = (int64_t)size, .text = data};
}

struct bind bind_null(void)
{
    return (struct bind){.type = BIND_TYPE_NULL};
}

static int bind_one(sqlite3_stmt *statement, int index, const struct bind *value)
{
    switch (value->type) {
    case BIND_TYPE_NULL:
        return sqlite3_bind_null(statement, index);
    case BIND_TYPE_INTEGER:
        return sqlite3_bind_int64(statement, index, value->integer);
    case BIND_TYPE_REAL:
        return sqlite3_bind_double(statement, index, value->real);
    case BIND_TYPE_TEXT:
        return sqlite3_bind_text(statement, index, value->text, -1, SQLITE_STATIC);
    case BIND_TYPE_BLOB:
        return sqlite3_bind_blob64(statement, index, value->text, (sqlite3_uint64)value->integer,
                                   SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* --- statements ------------------------------------------------------------------------------ */

static int prepare(struct sql *sql, const char *text, sqlite3_stmt **statement, struct error *error)
{
    for (size_t i = 0; i < sql->prepared_count; i++) {
        if (sql->prepared[i].text == text) {
            *statement = sql->prepared[i].statement;
            return 0;
        }
    }
    sqlite3_stmt *made = NULL;
    if (sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, &made, NULL) !=
        SQLITE_OK) {
        return sql_fail(sql, error);
    }
    sql->prepared = xgrow(sql->prepared, sql->prepared_count, sizeof *sql->prepared);
    sql->prepared[sql->prepared_count++] = (struct prepared){.text = text, .statement = made};
    *statement = made;
    return 0;
}

int sql_query(struct sql *sql, const char *text, const struct bind *values, size_t count,
              struct rows *rows, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (prepare(sql, text, &statement, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (bind_one(statement, (int)i + 1, &values[i]) != SQLITE_OK) {
            return sql_fail(sql, error);
        }
    }
    *rows = (struct rows){.sql = sql, .statement = statement};
    return 0;
}

int rows_next(struct rows *rows, struct error *error)
{
    switch (sqlite3_step(rows->statement)) {
    case SQLITE_ROW:
        return 1;
    case SQLITE_DONE:
        return 0;
    default:
        return sql_fail(rows->sql, error);
    }
}

void rows_end(struct rows *rows)
{
    if (rows->statement != NULL) {
        sqlite3_reset(rows->statement);
        sqlite3_clear_bindings(rows->statement);
        rows->statement = NULL;
    }
}

int sql_run(struct sql *sql, const char *text, const struct bind *values, size_t count,
            struct error *error)
{
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(sql, text, values, count, &rows, error) != 0) {
        return -1;
    }
    return rows_next(&rows, error) < 0 ? -1 : 0;
}

int sql_number(struct sql *sql, const char *text, const struct bind *values, size_t count,
               int64_t fallback, int64_t *out, struct error *error)
{
    CLEANUP(rows_end)
    struct rows rows = ROWS_NONE;
    if (sql_query(sql, text, values, count, &rows, error) != 0) {
        return -1;
    }
    int more = rows_next(&rows, error);
    if (more < 0) {
        return -1;
    }
    bool known = more > 0 && sqlite3_column_type(rows.statement, 0) != SQLITE_NULL;
    *out = known ? sqlite3_column_int64(rows.statement, 0) : fallback;
    return 0;
}

static void finalize(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}

int sql_word(struct sql *sql, const char *text, char **out, struct error *error)
{
    CLEANUP(finalize)
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(sql->db, text, -1, &statement, NULL) != SQLITE_OK) {
        return sql_fail(sql, error);
    }
    int result = sqlite3_step(statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE) {
        return sql_fail(sql, error);
    }
    const char *word =
        result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    *out = xstrdup(word != NULL ? word : "");
    return 0;
}

int sql_script(struct sql *sql, const char *script, struct error *error)
{
    return sqlite3_exec(sql->db, script, NULL, NULL, NULL) == SQLITE_OK ? 0 : sql_fail(sql, error);
}

size_t sql_changes(const struct sql *sql)
{
    return (size_t)sqlite3_changes64(sql->db);
}

int64_t sql_last_id(const struct sql *sql)
{
    return sqlite3_last_insert_rowid(sql->db);
}

/* --- columns --------------------------------------------------------------------------------- */

static int column_of(const struct rows *rows, const char *column)
{
    int count = sqlite3_column_count(rows->statement);
    for (int i = 0; i < count; i++) {
        if (strcmp(sqlite3_column_name(rows->statement, i), column) == 0) {
            return i;
        }
    }
    abort();
}

int64_t row_integer(const struct rows *rows, const char *column)
{
    return sqlite3_column_int64(rows->statement, column_of(rows, column));
}

bool row_bool(const struct rows *rows, const char *column)
{
    return row_integer(rows, column) != 0;
}

double row_real(const struct rows *rows, const char *column)
{
    return sqlite3_column_double(rows->statement, column_of(rows, column));
}

bool row_null(const struct rows *rows, const char *column)
{
    return sqlite3_column_type(rows->statement, column_of(rows, column)) == SQLITE_NULL;
}

int64_t row_time(const struct rows *rows, const char *column)
{
    return row_null(rows, column) ? CLOCK_UNKNOWN : row_integer(rows, column);
}

const char *row_text(const struct rows *rows, const char *column)
{
    return (const char *)sqlite3_column_text(rows->statement, column_of(rows, column));
}

char *row_copy(const struct rows *rows, const char *column)
{
    const char *text = row_text(rows, column);
    return text != NULL ? xstrdup(text) : NULL;
}

char *row_bytes(const struct rows *rows, const char *column, size_t *size)
{
    int index = column_of(rows, column);
    const void *data = sqlite3_column_blob(rows->statement, index);
    *size = (size_t)sqlite3_column_bytes(rows->statement, index);
    if (data == NULL) {
        return NULL;
    }
    char *copy = xcalloc(*size + 1, 1);
    memcpy(copy, data, *size);
    return copy;
}

void row_fill(const struct rows *rows, const char *column, char *text, size_t size)
{
    const char *value = row_text(rows, column);
    snprintf(text, size, "%s", value != NULL ? value : "");
}

/* --- transactions ---------------------------------------------------------------------------- */

static int begin(struct sql *sql, const char *how, struct sql **begun, struct error *error)
{
    if (sql_run(sql, how, BIND_NOTHING, error) != 0) {
        return -1;
    }
    *begun = sql;
    return 0;
}

int sql_begin(struct sql *sql, struct sql **changing, struct error *error)
{
    static const char text[] = "BEGIN IMMEDIATE";
    return begin(sql, text, changing, error);
}

int sql_begin_reading(struct sql *sql, struct sql **reading, struct error *error)
{
    static const char text[] = "BEGIN DEFERRED";
    return begin(sql, text, reading, error);
}

int sql_commit(struct sql **changing, struct error *error)
{
    static const char text[] = "COMMIT";
    if (sql_run(*changing, text, BIND_NOTHING, error) != 0) {
        return -1;
    }
    *changing = NULL;
    return 0;
}

void sql_rollback(struct sql **changing)
{
    /* A failure that SQLite has rolled back by itself (disk full) leaves nothing to undo. */
    if (*changing != NULL && sqlite3_get_autocommit((*changing)->db) == 0) {
        sqlite3_exec((*changing)->db, "ROLLBACK", NULL, NULL, NULL);
    }
}
