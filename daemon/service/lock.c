#include "service/lock.h"

#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Who holds it wrote its process id into the file. */
static int held_by_another(int fd, const char *path, struct error *error)
{
    char holder[32] = "";
    ssize_t got = pread(fd, holder, sizeof holder - 1, 0);
    holder[got > 0 ? strspn(holder, "0123456789") : 0] = '\0';
    return error_set(error, ERROR_BUSY,
                     "another baosong (process %s) already works on this state folder (%s is "
                     "locked); stop it first, or give this one a state_dir of its own",
                     holder[0] != '\0' ? holder : "unknown", path);
}

int lock_look(const char *state_dir, bool *held, struct error *error)
{
    CLEANUP_FREE char *path = xasprintf("%s/lock", state_dir);
    CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno != ENOENT) {
        return error_set_errno(error, errno, "cannot open %s", path);
    }
    *held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    return 0;
}

int lock_take(const char *state_dir, struct error *error)
{
    CLEANUP_FREE char *path = xasprintf("%s/lock", state_dir);
    CLEANUP_FD int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return error_set_errno(error, errno, "cannot open %s", path);
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? held_by_another(fd, path, error)
                                    : error_set_errno(error, errno, "cannot lock %s", path);
    }
    char mine[32];
    int length = snprintf(mine, sizeof mine, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, mine, (size_t)length, 0) != length) {
        return error_set_errno(error, errno, "cannot write %s", path);
    }
    return STEAL_FD(fd);
}
