/*
 * baosong-reader: describes one message. `--job` is how the service calls it, with descriptors of
 * its own (reader/frames.h); with a file it is a tool for people, confined all the same. `--sheet`
 * reads a sheet that staff filled in (reader/form.h).
 */
#include "base/files.h"
#include "base/limits.h"
#include "base/log.h"
#include "reader/archive.h"
#include "reader/charset.h"
#include "reader/form.h"
#include "reader/frames.h"
#include "reader/job.h"
#include "reader/mail.h"
#include "reader/ocr.h"
#include "reader/orders.h"
#include "reader/recognise.h"
#include "reader/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <libxml/parser.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { LOWEST_PRIORITY = 19 /* nobody waits for what is recognised */ };

static const char usage_text[] =
    "usage: baosong-reader [--seconds N] FILE.eml\n"
    "\n"
    "Describes a mail and everything in it as JSON, in a confined process.\n"
    "\n"
    "  --seconds N  stop after so many seconds; what was read is printed\n"
    "  --version    say which version this is\n";

#if defined(__SANITIZE_ADDRESS__)
/* The leak checker needs calls that a confined process may not make. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}
#endif

/* Never with 1, which is how libarchive ends a process that gets no memory. */
static int failed(const struct error *error)
{
    log_error("%s", error->text);
    int status = error_exit_status(error->kind);
    return status >= EX__BASE ? status : EX_OSERR;
}

/* GLib would ask what its standard error is, which a confined process may not. */
static GLogWriterOutput drop_log(GLogLevelFlags level, const GLogField *fields, gsize count,
                                 gpointer context)
{
    (void)level;
    (void)fields;
    (void)count;
    (void)context;
    return G_LOG_WRITER_HANDLED;
}

/* What libraries print about bad input is noise; a crash report of a sanitizer is not. */
static void silence(void)
{
    g_log_set_writer_func(drop_log, NULL, NULL);
#if !defined(__SANITIZE_ADDRESS__)
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) {
        dup2(null, STDERR_FILENO);
        close(null);
    }
#endif
}

/* Confined from here on to the end of the process: EX_OK, or why it cannot be. */
static int enter(int folder)
{
    struct error error = {0};
    signal(SIGPIPE, SIG_IGN);
    xmlInitParser();
    int null = dup(STDERR_FILENO); /* for a last word when the confinement cannot be had */
    silence();
    if (sandbox_enter(folder, &error) != 0) {
        dup2(null, STDERR_FILENO);
        return failed(&error);
    }
    return EX_OK;
}

static int carry_out(int input, int folder, int frames, const struct orders *orders,
                     struct error *error)
{
    return orders->pages > 0 ? recognise_run(input, frames, orders, error)
                             : job_run(input, folder, frames, orders, error);
}

static int work(int message, int folder, int frames, const struct orders *orders)
{
    struct error error = {0};
    mail_prepare();
    archive_prepare();
    ocr_prepare();
    int status = enter(folder);
    if (status != EX_OK) {
        return status;
    }
    return carry_out(message, folder, frames, orders, &error) != 0 ? failed(&error) : EX_OK;
}

/* A sheet that staff filled in. */
static int work_on_form(void)
{
    struct error error = {0};
    charset_prepare();
    int status = enter(READER_FOLDER_FD);
    if (status != EX_OK) {
        return status;
    }
    return form_run(READER_MESSAGE_FD, READER_FRAMES_FD, &error) != 0 ? failed(&error) : EX_OK;
}

/* As the service calls it. */
static int work_for_service(void)
{
    struct error error = {0};
    struct received_orders received = {0};
    if (orders_receive(READER_ORDERS_FD, &received, &error) != 0) {
        return failed(&error);
    }
    if (received.orders.pages > 0 && nice(LOWEST_PRIORITY) != LOWEST_PRIORITY) {
        log_debug("a scan is recognised at the usual priority");
    }
    int status = work(READER_MESSAGE_FD, READER_FOLDER_FD, READER_FRAMES_FD, &received.orders);
    orders_clear(&received);
    return status;
}

/* --- for people ------------------------------------------------------------------------------ */

/* Milliseconds until `end`, on the monotonic clock; 0 when it is over. */
static int time_left(const struct timespec *end)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t left = (end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
    return left > 0 ? (int)left : 0;
}

/* Takes frames until the child closes its end, its time is over, or it lies. */
static enum reader_end collect(int frames, const struct timespec *end, struct reader_job *job)
{
    struct pollfd input = {.fd = frames, .events = POLLIN};
    char block[65536];
    for (;;) {
        int ready = poll(&input, 1, time_left(end));
        if (ready == 0) {
            return READER_WALL;
        }
        ssize_t got = ready > 0 ? read(frames, block, sizeof block) : -1;
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return READER_DONE;
        }
        struct error error = {0};
        if (got > 0 && reader_job_feed(job, block, (size_t)got, &error) != 0) {
            log_error("%s", error.text);
            return READER_LIED;
        }
    }
}

static void print_description(const struct description *description)
{
    json_t *object = description_to_json(description);
    json_dumpf(object, stdout, JSON_INDENT(2));
    json_decref(object);
    putchar('\n');
}

