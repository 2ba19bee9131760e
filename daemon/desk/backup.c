#include "desk/backup.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "desk/stored.h"
#include "ledger/outbox.h"
#include "notice/templates.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    BATCH = 64,         /* files taken into the store at a time: one sync of a folder for all */
    BLOCK = 128 * 1024, /* bytes copied at a time */
};

#define PREFIX "ledger-"
#define SUFFIX ".db"

void backup_result_clear(struct backup_result *result)
{
    free(result->ledger);
    *result = (struct backup_result){0};
}

/* --- copying what a ledger names ------------------------------------------------------------- */

/* From one store to another. */
struct copying {
    const struct store *from;
    struct store *to;
    int incoming; /* of `to`, open */
    struct store_item items[BATCH];
    char names[BATCH][24];
    size_t count;
    bool verify; /* what `to` has is read, too, and replaced where it is damaged */
    struct backup_result *result;
};

static int copy_bytes(int from, int to, struct error *error)
{
    CLEANUP_FREE char *block = xmalloc(BLOCK);
    ssize_t got;
    while ((got = read(from, block, BLOCK)) > 0) {
        if (files_write_all(to, block, (size_t)got, error) != 0) {
            return -1;
        }
    }
    return got < 0 ? error_set_errno(error, errno, "cannot read what is to be copied") : 0;
}

/* store_take() compares each with its hash; one that is damaged is only counted. */
static int take_batch(struct copying *copying, struct error *error)
{
    for (size_t i = 0; i < copying->count; i++) {
        struct error why = {0};
        if (store_take(copying->to, &copying->items[i], 1, &why) == 0) {
            copying->result->copied++;
            copying->result->bytes += copying->items[i].size;
        } else if (why.kind == ERROR_PROTOCOL) {
            copying->result->lacking++;
            unlinkat(copying->incoming, copying->items[i].name, 0);
        } else {
            *error = why;
            return -1;
        }
    }
    copying->count = 0;
    return 0;
}

