#include "mailbox/maildir.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/utf8.h"
#include "mailbox/names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct entry {
    char *key;
    char *file; /* "cur/..." or "new/...", below the folder */
};

struct maildir {
    struct source source;
    struct workplace *workplace;
    char *name; /* of the open folder, UTF-8 */
    int folder; /* the open folder; -1: none */
    struct entry *entries;
    size_t count;
    bool rescanned; /* in this fetch: once is enough for flags that changed */
};

enum { SECONDS_1990 = 631152000, SECONDS_DAY = 86400 };

int64_t maildir_delivered(const char *name, int64_t modified, int64_t now)
{
    char *end = NULL;
    long long stated = strtoll(name, &end, 10);
    bool plausible =
        end != name && *end == '.' && stated >= SECONDS_1990 && stated <= now + SECONDS_DAY;
    return plausible && stated < modified ? stated : modified;
}

char *maildir_key(const char *name)
{
    const size_t size = strcspn(name, ":");
    if (utf8_valid(name, size)) {
        return xstrndup(name, size);
    }
    struct hash hash;
    char text[HASH_TEXT_SIZE];
    hash_start(&hash);
    hash_add(&hash, name, size);
    hash_end(&hash, text);
    return xasprintf("sha256-%s", text);
}

static int compare_entries(const void *left, const void *right)
{
    return strcmp(((const struct entry *)left)->key, ((const struct entry *)right)->key);
}

static int compare_key(const void *key, const void *entry)
{
    return strcmp(key, ((const struct entry *)entry)->key);
}

static void drop_entries(struct maildir *maildir)
{
    for (size_t i = 0; i < maildir->count; i++) {
        free(maildir->entries[i].key);
        free(maildir->entries[i].file);
    }
    free(maildir->entries);
    maildir->entries = NULL;
    maildir->count = 0;
}

static int folder_error(struct error *error, const struct maildir *maildir, const char *part)
{
    int number = errno;
    error_set_errno(error, number, "The folder %s of the Maildir %s cannot be read (%s)",
                    maildir->name, maildir->workplace->settings->path, part);
    if (error != NULL) {
        error->kind = ERROR_FOLDER;
    }
    return -1;
}

static int scan(struct maildir *maildir, const char *part, struct error *error)
{
    int fd = openat(maildir->folder, part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (stream == NULL) {
        cleanup_fd(&fd);
        return folder_error(error, maildir, part);
    }
    for (const struct dirent *found; (found = readdir(stream)) != NULL;) {
        if (found->d_name[0] == '.') {
            continue;
        }
        if (maildir->count == LIMIT_FOLDER_MESSAGES) {
            closedir(stream);
            return error_set(error, ERROR_LIMIT, "The folder %s has more than %d messages.",
                             maildir->name, LIMIT_FOLDER_MESSAGES);
        }
        maildir->entries = xgrow(maildir->entries, maildir->count, sizeof *maildir->entries);
        maildir->entries[maildir->count++] = (struct entry){
            .key = maildir_key(found->d_name),
            .file = xasprintf("%s/%s", part, found->d_name),
        };
    }
    closedir(stream);
    return 0;
}

/* new/ before cur/: mail programs move that way, so that what moves meanwhile is seen twice rather
 * than never. */
static int scan_all(struct maildir *maildir, struct error *error)
{
    drop_entries(maildir);
    if (scan(maildir, "new", error) != 0 || scan(maildir, "cur", error) != 0) {
        drop_entries(maildir);
        return -1;
    }
    if (maildir->count == 0) {
        return 0;
    }
    qsort(maildir->entries, maildir->count, sizeof *maildir->entries, compare_entries);
    size_t kept = 1;
    for (size_t i = 1; i < maildir->count; i++) {
        if (compare_entries(&maildir->entries[kept - 1], &maildir->entries[i]) == 0) {
            free(maildir->entries[i].key);
            free(maildir->entries[i].file);
        } else {
            maildir->entries[kept++] = maildir->entries[i];
        }
    }
    maildir->count = kept;
    return 0;
}

static int begin(struct source *source, struct error *error)
{
    const char *path = ((struct maildir *)source)->workplace->settings->path;
    CLEANUP_FREE char *current = xasprintf("%s/cur", path);
    struct stat status;
    if (stat(current, &status) == 0) {
        return 0;
    }
    error_set_errno(error, errno, "%s is not a Maildir that can be read", path);
    error->kind = ERROR_CONFIG;
    return -1;
}

/* Sets *name to the subfolder that is the most usual for the special use, if there is one. */
static void find_usual(const char *path, const char *special, char **name)
{
    DIR *stream = opendir(path);
    if (stream == NULL) {
        return;
    }
    int best = INT_MAX;
    for (const struct dirent *found; (found = readdir(stream)) != NULL;) {
        CLEANUP_FREE char *decoded = names_decode(found->d_name);
        int rank = decoded[0] == '.' ? names_usual(special, decoded + 1) : -1;
        if (rank >= 0 && rank < best) {
            best = rank;
            free(*name);
            *name = xstrdup(decoded + 1);
        }
    }
    closedir(stream);
}

static int resolve(struct source *source, const char *configured, char **name, struct error *error)
{
    (void)error;
    *name = NULL;
    if (names_is_special(configured)) {
        find_usual(((struct maildir *)source)->workplace->settings->path, configured, name);
    } else {
        *name = xstrdup(strcasecmp(configured, "INBOX") == 0 ? "INBOX" : configured);
    }
    return 0;
}

static int find_path(const struct maildir *maildir, const char *name, char **path,
                     struct error *error)
{
    const char *root = maildir->workplace->settings->path;
    if (strcmp(name, "INBOX") == 0) {
        *path = xstrdup(root);
        return 0;
    }
    CLEANUP_FREE char *encoded = NULL;
    if (names_encode(name, &encoded, error) != 0) {
        return -1;
    }
    if (strchr(encoded, '/') != NULL) {
        return error_set(error, ERROR_FOLDER,
                         "\"%s\" cannot be a folder of a Maildir; write subfolders with \".\".",
                         name);
    }
    *path = xasprintf("%s/.%s", root, encoded);
    return 0;
}

static void close_folder(struct source *source)
{
    struct maildir *maildir = (struct maildir *)source;
    drop_entries(maildir);
    free(STEAL(maildir->name));
    cleanup_fd(&maildir->folder);
    maildir->folder = -1;
}

static int open_folder(struct source *source, const char *name, const struct known *known,
                       struct folder_state *state, struct error *error)
{
    (void)known;
    struct maildir *maildir = (struct maildir *)source;
    CLEANUP_FREE char *path = NULL;
    close_folder(source);
    if (find_path(maildir, name, &path, error) != 0) {
        return -1;
    }
    maildir->name = xstrdup(name);
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): error_set() returns -1 */
    maildir->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (maildir->folder < 0) {
        return folder_error(error, maildir, path);
    }
    if (scan_all(maildir, error) != 0) {
        return -1;
    }
    *state = (struct folder_state){.exists = (uint32_t)maildir->count};
    return 0;
}

