#include "service/reader_child.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/log.h"
#include "service/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MICROSECONDS = 1000000 };

struct reader_child {
    struct house *house;
    sd_event *event;
    char *what, *id; /* "message", "17" */
    char sha256[HASH_TEXT_SIZE];
    struct orders orders; /* with what earlier attempts did not survive */
    long long seconds;    /* of wall time that it may take */
    void (*ended)(void *context);
    void *context;
    pid_t pid; /* 0 once it has ended */
    int frames;
    int folder;
    char *folder_path;
    struct reader_job job;
    sd_event_source *input, *ending, *alarm;
    bool closed; /* it has said its last */
    enum reader_end
        end; /* why it failed: the first reason counts; READER_DONE as long as all is well */
};

struct reader_job *reader_child_job(struct reader_child *child)
{
    return &child->job;
}

enum reader_end reader_child_end(const struct reader_child *child)
{
    return child->end;
}

int reader_child_folder(const struct reader_child *child)
{
    return child->folder;
}

/* Lets go of everything that one attempt had; the orders stay. */
static void reset(struct reader_child *child)
{
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
        child_let_go(child->pid);
    }
    child->input = sd_event_source_disable_unref(child->input);
    child->ending = sd_event_source_disable_unref(child->ending);
    child->alarm = sd_event_source_disable_unref(child->alarm);
    cleanup_fd(&child->frames);
    cleanup_fd(&child->folder);
    child->pid = 0;
    child->frames = child->folder = -1;
    child->closed = false;
    child->end = READER_DONE;
    struct error error;
    if (child->folder_path != NULL && files_remove_tree(child->folder_path, &error) != 0) {
        log_warning("%s", error.text);
    }
    free(STEAL(child->folder_path));
    reader_job_clear(&child->job);
}

void reader_child_free(struct reader_child *child)
{
    if (child != NULL) {
        reset(child);
        free(child->what);
        free(child->id);
        free(child);
    }
}

/* --- the end --------------------------------------------------------------------------------- */

/* Remembers the first reason; the process dies, and its ending is awaited as any other. */
static void give_up(struct reader_child *child, enum reader_end end)
{
    if (child->end == READER_DONE) {
        child->end = end;
    }
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
    }
}

static void log_stopped(const struct reader_child *child, const char *why)
{
    log_event(LOG_CHILD_STOPPED, child->id, "%s %s: the reader %s", child->what, child->id, why);
}

static int launch(struct reader_child *child, struct error *error);

/* Begins anew without what it did not survive; false where that would not help. */
static bool try_without(struct reader_child *child)
{
    if (child->end == READER_DONE || !reader_job_avoid(&child->job, child->end, &child->orders)) {
        return false;
    }
    struct error error = {0};
    log_warning("%s %s is read again without what stopped the reader", child->what, child->id);
    reset(child);
    if (launch(child, &error) != 0) {
        log_error("%s", error.text);
        reset(child);
        child->end = READER_STOPPED;
        return false;
    }
    return true;
}

/* Called when it may be over: it must have ended and have nothing more to say. */
static void finish(struct reader_child *child)
{
    if (child->pid > 0 || !child->closed) {
        return;
    }
    if (!child->job.done) {
        give_up(child, READER_STOPPED);
    }
    if (!try_without(child)) {
        child->ended(child->context);
    }
}

/* --- what happens while it runs -------------------------------------------------------------- */

static int on_input(sd_event_source *source, int fd, uint32_t events, void *data)
{
    (void)source;
    (void)events;
    struct reader_child *child = data;
    char block[65536];
    ssize_t got = read(fd, block, sizeof block);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return 0;
    }
    if (got <= 0) {
        child->closed = true;
        child->input = sd_event_source_disable_unref(child->input);
        finish(child);
        return 0;
    }
    struct error error;
    if (child->end == READER_DONE &&
        reader_job_feed(&child->job, block, (size_t)got, &error) != 0) {
        CLEANUP_FREE char *why = xasprintf("is stopped: %s", error.text);
        log_stopped(child, why);
        give_up(child, READER_LIED);
    }
    return 0;
}

