#include "mailbox/confine.h"

#include "base/landlock.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

/* The folder in which a file really lies: a file that is replaced by a new one stays readable. */
static char *folder_of(const char *path)
{
    CLEANUP_FREE char *real = realpath(path, NULL);
    CLEANUP_FREE char *copy = xstrdup(real != NULL ? real : path);
    return xstrdup(dirname(copy));
}

/* 1 would be refused for a file, too, and beyond that it is what keeps a core dump with the
 * password from being piped to a program (core(5)). */
static int forbid_core(struct error *error)
{
    struct rlimit now = {.rlim_max = 1};
    getrlimit(RLIMIT_CORE, &now);
    /* The service may have been given none at all; it cannot be raised to 1 then. */
    const rlim_t most = now.rlim_max < 1 ? now.rlim_max : 1;
    const struct rlimit none = {.rlim_cur = most, .rlim_max = most};
    if (setrlimit(RLIMIT_CORE, &none) != 0) {
        return error_set_errno(error, errno, "cannot forbid core dumps");
    }
    return 0;
}

static int confine_remote(const struct settings *settings, int folder, struct error *error)
{
    CLEANUP_FREE char *password = folder_of(settings->password_file);
    CLEANUP_FREE char *authority = settings->ca_file != NULL ? folder_of(settings->ca_file) : NULL;
    const struct landlock_rule rules[] = {
        {.fd = folder, .write = true},
        {.path = password, .optional = true},
        {.path = authority != NULL ? authority : "/etc/ssl", .optional = true},
        /* resolv.conf, hosts, nsswitch.conf are replaced while we run, so the whole folder */
        {.path = "/etc", .optional = true},
        {.path = "/run/systemd/resolve", .optional = true},
        {.path = "/run/resolvconf", .optional = true},
        {.path = "/run/NetworkManager", .optional = true},
        {.path = "/run/nscd", .optional = true},
        /* libraries that the C library loads late, and trusted certificates */
        {.path = "/usr", .optional = true},
        {.path = "/lib", .optional = true},
        {.path = "/lib64", .optional = true},
        {.path = "/dev/urandom", .optional = true},
        {.path = "/proc/sys/crypto", .optional = true},
        {.path = "/proc/self", .optional = true},
    };
    return landlock_confine(rules, COUNT_OF(rules), 0, error);
}

static int confine_local(const struct settings *settings, int folder, struct error *error)
{
    struct stat status;
    if (stat(settings->path, &status) != 0) {
        error_set_errno(error, errno,
                        "The mailbox %s cannot be found; check url in the "
                        "configuration",
                        settings->path);
        error->kind = ERROR_CONFIG;
        return -1;
    }
    CLEANUP_FREE char *folder_of_file = folder_of(settings->path);
    const struct landlock_rule rules[] = {
        {.fd = folder, .write = true},
        {.path = S_ISDIR(status.st_mode) ? settings->path : folder_of_file},
        {.path = "/usr", .optional = true}, /* the C library's converters for folder names */
        {.path = "/lib", .optional = true},
        {.path = "/proc/self", .optional = true},
    };
    return landlock_confine(rules, COUNT_OF(rules), LANDLOCK_NO_TCP, error);
}

int confine(const struct settings *settings, int folder, struct error *error)
{
    if (forbid_core(error) != 0) {
        return -1;
    }
    return settings_remote(settings) ? confine_remote(settings, folder, error)
                                     : confine_local(settings, folder, error);
}
