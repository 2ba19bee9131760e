/*
 * SQLite, with the idioms of the house: a connection that prepares each statement once, values that
 * are bound by type, rows that are read by column name, transactions that roll back by themselves.
 *
 * A statement is a constant string; its address is what the connection knows it by. Only one use of
 * it can be under way at a time.
 */
#ifndef BAOSONG_LEDGER_SQL_H
#define BAOSONG_LEDGER_SQL_H

#include "base/error.h"
#include "base/memory.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sql;

/* Opens a database file that exists; reading and writing. No pragma is set. */
int sql_open(const char *path, struct sql **sql, struct error *error);
void sql_close(struct sql *sql);
DEFINE_CLEANUP(struct sql, sql_close)

/* --- values ---------------------------------------------------------------------------------- */

enum bind_type {
    BIND_TYPE_NULL,
    BIND_TYPE_INTEGER,
    BIND_TYPE_REAL,
    BIND_TYPE_TEXT,
    BIND_TYPE_BLOB
};

struct bind {
    enum bind_type type;
    int64_t integer; /* of a blob its size */
    double real;
    const char *text; /* not copied: outlives the run, or the rows */
};

struct bind bind_integer(int64_t value);
struct bind bind_real(double value);
struct bind bind_text(const char *text); /* NULL as NULL */
struct bind bind_time(int64_t time);     /* CLOCK_UNKNOWN as NULL */
struct bind bind_blob(const void *data, size_t size);
struct bind bind_null(void);

/* The values for ?1, ?2 ... as two arguments: an array and its count. */
#define BIND(...)                                                                                  \
    (const struct bind[]){__VA_ARGS__},                                                            \
        sizeof((const struct bind[]){__VA_ARGS__}) / sizeof(struct bind)
#define BIND_NOTHING NULL, 0

/* --- statements ------------------------------------------------------------------------------ */

/* Runs a script of any number of statements that return nothing of interest. */
int sql_script(struct sql *sql, const char *script, struct error *error);

/* Runs a statement that returns no rows. */
int sql_run(struct sql *sql, const char *text, const struct bind *values, size_t count,
            struct error *error);

/* The first column of the first row, an integer; `fallback` if there is no row or it is NULL. */
int sql_number(struct sql *sql, const char *text, const struct bind *values, size_t count,
               int64_t fallback, int64_t *out, struct error *error);

/* The first column of the first row as text, "" if there is none; the caller frees it. For pragmas
 * and other statements that are asked once: it is not kept prepared. */
int sql_word(struct sql *sql, const char *text, char **out, struct error *error);

/* Rows changed by the last sql_run(). */
size_t sql_changes(const struct sql *sql);
int64_t sql_last_id(const struct sql *sql);

/* The rows of a query:
 *     CLEANUP(rows_end) struct rows rows = ROWS_NONE;
 *     if (sql_query(sql, text, BIND(...), &rows, error) != 0) return -1;
 *     while ((more = rows_next(&rows, error)) > 0) ...
 */
struct rows {
    struct sql *sql;
    sqlite3_stmt *statement;
};
#define ROWS_NONE ((struct rows){0})

int sql_query(struct sql *sql, const char *text, const struct bind *values, size_t count,
              struct rows *rows, struct error *error);
/* 1: there is a row; 0: there are no more; -1 and *error. */
int rows_next(struct rows *rows, struct error *error);
void rows_end(struct rows *rows);

/* Columns of the current row, by name; a name that the query lacks is a bug and aborts. */
int64_t row_integer(const struct rows *rows, const char *column);
bool row_bool(const struct rows *rows, const char *column);
double row_real(const struct rows *rows, const char *column);
bool row_null(const struct rows *rows, const char *column);
int64_t row_time(const struct rows *rows, const char *column); /* CLOCK_UNKNOWN for NULL */
/* Owned by SQLite until the next row; NULL for NULL. */
const char *row_text(const struct rows *rows, const char *column);
/* The caller frees it; NULL for NULL. */
char *row_copy(const struct rows *rows, const char *column);
/* Bytes that the caller frees, NUL-terminated beyond *size; NULL and 0 for NULL. */
char *row_bytes(const struct rows *rows, const char *column, size_t *size);
/* Into a fixed array, cut if it must be; "" for NULL. */
void row_fill(const struct rows *rows, const char *column, char *text, size_t size);

/* --- transactions ---
 * CLEANUP(sql_rollback) struct sql *changing = NULL;      undoes what was not committed
 * if (sql_begin(sql, &changing, error) != 0) return -1;
 * ...
 * return sql_commit(&changing, error);
 * Rows must be declared after the transaction, so that they end before it does.
 */

/* For writing: waits for its turn at once (BEGIN IMMEDIATE), never in the middle. */
int sql_begin(struct sql *sql, struct sql **changing, struct error *error);
/* For reading: all statements see the same state. */
int sql_begin_reading(struct sql *sql, struct sql **reading, struct error *error);
int sql_commit(struct sql **changing, struct error *error);
void sql_rollback(struct sql **changing);

/* --- errors ---------------------------------------------------------------------------------- */

/* Fills *error from the last failure of the connection, in words and with what to do; returns -1.
 */
int sql_fail(const struct sql *sql, struct error *error);

#endif
