/*
 * Landlock (landlock(7)): a process gives up, for itself and for ever, every file it does not name.
 * It fails closed: where the kernel cannot do it, the process must refuse to work.
 */
#ifndef BAOSONG_BASE_LANDLOCK_H
#define BAOSONG_BASE_LANDLOCK_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* What may be touched: a file, or a folder and all beneath it. Reading is always allowed there. */
struct landlock_rule {
    const char *path; /* NULL: `fd` says which */
    int fd;           /* open file or folder, stays the caller's; only looked at without a path */
    bool write;       /* also write, make, rename and remove files and folders, no devices, links */
    bool optional;    /* a path that does not exist is no error, and nothing is allowed there */
};

enum {
    /* No TCP connection and no listening. Kernels before 6.7 cannot: where it must hold, seccomp
     * has to say it too. */
    LANDLOCK_NO_TCP = 1,
};

/*
 * Confines the calling thread and all it starts later, so call it before any thread is made. Sets
 * no-new-privs first. Files already open stay usable. Executing is never allowed. Where the kernel
 * can (6.12), signals and abstract sockets to processes outside are refused, too. Fails with
 * ERROR_CONFIG where the kernel has no Landlock; after any failure the process is not confined.
 */
int landlock_confine(const struct landlock_rule *rules, size_t count, unsigned flags,
                     struct error *error);

#endif
