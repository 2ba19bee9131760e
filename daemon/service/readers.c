#include "service/readers.h"

#include "base/limits.h"
#include "base/log.h"
#include "service/reader_child.h"

#include <stdlib.h>

/* One message in the hands of one reader. */
struct reader {
    struct readers *pool;
    struct waiting message;
    struct reader_child *child;
    bool untrue; /* what it left is not what it had said */
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

static void reader_free(struct reader *reader)
{
    reader_child_free(reader->child);
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

/* --- the end of a job ------------------------------------------------------------------------ */

/* Moves what the reader wrote into the store, if it is what the reader said it is. */
static int take_files(struct reader *reader, struct error *error)
{
    const struct description *description = reader_child_job(reader->child)->description;
    if (description == NULL || description->file_count == 0) {
        return 0;
    }
    CLEANUP_FREE struct store_item *items = xcalloc(description->file_count, sizeof *items);
    for (size_t i = 0; i < description->file_count; i++) {
        const struct described_file *file = &description->files[i];
        items[i] = (struct store_item){.folder = reader_child_folder(reader->child),
                                       .name = file->stored,
                                       .sha256 = file->sha256,
                                       .size = file->size};
    }
    return store_take(reader->pool->house->store, items, description->file_count, error);
}

static enum reader_end end_of(const struct reader *reader)
{
    return reader->untrue ? READER_UNTRUE : reader_child_end(reader->child);
}

/* What did not come to its end is tried once more, then people are told, with what was read. */
static int settle_failed(struct reader *reader, struct error *error)
{
    long long id = (long long)reader->message.id;
    if (reader->message.attempts + 1 < LIMIT_READ_ATTEMPTS) {
        log_warning("message %lld could not be read; it is tried again", id);
        return 0;
    }
    struct reader_job *job = reader_child_job(reader->child);
    const char *reason = reader_job_break_off(job, end_of(reader));
    CLEANUP_FREE char *subject = xasprintf("%lld", id);
    log_event(LOG_QUARANTINED, subject,
              "message %lld is quarantined after %d attempts: see `baosong show %lld`", id,
              LIMIT_READ_ATTEMPTS, id);
    reader->pool->result.quarantined++;
    return ledger_quarantine(reader->pool->house->ledger, reader->message.id, reason,
                             job->description, error);
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
        reader->untrue = true;
        reader_job_clear(reader_child_job(reader->child)); /* nothing of it can be believed */
    }
    if (end_of(reader) != READER_DONE) {
        return settle_failed(reader, error);
    }
    pool->result.read++;
    return ledger_record_reading(pool->house->ledger, reader->message.id,
                                 reader_child_job(reader->child)->description, error);
}

static void remove_from_pool(struct reader *reader)
{
    struct reader **at = &reader->pool->running;
    while (*at != reader) {
        at = &(*at)->next;
    }
    *at = reader->next;
}

static void on_ended(void *context)
{
    struct reader *reader = context;
    struct readers *pool = reader->pool;
    struct error error = {0};
    bool failed = settle(reader, &error) != 0;
    remove_from_pool(reader);
    reader_free(reader);
    if (!failed) {
        failed = readers_fill(pool, &error) != 0;
    }
    pool->changed(pool->context, failed ? &error : NULL);
}

/* --- the beginning of a job ------------------------------------------------------------------ */

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
    const struct reader_task task = {
        .sha256 = message->sha256, .what = "message", .id = message->id};
    if (reader_child_start(readers->house, readers->event, &task, on_ended, reader, &reader->child,
                           error) != 0) {
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
    if (ledger_waiting(readers->house->ledger, MESSAGE_FETCHED, 2 * capacity, &waiting, &found,
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