static int copy_one(struct copying *copying, const struct stored *stored, struct error *error)
{
    struct error opening = {0};
    CLEANUP_FD int from = store_open_file(copying->from, stored->sha256, &opening);
    if (from < 0) {
        copying->result->lacking++;
        return 0;
    }
    char *name = copying->names[copying->count];
    snprintf(name, sizeof copying->names[0], "%zu", copying->count);
    CLEANUP_FD int to = openat(copying->incoming, name,
                               O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (to < 0) {
        return error_set_errno(error, errno, "cannot make a file in %s",
                               store_incoming(copying->to));
    }
    if (copy_bytes(from, to, error) != 0) {
        return -1;
    }
    copying->items[copying->count++] = (struct store_item){
        .folder = copying->incoming, .name = name, .sha256 = stored->sha256, .size = stored->size};
    return 0;
}

/* Is it there already? */
static int look(struct copying *copying, const struct stored *stored, bool *there,
                struct error *error)
{
    *there = store_has(copying->to, stored->sha256, stored->size);
    if (!*there || !copying->verify) {
        return 0;
    }
    if (store_verify(copying->to, stored->sha256, there, error) != 0) {
        return -1;
    }
    return *there ? 0 : store_set_aside(copying->to, stored->sha256, error);
}

static int copy_all(struct copying *copying, const struct stored *stored, size_t count,
                    backup_progress *progress, struct error *error)
{
    copying->result->named = count;
    for (size_t i = 0; i < count; i++) {
        bool there = false;
        if (look(copying, &stored[i], &there, error) != 0 ||
            (!there && copy_one(copying, &stored[i], error) != 0)) {
            return -1;
        }
        if (copying->count == BATCH && take_batch(copying, error) != 0) {
            return -1;
        }
        if (progress != NULL) {
            progress(i + 1, count);
        }
    }
    return take_batch(copying, error);
}

/* Copies what the ledger in `ledger_folder` names between the stores of two folders. */
static int copy_stores(const char *ledger_folder, const char *from, const char *to, bool verify,
                       backup_progress *progress, struct backup_result *result, struct error *error)
{
    CLEANUP(cleanup_ledger_close)
    struct ledger *ledger = NULL;
    CLEANUP(cleanup_store_close)
    struct store *source = NULL;
    CLEANUP(cleanup_store_close)
    struct store *target = NULL;
    CLEANUP_FREE struct stored *stored = NULL;
    size_t count = 0;
    if (ledger_open(ledger_folder, LEDGER_EXISTING, &ledger, error) != 0 ||
        ledger_check(ledger, error) != 0 || stored_load(ledger, &stored, &count, error) != 0 ||
        store_open(from, &source, error) != 0 || store_open(to, &target, error) != 0 ||
        store_clean_incoming(target, error) != 0) {
        return -1;
    }
    struct copying copying = {.from = source, .to = target, .verify = verify, .result = result};
    CLEANUP_FD int incoming = files_open_folder(store_incoming(target), error);
    copying.incoming = incoming;
    return incoming < 0 ? -1 : copy_all(&copying, stored, count, progress, error);
}

/* --- the ledger's copies --------------------------------------------------------------------- */

static bool is_copy(const char *name)
{
    const size_t size = strlen(name), end = strlen(SUFFIX);
    return strncmp(name, PREFIX, strlen(PREFIX)) == 0 && size > end &&
           strcmp(name + size - end, SUFFIX) == 0;
}

static int only_copies(const struct dirent *entry)
{
    return is_copy(entry->d_name);
}

/* The names, oldest first, for they begin with the time; free_names() ends it. */
static int list_copies(const char *folder, struct dirent ***names, size_t *count,
                       struct error *error)
{
    const int found = scandir(folder, names, only_copies, alphasort);
    if (found < 0) {
        return error_set_errno(error, errno, "cannot read the folder %s", folder);
    }
    *count = (size_t)found;
    return 0;
}

static void free_names(struct dirent **names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

/* All but the newest LIMIT_BACKUPS go; the store keeps what they named. */
static int remove_old(const char *folder, struct error *error)
{
    struct dirent **names = NULL;
    size_t count = 0;
    if (list_copies(folder, &names, &count, error) != 0) {
        return -1;
    }
    int result = 0;
    for (size_t i = 0; i + LIMIT_BACKUPS < count && result == 0; i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", folder, names[i]->d_name);
        if (unlink(path) != 0) {
            result = error_set_errno(error, errno, "cannot remove the old copy %s", path);
        }
    }
    free_names(names, count);
    return result;
}

/* "20171122T030000Z": sorts by time, whatever zone the machine is in. */
static void time_stamp(char text[32])
{
    const time_t now = (time_t)clock_now();
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, 32, "%Y%m%dT%H%M%SZ", &parts);
}

/* Renames and makes it last. */
static int put(const char *from, const char *to, struct error *error)
{
    CLEANUP_FREE char *copy = xstrdup(to);
    const char *parent = dirname(copy);
    CLEANUP_FD int folder = files_open_folder(parent, error);
    if (folder < 0) {
        return -1;
    }
    if (rename(from, to) != 0) {
        return error_set_errno(error, errno, "cannot rename %s to %s", from, to);
    }
    return files_sync(folder, parent, error);
}

/* --- writing --------------------------------------------------------------------------------- */

/* Copies a text under its name into the folder. */
static int copy_text(const char *path, const char *folder, struct error *error)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    CLEANUP_FREE char *target = xasprintf("%s/%s", folder, basename(copy));
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    return files_read(path, LIMIT_CONFIG_FILE, &data, &size, error) != 0
               ? -1
               : files_replace(target, data, size, 0600, error);
}

