/*
 * The schema of the ledger: the files of schema/, compiled in. NNNN-name.sql are applied in order,
 * NNNN becoming PRAGMA user_version; views.sql (any file without a number) is applied after them,
 * all views having been dropped. The whole upgrade is one transaction.
 */
#ifndef BAOSONG_LEDGER_SCHEMA_H
#define BAOSONG_LEDGER_SCHEMA_H

#include "ledger/sql.h"

enum { SCHEMA_APPLICATION = 0x62616f73 }; /* "baos": PRAGMA application_id of a ledger */

struct schema_file {
    const char *name;
    const char *text;
};

/* The files compiled in, in order. */
const struct schema_file *schema_files(size_t *count);

/* Changes nothing. ERROR_DATABASE for a database that is not a ledger, or is newer than `files`;
 * the text says what to do. An empty one is a ledger of version 0. */
int schema_accept(struct sql *sql, const struct schema_file *files, size_t count,
                  struct error *error);

/* Brings an accepted database up to the last of `files`; PRAGMA foreign_keys is off afterwards. */
int schema_upgrade(struct sql *sql, const struct schema_file *files, size_t count,
                   struct error *error);

#endif
