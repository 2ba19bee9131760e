#include "service/readers.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/log.h"
#include "reader/frames.h"
#include "service/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MICROSECONDS = 1000000 };

/* One message in the hands of one reader. */
struct reader {
    struct readers *pool;
    struct waiting message;
    pid_t pid; /* 0 once it has ended */
    int frames;
    int folder;
    char *folder_path;
    struct reader_job job;
    struct orders orders; /* what earlier attempts did not survive */
    sd_event_source *input, *ending, *alarm;
    bool closed; /* it has said its last */
    enum reader_end
        end; /* why it failed: the first reason counts; READER_DONE as long as all is well */
    struct reader *next;
};

struct readers {
    struct house *house;
    sd_event *event;
    void (*changed)(void *context, const struct error *fatal);
    void *context;
    struct reader *running;
    struct readers_result result;
};

struct readers *readers_new(struct house *house, sd_event *event,
                            void (*changed)(void *context, const struct error *fatal),
                            void *context)
{
    struct readers *readers = xcalloc(1, sizeof *readers);
    readers->house = house;
    readers->event = event;
    readers->changed = changed;
    readers->context = context;
    return readers;
}

/* Lets go of everything that one attempt had; the message and the orders stay. */
static void reader_reset(struct reader *reader)
{
    reader->input = sd_event_source_disable_unref(reader->input);
    reader->ending = sd_event_source_disable_unref(reader->ending);
    reader->alarm = sd_event_source_disable_unref(reader->alarm);
    cleanup_fd(&reader->frames);
    cleanup_fd(&reader->folder);
    struct error error;
    if (reader->folder_path != NULL && files_remove_tree(reader->folder_path, &error) != 0) {
        log_warning("%s", error.text);
    }
    free(reader->folder_path);
    reader->folder_path = NULL;
    reader_job_clear(&reader->job);
    reader->frames = reader->folder = -1;
    reader->closed = false;
    reader->end = READER_DONE;
}

static void reader_free(struct reader *reader)
{
    reader_reset(reader);
    free(reader);
}

void readers_free(struct readers *readers)
{
    if (readers == NULL) {
        return;
    }
    while (readers->running != NULL) {
        struct reader *reader = readers->running;
        readers->running = reader->next;
        if (reader->pid > 0) {
            kill(reader->pid, SIGKILL);
        }
        reader_free(reader);
    }
    free(readers);
}

bool readers_idle(const struct readers *readers)
{
    return readers->running == NULL;
}

struct readers_result readers_result(const struct readers *readers)
{
    return readers->result;
}

/* Remembers the first reason; the process dies, and its ending is awaited as any other. */
static void give_up(struct reader *reader, enum reader_end end)
{
    if (reader->end == READER_DONE) {
        reader->end = end;
    }
    if (reader->pid > 0) {
        kill(reader->pid, SIGKILL);
    }
}

/* --- the end of a job ------------------------------------------------------------------------ */

/* Moves what the reader wrote into the store, if it is what the reader said it is. */
static int take_files(struct reader *reader, struct error *error)
{
    const struct description *description = reader->job.description;
    if (description == NULL || description->file_count == 0) {
        return 0;
    }
    CLEANUP_FREE struct store_item *items = xcalloc(description->file_count, sizeof *items);
    for (size_t i = 0; i < description->file_count; i++) {
        const struct described_file *file = &description->files[i];
        items[i] = (struct store_item){.folder = reader->folder,
                                       .name = file->stored,
                                       .sha256 = file->sha256,
                                       .size = file->size};
    }
    return store_take(reader->pool->house->store, items, description->file_count, error);
}

/* The reader of this message is stopped: says why. */
static void log_stopped(const struct reader *reader, const char *why)
{
    CLEANUP_FREE char *id = xasprintf("%lld", (long long)reader->message.id);
    log_event(LOG_CHILD_STOPPED, id, "message %s: the reader %s", id, why);
}

/* What did not come to its end is tried once more, then people are told, with what was read. */
static int settle_failed(struct reader *reader, struct error *error)
{
    long long id = (long long)reader->message.id;
    if (reader->message.attempts + 1 < LIMIT_READ_ATTEMPTS) {
        log_warning("message %lld could not be read; it is tried again", id);
        return 0;
    }
    const char *reason = reader_job_break_off(&reader->job, reader->end);
    CLEANUP_FREE char *subject = xasprintf("%lld", id);
    log_event(LOG_QUARANTINED, subject,
              "message %lld is quarantined after %d attempts: see `baosong show %lld`", id,
              LIMIT_READ_ATTEMPTS, id);
    reader->pool->result.quarantined++;
    return ledger_quarantine(reader->pool->house->ledger, reader->message.id, reason,
                             reader->job.description, error);
}

