#include "service/fetchers.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/frame.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "service/child.h"
#include "service/folder_work.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKET_FD = 3, INCOMING_FD = 4, MICROSECONDS = 1000000 };

struct fetcher {
    struct house *house; /* NULL: only to see whether the mailbox can be opened */
    sd_event *event;
    const struct mailbox_config *mailbox;
    struct fetcher_owner owner;
    char *folder_path; /* where the process writes */
    int folder;
    pid_t pid; /* 0: none runs */
    int socket;
    struct frame_parser parser;
    sd_event_source *input, *ending, *alarm;
    bool busy;
    struct folder_work *work; /* the folder that is being worked through; NULL between them */
    size_t arrived;
    size_t arrived_before; /* at the beginning of this round of the cycle */
    bool more;             /* a folder held more than one cycle fetches */
    struct error trouble;  /* the first folder that failed in this cycle */
};

struct fetcher *fetcher_new(struct house *house, const char *incoming, sd_event *event,
                            const struct mailbox_config *mailbox, const struct fetcher_owner *owner)
{
    struct fetcher *fetcher = xcalloc(1, sizeof *fetcher);
    struct hash hash;
    char name[HASH_TEXT_SIZE];
    hash_start(&hash);
    hash_add(&hash, mailbox->name, strlen(mailbox->name));
    hash_end(&hash, name);
    fetcher->house = house;
    fetcher->event = event;
    fetcher->mailbox = mailbox;
    fetcher->owner = *owner;
    fetcher->folder_path = xasprintf("%s/fetcher-%.16s-%ld", incoming, name, (long)getpid());
    fetcher->folder = fetcher->socket = -1;
    return fetcher;
}

bool fetcher_busy(const struct fetcher *fetcher)
{
    return fetcher->busy;
}

const struct mailbox_config *fetcher_mailbox(const struct fetcher *fetcher)
{
    return fetcher->mailbox;
}

size_t fetcher_arrived(const struct fetcher *fetcher)
{
    return fetcher->arrived;
}

/* --- the process ----------------------------------------------------------------------------- */

/* Forgets the process, whatever became of it. */
static void drop_process(struct fetcher *fetcher)
{
    if (fetcher->pid > 0) {
        kill(fetcher->pid, SIGKILL);
        child_let_go(fetcher->pid);
        fetcher->pid = 0;
    }
    fetcher->input = sd_event_source_disable_unref(fetcher->input);
    fetcher->ending = sd_event_source_disable_unref(fetcher->ending);
    fetcher->alarm = sd_event_source_disable_unref(fetcher->alarm);
    cleanup_fd(&fetcher->socket);
    cleanup_fd(&fetcher->folder);
    fetcher->socket = fetcher->folder = -1;
    frame_parser_free(&fetcher->parser);
    folder_work_free(STEAL(fetcher->work));
    struct error error;
    if (files_remove_tree(fetcher->folder_path, &error) != 0) {
        log_warning("%s", error.text);
    }
}

void fetcher_free(struct fetcher *fetcher)
{
    if (fetcher == NULL) {
        return;
    }
    if (fetcher->pid > 0 && !fetcher->busy) {
        frame_write(fetcher->socket, json_pack("{s:s}", "type", "quit"), NULL);
        child_let_go(fetcher->pid);
        fetcher->pid = 0; /* it ends by itself, and with us at the latest */
    }
    drop_process(fetcher);
    free(fetcher->folder_path);
    free(fetcher);
}

static void finish(struct fetcher *fetcher, const struct error *why)
{
    fetcher->busy = false;
    if (fetcher->alarm != NULL) {
        sd_event_source_set_enabled(fetcher->alarm, SD_EVENT_OFF);
    }
    fetcher->owner.finished(fetcher->owner.context, why);
}

/* The process cannot be used any more: it lied, hangs, or we cannot keep what it brings. */
static void fail(struct fetcher *fetcher, const struct error *why)
{
    struct error kept = *why;
    error_prefix(&kept, "%s", fetcher->mailbox->name);
    drop_process(fetcher);
    finish(fetcher, &kept);
}

