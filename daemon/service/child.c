#include "service/child.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    FIRST_PASSED = 3,
    STATUS_NOT_STARTED = 127,
};

/* The path of a program of ours; the caller frees it. */
static char *find_program(const char *program)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = '\0';
        CLEANUP_FREE char *beside = xasprintf("%s/%s", dirname(self), program);
        if (access(beside, X_OK) == 0) {
            return STEAL(beside);
        }
    }
    return xasprintf("%s/%s", BAOSONG_LIBEXEC, program);
}

/* Puts the descriptors in their places. Only calls that are safe between fork and exec. */
static int arrange(const struct child_descriptor *passed, size_t count)
{
    int null = count <= CHILD_DESCRIPTORS ? open("/dev/null", O_RDWR) : -1;
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0) {
        return -1;
    }
    int last = FIRST_PASSED - 1;
    for (size_t i = 0; i < count; i++) {
        last = passed[i].to > last ? passed[i].to : last;
    }
    /* First out of each other's way, above every number that is a target and to one that is free:
     * whoever has a hundred mailboxes has as many descriptors. Then to the numbers promised. */
    int parked[CHILD_DESCRIPTORS];
    for (size_t i = 0; i < count; i++) {
        parked[i] = fcntl(passed[i].from, F_DUPFD, last + 1);
        if (parked[i] < 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (dup2(parked[i], passed[i].to) < 0) {
            return -1;
        }
    }
    return close_range((unsigned)last + 1, ~0U, 0);
}

static _Noreturn void become(const char *path, const char *program, const char *argument,
                             const struct child_descriptor *passed, size_t count, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    /* The parent may have died before the kernel knew that we want to go with it. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent &&
        arrange(passed, count) == 0) {
        execl(path, program, argument, (char *)NULL);
    }
    _exit(STATUS_NOT_STARTED);
}

int child_start(const char *program, const char *argument, const struct child_descriptor *passed,
                size_t count, pid_t *pid, struct error *error)
{
    CLEANUP_FREE char *path = find_program(program);
    if (access(path, X_OK) != 0) {
        return error_set(error, ERROR_FAILED,
                         "the program %s, which baosong needs, is not at %s: %s; install baosong "
                         "completely",
                         program, path, strerror(errno));
    }
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) {
        return error_set_errno(error, errno, "cannot start %s", program);
    }
    if (child == 0) {
        become(path, program, argument, passed, count, parent);
    }
    *pid = child;
    return 0;
}

/* A handful at most: one for each mailbox, until it has said goodbye to its server. */
static pid_t *leaving;
static size_t leaving_count;

void child_let_go(pid_t pid)
{
    leaving = xgrow(leaving, leaving_count, sizeof *leaving);
    leaving[leaving_count++] = pid;
}

void child_reap(void)
{
    size_t kept = 0;
    for (size_t i = 0; i < leaving_count; i++) {
        if (waitpid(leaving[i], NULL, WNOHANG) == 0) {
            leaving[kept++] = leaving[i];
        }
    }
    if (kept == 0) {
        free(STEAL(leaving));
    }
    leaving_count = kept;
}

const char *child_ending(int code, int status, char *text, size_t size)
{
    if (code == CLD_EXITED && status == STATUS_NOT_STARTED) {
        snprintf(text, size, "could not be started");
    } else if (code == CLD_EXITED) {
        snprintf(text, size, "ended with status %d", status);
    } else {
        snprintf(text, size, "was killed by signal %d (%s)", status, strsignal(status));
    }
    return text;
}
