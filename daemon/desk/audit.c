#include "desk/audit.h"

#include "base/limits.h"
#include "desk/stored.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const names[] = {
    [AUDIT_DATABASE] = "database", [AUDIT_MISSING] = "missing", [AUDIT_WRONG] = "wrong",
    [AUDIT_SIZE] = "size",         [AUDIT_FOREIGN] = "foreign", [AUDIT_UNNAMED] = "unnamed",
};

const char *audit_fault_name(enum audit_fault_kind kind)
{
    return names[kind];
}

/* Takes over `detail`. */
static void add_fault(struct audit *audit, enum audit_fault_kind kind, const char *subject,
                      char *detail)
{
    *(kind == AUDIT_UNNAMED ? &audit->remarks : &audit->faults_found) += 1;
    if (audit->fault_count >= LIMIT_AUDIT_FAULTS) {
        free(detail);
        return;
    }
    audit->faults = xgrow(audit->faults, audit->fault_count, sizeof *audit->faults);
    audit->faults[audit->fault_count++] =
        (struct audit_fault){.kind = kind, .subject = xstrdup(subject), .detail = detail};
}

/* --- what the ledger names ------------------------------------------------------------------- */

static int check_named(struct house *house, struct audit *audit, const struct stored *named,
                       struct error *error)
{
    CLEANUP_FREE char *path = store_path(house->store, named->sha256);
    struct stat status;
    if (lstat(path, &status) != 0) {
        if (errno != ENOENT) {
            return error_set_errno(error, errno, "%s cannot be looked at", path);
        }
        add_fault(audit, AUDIT_MISSING, named->sha256,
                  xasprintf("%s is not there; restore it from a backup, or fetch it again from the "
                            "mailbox",
                            path));
        return 0;
    }
    bool right = false;
    struct error reading = {0};
    if (store_verify(house->store, named->sha256, &right, &reading) != 0) {
        add_fault(audit, AUDIT_WRONG, named->sha256, xstrdup(reading.text));
    } else if (!right) {
        add_fault(audit, AUDIT_WRONG, named->sha256,
                  xasprintf("%s does not have the content that its name promises; restore it from "
                            "a backup",
                            path));
    } else if ((uint64_t)status.st_size != named->size) {
        add_fault(audit, AUDIT_SIZE, named->sha256,
                  xasprintf("%s has %lld bytes, the ledger says %" PRIu64, path,
                            (long long)status.st_size, named->size));
    }
    return 0;
}

/* --- what lies in the store ------------------------------------------------------------------ */

struct walk {
    struct house *house;
    struct audit *audit;
    const struct stored *stored;
    size_t count;
};

static int visit_file(const struct walk *walk, const char *folder, const char *name,
                      struct error *error)
{
    CLEANUP_FREE char *below = xasprintf("store/%s/%s", folder, name);
    CLEANUP_FREE char *path = xasprintf("%s/%s", walk->house->config->state_dir, below);
    struct stat status;
    if (lstat(path, &status) != 0) {
        return error_set_errno(error, errno, "%s cannot be looked at", path);
    }
    bool belongs = S_ISREG(status.st_mode) && hash_text_valid(name) &&
                   strncmp(name, folder, strlen(folder)) == 0;
    if (!belongs) {
        add_fault(walk->audit, AUDIT_FOREIGN, below,
                  xasprintf("%s is not a file of the store; look at it and take it away", path));
        return 0;
    }
    walk->audit->stored++;
    walk->audit->bytes += (uint64_t)status.st_size;
    if (!stored_has(walk->stored, walk->count, name)) {
        add_fault(walk->audit, AUDIT_UNNAMED, name,
                  xasprintf("%s is named by no message; it does no harm", path));
    }
    return 0;
}

typedef int visitor(const struct walk *walk, const char *folder, const char *name,
                    struct error *error);

/* Calls `visit` for each entry of a folder below the state folder. */
static int each_entry(const struct walk *walk, const char *below, const char *label, visitor *visit,
                      struct error *error)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", walk->house->config->state_dir, below);
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return error_set_errno(error, errno, "The folder %s cannot be read", path);
    }
    int result = 0;
    errno = 0;
    for (const struct dirent *entry; result == 0 && (entry = readdir(folder)) != NULL; errno = 0) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            result = visit(walk, label, entry->d_name, error);
        }
    }
    if (result == 0 && errno != 0) {
        result = error_set_errno(error, errno, "The folder %s cannot be read", path);
    }
    closedir(folder);
    return result;
}

static int visit_folder(const struct walk *walk, const char *label, const char *name,
                        struct error *error)
{
    CLEANUP_FREE char *below = xasprintf("%s/%s", label, name);
    CLEANUP_FREE char *path = xasprintf("%s/%s", walk->house->config->state_dir, below);
    struct stat status;
    bool hexadecimal = strlen(name) == 2 && name[strspn(name, "0123456789abcdef")] == '\0';
    if (!hexadecimal || lstat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add_fault(walk->audit, AUDIT_FOREIGN, below,
                  xasprintf("%s is not a folder of the store; look at it and take it away", path));
        return 0;
    }
    return each_entry(walk, below, name, visit_file, error);
}

/* --- the mailboxes --------------------------------------------------------------------------- */

static int add_folders(struct house *house, struct audit *audit, const char *mailbox,
                       struct error *error)
{
    struct folder_mark *marks = NULL;
    size_t count = 0;
    if (ledger_folder_marks(house->ledger, mailbox, &marks, &count, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        audit->folders = xgrow(audit->folders, audit->folder_count, sizeof *audit->folders);
        audit->folders[audit->folder_count++] =
            (struct audit_folder){.mailbox = xstrdup(mailbox),
                                  .folder = xstrdup(marks[i].name),
                                  .messages = marks[i].exists,
                                  .uidvalidity = marks[i].uidvalidity};
    }
    folder_marks_free(marks, count);
    return 0;
}

/* --- all of it ------------------------------------------------------------------------------- */

static int check_all(struct house *house, struct audit *audit, struct error *error)
{
    CLEANUP_FREE struct stored *stored = NULL;
    if (stored_load(house->ledger, &stored, &audit->named, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < audit->named; i++) {
        if (check_named(house, audit, &stored[i], error) != 0) {
            return -1;
        }
    }
    struct walk walk = {.house = house, .audit = audit, .stored = stored, .count = audit->named};
    return each_entry(&walk, "store", "store", visit_folder, error);
}

int audit_run(struct house *house, struct audit **audit, struct error *error)
{
    CLEANUP(cleanup_audit_free)
    struct audit *made = xcalloc(1, sizeof *made);
    struct error damage = {0};
    if (ledger_check(house->ledger, &damage) != 0) {
        add_fault(made, AUDIT_DATABASE, "ledger.db", xstrdup(damage.text));
    }
    for (size_t i = 0; i < house->config->mailbox_count; i++) {
        if (add_folders(house, made, house->config->mailboxes[i].name, error) != 0) {
            return -1;
        }
    }
    if (ledger_counts(house->ledger, &made->counts, error) != 0 ||
        check_all(house, made, error) != 0) {
        return -1;
    }
    *audit = STEAL(made);
    return 0;
}

void audit_free(struct audit *audit)
{
    if (audit == NULL) {
        return;
    }
    for (size_t i = 0; i < audit->fault_count; i++) {
        free(audit->faults[i].subject);
        free(audit->faults[i].detail);
    }
    for (size_t i = 0; i < audit->folder_count; i++) {
        free(audit->folders[i].mailbox);
        free(audit->folders[i].folder);
    }
    free(audit->faults);
    free(audit->folders);
    free(audit);
}