/* A mail that is too much for the limits is described as far as it goes; a reader that fails is
 * an error of ours, and what it had read is printed all the same. */
static int report(struct reader_job *job, enum reader_end end, int status)
{
    bool own_error = status >= EX__BASE;
    if (job->description == NULL && own_error) {
        return status; /* it has said why */
    }
    if (end != READER_DONE) {
        reader_job_break_off(job, end);
        log_warning("the mail could not be read to its end: the confined reader was stopped; what "
                    "it had read is printed, with the reason among the findings");
    }
    print_description(job->description);
    bool fault = end == READER_STOPPED || end == READER_FORBIDDEN || end == READER_LIED;
    return own_error ? status : fault ? EX_SOFTWARE : EX_OK;
}

/* One attempt at a message. */
struct attempt {
    int message;
    const char *place; /* of the job folders */
    struct timespec end;
    struct orders orders;
    struct reader_job job;
};

/* How it ended, and in *status what the child itself said. */
static enum reader_end run_child(struct attempt *attempt, int folder, int *status)
{
    int ends[2];
    struct error error = {0};
    if (pipe2(ends, O_CLOEXEC) != 0) {
        error_set_errno(&error, errno, "cannot make a pipe");
        *status = failed(&error);
        return READER_STOPPED;
    }
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        _exit(work(attempt->message, folder, ends[1], &attempt->orders));
    }
    close(ends[1]);
    CLEANUP_FD int frames = ends[0];
    if (child < 0) {
        error_set_errno(&error, errno, "cannot start the confined reader");
        *status = failed(&error);
        return READER_STOPPED;
    }
    siginfo_t ending = {0};
    enum reader_end end = collect(frames, &attempt->end, &attempt->job);
    if (end != READER_DONE) {
        kill(child, SIGKILL);
    }
    waitid(P_PID, (id_t)child, &ending, WEXITED);
    *status = ending.si_code == CLD_EXITED ? ending.si_status : 0;
    return end != READER_DONE ? end
                              : reader_job_ending(&attempt->job, ending.si_code, ending.si_status);
}

/* In a job folder of its own, which is gone afterwards. */
static enum reader_end try_once(struct attempt *attempt, int *status)
{
    struct error error = {0};
    enum reader_end end = READER_STOPPED;
    CLEANUP_FREE char *place = xasprintf("%s/baosong-reader-XXXXXX", attempt->place);
    if (mkdtemp(place) == NULL) {
        error_set_errno(&error, errno, "cannot make a temporary folder %s", place);
        *status = failed(&error);
        return end;
    }
    CLEANUP_FD int folder = files_open_folder(place, &error);
    if (folder < 0) {
        *status = failed(&error);
    } else {
        end = run_child(attempt, folder, status);
    }
    if (files_remove_tree(place, &error) != 0) {
        log_warning("%s", error.text);
    }
    return end;
}

static int describe(const char *path, int seconds)
{
    struct error error = {0};
    CLEANUP_FD int message = open(path, O_RDONLY | O_CLOEXEC);
    if (message < 0) {
        error_set_errno(&error, errno, "cannot open %s", path);
        return failed(&error);
    }
    const char *place = getenv("TMPDIR");
    struct attempt attempt = {.message = message,
                              .place = place != NULL && place[0] != '\0' ? place : "/tmp"};
    clock_gettime(CLOCK_MONOTONIC, &attempt.end);
    attempt.end.tv_sec += seconds;
    int status = EX_OK;
    enum reader_end end = try_once(&attempt, &status);
    while (end != READER_DONE && reader_job_avoid(&attempt.job, end, &attempt.orders)) {
        reader_job_clear(&attempt.job);
        end = try_once(&attempt, &status);
    }
    int result = report(&attempt.job, end, status);
    reader_job_clear(&attempt.job);
    return result;
}

static int usage(void)
{
    fputs(usage_text, stderr);
    return EX_USAGE;
}

/* A whole number of seconds, at most what the service allows; 0 for anything else. */
static int seconds_of(const char *text)
{
    char *end = NULL;
    long seconds = strtol(text, &end, 10);
    return *end == '\0' && seconds > 0 && seconds <= LIMIT_READER_WALL ? (int)seconds : 0;
}

int main(int argc, char **argv)
{
    log_set_name("baosong-reader");
    if (argc == 2 && strcmp(argv[1], "--job") == 0) {
        return work_for_service();
    }
    if (argc == 2 && strcmp(argv[1], "--sheet") == 0) {
        return work_on_form();
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        puts("baosong-reader " BAOSONG_VERSION);
        return EX_OK;
    }
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage_text, stdout);
        return EX_OK;
    }
    int seconds = LIMIT_READER_WALL;
    if (argc == 4 && strcmp(argv[1], "--seconds") == 0) {
        seconds = seconds_of(argv[2]);
        argv += 2;
        argc -= 2;
    }
    if (argc != 2 || argv[1][0] == '-' || seconds == 0) {
        return usage();
    }
    return describe(argv[1], seconds);
}
