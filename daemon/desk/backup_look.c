/* What a backup or a restoration would come to. */
#include "desk/backup.h"

#include "base/files.h"
#include "desk/rehearsal.h"
#include "desk/stored.h"

#include <stdlib.h>
#include <unistd.h>

/* The store of a folder, NULL where it has none. */
static int open_store(const char *folder, struct store **store, struct error *error)
{
    CLEANUP_FREE char *root = xasprintf("%s/store", folder);
    return access(root, F_OK) != 0 ? 0 : store_open(folder, store, error);
}

static int look_at(const struct store *from, const struct store *to, bool verify,
                   const struct stored *stored, struct backup_result *result, struct error *error)
{
    bool there = to != NULL && store_has(to, stored->sha256, stored->size);
    bool right = from != NULL && store_has(from, stored->sha256, stored->size);
    if ((there && verify && store_verify(to, stored->sha256, &there, error) != 0) ||
        (!there && right && store_verify(from, stored->sha256, &right, error) != 0)) {
        return -1;
    }
    result->named++;
    result->lacking += !there && !right;
    result->copied += !there && right;
    result->bytes += !there && right ? stored->size : 0;
    return 0;
}

/* The ledger is a copy. */
static int look_through(struct ledger *ledger, const struct store *from, const char *to,
                        bool verify, struct backup_result *result, struct error *error)
{
    CLEANUP(cleanup_store_close)
    struct store *target = NULL;
    CLEANUP_FREE struct stored *stored = NULL;
    size_t count = 0;
    if (ledger_check(ledger, error) != 0 || stored_load(ledger, &stored, &count, error) != 0 ||
        open_store(to, &target, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (look_at(from, target, verify, &stored[i], result, error) != 0) {
            return -1;
        }
    }
    return 0;
}

int backup_look(struct house *house, const char *folder, struct backup_result *result,
                struct error *error)
{
    result->ledger = xasprintf("%s/ledger-*.db", folder);
    return look_through(house->ledger, house->store, folder, false, result, error);
}

int backup_look_restore(const char *from, const char *state_dir, struct backup_result *result,
                        struct error *error)
{
    CLEANUP_FREE char *path = NULL;
    CLEANUP_FREE char *folder = NULL;
    CLEANUP_FREE char *copied = NULL;
    CLEANUP(cleanup_rehearsal_end)
    struct rehearsal *rehearsal = NULL;
    CLEANUP(cleanup_ledger_close)
    struct ledger *ledger = NULL;
    CLEANUP(cleanup_store_close)
    struct store *source = NULL;
    if (backup_find(from, &path, &folder, error) != 0 ||
        rehearsal_copy(path, &rehearsal, &copied, error) != 0 ||
        ledger_open(copied, LEDGER_EXISTING, &ledger, error) != 0 ||
        open_store(folder, &source, error) != 0 ||
        look_through(ledger, source, state_dir, true, result, error) != 0) {
        return -1;
    }
    result->ledger = STEAL(path);
    return 0;
}