static json_t *describe_mailbox(const struct fetcher *fetcher)
{
    static const char *const schemes[] = {"imaps", "imap", "maildir", "mbox"};
    const struct mailbox_config *mailbox = fetcher->mailbox;
    json_t *object = json_object();
    json_set(object, "scheme", json_string(schemes[mailbox->scheme]));
    json_set(object, "url", json_text(mailbox->url));
    json_set(object, "path", json_text(mailbox->path));
    json_set(object, "user", json_text(mailbox->user));
    json_set(object, "password_file", json_text(mailbox->password_file));
    json_set(object, "ca_file", json_text(mailbox->ca_file));
    json_set(object, "start_tls", json_boolean(mailbox->start_tls));
    json_set(object, "since", json_integer(mailbox->since));
    int64_t largest = fetcher->house != NULL ? fetcher->house->config->limits.message_bytes
                                             : (int64_t)LIMIT_MESSAGE;
    json_set(object, "message_bytes", json_integer(largest));
    json_t *folders = json_array();
    for (size_t i = 0; i < mailbox->folders.count; i++) {
        json_append(folders, json_text(mailbox->folders.at[i]));
    }
    json_set(object, "folders", folders);
    return object;
}

static int send_cycle(struct fetcher *fetcher, bool reconcile, struct error *error)
{
    struct folder_mark *marks = NULL;
    size_t count = 0;
    if (fetcher->house != NULL &&
        ledger_folder_marks(fetcher->house->ledger, fetcher->mailbox->name, &marks, &count,
                            error) != 0) {
        return -1;
    }
    json_t *folders = json_array();
    for (size_t i = 0; i < count; i++) {
        json_append(folders,
                    json_pack("{s:o,s:I,s:I,s:I}", "name", json_text(marks[i].name), "uidvalidity",
                              (json_int_t)marks[i].uidvalidity, "uidnext",
                              (json_int_t)marks[i].uidnext, "exists", (json_int_t)marks[i].exists));
    }
    folder_marks_free(marks, count);
    fetcher->more = false;
    fetcher->arrived_before = fetcher->arrived;
    return frame_write(fetcher->socket,
                       json_pack("{s:s,s:b,s:b,s:o}", "type", "cycle", "reconcile", reconcile,
                                 "wait", fetcher->owner.changed != NULL, "folders", folders),
                       error);
}

/* --- what it says ---------------------------------------------------------------------------- */

static int on_log(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    const char *level = NULL, *text = NULL;
    if (json_get_string(frame, "level", 16, &level, error) != 0 ||
        json_get_string(frame, "text", LIMIT_FRAME, &text, error) != 0) {
        return -1;
    }
    size_t at = 0;
    while (at < COUNT_OF(names) - 1 && strcmp(level, names[at]) != 0) {
        at++;
    }
    log_write((enum log_level)at, "%s: %s", fetcher->mailbox->name, text);
    return 0;
}

static int on_ready(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    (void)frame;
    (void)error;
    log_debug("%s: the fetcher is ready", fetcher->mailbox->name);
    return 0;
}

static int on_folder(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    folder_work_free(STEAL(fetcher->work));
    return folder_work_begin(fetcher->house, fetcher->mailbox, fetcher->folder, frame,
                             &fetcher->work, error);
}

/* Every frame about a folder must be about the one that is being worked through. */
static int check_folder(const struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    const char *name = NULL;
    if (json_get_string(frame, "folder", LIMIT_PATH, &name, error) != 0) {
        return -1;
    }
    if (fetcher->work == NULL || strcmp(name, folder_work_name(fetcher->work)) != 0) {
        return error_set(error, ERROR_PROTOCOL, "the fetcher speaks of the folder %s out of turn",
                         name);
    }
    return 0;
}

static int on_list(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    return folder_work_list(fetcher->work, frame, error);
}

static int on_listed(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    (void)frame;
    json_t *keys = NULL;
    bool more = false;
    if (folder_work_wanted(fetcher->work, &keys, &more, error) != 0) {
        return -1;
    }
    fetcher->more = fetcher->more || more;
    return frame_write(fetcher->socket,
                       json_pack("{s:s,s:o,s:o}", "type", "fetch", "folder",
                                 json_text(folder_work_name(fetcher->work)), "keys", keys),
                       error);
}

static void tell_arrived(struct fetcher *fetcher, size_t count)
{
    fetcher->arrived += count;
    if (count > 0) {
        fetcher->owner.arrived(fetcher->owner.context, count);
    }
}

static int on_message(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    size_t added = 0;
    if (folder_work_message(fetcher->work, frame, &added, error) != 0) {
        return -1;
    }
    tell_arrived(fetcher, added);
    return 0;
}

static int on_gone(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    (void)error;
    folder_work_skip(fetcher->work);
    log_info("%s: message %s left the folder %s before it was fetched", fetcher->mailbox->name,
             json_string_value(json_object_get(frame, "key")), folder_work_name(fetcher->work));
    return 0;
}

