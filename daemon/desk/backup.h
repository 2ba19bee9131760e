/*
 * Backups: a folder that holds what a state folder holds. FOLDER/store has every message and file
 * once, as the state folder's own store; each backup adds what is new there, and a copy of the
 * ledger, FOLDER/ledger-20171122T030000Z.db, that appears only when all that it names is there.
 */
#ifndef BAOSONG_DESK_BACKUP_H
#define BAOSONG_DESK_BACKUP_H

#include "desk/house.h"

struct backup_result {
    size_t named;  /* different contents that the ledger names */
    size_t copied; /* of them, those that were not there yet */
    uint64_t bytes;
    size_t lacking; /* named, but missing or damaged where they should be copied from */
    char *ledger;   /* path of the ledger's copy, or what was restored from; owned */
};
void backup_result_clear(struct backup_result *result);

/* Told now and then how far it is; may be NULL. */
typedef void backup_progress(size_t done, size_t all);

/*
 * Copies the ledger, what it names, the configuration and the campaign (no passwords) to `folder`,
 * while the service works. What is missing in the state's own store is counted, not an error. Of
 * the ledger's copies the newest LIMIT_BACKUPS stay.
 */
int backup_write(struct house *house, const char *folder, backup_progress *progress,
                 struct backup_result *result, struct error *error);

/*
 * Makes `state_dir` what it was: the newest ledger of the backup `from` (or the one that `from`
 * names itself), checked, and all files that it names, each compared with its hash. A ledger that
 * is there is set aside, never removed. Nothing may work on the state folder meanwhile.
 */
int backup_restore(const char *from, const char *state_dir, backup_progress *progress,
                   struct backup_result *result, struct error *error);

/* What the two would do: counted in the same way, with nothing written but a copy of the ledger in
 * a folder below $TMPDIR that is removed again. */
int backup_look(struct house *house, const char *folder, struct backup_result *result,
                struct error *error);
int backup_look_restore(const char *from, const char *state_dir, struct backup_result *result,
                        struct error *error);

/* The copy of the ledger that is meant by a backup's folder or by itself, and the folder. */
int backup_find(const char *from, char **ledger, char **folder, struct error *error);

#endif
