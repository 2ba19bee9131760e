/* `baosong import`: mails that lie in files, taken in like those of a mailbox. */
#include "base/clock.h"
#include "base/limits.h"
#include "command/command.h"
#include "command/working.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

struct sources {
    struct mailbox_config *at;
    size_t count;
    size_t skipped; /* files in folders that are no mails by their names */
};

static void add_source(struct sources *sources, enum mailbox_scheme scheme, const char *path)
{
    sources->at = xgrow(sources->at, sources->count, sizeof *sources->at);
    struct mailbox_config *added = &sources->at[sources->count++];
    *added = (struct mailbox_config){
        .name = xasprintf("import:%s", path),
        .scheme = scheme,
        .url = xasprintf("%s:%s", scheme == MAILBOX_MAILDIR ? "maildir" : "mbox", path),
        .path = xstrdup(path),
        .folders = {.at = xcalloc(1, sizeof(char *)), .count = 1},
        .since = CLOCK_UNKNOWN,
    };
    added->folders.at[0] = xstrdup("INBOX");
}

static void sources_clear(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        free(sources->at[i].name);
        free(sources->at[i].url);
        free(sources->at[i].path);
        free(sources->at[i].folders.at[0]);
        free(sources->at[i].folders.at);
    }
    free(sources->at);
}

static bool has_folder(const char *path, const char *name)
{
    CLEANUP_FREE char *below = xasprintf("%s/%s", path, name);
    struct stat status;
    return stat(below, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_maildir(const char *path)
{
    return has_folder(path, "cur") || has_folder(path, "new");
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name);
    return length > strlen(end) && strcasecmp(name + length - strlen(end), end) == 0;
}

static int add_folder(struct sources *sources, const char *path, unsigned depth,
                      struct error *error);

/* In a folder the name must say that it is a mail; hidden files and links are passed over. */
static int add_entry(struct sources *sources, const char *folder, const char *name, unsigned depth,
                     struct error *error)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);
    struct stat status;
    if (lstat(path, &status) != 0) {
        return error_set_errno(error, errno, "%s cannot be looked at", path);
    }
    if (S_ISDIR(status.st_mode)) {
        return add_folder(sources, path, depth + 1, error);
    }
    if (S_ISREG(status.st_mode) && (ends_with(name, ".eml") || ends_with(name, ".mbox"))) {
        add_source(sources, MAILBOX_MBOX, path);
    } else {
        sources->skipped++;
    }
    return 0;
}

static int not_hidden(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int add_folder(struct sources *sources, const char *path, unsigned depth,
                      struct error *error)
{
    if (is_maildir(path)) {
        add_source(sources, MAILBOX_MAILDIR, path);
        return 0;
    }
    if (depth > LIMIT_DEPTH) {
        return error_set(error, ERROR_LIMIT, "%s lies over %d folders deep; import it by itself",
                         path, LIMIT_DEPTH);
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, not_hidden, alphasort);
    if (count < 0) {
        return error_set_errno(error, errno, "The folder %s cannot be read", path);
    }
    int result = 0;
    for (int i = 0; i < count; i++) {
        if (result == 0) {
            result = add_entry(sources, path, entries[i]->d_name, depth, error);
        }
        free(entries[i]);
    }
    free(entries);
    return result;
}

static int add_path(struct sources *sources, const char *given, struct error *error)
{
    CLEANUP_FREE char *path = realpath(given, NULL);
    struct stat status;
    if (path == NULL || stat(path, &status) != 0) {
        int number = errno;
        if (number == ENOENT) {
            return error_set(error, ERROR_NOT_FOUND, "There is no file or folder %s", given);
        }
        return error_set_errno(error, number, "%s cannot be imported", given);
    }
    if (S_ISDIR(status.st_mode)) {
        return add_folder(sources, path, 0, error);
    }
    if (!S_ISREG(status.st_mode)) {
        return error_set(error, ERROR_USAGE, "%s is neither a file nor a folder", given);
    }
    add_source(sources, MAILBOX_MBOX, path);
    return 0;
}

static int find_sources(const struct invocation *invocation, struct sources *sources,
                        struct error *error)
{
    for (size_t i = 0; i < invocation->operand_count; i++) {
        if (add_path(sources, invocation->operands[i], error) != 0) {
            return -1;
        }
    }
    if (sources->count == 0) {
        return error_set(error, ERROR_NOT_FOUND,
                         "No mails were found there: a folder must be a Maildir (with cur/ or "
                         "new/) or hold files named *.eml or *.mbox");
    }
    return 0;
}

static void add_result(struct work_result *result, const struct work_result *part)
{
    result->first = result->mailboxes_failed == 0 ? part->first : result->first;
    result->arrived += part->arrived;
    result->read += part->read;
    result->quarantined += part->quarantined;
    result->judged += part->judged;
    result->mailboxes_failed += part->mailboxes_failed;
}

/* Each source has a process of its own, so a folder of a thousand files is taken in some at a time.
 */
static int import_all(struct house *house, const struct sources *sources,
                      struct work_result *result, bool *left_to_service, struct error *error)
{
    enum { AT_ONCE = 32 };
    for (size_t i = 0; i < sources->count; i += AT_ONCE) {
        size_t rest = sources->count - i;
        struct work_result part = {0};
        bool left = false;
        if (working_run(house, sources->at + i, rest < AT_ONCE ? rest : AT_ONCE, &part, &left,
                        error) != 0) {
            return -1;
        }
        add_result(result, &part);
        *left_to_service |= left;
    }
    return 0;
}

static int import(struct house *house, const struct sources *sources, struct error *error)
{
    struct work_result result = {0};
    bool left_to_service = false;
    if (import_all(house, sources, &result, &left_to_service, error) != 0) {
        return -1;
    }
    printf("%zu new message%s from %zu source%s", result.arrived, result.arrived == 1 ? "" : "s",
           sources->count, sources->count == 1 ? "" : "s");
    if (sources->skipped > 0) {
        printf(" (%zu other files passed over)", sources->skipped);
    }
    printf("\n");
    working_print(&result, left_to_service);
    if (result.mailboxes_failed > 0) {
        return error_set(error, result.first.kind, "%zu of %zu sources could not be imported: %s",
                         result.mailboxes_failed, sources->count, result.first.text);
    }
    return working_end(house, error);
}

int command_import(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(sources_clear)
    struct sources sources = {0};
    if (find_sources(invocation, &sources, error) != 0 ||
        working_open(invocation, &house, error) != 0) {
        return -1;
    }
    return import(house, &sources, error);
}