static int list(struct source *source, struct listing *listing, struct error *error)
{
    struct maildir *maildir = (struct maildir *)source;
    const int64_t now = clock_now();
    for (size_t i = 0; i < maildir->count; i++) {
        const struct entry *entry = &maildir->entries[i];
        struct stat status;
        if (fstatat(maildir->folder, entry->file, &status, 0) != 0 || !S_ISREG(status.st_mode)) {
            continue; /* moved while we looked: the next cycle sees it */
        }
        int64_t received =
            maildir_delivered(entry->file + strlen("cur/"), (int64_t)status.st_mtime, now);
        if (listing_add(listing, entry->key, (uint64_t)status.st_size, received, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int open_entry(const struct maildir *maildir, const char *key, const char **name)
{
    const struct entry *entry =
        maildir->count == 0
            ? NULL
            : bsearch(key, maildir->entries, maildir->count, sizeof *maildir->entries, compare_key);
    if (entry == NULL) {
        errno = ENOENT;
        return -1;
    }
    *name = entry->file + strlen("cur/");
    return openat(maildir->folder, entry->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static int copy(struct incoming *incoming, int fd, struct error *error)
{
    char block[64 << 10];
    if (incoming_begin(incoming, error) != 0) {
        return -1;
    }
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, errno, "a mail of the Maildir cannot be read");
        }
        if (got == 0) {
            return 0;
        }
        if (incoming_add(incoming, block, (size_t)got, error) != 0) {
            return -1;
        }
    }
}

static int deliver(struct maildir *maildir, const char *key, const char *name, int fd,
                   const struct stat *status, struct error *error)
{
    struct parent *parent = maildir->workplace->parent;
    struct incoming *incoming = &maildir->workplace->incoming;
    struct delivery delivery = {.key = key, .receipt = RECEIPT_MAILDIR};
    delivery.received = maildir_delivered(name, (int64_t)status->st_mtime, clock_now());
    if ((uint64_t)status->st_size > incoming->limit) {
        return parent_too_large(parent, maildir->name, key, (uint64_t)status->st_size, error);
    }
    if (copy(incoming, fd, error) != 0 || incoming_finish(incoming, &delivery, error) != 0) {
        incoming_discard(incoming);
        return -1;
    }
    return parent_message(parent, maildir->name, &delivery, error);
}

static int fetch_one(struct maildir *maildir, const char *key, struct error *error)
{
    const char *name = NULL;
    CLEANUP_FD int fd = open_entry(maildir, key, &name);
    if (fd < 0 && errno == ENOENT && !maildir->rescanned) {
        maildir->rescanned = true;
        if (scan_all(maildir, error) != 0) {
            return -1;
        }
        fd = open_entry(maildir, key, &name);
    }
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        if (errno != ENOENT) {
            log_warning("The mail %s of the Maildir %s cannot be opened: %s. Check its "
                        "permissions; it is tried again in the next cycle.",
                        key, maildir->workplace->settings->path, strerror(errno));
        }
        return parent_gone(maildir->workplace->parent, maildir->name, key, error);
    }
    return deliver(maildir, key, name, fd, &status, error);
}

static int fetch(struct source *source, const char *const *keys, size_t count, struct error *error)
{
    struct maildir *maildir = (struct maildir *)source;
    maildir->rescanned = false;
    for (size_t i = 0; i < count; i++) {
        if (fetch_one(maildir, keys[i], error) != 0) {
            return -1;
        }
    }
    return 0;
}

static void destroy(struct source *source)
{
    close_folder(source);
    free(source);
}

struct source *maildir_new(struct workplace *workplace)
{
    static const struct source_methods methods = {
        .begin = begin,
        .resolve = resolve,
        .open = open_folder,
        .list = list,
        .fetch = fetch,
        .close = close_folder,
        .destroy = destroy,
    };
    struct maildir *maildir = xcalloc(1, sizeof *maildir);
    *maildir =
        (struct maildir){.source = {.methods = &methods}, .workplace = workplace, .folder = -1};
    return &maildir->source;
}
