/* The reader's confinement: every way out is tried, each in a child of its own that confines itself
 * first; it must be refused, or cost the child its life. Where the confinement cannot be had, it
 * must say so. */
#include "base/files.h"
#include "base/memory.h"
#include "reader/sandbox.h"
#include "support.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char *root;
static int job_folder;
static int open_socket; /* a connected one, from before the confinement */

static int setup(void **state)
{
    (void)state;
    struct error error;
    root = xasprintf("%s/sandbox-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    assert_non_null(mkdtemp(root));
    CLEANUP_FREE char *job = xasprintf("%s/job", root);
    CLEANUP_FREE char *secret = xasprintf("%s/secret", root);
    assert_int_equal(mkdir(job, 0700), 0);
    assert_int_equal(files_replace(secret, "x", 1, 0600, &error), 0);
    job_folder = files_open_folder(job, &error);
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    open_socket = pair[0];
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(files_remove_tree(root, &error), 0);
    close(job_folder);
    close(open_socket);
    free(root);
    return 0;
}

/* --- the ways out: each gives the errno, or 0 where it worked ----------------------------------
 */

static int result_of(long result)
{
    return result < 0 ? errno : 0;
}

static int result_of_open(int fd)
{
    return fd < 0 ? errno : 0;
}

static int try_socket(void)
{
    return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int try_datagram(void)
{
    return result_of(socket(AF_INET6, SOCK_DGRAM, 0));
}

static int try_connect(void)
{
    const struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(80)};
    return result_of(connect(open_socket, (const struct sockaddr *)&to, sizeof to));
}

static int try_send_descriptor(void)
{
    struct msghdr message = {0};
    return result_of(sendmsg(open_socket, &message, 0));
}

static int try_read_passwd(void)
{
    return result_of_open(open("/etc/passwd", O_RDONLY));
}

static int try_read_maps(void)
{
    return result_of_open(open("/proc/self/maps", O_RDONLY));
}

static int try_list_root(void)
{
    return result_of_open(open("/", O_RDONLY | O_DIRECTORY));
}

static int try_climb(void)
{
    return result_of_open(openat(job_folder, "../secret", O_RDONLY));
}

static int try_create_outside(void)
{
    return result_of_open(openat(job_folder, "../made", O_WRONLY | O_CREAT, 0600));
}

static int try_remove_outside(void)
{
    return result_of(unlinkat(job_folder, "../secret", 0));
}

static int try_rename(void)
{
    return result_of(renameat(job_folder, "../secret", job_folder, "stolen"));
}

static int try_link(void)
{
    return result_of(linkat(job_folder, "../secret", job_folder, "stolen", 0));
}

static int try_make_folder(void)
{
    return result_of(mkdir("/tmp/cache", 0700));
}

static int try_symlink(void)
{
    return result_of(symlinkat("/etc/passwd", job_folder, "link"));
}

static int try_chmod(void)
{
    return result_of(fchmod(job_folder, 0777));
}

static int try_fork(void)
{
    return result_of(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int try_clone3(void)
{
    struct clone_args arguments = {.exit_signal = SIGCHLD};
    return result_of(syscall(SYS_clone3, &arguments, sizeof arguments));
}

static int try_exec(void)
{
    char *const arguments[] = {(char[]){"true"}, NULL};
    return result_of(execve("/bin/true", arguments, arguments + 1));
}

static int try_exec_anonymous(void)
{
    return result_of(syscall(SYS_memfd_create, "code", 0));
}

static int try_trace(void)
{
    return result_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int try_read_parent(void)
{
    return result_of(process_vm_readv(getppid(), NULL, 0, NULL, 0, 0));
}

static int try_kill_parent(void)
{
    return result_of(kill(getppid(), 0));
}

static int try_kill_thread_of_parent(void)
{
    return result_of(syscall(SYS_tgkill, getppid(), getppid(), 0));
}

static int try_new_code(void)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? errno : 0;
}

static int try_turn_data_into_code(void)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return result_of(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int try_namespace(void)
{
    return result_of(unshare(CLONE_NEWUSER));
}

static int try_ring(void)
{
    return result_of(syscall(SYS_io_uring_setup, 1, NULL));
}

static int try_keys(void)
{
    return result_of(syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}

static int try_lift_limit(void)
{
    const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    return result_of(syscall(SYS_prlimit64, 0, RLIMIT_CPU, &none, NULL));
}

static int try_terminal(void)
{
    return result_of(syscall(SYS_ioctl, 0, 0x5412UL /* TIOCSTI */, "x"));
}

static int try_be_dumped(void)
{
    return result_of(syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0));
}

/* What its work takes, so that the table below is no proof of a process that can do nothing. */
static int try_own_work(void)
{
    char back = 0;
    int fd = openat(job_folder, "1", O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool kept = fd >= 0 && write(fd, "y", 1) == 1 && pread(fd, &back, 1, 0) == 1 && back == 'y';
    return kept && unlinkat(job_folder, "1", 0) == 0 ? 0 : 1;
}

static int try_abort(void)
{
    signal(SIGABRT, SIG_DFL);
    abort();
}

static const struct attempt {
    const char *name;
    int (*try)(void);
    int refused; /* the errno; 0: it works, or the signal below */
    int killed;  /* the signal; 0: none */
} attempts[] = {
    {"its own work", try_own_work, 0, 0},
    {"abort", try_abort, 0, SIGABRT},
    {"socket", try_socket, 0, SIGSYS},
    {"datagram socket", try_datagram, 0, SIGSYS},
    {"connect", try_connect, 0, SIGSYS},
    {"sendmsg", try_send_descriptor, 0, SIGSYS},
    {"read /etc/passwd", try_read_passwd, EACCES, 0},
    {"read /proc/self/maps", try_read_maps, EACCES, 0},
    {"list /", try_list_root, EACCES, 0},
    {"open ../secret", try_climb, EACCES, 0},
    {"create outside", try_create_outside, EACCES, 0},
    {"remove outside", try_remove_outside, EACCES, 0},
    {"make a folder", try_make_folder, EPERM, 0}, /* fontconfig, for a cache */
    {"rename", try_rename, 0, SIGSYS},
    {"link", try_link, 0, SIGSYS},
    {"symlink", try_symlink, 0, SIGSYS},
    {"chmod", try_chmod, 0, SIGSYS},
    {"clone", try_fork, 0, SIGSYS},
    {"clone3", try_clone3, 0, SIGSYS},
    {"execve", try_exec, 0, SIGSYS},
    {"memfd_create", try_exec_anonymous, 0, SIGSYS},
    {"ptrace", try_trace, 0, SIGSYS},
    {"process_vm_readv", try_read_parent, 0, SIGSYS},
    {"kill the parent", try_kill_parent, 0, SIGSYS},
    {"tgkill the parent", try_kill_thread_of_parent, 0, SIGSYS},
    {"mmap of code", try_new_code, 0, SIGSYS},
    {"mprotect to code", try_turn_data_into_code, 0, SIGSYS},
    {"unshare", try_namespace, 0, SIGSYS},
    {"io_uring", try_ring, 0, SIGSYS},
    {"keyctl", try_keys, 0, SIGSYS},
    {"lift a limit", try_lift_limit, EPERM, 0},
    {"ioctl", try_terminal, EPERM, 0},
    {"prctl", try_be_dumped, EPERM, 0},
};

enum { NOT_CONFINED = 250 };

/* A call that kills is no news for the sanitizer, whose own handler needs calls of its own. */
static int status_of(pid_t child)
{
    int status = 0;
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static int run(int (*try)(void))
{
    pid_t child = fork();
    if (child == 0) {
        struct error error;
        _exit(sandbox_enter(job_folder, &error) != 0 ? NOT_CONFINED : try());
    }
    return status_of(child);
}

static void test_ways_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(attempts); i++) {
        const struct attempt *attempt = &attempts[i];
        int status = run(attempt->try);
        bool right = attempt->killed != 0
                         ? WIFSIGNALED(status) && WTERMSIG(status) == attempt->killed
                         : WIFEXITED(status) && WEXITSTATUS(status) == attempt->refused;
        if (!right) {
            fail_msg("%s: status 0x%x", attempt->name, (unsigned)status);
        }
    }
}

/* --- limits ------------------------------------------------------------------------------------
 */

static int spin(void)
{
    volatile unsigned long turns = 1;
    while (turns != 0) {
        turns += 2;
    }
    return 0;
}

static int flood(void)
{
    static const char block[65536];
    int fd = openat(job_folder, "flood", O_WRONLY | O_CREAT, 0600);
    while (write(fd, block, sizeof block) > 0) {
    }
    return errno;
}

static int open_many(void)
{
    while (openat(job_folder, "many", O_WRONLY | O_CREAT, 0600) >= 0) {
    }
    return errno;
}

/* Limits that are tighter than ours stay, by which the test need not wait for ours. */
static void test_limits(void **state)
{
    (void)state;
    static const struct {
        __rlimit_resource_t resource;
        rlim_t soft, hard;
        int (*try)(void);
        int refused, killed;
    } rows[] = {
        {RLIMIT_CPU, 1, 3, spin, 0, SIGXCPU},
        {RLIMIT_FSIZE, 100000, 100000, flood, 0, SIGXFSZ},
        {RLIMIT_NOFILE, 1000, 1000, open_many, EMFILE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pid_t child = fork();
        if (child == 0) {
            struct error error;
            const struct rlimit limit = {rows[i].soft, rows[i].hard};
            setrlimit(rows[i].resource, &limit);
            _exit(sandbox_enter(job_folder, &error) != 0 ? NOT_CONFINED : rows[i].try());
        }
        int status = status_of(child);
        assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, rows[i].killed);
        assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : 0, rows[i].refused);
    }
}

/* --- failing closed ----------------------------------------------------------------------------
 */

static void test_no_folder(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct error error;
        _exit(sandbox_enter(-1, &error) == -1 ? 0 : 1);
    }
    assert_int_equal(status_of(child), 0);
}

/* A kernel that does not know a call is played by a filter that says so. */
static void test_kernel_without(void **state)
{
    (void)state;
    static const struct {
        int call;
        int number;
        enum error_kind kind;
        const char *word;
    } rows[] = {
        {SCMP_SYS(landlock_create_ruleset), ENOSYS, ERROR_CONFIG, "Landlock"},
        {SCMP_SYS(landlock_create_ruleset), EOPNOTSUPP, ERROR_CONFIG, "lsm="},
        {SCMP_SYS(landlock_add_rule), EPERM, ERROR_FAILED, "Landlock"},
        {SCMP_SYS(landlock_restrict_self), E2BIG, ERROR_FAILED, "Landlock"},
        {SCMP_SYS(seccomp), ENOSYS, ERROR_FAILED, "seccomp"},
        {SCMP_SYS(prlimit64), EPERM, ERROR_FAILED, "limit"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pid_t child = fork();
        if (child == 0) {
            struct error error = {0};
            scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
            uint32_t answer = SCMP_ACT_ERRNO((uint32_t)rows[i].number);
            if (seccomp_rule_add(filter, answer, rows[i].call, 0) != 0 ||
                seccomp_load(filter) != 0) {
                _exit(NOT_CONFINED);
            }
            bool closed = sandbox_enter(job_folder, &error) == -1 && error.kind == rows[i].kind &&
                          strstr(error.text, rows[i].word) != NULL;
            _exit(closed ? 0 : 1);
        }
        if (status_of(child) != 0) {
            fail_msg("row %zu is not refused as it should be", i);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways_out),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_no_folder),
        cmocka_unit_test(test_kernel_without),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
