#include "base/landlock.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The kernel's interface (include/uapi/linux/landlock.h), written down here because Debian 12's
 * headers know only its first version while its users' kernels may know the seventh.
 */
enum { LANDLOCK_VERSION = 1, LANDLOCK_PATH_BENEATH = 1 };

struct landlock_ruleset {
    uint64_t files;
    uint64_t network; /* since version 4 */
    uint64_t scoped;  /* since version 6 */
};

struct landlock_path {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

#define RIGHT(bit) (UINT64_C(1) << (bit))
enum {
    EXECUTE,
    WRITE_FILE,
    READ_FILE,
    READ_DIR,
    REMOVE_DIR,
    REMOVE_FILE,
    MAKE_CHAR,
    MAKE_DIR,
    MAKE_REG,
    MAKE_SOCK,
    MAKE_FIFO,
    MAKE_BLOCK,
    MAKE_SYM,
    REFER,
    TRUNCATE,
    IOCTL_DEV,
};
static const uint64_t rights_read = RIGHT(READ_FILE) | RIGHT(READ_DIR);
static const uint64_t rights_write = RIGHT(WRITE_FILE) | RIGHT(REMOVE_DIR) | RIGHT(REMOVE_FILE) |
                                     RIGHT(MAKE_DIR) | RIGHT(MAKE_REG) | RIGHT(REFER) |
                                     RIGHT(TRUNCATE);
/* Of these only may a rule for a file, not a folder, consist. */
static const uint64_t rights_of_file =
    RIGHT(EXECUTE) | RIGHT(WRITE_FILE) | RIGHT(READ_FILE) | RIGHT(TRUNCATE) | RIGHT(IOCTL_DEV);

/* What each version of the interface added: the kernel refuses a right that it does not know. */
static const struct landlock_ruleset added[] = {
    {.files = RIGHT(MAKE_SYM + 1) - 1}, {.files = RIGHT(REFER)},
    {.files = RIGHT(TRUNCATE)},         {.network = 3}, /* bind, connect */
    {.files = RIGHT(IOCTL_DEV)},        {.scoped = 3},  /* abstract sockets, signals */
};

static int ask_version(struct error *error)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_VERSION);
    if (version >= 1) {
        return (int)version;
    }
    const char *why = version < 0 && errno == EOPNOTSUPP
                          ? "it is switched off at boot (add landlock to the lsm= parameter)"
                          : "the kernel was built without it";
    return error_set(error, ERROR_CONFIG,
                     "This process must confine itself with Landlock before it touches anything "
                     "that came from outside, but %s. Linux 5.13 or newer with Landlock enabled is "
                     "needed, as Debian 12 has it.",
                     why);
}

static struct landlock_ruleset known_rights(int version, unsigned flags)
{
    struct landlock_ruleset known = {0};
    for (size_t i = 0; i < COUNT_OF(added) && i < (size_t)version; i++) {
        known.files |= added[i].files;
        known.network |= added[i].network;
        known.scoped |= added[i].scoped;
    }
    if ((flags & LANDLOCK_NO_TCP) == 0) {
        known.network = 0;
    }
    return known;
}

static int add_rule(int ruleset, const struct landlock_rule *rule, uint64_t known,
                    struct error *error)
{
    const char *name = rule->path != NULL ? rule->path : "an open folder";
    CLEANUP_FD int opened = -1;
    if (rule->path != NULL) {
        opened = open(rule->path, O_PATH | O_CLOEXEC);
        if (opened < 0 && rule->optional && (errno == ENOENT || errno == ENOTDIR)) {
            return 0;
        }
        if (opened < 0) {
            return error_set_errno(error, errno, "cannot open %s", name);
        }
    }
    struct landlock_path path = {.fd = rule->path != NULL ? opened : rule->fd};
    struct stat status;
    if (fstat(path.fd, &status) != 0) {
        return error_set_errno(error, errno, "cannot look at %s", name);
    }
    path.allowed = rights_read | (rule->write ? rights_write : 0);
    path.allowed &= known & (S_ISDIR(status.st_mode) ? UINT64_MAX : rights_of_file);
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_PATH_BENEATH, &path, 0) != 0) {
        return error_set_errno(error, errno, "Landlock does not take the rule for %s", name);
    }
    return 0;
}

int landlock_confine(const struct landlock_rule *rules, size_t count, unsigned flags,
                     struct error *error)
{
    int version = ask_version(error);
    if (version < 0) {
        return -1;
    }
    const struct landlock_ruleset known = known_rights(version, flags);
    CLEANUP_FD int ruleset = (int)syscall(SYS_landlock_create_ruleset, &known, sizeof known, 0);
    if (ruleset < 0) {
        return error_set_errno(error, errno, "Landlock makes no rule set");
    }
    for (size_t i = 0; i < count; i++) {
        if (add_rule(ruleset, &rules[i], known.files, error) != 0) {
            return -1;
        }
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return error_set_errno(error, errno, "cannot give up new privileges");
    }
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        return error_set_errno(error, errno, "Landlock does not confine this process");
    }
    return 0;
}