/* The message goes on to the judge, or to the people, or back into the queue. */
static int settle(struct reader *reader, struct error *error)
{
    struct readers *pool = reader->pool;
    if (take_files(reader, error) != 0) {
        if (error->kind != ERROR_PROTOCOL) {
            return -1;
        }
        log_warning("message %lld: %s", (long long)reader->message.id, error->text);
        reader->end = READER_UNTRUE;
        reader_job_clear(&reader->job); /* nothing of it can be believed */
    }
    if (reader->end != READER_DONE) {
        return settle_failed(reader, error);
    }
    pool->result.read++;
    return ledger_record_reading(pool->house->ledger, reader->message.id, reader->job.description,
                                 error);
}

static void remove_from_pool(struct reader *reader)
{
    struct reader **at = &reader->pool->running;
    while (*at != reader) {
        at = &(*at)->next;
    }
    *at = reader->next;
}

static int launch(struct reader *reader, struct error *error);

/* 1 when the message is being read again, without what the reader did not survive; 0 when that
 * would not help. */
static int try_without(struct reader *reader, struct error *error)
{
    if (reader->end == READER_DONE ||
        !reader_job_avoid(&reader->job, reader->end, &reader->orders)) {
        return 0;
    }
    log_warning("message %lld is read again without what stopped the reader",
                (long long)reader->message.id);
    reader_reset(reader);
    return launch(reader, error) == 0 ? 1 : -1;
}

/* Called when the reader may be done: it must have ended and have nothing more to say. */
static void finish(struct reader *reader)
{
    if (reader->pid > 0 || !reader->closed) {
        return;
    }
    struct readers *pool = reader->pool;
    if (!reader->job.done) {
        give_up(reader, READER_STOPPED);
    }
    struct error error = {0};
    int again = try_without(reader, &error);
    if (again > 0) {
        return;
    }
    bool failed = again < 0 || settle(reader, &error) != 0;
    remove_from_pool(reader);
    reader_free(reader);
    if (!failed) {
        failed = readers_fill(pool, &error) != 0;
    }
    pool->changed(pool->context, failed ? &error : NULL);
}

/* --- what happens while it runs -------------------------------------------------------------- */

static int on_input(sd_event_source *source, int fd, uint32_t events, void *data)
{
    (void)source;
    (void)events;
    struct reader *reader = data;
    char block[65536];
    ssize_t got = read(fd, block, sizeof block);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return 0;
    }
    if (got <= 0) {
        reader->closed = true;
        reader->input = sd_event_source_disable_unref(reader->input);
        finish(reader);
        return 0;
    }
    struct error error;
    if (reader->end == READER_DONE &&
        reader_job_feed(&reader->job, block, (size_t)got, &error) != 0) {
        CLEANUP_FREE char *why = xasprintf("is stopped: %s", error.text);
        log_stopped(reader, why);
        give_up(reader, READER_LIED);
    }
    return 0;
}

static int on_ending(sd_event_source *source, const siginfo_t *info, void *data)
{
    (void)source;
    struct reader *reader = data;
    bool clean = info->si_code == CLD_EXITED && info->si_status == 0;
    reader->pid = 0;
    if (!clean) {
        char text[80];
        log_stopped(reader, child_ending(info->si_code, info->si_status, text, sizeof text));
        give_up(reader, reader_job_ending(&reader->job, info->si_code, info->si_status));
    }
    finish(reader);
    return 0;
}

static int on_alarm(sd_event_source *source, uint64_t now, void *data)
{
    (void)source;
    (void)now;
    struct reader *reader = data;
    CLEANUP_FREE char *why =
        xasprintf("took longer than %lld s and is stopped",
                  (long long)reader->pool->house->config->limits.reader_seconds);
    log_stopped(reader, why);
    give_up(reader, READER_WALL);
    return 0;
}

/* --- the beginning of a job ------------------------------------------------------------------ */

/* The job folder is new and empty, so that nothing of an earlier attempt is in it. */
static int make_folder(struct reader *reader, struct error *error)
{
    const char *incoming = store_incoming(reader->pool->house->store);
    reader->folder_path = xasprintf("%s/reader-%lld", incoming, (long long)reader->message.id);
    if (files_remove_tree(reader->folder_path, error) != 0 ||
        files_make_folder(reader->folder_path, 0700, error) != 0) {
        return -1;
    }
    reader->folder = files_open_folder(reader->folder_path, error);
    return reader->folder < 0 ? -1 : 0;
}

