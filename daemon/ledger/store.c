#include "ledger/store.h"

#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct store {
    char *root;
    char *incoming;
    int folder; /* the root, open */
    int behind; /* another store's root, where what is not here is looked for; -1: none */
};

enum {
    SHELVES = 256,                   /* folders ab/, by the first byte of the hash */
    PLACE_SIZE = 3 + HASH_TEXT_SIZE, /* "ab/abcdef..." and a NUL */
};

/* --- life ------------------------------------------------------------------------------------ */

/* That the folders are there is to be safe on the disk before anything in them is. */
static int sync_folder(const char *path, struct error *error)
{
    CLEANUP_FD int fd = files_open_folder(path, error);
    return fd < 0 ? -1 : files_sync(fd, path, error);
}

int store_open(const char *state_dir, struct store **store, struct error *error)
{
    CLEANUP(cleanup_store_close)
    struct store *made = xcalloc(1, sizeof *made);
    made->folder = made->behind = -1;
    made->root = xasprintf("%s/store", state_dir);
    made->incoming = xasprintf("%s/incoming", state_dir);
    if (files_make_folder(made->root, 0700, error) != 0 ||
        files_make_folder(made->incoming, 0700, error) != 0 || sync_folder(state_dir, error) != 0) {
        return -1;
    }
    made->folder = files_open_folder(made->root, error);
    if (made->folder < 0) {
        return -1;
    }
    *store = STEAL(made);
    return 0;
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    const int folders[] = {store->folder, store->behind};
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        if (folders[i] >= 0) {
            close(folders[i]);
        }
    }
    free(store->root);
    free(store->incoming);
    free(store);
}

int store_look_behind(struct store *store, const char *state_dir, struct error *error)
{
    CLEANUP_FREE char *root = xasprintf("%s/store", state_dir);
    if (access(root, F_OK) != 0) {
        return 0;
    }
    store->behind = files_open_folder(root, error);
    return store->behind < 0 ? -1 : 0;
}

const char *store_incoming(const struct store *store)
{
    return store->incoming;
}

char *store_path(const struct store *store, const char *sha256)
{
    return xasprintf("%s/%.2s/%s", store->root, sha256, sha256);
}

static void place_of(const char *sha256, char place[PLACE_SIZE])
{
    snprintf(place, PLACE_SIZE, "%.2s/%s", sha256, sha256);
}

/* --- taking ---------------------------------------------------------------------------------- */

static bool is_component(const char *name)
{
    return name != NULL && name[0] != '\0' && strchr(name, '/') == NULL && strcmp(name, ".") != 0 &&
           strcmp(name, "..") != 0;
}

static int check_claim(const struct store_item *item, struct error *error)
{
    if (!is_component(item->name)) {
        return error_set(error, ERROR_PROTOCOL,
                         "a child names a file that cannot be one of its "
                         "folder; it is not believed");
    }
    if (!hash_text_valid(item->sha256)) {
        return error_set(error, ERROR_PROTOCOL, "the hash of %s is no SHA-256", item->name);
    }
    return 0;
}

static bool lies_in(int folder, const char *sha256, uint64_t size)
{
    char place[PLACE_SIZE];
    struct stat status;
    place_of(sha256, place);
    return folder >= 0 && fstatat(folder, place, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode) && (uint64_t)status.st_size == size;
}

bool store_has(const struct store *store, const char *sha256, uint64_t size)
{
    return lies_in(store->folder, sha256, size) || lies_in(store->behind, sha256, size);
}

/* Opens a plain file that has no second name; anything else is somebody's trick. */
static int open_plain(const struct store_item *item, struct error *error)
{
    /* Not blocking: a child may have put a pipe in its place. */
    CLEANUP_FD int fd =
        openat(item->folder, item->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 && errno != ELOOP && errno != ENXIO) {
        return error_set_errno(error, errno, "cannot open %s, which a child says it wrote",
                               item->name);
    }
    struct stat status;
    if (fd >= 0 && fstat(fd, &status) != 0) {
        return error_set_errno(error, errno, "cannot look at %s", item->name);
    }
    if (fd < 0 || !S_ISREG(status.st_mode) || status.st_nlink != 1) {
        return error_set(error, ERROR_PROTOCOL,
                         "%s is not a plain file with one name; it is not taken", item->name);
    }
    return STEAL_FD(fd);
}