static int on_too_large(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    int64_t size = 0;
    if (json_get_integer(frame, "size", 0, INT64_MAX, &size, error) != 0) {
        return -1;
    }
    folder_work_skip(fetcher->work);
    log_event(LOG_TOO_LARGE, fetcher->mailbox->name,
              "%s: message %s in %s has %lld bytes, more than limits.message_bytes, and was NOT "
              "fetched; raise the limit, or look at it by webmail",
              fetcher->mailbox->name, json_string_value(json_object_get(frame, "key")),
              folder_work_name(fetcher->work), (long long)size);
    return 0;
}

static int on_fetched(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    (void)frame;
    size_t added = 0;
    int result = folder_work_end(fetcher->work, &added, error);
    tell_arrived(fetcher, added);
    folder_work_free(STEAL(fetcher->work));
    return result;
}

/* One folder that cannot be opened; the others go on, and the cycle as a whole has failed. */
static int on_folder_failed(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    const char *kind = NULL, *text = NULL;
    if (json_get_string(frame, "error", 32, &kind, error) != 0 ||
        json_get_string(frame, "text", LIMIT_FRAME, &text, error) != 0) {
        return -1;
    }
    log_event(LOG_FOLDER_FAILED, fetcher->mailbox->name, "%s: %s", fetcher->mailbox->name, text);
    if (fetcher->trouble.kind == ERROR_NONE) {
        error_set(&fetcher->trouble, error_kind_from_name(kind), "%s: %s", fetcher->mailbox->name,
                  text);
    }
    return 0;
}

static int on_cycle_end(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    bool well = false;
    const char *kind = NULL, *text = NULL;
    if (json_opt_bool(frame, "ok", false, &well, error) != 0 ||
        json_opt_string(frame, "error", 32, "failed", &kind, error) != 0 ||
        json_opt_string(frame, "text", LIMIT_FRAME, "it does not say why", &text, error) != 0) {
        return -1;
    }
    folder_work_free(STEAL(fetcher->work));
    if (!well) {
        struct error why = {0};
        error_set(&why, error_kind_from_name(kind), "%s: %s", fetcher->mailbox->name, text);
        finish(fetcher, &why);
        return 0;
    }
    /* A very full folder is fetched in rounds, as long as each brings something. */
    if (fetcher->more && fetcher->arrived > fetcher->arrived_before) {
        return send_cycle(fetcher, false, error);
    }
    finish(fetcher, fetcher->trouble.kind != ERROR_NONE ? &fetcher->trouble : NULL);
    return 0;
}

/* While a cycle runs this is what it fetches anyway. */
static int on_changed(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    (void)frame;
    (void)error;
    if (!fetcher->busy && fetcher->owner.changed != NULL) {
        fetcher->owner.changed(fetcher->owner.context);
    }
    return 0;
}

static const struct {
    const char *type;
    int (*handle)(struct fetcher *fetcher, const json_t *frame, struct error *error);
    bool about_folder; /* must name the folder that is being worked through */
} handlers[] = {
    {"ready", on_ready, false},
    {"log", on_log, false},
    {"folder", on_folder, false},
    {"folder-failed", on_folder_failed, false},
    {"list", on_list, true},
    {"listed", on_listed, true},
    {"message", on_message, true},
    {"gone", on_gone, true},
    {"too-large", on_too_large, true},
    {"fetched", on_fetched, true},
    {"cycle-end", on_cycle_end, false},
    {"changed", on_changed, false},
};

static int handle(struct fetcher *fetcher, const json_t *frame, struct error *error)
{
    const char *type = NULL;
    if (json_get_string(frame, "type", 32, &type, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(handlers); i++) {
        if (strcmp(handlers[i].type, type) == 0) {
            if (handlers[i].about_folder && check_folder(fetcher, frame, error) != 0) {
                return -1;
            }
            return handlers[i].handle(fetcher, frame, error);
        }
    }
    return error_set(error, ERROR_PROTOCOL, "the fetcher says \"%s\", which means nothing", type);
}

/* --- the event loop -------------------------------------------------------------------------- */

/* All whole frames that have come. Stops when the process is dropped by one of them. */
static int handle_pending(struct fetcher *fetcher, struct error *error)
{
    while (fetcher->socket >= 0) {
        json_t *frame = NULL;
        if (frame_parser_next(&fetcher->parser, &frame, error) != 0) {
            return -1;
        }
        if (frame == NULL) {
            return 0;
        }
        int result = handle(fetcher, frame, error);
        json_decref(frame);
        if (result != 0) {
            return -1;
        }
    }
    return 0;
}

static int on_input(sd_event_source *source, int fd, uint32_t events, void *data)
{
    (void)source;
    (void)events;
    struct fetcher *fetcher = data;
    char block[65536];
    ssize_t got = read(fd, block, sizeof block);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return 0;
    }
    if (got <= 0) {
        fetcher->input = sd_event_source_disable_unref(fetcher->input);
        return 0; /* its ending says the rest */
    }
    sd_event_source_set_time_relative(fetcher->alarm,
                                      (uint64_t)LIMIT_FETCHER_SILENCE * MICROSECONDS);
    frame_parser_add(&fetcher->parser, block, (size_t)got);
    struct error error = {0};
    if (handle_pending(fetcher, &error) != 0) {
        fail(fetcher, &error);
    }
    return 0;
}