static int watch(struct reader *reader, struct error *error)
{
    sd_event *event = reader->pool->event;
    uint64_t seconds = (uint64_t)reader->pool->house->config->limits.reader_seconds;
    int r = sd_event_add_io(event, &reader->input, reader->frames, EPOLLIN, on_input, reader);
    if (r >= 0) {
        r = sd_event_add_child(event, &reader->ending, reader->pid, WEXITED, on_ending, reader);
    }
    if (r >= 0) {
        r = sd_event_add_time_relative(event, &reader->alarm, CLOCK_MONOTONIC,
                                       seconds * MICROSECONDS, MICROSECONDS, on_alarm, reader);
    }
    return r < 0 ? error_set_errno(error, -r, "cannot watch over a reader") : 0;
}

/* An open end at which the orders lie; -1 on failure. The pipe holds them all. */
static int write_orders(struct reader *reader, struct error *error)
{
    const struct texts *passwords = &reader->pool->house->config->passwords;
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(error, errno, "cannot make a pipe for a reader");
    }
    CLEANUP_FD int out = ends[1];
    CLEANUP_FD int in = ends[0];
    reader->orders.passwords = (const char *const *)passwords->at;
    reader->orders.password_count = passwords->count;
    return orders_send(out, &reader->orders, error) == 0 ? STEAL_FD(in) : -1;
}

static int launch(struct reader *reader, struct error *error)
{
    CLEANUP_FD int orders = write_orders(reader, error);
    CLEANUP_FD int message =
        store_open_file(reader->pool->house->store, reader->message.sha256, error);
    if (orders < 0 || message < 0 || make_folder(reader, error) != 0) {
        return -1;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return error_set_errno(error, errno, "cannot make a pipe for a reader");
    }
    reader->frames = ends[0];
    CLEANUP_FD int out = ends[1];
    const struct child_descriptor passed[] = {{message, READER_MESSAGE_FD},
                                              {reader->folder, READER_FOLDER_FD},
                                              {out, READER_FRAMES_FD},
                                              {orders, READER_ORDERS_FD}};
    if (child_start("baosong-reader", "--job", passed, COUNT_OF(passed), &reader->pid, error) !=
        0) {
        return -1;
    }
    return watch(reader, error);
}

/* Nobody can read it; people are told, and the rest goes on. */
static int give_to_people(struct readers *readers, const struct waiting *message,
                          const char *reason, struct error *error)
{
    readers->result.quarantined++;
    return ledger_quarantine(readers->house->ledger, message->id, reason, NULL, error);
}

static int start_reader(struct readers *readers, const struct waiting *message, struct error *error)
{
    if (message->attempts >= LIMIT_READ_STARTS) {
        return give_to_people(readers, message, "多次读取这封邮件时服务中断", error);
    }
    if (ledger_begin_reading(readers->house->ledger, message->id, error) != 0) {
        return -1;
    }
    struct reader *reader = xcalloc(1, sizeof *reader);
    reader->pool = readers;
    reader->message = *message;
    reader->frames = reader->folder = -1;
    if (launch(reader, error) != 0) {
        if (reader->pid > 0) {
            kill(reader->pid, SIGKILL);
        }
        reader_free(reader);
        if (error->kind != ERROR_NOT_FOUND) {
            return -1;
        }
        log_error("message %lld: %s", (long long)message->id, error->text);
        return give_to_people(readers, message, "存储中缺少这封邮件的原文", error);
    }
    reader->next = readers->running;
    readers->running = reader;
    return 0;
}

static const struct reader *running_on(const struct readers *readers, int64_t message)
{
    const struct reader *reader = readers->running;
    while (reader != NULL && reader->message.id != message) {
        reader = reader->next;
    }
    return reader;
}

static size_t running_count(const struct readers *readers)
{
    size_t count = 0;
    for (const struct reader *reader = readers->running; reader != NULL; reader = reader->next) {
        count++;
    }
    return count;
}

int readers_fill(struct readers *readers, struct error *error)
{
    size_t capacity = (size_t)readers->house->config->readers;
    if (running_count(readers) >= capacity) {
        return 0;
    }
    /* What runs still has the state fetched: ask for so many more that new ones are among them. */
    CLEANUP_FREE struct waiting *waiting = NULL;
    size_t found = 0;
    if (ledger_waiting(readers->house->ledger, MESSAGE_FETCHED, 0, 2 * capacity, &waiting, &found,
                       error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < found && running_count(readers) < capacity; i++) {
        if (running_on(readers, waiting[i].id) == NULL &&
            start_reader(readers, &waiting[i], error) != 0) {
            return -1;
        }
    }
    return 0;
}