/* Ours and read-only from here on, whoever the child ran as. */
static int make_ours(int fd, const struct store_item *item, struct error *error)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        return error_set_errno(error, errno, "cannot look at %s", item->name);
    }
    bool foreign = status.st_uid != geteuid() || status.st_gid != getegid();
    if (foreign && geteuid() == 0 && fchown(fd, geteuid(), getegid()) != 0) {
        return error_set_errno(error, errno, "cannot make %s our own", item->name);
    }
    if (fchmod(fd, 0400) != 0) {
        return error_set_errno(error, errno, "cannot make %s read-only", item->name);
    }
    /* The kernel grants a read lease only where nobody has the file open for writing. File systems
     * without leases say something else and are believed. */
    if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0) {
        return errno == EAGAIN
                   ? error_set(error, ERROR_PROTOCOL,
                               "%s is still open for writing; it is not taken", item->name)
                   : 0;
    }
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return 0;
}

static int compare(int fd, const struct store_item *item, struct error *error)
{
    char sha256[HASH_TEXT_SIZE];
    uint64_t size = 0;
    if (hash_file(fd, sha256, &size, error) != 0) {
        return error_prefix(error, "%s", item->name);
    }
    if (size != item->size || strcmp(sha256, item->sha256) != 0) {
        return error_set(error, ERROR_PROTOCOL,
                         "%s is not what was claimed: %llu bytes with SHA-256 %s, not %llu with %s",
                         item->name, (unsigned long long)size, sha256,
                         (unsigned long long)item->size, item->sha256);
    }
    return 0;
}

/* The shelf ab/ for a hash; *made is set when it is new. */
static int make_shelf(const struct store *store, const char *sha256, bool *made,
                      struct error *error)
{
    char shelf[3] = {sha256[0], sha256[1], '\0'};
    if (mkdirat(store->folder, shelf, 0700) == 0) {
        *made = true;
    } else if (errno != EEXIST) {
        return error_set_errno(error, errno, "cannot make the folder %s/%s", store->root, shelf);
    }
    return 0;
}

/* Moves a file that was compared to its place; a damaged one of another size is thereby healed. */
static int move_in(const struct store *store, const struct store_item *item, int fd, bool *made,
                   struct error *error)
{
    char place[PLACE_SIZE];
    place_of(item->sha256, place);
    if (lies_in(store->folder, item->sha256, item->size)) {
        return unlinkat(item->folder, item->name, 0) == 0
                   ? 0
                   : error_set_errno(error, errno, "cannot remove %s", item->name);
    }
    if (files_sync(fd, item->name, error) != 0 ||
        make_shelf(store, item->sha256, made, error) != 0) {
        return -1;
    }
    return renameat(item->folder, item->name, store->folder, place) == 0
               ? 0
               : error_set_errno(error, errno, "cannot move %s into the store", item->name);
}

static int take_one(const struct store *store, const struct store_item *item, bool *made,
                    struct error *error)
{
    if (check_claim(item, error) != 0) {
        return -1;
    }
    struct error opening;
    CLEANUP_FD int fd = open_plain(item, &opening);
    if (fd < 0 && opening.kind == ERROR_NOT_FOUND &&
        lies_in(store->folder, item->sha256, item->size)) {
        return 0; /* taken before a crash that came before the ledger knew */
    }
    if (fd < 0) {
        /* A file that was promised and is not there is a broken promise, whatever errno says. */
        enum error_kind kind = opening.kind == ERROR_NOT_FOUND ? ERROR_PROTOCOL : opening.kind;
        return error_set(error, kind, "%s", opening.text);
    }
    return make_ours(fd, item, error) != 0 || compare(fd, item, error) != 0
               ? -1
               : move_in(store, item, fd, made, error);
}