/* The office's own texts of notices, where it has any. */
static int copy_templates(const char *from, const char *conf, struct error *error)
{
    CLEANUP_FREE char *folder = xasprintf("%s/notices", conf);
    size_t count = 0;
    const char *const *names = templates_file_names(&count);
    if (from == NULL) {
        return 0;
    }
    if (files_make_folder(folder, 0700, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", from, names[i]);
        if (access(path, F_OK) == 0 && copy_text(path, folder, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int copy_configuration(const struct config *config, const char *folder, struct error *error)
{
    CLEANUP_FREE char *conf = xasprintf("%s/conf", folder);
    return files_make_folder(conf, 0700, error) != 0 || copy_text(config->path, conf, error) != 0 ||
                   copy_text(config->campaign_path, conf, error) != 0 ||
                   copy_templates(config->notices.templates, conf, error) != 0
               ? -1
               : 0;
}

/* The state folder would be its own backup. */
static int refuse_state(const char *state_dir, const char *folder, struct error *error)
{
    struct stat state, target;
    if (stat(state_dir, &state) == 0 && stat(folder, &target) == 0 &&
        state.st_dev == target.st_dev && state.st_ino == target.st_ino) {
        return error_set(error, ERROR_USAGE,
                         "%s is the state folder itself; a backup needs another one, on another "
                         "disk if there is one",
                         folder);
    }
    return 0;
}

int backup_write(struct house *house, const char *folder, backup_progress *progress,
                 struct backup_result *result, struct error *error)
{
    char stamp[32];
    time_stamp(stamp);
    CLEANUP_FREE char *work = xasprintf("%s/unfinished", folder);
    CLEANUP_FREE char *copy = xasprintf("%s/ledger.db", work);
    CLEANUP_FREE char *final = xasprintf("%s/" PREFIX "%s" SUFFIX, folder, stamp);
    if (files_make_folder(folder, 0700, error) != 0 ||
        refuse_state(house->config->state_dir, folder, error) != 0 ||
        files_remove_tree(work, error) != 0 || files_make_folder(work, 0700, error) != 0 ||
        ledger_backup(house->ledger, copy, error) != 0 ||
        copy_stores(work, house->config->state_dir, folder, false, progress, result, error) != 0 ||
        copy_configuration(house->config, folder, error) != 0 || put(copy, final, error) != 0 ||
        files_remove_tree(work, error) != 0 || remove_old(folder, error) != 0) {
        return -1;
    }
    result->ledger = STEAL(final);
    return 0;
}

/* --- restoring ------------------------------------------------------------------------------- */

static int newest_copy(const char *folder, char **path, struct error *error)
{
    struct dirent **names = NULL;
    size_t count = 0;
    if (list_copies(folder, &names, &count, error) != 0) {
        return -1;
    }
    if (count == 0) {
        free(names);
        error_set(error, ERROR_NOT_FOUND,
                  "%s holds no copy of a ledger (" PREFIX "TIME" SUFFIX
                  "); is it a folder that `baosong backup` wrote?",
                  folder);
        return -1;
    }
    *path = xasprintf("%s/%s", folder, names[count - 1]->d_name);
    free_names(names, count);
    return 0;
}

int backup_find(const char *from, char **ledger, char **folder, struct error *error)
{
    struct stat status;
    if (stat(from, &status) != 0) {
        error_set_errno(error, errno, "cannot look at the backup %s", from);
        return -1;
    }
    if (!S_ISDIR(status.st_mode)) {
        CLEANUP_FREE char *copy = xstrdup(from);
        *ledger = xstrdup(from);
        *folder = xstrdup(dirname(copy));
        return 0;
    }
    *folder = xstrdup(from);
    return newest_copy(from, ledger, error);
}

static int copy_ledger(const char *from, const char *folder, struct error *error)
{
    CLEANUP_FREE char *path = xasprintf("%s/ledger.db", folder);
    if (files_remove_tree(folder, error) != 0 || files_make_folder(folder, 0700, error) != 0) {
        return -1;
    }
    CLEANUP_FD int source = open(from, O_RDONLY | O_CLOEXEC);
    CLEANUP_FD int target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (source < 0 || target < 0) {
        return error_set_errno(error, errno, "cannot open %s", source < 0 ? from : path);
    }
    return copy_bytes(source, target, error) != 0 ? -1 : files_sync(target, path, error);
}

/* The old ledger with its two companions keeps its content under another name. */
static int set_aside(const char *state_dir, struct error *error)
{
    static const char *const ends[] = {"-wal", "-shm", ""}; /* the ledger last: it is the sign */
    char stamp[32];
    time_stamp(stamp);
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/ledger.db%s", state_dir, ends[i]);
        CLEANUP_FREE char *aside = xasprintf("%s/ledger.db.before-%s%s", state_dir, stamp, ends[i]);
        if (rename(path, aside) != 0 && errno != ENOENT) {
            return error_set_errno(error, errno, "cannot set %s aside", path);
        }
    }
    return 0;
}

/* What was told since the copy was made is not told again. */
static int restart_notices(const char *folder, struct error *error)
{
    CLEANUP(cleanup_ledger_close)
    struct ledger *ledger = NULL;
    return ledger_open(folder, LEDGER_EXISTING, &ledger, error) != 0
               ? -1
               : ledger_restart_notices(ledger, clock_now(), error);
}

int backup_restore(const char *from, const char *state_dir, backup_progress *progress,
                   struct backup_result *result, struct error *error)
{
    CLEANUP_FREE char *ledger = NULL;
    CLEANUP_FREE char *folder = NULL;
    CLEANUP_FREE char *work = xasprintf("%s/restoring", state_dir);
    CLEANUP_FREE char *copy = xasprintf("%s/ledger.db", work);
    CLEANUP_FREE char *final = xasprintf("%s/ledger.db", state_dir);
    if (backup_find(from, &ledger, &folder, error) != 0 ||
        files_make_folder(state_dir, 0700, error) != 0 || copy_ledger(ledger, work, error) != 0 ||
        copy_stores(work, folder, state_dir, true, progress, result, error) != 0 ||
        restart_notices(work, error) != 0 || set_aside(state_dir, error) != 0 ||
        put(copy, final, error) != 0 || files_remove_tree(work, error) != 0) {
        return -1;
    }
    result->ledger = STEAL(ledger);
    return 0;
}
