/*
 * baosong-reader: describes one message. `--job` is how the service calls it, with descriptors of
 * its own (reader/frames.h); with a file it is a tool for people, confined all the same.
 */
#include "base/files.h"
#include "base/log.h"
#include "reader/frames.h"
#include "reader/job.h"
#include "reader/mail.h"
#include "reader/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/parser.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

static const char usage_text[] =
    "usage: baosong-reader FILE.eml\n"
    "\n"
    "Describes a mail and everything in it as JSON, in a confined process.\n"
    "\n"
    "  --version  say which version this is\n";

#if defined(__SANITIZE_ADDRESS__)
/* The leak checker needs calls that a confined process may not make. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

static int failed(const struct error *error)
{
    log_error("%s", error->text);
    return error_exit_status(error->kind);
}

/* What libraries print about bad input is noise; a crash report of a sanitizer is not. */
static void silence(void)
{
#if !defined(__SANITIZE_ADDRESS__)
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDERR_FILENO);
        close(null);
    }
#endif
}

/* The confined part: from here on to the end of the process. */
static int work(int message, int folder, int frames)
{
    struct error error = {0};
    signal(SIGPIPE, SIG_IGN);
    mail_prepare();
    xmlInitParser();
    int null = dup(STDERR_FILENO); /* for a last word when the confinement cannot be had */
    silence();
    if (sandbox_enter(folder, &error) != 0) {
        dup2(null, STDERR_FILENO);
        return failed(&error);
    }
    return job_run(message, folder, frames, &error) != 0 ? failed(&error) : EX_OK;
}

/* --- for people ------------------------------------------------------------------------------ */

/* Takes frames until the child closes its end or its time is over. */
static int collect(int frames, struct reader_job *job, struct error *error)
{
    struct pollfd input = {.fd = frames, .events = POLLIN};
    char block[65536];
    for (;;) {
        int ready = poll(&input, 1, LIMIT_READER_WALL * 1000);
        ssize_t got = ready > 0 ? read(frames, block, sizeof block) : -1;
        if (ready == 0) {
            return error_set(error, ERROR_LIMIT, "reading took longer than %d s",
                             LIMIT_READER_WALL);
        }
        if (got < 0 && errno != EINTR) {
            return error_set_errno(error, errno, "cannot hear the reader");
        }
        if (got == 0) {
            return 0;
        }
        if (got > 0 && reader_job_feed(job, block, (size_t)got, error) != 0) {
            return -1;
        }
    }
}

static int print_description(const struct reader_job *job, int status, struct error *error)
{
    if (job->description != NULL) {
        json_t *object = description_to_json(job->description);
        json_dumpf(object, stdout, JSON_INDENT(2));
        json_decref(object);
        putchar('\n');
    }
    if (!job->done || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return error_set(error, ERROR_LIMIT,
                         "the mail could not be read to its end: the confined reader was stopped%s",
                         job->description != NULL ? "; what it had read is printed" : "");
    }
    return 0;
}

static int read_confined(int message, int folder, struct error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(error, errno, "cannot make a pipe");
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(work(message, folder, ends[1]));
    }
    close(ends[1]);
    CLEANUP_FD int frames = ends[0];
    if (child < 0) {
        return error_set_errno(error, errno, "cannot start the confined reader");
    }
    CLEANUP(reader_job_clear)
    struct reader_job job = {0};
    int status = 0;
    int result = collect(frames, &job, error);
    if (result != 0) {
        kill(child, SIGKILL);
    }
    waitpid(child, &status, 0);
    return result != 0 ? result : print_description(&job, status, error);
}

static int describe(const char *path, struct error *error)
{
    CLEANUP_FD int message = open(path, O_RDONLY | O_CLOEXEC);
    if (message < 0) {
        return error_set_errno(error, errno, "cannot open %s", path);
    }
    char place[] = "/tmp/baosong-reader-XXXXXX";
    if (mkdtemp(place) == NULL) {
        return error_set_errno(error, errno, "cannot make a temporary folder");
    }
    CLEANUP_FD int folder = files_open_folder(place, error);
    int result = folder < 0 ? -1 : read_confined(message, folder, error);
    struct error removal = {0};
    if (files_remove_tree(place, &removal) != 0) {
        log_warning("%s", removal.text);
    }
    return result;
}

int main(int argc, char **argv)
{
    struct error error = {0};
    log_set_name("baosong-reader");
    if (argc == 2 && strcmp(argv[1], "--job") == 0) {
        return work(READER_MESSAGE_FD, READER_FOLDER_FD, READER_FRAMES_FD);
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("baosong-reader " BAOSONG_VERSION);
        return EX_OK;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage_text, stdout);
        return EX_OK;
    }
    if (argc != 2 || argv[1][0] == '-') {
        fputs(usage_text, stderr);
        return EX_USAGE;
    }
    return describe(argv[1], &error) != 0 ? failed(&error) : EX_OK;
}