static int on_ending(sd_event_source *source, const siginfo_t *info, void *data)
{
    (void)source;
    struct reader_child *child = data;
    bool clean = info->si_code == CLD_EXITED && info->si_status == 0;
    child->pid = 0;
    if (!clean) {
        char text[80];
        log_stopped(child, child_ending(info->si_code, info->si_status, text, sizeof text));
        give_up(child, reader_job_ending(&child->job, info->si_code, info->si_status));
    }
    finish(child);
    return 0;
}

static int on_alarm(sd_event_source *source, uint64_t now, void *data)
{
    (void)source;
    (void)now;
    struct reader_child *child = data;
    CLEANUP_FREE char *why = xasprintf("took longer than %lld s and is stopped", child->seconds);
    log_stopped(child, why);
    give_up(child, READER_WALL);
    return 0;
}

/* --- the beginning --------------------------------------------------------------------------- */

/* The folder is new and empty, so that nothing of an earlier attempt is in it. */
static int make_folder(struct reader_child *child, struct error *error)
{
    child->folder_path =
        xasprintf("%s/reader-%s-%s", store_incoming(child->house->store), child->what, child->id);
    if (files_remove_tree(child->folder_path, error) != 0 ||
        files_make_folder(child->folder_path, 0700, error) != 0) {
        return -1;
    }
    child->folder = files_open_folder(child->folder_path, error);
    return child->folder < 0 ? -1 : 0;
}

static int watch(struct reader_child *child, struct error *error)
{
    sd_event *event = child->event;
    int r = sd_event_add_io(event, &child->input, child->frames, EPOLLIN, on_input, child);
    if (r >= 0) {
        r = sd_event_add_child(event, &child->ending, child->pid, WEXITED, on_ending, child);
    }
    if (r >= 0) {
        r = sd_event_add_time_relative(event, &child->alarm, CLOCK_MONOTONIC,
                                       (uint64_t)child->seconds * MICROSECONDS, MICROSECONDS,
                                       on_alarm, child);
    }
    return r < 0 ? error_set_errno(error, -r, "cannot watch over a reader") : 0;
}

/* An open end at which the orders lie; -1 on failure. The pipe holds them all. */
static int write_orders(const struct reader_child *child, struct error *error)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(error, errno, "cannot make a pipe for a reader");
    }
    CLEANUP_FD int out = ends[1];
    CLEANUP_FD int in = ends[0];
    return orders_send(out, &child->orders, error) == 0 ? STEAL_FD(in) : -1;
}

static int launch(struct reader_child *child, struct error *error)
{
    CLEANUP_FD int orders = write_orders(child, error);
    CLEANUP_FD int input = store_open_file(child->house->store, child->sha256, error);
    if (orders < 0 || input < 0 || make_folder(child, error) != 0) {
        return -1;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(error, errno, "cannot make a pipe for a reader");
    }
    child->frames = ends[0];
    CLEANUP_FD int out = ends[1];
    const struct child_descriptor passed[] = {{input, READER_MESSAGE_FD},
                                              {child->folder, READER_FOLDER_FD},
                                              {out, READER_FRAMES_FD},
                                              {orders, READER_ORDERS_FD}};
    if (child_start("baosong-reader", "--job", passed, COUNT_OF(passed), &child->pid, error) != 0) {
        return -1;
    }
    return watch(child, error);
}

int reader_child_start(struct house *house, sd_event *event, const struct reader_task *task,
                       void (*ended)(void *context), void *context, struct reader_child **child,
                       struct error *error)
{
    const struct config *config = house->config;
    struct reader_child *made = xcalloc(1, sizeof *made);
    *made = (struct reader_child){
        .house = house,
        .event = event,
        .what = xstrdup(task->what),
        .id = xasprintf("%lld", (long long)task->id),
        .orders = {.passwords = (const char *const *)config->passwords.at,
                   .password_count = config->passwords.count,
                   .pages = task->pages},
        .seconds = (long long)config->limits.reader_seconds,
        .ended = ended,
        .context = context,
        .frames = -1,
        .folder = -1,
    };
    snprintf(made->sha256, sizeof made->sha256, "%s", task->sha256);
    if (launch(made, error) != 0) {
        reader_child_free(made);
        return -1;
    }
    *child = made;
    return 0;
}
