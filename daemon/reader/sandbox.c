#include "reader/sandbox.h"

#include "base/landlock.h"
#include "base/limits.h"
#include "base/memory.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1 /* its shadow memory is larger than any limit would allow */
#else
#define SANITIZED 0
#endif

/* A tighter limit that the administrator or the service set already stays. */
static int set_limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard, const char *what,
                     struct error *error)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    getrlimit(resource, &limit);
    limit.rlim_cur = limit.rlim_cur < soft ? limit.rlim_cur : soft;
    limit.rlim_max = limit.rlim_max < hard ? limit.rlim_max : hard;
    if (setrlimit(resource, &limit) != 0) {
        return error_set_errno(error, errno, "cannot limit the reader's %s", what);
    }
    return 0;
}

static int set_limits(struct error *error)
{
    static const struct {
        __rlimit_resource_t resource;
        rlim_t soft, hard;
        const char *what;
    } limits[] = {
        /* At the soft one it dies by SIGXCPU, which says why; at the hard one merely by SIGKILL. */
        {RLIMIT_CPU, LIMIT_READER_CPU, LIMIT_READER_CPU + 1, "CPU time"},
        {RLIMIT_FSIZE, LIMIT_UNPACKED, LIMIT_UNPACKED, "file size"},
        {RLIMIT_NOFILE, LIMIT_READER_OPEN_FILES, LIMIT_READER_OPEN_FILES, "open files"},
        {RLIMIT_CORE, 0, 0, "core dumps"},
        {RLIMIT_NPROC, 0, 0, "processes"},
    };
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        if (set_limit(limits[i].resource, limits[i].soft, limits[i].hard, limits[i].what, error) !=
            0) {
            return -1;
        }
    }
    return SANITIZED
               ? 0
               : set_limit(RLIMIT_AS, LIMIT_READER_MEMORY, LIMIT_READER_MEMORY, "memory", error);
}

/* What poppler and fontconfig open while they work; nothing of it is anybody's secret. */
static int confine_files(int folder, struct error *error)
{
    const struct landlock_rule rules[] = {
        {.fd = folder, .write = true},
        {.path = "/usr/share/poppler", .optional = true},
        {.path = "/usr/share/fonts", .optional = true},
        {.path = "/usr/share/fontconfig", .optional = true},
        {.path = "/etc/fonts", .optional = true},
        {.path = "/var/cache/fontconfig", .optional = true},
        {.path = "/usr/share/tesseract-ocr", .optional = true},
    };
    return landlock_confine(rules, COUNT_OF(rules), LANDLOCK_NO_TCP, error);
}

/* Everything that parsing takes. No socket, no other process, no signal to anybody else. */
static const int allowed[] = {
    /* files that are open, or that Landlock lets be opened */
    SCMP_SYS(read),
    SCMP_SYS(readv),
    SCMP_SYS(pread64),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    SCMP_SYS(pwrite64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(fcntl),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(ftruncate),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(fadvise64),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(getcwd),
    /* memory; mmap and mprotect follow below, without PROT_EXEC */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    /* itself */
    SCMP_SYS(futex),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(gettid),
    SCMP_SYS(getpid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(setitimer),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrusage),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* Libraries ask these and live with a no: fontconfig, for one, makes a cache where it finds none.
 */
static const int refused[] = {SCMP_SYS(ioctl), SCMP_SYS(prctl), SCMP_SYS(prlimit64),
                              SCMP_SYS(mkdir), SCMP_SYS(mkdirat)};

static int add_rules(scmp_filter_ctx filter)
{
    int r = 0;
    for (size_t i = 0; r == 0 && i < COUNT_OF(allowed); i++) {
        r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
    }
    for (size_t i = 0; r == 0 && i < COUNT_OF(refused); i++) {
        r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    }
    static const int mapping[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    for (size_t i = 0; r == 0 && i < COUNT_OF(mapping); i++) {
        const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
        r = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, mapping[i], 1, &no_code);
    }
    /* abort() must end it as an abort, for the parent's log: signals, but only to itself. */
    const struct scmp_arg_cmp itself = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)(uint32_t)getpid());
    if (r == 0) {
        r = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &itself);
    }
    return r;
}

static int confine_calls(struct error *error)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int r = filter != NULL ? add_rules(filter) : -ENOMEM;
    if (r == 0) {
        r = seccomp_load(filter);
    }
    seccomp_release(filter);
    if (r != 0) {
        return error_set_errno(error, -r,
                               "the kernel does not take the reader's list of allowed "
                               "calls (seccomp), and without it nothing is read");
    }
    return 0;
}

int sandbox_enter(int folder, struct error *error)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
        return error_set_errno(error, errno, "cannot give up privileges for the reader");
    }
    if (set_limits(error) != 0 || confine_files(folder, error) != 0) {
        return -1;
    }
    return confine_calls(error);
}