static int sync_shelf(const struct store *store, const char *sha256, struct error *error)
{
    char shelf[3] = {sha256[0], sha256[1], '\0'};
    CLEANUP_FD int fd = openat(store->folder, shelf, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0
               ? error_set_errno(error, errno, "cannot open the folder %s/%s", store->root, shelf)
               : files_sync(fd, shelf, error);
}

static unsigned shelf_number(const char *sha256)
{
    char shelf[3] = {sha256[0], sha256[1], '\0'};
    return (unsigned)strtoul(shelf, NULL, 16);
}

int store_take(struct store *store, const struct store_item *items, size_t count,
               struct error *error)
{
    bool made = false;
    for (size_t i = 0; i < count; i++) {
        if (take_one(store, &items[i], &made, error) != 0) {
            return -1;
        }
    }
    bool synced[SHELVES] = {false};
    for (size_t i = 0; i < count; i++) {
        unsigned shelf = shelf_number(items[i].sha256);
        if (!synced[shelf] && sync_shelf(store, items[i].sha256, error) != 0) {
            return -1;
        }
        synced[shelf] = true;
    }
    return made ? files_sync(store->folder, store->root, error) : 0;
}

/* --- looking --------------------------------------------------------------------------------- */

int store_open_file(const struct store *store, const char *sha256, struct error *error)
{
    char place[PLACE_SIZE];
    if (!hash_text_valid(sha256)) {
        return error_set(error, ERROR_NOT_FOUND, "\"%s\" is no SHA-256", sha256);
    }
    place_of(sha256, place);
    int fd = openat(store->folder, place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && store->behind >= 0) {
        fd = openat(store->behind, place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    }
    return fd >= 0 ? fd
                   : error_set_errno(error, errno,
                                     "%s/%s cannot be opened; `baosong audit` says what else is "
                                     "missing",
                                     store->root, place);
}

int store_verify(const struct store *store, const char *sha256, bool *right, struct error *error)
{
    struct error opening;
    char found[HASH_TEXT_SIZE];
    uint64_t size = 0;
    CLEANUP_FD int fd = store_open_file(store, sha256, &opening);
    if (fd < 0 && opening.kind == ERROR_NOT_FOUND) {
        *right = false;
        return 0;
    }
    if (fd < 0) {
        return error_set(error, opening.kind, "%s", opening.text);
    }
    if (hash_file(fd, found, &size, error) != 0) {
        return error_prefix(error, "%s", sha256);
    }
    *right = strcmp(found, sha256) == 0;
    return 0;
}

int store_set_aside(struct store *store, const char *sha256, struct error *error)
{
    char place[PLACE_SIZE];
    place_of(sha256, place);
    CLEANUP_FREE char *folder = xasprintf("%s/../damaged", store->root);
    CLEANUP_FREE char *aside = xasprintf("%s/%s", folder, sha256);
    if (files_make_folder(folder, 0700, error) != 0) {
        return -1;
    }
    if (renameat(store->folder, place, AT_FDCWD, aside) != 0 && errno != ENOENT) {
        return error_set_errno(error, errno, "cannot move %s/%s to %s", store->root, place, aside);
    }
    return 0;
}

/* --- cleaning -------------------------------------------------------------------------------- */

static void close_folder(DIR **folder)
{
    if (*folder != NULL) {
        closedir(*folder);
    }
}

int store_clean_incoming(struct store *store, struct error *error)
{
    CLEANUP(close_folder)
    DIR *folder = opendir(store->incoming);
    if (folder == NULL) {
        return error_set_errno(error, errno, "cannot open the folder %s", store->incoming);
    }
    const struct dirent *entry = NULL;
    while ((entry = readdir(folder)) != NULL) {
        if (!is_component(entry->d_name)) {
            continue;
        }
        CLEANUP_FREE char *path = xasprintf("%s/%s", store->incoming, entry->d_name);
        if (files_remove_tree(path, error) != 0) {
            return -1;
        }
    }
    return 0;
}