static int on_ending(sd_event_source *source, const siginfo_t *info, void *data)
{
    (void)source;
    struct fetcher *fetcher = data;
    char text[80];
    child_ending(info->si_code, info->si_status, text, sizeof text);
    fetcher->pid = 0;
    if (!fetcher->busy) {
        drop_process(fetcher);
        return 0;
    }
    struct error error = {0};
    error_set(&error, ERROR_FAILED,
              "the fetcher %s in the middle of its work; it is started anew "
              "for the next cycle",
              text);
    fail(fetcher, &error);
    return 0;
}

static int on_silence(sd_event_source *source, uint64_t now, void *data)
{
    (void)source;
    (void)now;
    struct fetcher *fetcher = data;
    struct error error = {0};
    error_set(&error, ERROR_NETWORK, "the fetcher said nothing for %d s and was stopped",
              LIMIT_FETCHER_SILENCE);
    fail(fetcher, &error);
    return 0;
}

static int watch(struct fetcher *fetcher, struct error *error)
{
    int r = sd_event_add_io(fetcher->event, &fetcher->input, fetcher->socket, EPOLLIN, on_input,
                            fetcher);
    if (r >= 0) {
        r = sd_event_add_child(fetcher->event, &fetcher->ending, fetcher->pid, WEXITED, on_ending,
                               fetcher);
    }
    if (r >= 0) {
        /* Last words are heard before the ending is. */
        r = sd_event_source_set_priority(fetcher->ending, SD_EVENT_PRIORITY_IDLE);
    }
    if (r >= 0) {
        r = sd_event_add_time_relative(fetcher->event, &fetcher->alarm, CLOCK_MONOTONIC,
                                       (uint64_t)LIMIT_FETCHER_SILENCE * MICROSECONDS, MICROSECONDS,
                                       on_silence, fetcher);
    }
    return r < 0 ? error_set_errno(error, -r, "cannot watch over a fetcher") : 0;
}

static int start_process(struct fetcher *fetcher, struct error *error)
{
    int ends[2];
    if (files_remove_tree(fetcher->folder_path, error) != 0 ||
        files_make_folder(fetcher->folder_path, 0700, error) != 0) {
        return -1;
    }
    fetcher->folder = files_open_folder(fetcher->folder_path, error);
    if (fetcher->folder < 0) {
        return -1;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return error_set_errno(error, errno, "cannot make a socket pair for a fetcher");
    }
    fetcher->socket = ends[0];
    CLEANUP_FD int theirs = ends[1];
    /* Ours never blocks: a fetcher that does not listen must not hold up the house. */
    fcntl(fetcher->socket, F_SETFL, O_NONBLOCK);
    const struct child_descriptor passed[] = {{theirs, SOCKET_FD}, {fetcher->folder, INCOMING_FD}};
    if (child_start("baosong-fetcher", NULL, passed, COUNT_OF(passed), &fetcher->pid, error) != 0 ||
        watch(fetcher, error) != 0) {
        return -1;
    }
    json_t *start = json_pack("{s:s,s:o}", "type", "start", "mailbox", describe_mailbox(fetcher));
    return frame_write(fetcher->socket, start, error);
}

int fetcher_cycle(struct fetcher *fetcher, bool reconcile, struct error *error)
{
    if ((fetcher->pid == 0 && start_process(fetcher, error) != 0) ||
        send_cycle(fetcher, reconcile, error) != 0) {
        drop_process(fetcher);
        return error_prefix(error, "%s", fetcher->mailbox->name);
    }
    fetcher->busy = true;
    fetcher->trouble = (struct error){0};
    sd_event_source_set_time_relative(fetcher->alarm,
                                      (uint64_t)LIMIT_FETCHER_SILENCE * MICROSECONDS);
    sd_event_source_set_enabled(fetcher->alarm, SD_EVENT_ONESHOT);
    return 0;
}
