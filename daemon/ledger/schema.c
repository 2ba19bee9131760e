#include "ledger/schema.h"

#include "base/buffer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct schema_file compiled[] = {
#include "schema.inc"
};

const struct schema_file *schema_files(size_t *count)
{
    *count = COUNT_OF(compiled);
    return compiled;
}

/* The number before the first hyphen; 0 for a file that is no migration. */
static int64_t number_of(const struct schema_file *file)
{
    return isdigit((unsigned char)file->name[0]) ? strtoll(file->name, NULL, 10) : 0;
}

static int64_t newest(const struct schema_file *files, size_t count)
{
    int64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        number = number_of(&files[i]) > number ? number_of(&files[i]) : number;
    }
    return number;
}

static int ask_number(struct sql *sql, const char *question, int64_t *out, struct error *error)
{
    CLEANUP_FREE char *word = NULL;
    if (sql_word(sql, question, &word, error) != 0) {
        return -1;
    }
    *out = strtoll(word, NULL, 10);
    return 0;
}

int schema_accept(struct sql *sql, const struct schema_file *files, size_t count,
                  struct error *error)
{
    int64_t application = 0, version = 0, objects = 0;
    /* In this order: another process may be making the ledger between two of the questions. */
    if (ask_number(sql, "SELECT count(*) FROM sqlite_schema", &objects, error) != 0 ||
        ask_number(sql, "PRAGMA user_version", &version, error) != 0 ||
        ask_number(sql, "PRAGMA application_id", &application, error) != 0) {
        return -1;
    }
    bool empty = application == 0 && version == 0 && objects == 0;
    if (application != SCHEMA_APPLICATION && !empty) {
        return error_set(error, ERROR_DATABASE,
                         "the file is a database of another program, not a ledger of baosong; "
                         "choose another state_dir, or restore the ledger from its backup");
    }
    if (version > newest(files, count)) {
        return error_set(error, ERROR_DATABASE,
                         "the ledger has schema version %lld and this program (%s) knows only up "
                         "to version %lld; install the newer baosong that wrote it, or restore the "
                         "backup from before the upgrade",
                         (long long)version, BAOSONG_VERSION, (long long)newest(files, count));
    }
    return 0;
}

/* The views go first: SQLite refuses to alter a table that a view would no longer fit. */
static int drop_views(struct sql *sql, struct error *error)
{
    static const char names[] = "SELECT name FROM sqlite_schema WHERE type = 'view'";
    CLEANUP_BUFFER struct buffer script = BUFFER_EMPTY;
    {
        CLEANUP(rows_end)
        struct rows rows = ROWS_NONE;
        if (sql_query(sql, names, BIND_NOTHING, &rows, error) != 0) {
            return -1;
        }
        int more = 0;
        while ((more = rows_next(&rows, error)) > 0) {
            buffer_add_format(&script, "DROP VIEW \"%s\";\n", row_text(&rows, "name"));
        }
        if (more < 0) {
            return -1;
        }
    }
    return sql_script(sql, buffer_text(&script), error);
}

static int apply_files(struct sql *sql, const struct schema_file *files, size_t count,
                       int64_t version, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        bool migration = number_of(&files[i]) > version;
        if (migration && sql_script(sql, files[i].text, error) != 0) {
            return error_prefix(error, "the schema could not be upgraded (%s)", files[i].name);
        }
    }
    for (size_t i = 0; i < count; i++) {
        bool views = number_of(&files[i]) == 0;
        if (views && sql_script(sql, files[i].text, error) != 0) {
            return error_prefix(error, "the views could not be made (%s)", files[i].name);
        }
    }
    return 0;
}

static int stamp(struct sql *sql, int64_t version, struct error *error)
{
    CLEANUP_FREE char *script = xasprintf("PRAGMA application_id = %d; PRAGMA user_version = %lld;",
                                          SCHEMA_APPLICATION, (long long)version);
    CLEANUP_FREE char *orphan = NULL;
    if (sql_script(sql, script, error) != 0 ||
        sql_word(sql, "PRAGMA foreign_key_check", &orphan, error) != 0) {
        return -1;
    }
    if (orphan[0] != '\0') {
        return error_set(error, ERROR_DATABASE,
                         "the upgrade was undone: it would leave rows of \"%s\" that refer to "
                         "nothing; please report it",
                         orphan);
    }
    return 0;
}

int schema_upgrade(struct sql *sql, const struct schema_file *files, size_t count,
                   struct error *error)
{
    int64_t version = 0;
    /* A migration may have to rebuild a table that others refer to; stamp() checks the result. */
    if (sql_script(sql, "PRAGMA foreign_keys = OFF", error) != 0 ||
        ask_number(sql, "PRAGMA user_version", &version, error) != 0) {
        return -1;
    }
    if (version >= newest(files, count)) {
        return 0;
    }
    CLEANUP(sql_rollback)
    struct sql *changing = NULL;
    if (sql_begin(sql, &changing, error) != 0 ||
        ask_number(sql, "PRAGMA user_version", &version, error) != 0) {
        return -1;
    }
    /* Another process may have done it while we waited for our turn. */
    if (version < newest(files, count) &&
        (drop_views(sql, error) != 0 || apply_files(sql, files, count, version, error) != 0 ||
         stamp(sql, newest(files, count), error) != 0)) {
        return -1;
    }
    return sql_commit(&changing, error);
}
