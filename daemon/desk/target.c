#include "desk/target.h"

#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define CORNER ".baosong"
#define PART CORNER "/part"

enum {
    FOLDER_MODE = 0777, /* less what the umask takes */
    FILE_MODE = 0666,
    TIME_GRAIN = 2, /* seconds: FAT, which sticks have, keeps even ones only */
};

/* --- life ------------------------------------------------------------------------------------ */

/* Is there anything but our own corner in it? */
static int has_others(const char *path, bool *others, struct error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return error_set_errno(error, errno, "The folder %s cannot be read", path);
    }
    static const char *const ours[] = {".", "..", CORNER};
    *others = false;
    for (const struct dirent *entry; !*others && (entry = readdir(folder)) != NULL;) {
        bool known = false;
        for (size_t i = 0; i < COUNT_OF(ours); i++) {
            known = known || strcmp(entry->d_name, ours[i]) == 0;
        }
        *others = !known;
    }
    closedir(folder);
    return 0;
}

static int lock(struct target *target, struct error *error)
{
    target->lock = openat(target->folder, CORNER "/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                          FILE_MODE);
    if (target->lock < 0) {
        return error_set_errno(error, errno, "%s/" CORNER "/lock cannot be opened", target->path);
    }
    if (flock(target->lock, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK
                   ? error_set(error, ERROR_BUSY, "Another baosong is writing to %s", target->path)
                   : error_set_errno(error, errno, "%s cannot be locked", target->path);
    }
    return 0;
}

/* Without a list of ours, only an empty folder is taken; that a run was killed before it had
 * written the list shows by its being empty, too. */
static int read_manifest(struct target *target, bool others, struct error *error)
{
    struct error reading = {0};
    if (manifest_load(&target->written, target->manifest_path, target->purpose, &reading) == 0 ||
        (reading.kind == ERROR_NOT_FOUND && !others)) {
        return 0;
    }
    if (reading.kind == ERROR_NOT_FOUND) {
        return error_set(error, ERROR_USAGE,
                         "%s has files in it that baosong did not write; name a new or an empty "
                         "folder",
                         target->path);
    }
    return error_set(error, reading.kind == ERROR_CONFIG ? ERROR_USAGE : reading.kind,
                     "%s; name a new or an empty folder", reading.text);
}

static int enter(struct target *target, struct error *error)
{
    bool others = false;
    if (files_make_folder(target->path, FOLDER_MODE, error) != 0 ||
        has_others(target->path, &others, error) != 0) {
        return -1;
    }
    target->folder = files_open_folder(target->path, error);
    if (target->folder < 0) {
        return -1;
    }
    struct stat status;
    bool corner = fstatat(target->folder, CORNER, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if ((corner && !S_ISDIR(status.st_mode)) || (!corner && others)) {
        return error_set(error, ERROR_USAGE,
                         "%s is not empty and was not made by baosong; name a new or an empty "
                         "folder",
                         target->path);
    }
    if (!corner && mkdirat(target->folder, CORNER, FOLDER_MODE) != 0) {
        return error_set_errno(error, errno, "%s cannot be written to", target->path);
    }
    return lock(target, error) != 0 ? -1 : read_manifest(target, others, error);
}

int target_open(const char *path, const char *purpose, struct target **target, struct error *error)
{
    CLEANUP(cleanup_target_close)
    struct target *made = xcalloc(1, sizeof *made);
    made->folder = -1;
    made->lock = -1;
    made->path = xstrdup(path);
    made->purpose = xstrdup(purpose);
    made->manifest_path = xasprintf("%s/" CORNER "/manifest", path);
    if (enter(made, error) != 0) {
        return -1;
    }
    *target = STEAL(made);
    return 0;
}

void target_close(struct target *target)
{
    if (target == NULL) {
        return;
    }
    cleanup_fd(&target->lock);
    cleanup_fd(&target->folder);
    manifest_clear(&target->written);
    free(target->path);
    free(target->purpose);
    free(target->manifest_path);
    free(target);
}

int target_record(struct target *target, const struct manifest *manifest, struct error *error)
{
    return manifest_save(manifest, target->manifest_path, target->purpose, error);
}

int target_sync(const struct target *target, struct error *error)
{
    return syncfs(target->folder) == 0
               ? 0
               : error_set_errno(error, errno, "%s cannot be brought safely to the disk",
                                 target->path);
}

/* --- places ---------------------------------------------------------------------------------- */

/* The folder of `path` and the last component (which points into path), no link followed. With
 * `make`, folders that are missing are made; without, a missing one is ERROR_NOT_FOUND. */
static int open_parent(const struct target *target, const char *path, bool make, const char **name,
                       struct error *error)
{
    CLEANUP_FD int at = fcntl(target->folder, F_DUPFD_CLOEXEC, 0);
    const char *from = path;
    for (const char *slash; at >= 0 && (slash = strchr(from, '/')) != NULL; from = slash + 1) {
        CLEANUP_FREE char *component = xstrndup(from, (size_t)(slash - from));
        if (make && mkdirat(at, component, FOLDER_MODE) != 0 && errno != EEXIST) {
            break;
        }
        int below = openat(at, component, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int number = errno;
        cleanup_fd(&at);
        at = below;
        errno = number;
    }
    if (at < 0 || strchr(from, '/') != NULL) {
        return error_set_errno(error, errno, "The folder of %s/%s cannot be had", target->path,
                               path);
    }
    *name = from;
    return STEAL_FD(at);
}

int target_look(const struct target *target, const char *path, uint64_t size, int64_t time,
                enum target_state *state, struct error *error)
{
    const char *name = path;
    struct error opening = {0};
    struct stat status;
    CLEANUP_FD int parent = open_parent(target, path, false, &name, &opening);
    if (parent < 0 && opening.kind != ERROR_NOT_FOUND) {
        return error_set(error, opening.kind, "%s", opening.text);
    }
    if (parent < 0 || fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        *state = TARGET_ABSENT;
        return 0;
    }
    int64_t off = (int64_t)status.st_mtim.tv_sec - time;
    bool right = S_ISREG(status.st_mode) && (uint64_t)status.st_size == size && off <= TIME_GRAIN &&
                 off >= -TIME_GRAIN;
    *state = right ? TARGET_RIGHT : TARGET_OTHER;
    return 0;
}

/* --- writing --------------------------------------------------------------------------------- */

static int open_part(const struct target *target, struct error *error)
{
    unlinkat(target->folder, PART, 0); /* of a run that was killed */
    int fd = openat(target->folder, PART, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                    FILE_MODE);
    return fd >= 0 ? fd : error_set_errno(error, errno, "%s cannot be written to", target->path);
}

static int move_part(const struct target *target, const char *path, struct error *error)
{
    const char *name = path;
    CLEANUP_FD int parent = open_parent(target, path, true, &name, error);
    if (parent < 0) {
        return -1;
    }
    return renameat(target->folder, PART, parent, name) == 0
               ? 0
               : error_set_errno(error, errno, "%s/%s cannot be put in its place", target->path,
                                 path);
}

/* Copies all of it and tells its hash. */
static int pour(int from, int to, const char *path, char sha256[HASH_TEXT_SIZE],
                struct error *error)
{
    enum { BLOCK = 128 * 1024 };
    CLEANUP_FREE char *block = xmalloc(BLOCK);
    struct hash hash;
    hash_start(&hash);
    for (;;) {
        ssize_t got = read(from, block, BLOCK);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, errno, "what shall become %s cannot be read", path);
        }
        if (got == 0) {
            break;
        }
        hash_add(&hash, block, (size_t)got);
        if (files_write_all(to, block, (size_t)got, error) != 0) {
            return error_prefix(error, "%s", path);
        }
    }
    hash_end(&hash, sha256);
    return 0;
}

int target_copy(const struct target *target, const char *path, int from, const char *sha256,
                int64_t time, bool *right, struct error *error)
{
    char found[HASH_TEXT_SIZE] = "";
    CLEANUP_FD int part = open_part(target, error);
    if (part < 0 || pour(from, part, path, found, error) != 0) {
        unlinkat(target->folder, PART, 0);
        return -1;
    }
    *right = strcmp(found, sha256) == 0;
    if (!*right) {
        unlinkat(target->folder, PART, 0);
        return 0;
    }
    const struct timespec times[2] = {{.tv_sec = (time_t)time}, {.tv_sec = (time_t)time}};
    if (futimens(part, times) != 0) {
        return error_set_errno(error, errno, "%s/%s cannot be given its time", target->path, path);
    }
    return move_part(target, path, error);
}

static bool is_same(const struct target *target, const char *path, const void *data, size_t size)
{
    CLEANUP_FREE char *full = xasprintf("%s/%s", target->path, path);
    CLEANUP_FREE char *old = NULL;
    size_t old_size = 0;
    return files_read(full, size, &old, &old_size, NULL) == 0 && old_size == size &&
           memcmp(old, data, size) == 0;
}

int target_put(const struct target *target, const char *path, const void *data, size_t size,
               struct error *error)
{
    if (is_same(target, path, data, size)) {
        return 0;
    }
    CLEANUP_FD int part = open_part(target, error);
    if (part < 0 || files_write_all(part, data, size, error) != 0) {
        unlinkat(target->folder, PART, 0);
        return part < 0 ? -1 : error_prefix(error, "%s", path);
    }
    return move_part(target, path, error);
}

/* --- removing -------------------------------------------------------------------------------- */

/* Folders from the innermost outwards, as far as they are empty. */
static void remove_empty(const struct target *target, const char *path)
{
    CLEANUP_FREE char *folder = xstrdup(path);
    for (char *slash; (slash = strrchr(folder, '/')) != NULL;) {
        *slash = '\0';
        const char *name = folder;
        CLEANUP_FD int parent = open_parent(target, folder, false, &name, NULL);
        if (parent < 0 || unlinkat(parent, name, AT_REMOVEDIR) != 0) {
            return;
        }
    }
}

static int has_hash(int fd, const char *sha256, bool *same, struct error *error)
{
    char found[HASH_TEXT_SIZE];
    uint64_t size = 0;
    if (hash_file(fd, found, &size, error) != 0) {
        return -1;
    }
    *same = strcmp(found, sha256) == 0;
    return 0;
}

int target_remove(const struct target *target, const char *path, const char *sha256, bool *removed,
                  struct error *error)
{
    const char *name = path;
    struct error opening = {0};
    CLEANUP_FD int parent = open_parent(target, path, false, &name, &opening);
    if (parent < 0 && opening.kind != ERROR_NOT_FOUND) {
        return error_set(error, opening.kind, "%s", opening.text);
    }
    CLEANUP_FD int fd =
        parent < 0 ? -1 : openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        *removed = parent < 0 || errno == ENOENT; /* else it is no file of ours any more */
        return 0;
    }
    if (has_hash(fd, sha256, removed, error) != 0) {
        return error_prefix(error, "%s", path);
    }
    if (*removed && unlinkat(parent, name, 0) != 0) {
        return error_set_errno(error, errno, "%s/%s cannot be removed", target->path, path);
    }
    if (*removed) {
        remove_empty(target, path);
    }
    return 0;
}
