#include "base/files.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

int files_write_all(int fd, const void *data, size_t size, struct error *error)
{
    const char *at = data;
    while (size > 0) {
        ssize_t written = write(fd, at, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return error_set_errno(error, errno, "cannot write");
        }
        at += written;
        size -= (size_t)written;
    }
    return 0;
}

int files_make_folder(const char *path, mode_t mode, struct error *error)
{
    CLEANUP_FREE char *part = xstrdup(path);
    for (char *slash = part + 1;; slash++) {
        if (*slash != '/' && *slash != '\0') {
            continue;
        }
        char kept = *slash;
        *slash = '\0';
        if (mkdir(part, mode) != 0 && errno != EEXIST) {
            return error_set_errno(error, errno, "cannot make the folder %s", part);
        }
        if (kept == '\0') {
            return 0;
        }
        *slash = kept;
    }
}

int files_open_folder(const char *path, struct error *error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return error_set_errno(error, errno, "cannot open the folder %s", path);
    }
    return fd;
}

int files_sync(int fd, const char *name, struct error *error)
{
    if (fsync(fd) != 0) {
        return error_set_errno(error, errno, "cannot bring %s safely to the disk (fsync)", name);
    }
    return 0;
}

static int read_all(int fd, const char *path, size_t limit, char **data, size_t *size,
                    struct error *error)
{
    CLEANUP_FREE char *text = xmalloc(4096 + 1);
    size_t capacity = 4096, filled = 0;
    for (;;) {
        if (filled == capacity) {
            capacity *= 2;
            text = xrealloc(text, capacity + 1);
        }
        ssize_t got = read(fd, text + filled, capacity - filled);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, errno, "cannot read %s", path);
        }
        if (got == 0) {
            break;
        }
        filled += (size_t)got;
        if (filled > limit) {
            return error_set(error, ERROR_LIMIT, "%s has more than %zu bytes", path, limit);
        }
    }
    text[filled] = '\0';
    *data = STEAL(text);
    *size = filled;
    return 0;
}

int files_read(const char *path, size_t limit, char **data, size_t *size, struct error *error)
{
    CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return error_set_errno(error, errno, "cannot open %s", path);
    }
    return read_all(fd, path, limit, data, size, error);
}

static int sync_parent(const char *path, struct error *error)
{
    CLEANUP_FREE char *copy = xstrdup(path);
    const char *parent = dirname(copy);
    CLEANUP_FD int fd = files_open_folder(parent, error);
    return fd < 0 ? -1 : files_sync(fd, parent, error);
}

static int fill_temporary(int fd, const char *path, const void *data, size_t size, mode_t mode,
                          struct error *error)
{
    if (fchmod(fd, mode) != 0) {
        return error_set_errno(error, errno, "cannot set the permissions of %s", path);
    }
    if (files_write_all(fd, data, size, error) != 0) {
        return error_prefix(error, "%s", path);
    }
    return files_sync(fd, path, error);
}

/* `flags` are renameat2's. */
static int put_file(const char *path, const void *data, size_t size, mode_t mode, unsigned flags,
                    struct error *error)
{
    CLEANUP_FREE char *temporary = xasprintf("%s.XXXXXX", path);
    CLEANUP_FD int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) {
        return error_set_errno(error, errno, "cannot make a file beside %s", path);
    }
    if (fill_temporary(fd, path, data, size, mode, error) != 0) {
        unlink(temporary);
        return -1;
    }
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, flags) != 0) {
        int number = errno;
        unlink(temporary);
        return error_set_errno(error, number, "cannot put %s in its place", path);
    }
    return sync_parent(path, error);
}

int files_replace(const char *path, const void *data, size_t size, mode_t mode, struct error *error)
{
    return put_file(path, data, size, mode, 0, error);
}

int files_create(const char *path, const void *data, size_t size, mode_t mode, struct error *error)
{
    return put_file(path, data, size, mode, RENAME_NOREPLACE, error);
}

static int remove_entry(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return remove(path) != 0 && errno != ENOENT ? -1 : 0;
}

int files_remove_tree(const char *path, struct error *error)
{
    struct stat status;
    if (lstat(path, &status) != 0 && errno == ENOENT) {
        return 0;
    }
    if (nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS) != 0) {
        return error_set_errno(error, errno, "cannot remove the folder %s", path);
    }
    return 0;
}

int files_free_space(const char *path, uint64_t *bytes, struct error *error)
{
    struct statvfs status;
    if (statvfs(path, &status) != 0) {
        return error_set_errno(error, errno, "cannot ask for the free space at %s", path);
    }
    *bytes = (uint64_t)status.f_bavail * status.f_frsize;
    return 0;
}
