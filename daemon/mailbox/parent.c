#include "mailbox/parent.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"

#include <string.h>

static struct parent *log_parent;
static unsigned log_lines; /* since the last cycle-end */

static int send_frame(struct parent *parent, json_t *frame, struct error *error)
{
    if (frame_write(parent->fd, frame, error) != 0) {
        parent->ended = true;
        return -1;
    }
    return 0;
}

static json_t *new_frame(const char *type)
{
    json_t *frame = json_object();
    json_set(frame, "type", json_string(type));
    return frame;
}

static json_t *new_folder_frame(const char *type, const char *folder)
{
    json_t *frame = new_frame(type);
    json_set(frame, "folder", json_text(folder));
    return frame;
}

/* Words that may hold what a server said. */
static void set_words(const struct parent *parent, json_t *frame, const char *text)
{
    CLEANUP_FREE char *clean = xstrdup(text);
    secret_strike(&parent->secret, clean);
    json_set(frame, "text", json_text(clean));
}

static void send_log(enum log_level level, const char *text)
{
    static const char *const names[] = {
        [LOG_LEVEL_ERROR] = "error",
        [LOG_LEVEL_WARNING] = "warning",
        [LOG_LEVEL_INFO] = "info",
        [LOG_LEVEL_DEBUG] = "debug",
    };
    if (++log_lines > LIMIT_FETCHER_LOG) {
        return;
    }
    json_t *frame = new_frame("log");
    json_set(frame, "level", json_string(names[level]));
    set_words(log_parent, frame, text);
    struct error ignored; /* a parent that is gone is noticed at the next frame that matters */
    send_frame(log_parent, frame, &ignored);
}

void parent_take_log(struct parent *parent)
{
    log_parent = parent;
    log_set_sink(send_log);
}

void parent_clear(struct parent *parent)
{
    if (log_parent == parent) {
        log_set_sink(NULL);
        log_parent = NULL;
    }
    frame_parser_free(&parent->parser);
    secret_clear(&parent->secret);
}

int parent_receive(struct parent *parent, json_t **frame, struct error *error)
{
    json_t *got = NULL;
    if (frame_read(parent->fd, &parent->parser, &got, error) != 0) {
        return -1;
    }
    const char *type = NULL;
    if (got != NULL && json_get_string(got, "type", LIMIT_HEADER, &type, error) != 0) {
        json_decref(got);
        return -1;
    }
    if (got == NULL || strcmp(type, "quit") == 0) {
        json_decref(got);
        parent->ended = true;
        return error_set(error, ERROR_FAILED, "the parent ended the conversation");
    }
    *frame = got;
    return 0;
}

int parent_ready(struct parent *parent, struct error *error)
{
    return send_frame(parent, new_frame("ready"), error);
}

int parent_folder(struct parent *parent, const char *name, const struct folder_state *state,
                  struct error *error)
{
    json_t *frame = new_frame("folder");
    json_set(frame, "name", json_text(name));
    json_set(frame, "uidvalidity", json_integer(state->uidvalidity));
    json_set(frame, "uidnext", json_integer(state->uidnext));
    json_set(frame, "exists", json_integer(state->exists));
    json_set(frame, "unchanged", json_boolean(state->unchanged));
    return send_frame(parent, frame, error);
}

int parent_message(struct parent *parent, const char *folder, const struct delivery *delivery,
                   struct error *error)
{
    static const char *const receipts[] = {
        [RECEIPT_NONE] = "none",
        [RECEIPT_INTERNALDATE] = "internaldate",
        [RECEIPT_MAILDIR] = "maildir",
        [RECEIPT_MBOX] = "mbox",
    };
    json_t *frame = new_folder_frame("message", folder);
    json_set(frame, "key", json_text(delivery->key));
    json_set(frame, "size", json_integer((json_int_t)delivery->size));
    json_set(frame, "received", json_integer(delivery->received));
    json_set(frame, "receipt", json_string(receipts[delivery->receipt]));
    json_set(frame, "stored", json_string(delivery->stored));
    json_set(frame, "sha256", json_string(delivery->sha256));
    return send_frame(parent, frame, error);
}

int parent_gone(struct parent *parent, const char *folder, const char *key, struct error *error)
{
    json_t *frame = new_folder_frame("gone", folder);
    json_set(frame, "key", json_text(key));
    return send_frame(parent, frame, error);
}

int parent_too_large(struct parent *parent, const char *folder, const char *key, uint64_t size,
                     struct error *error)
{
    json_t *frame = new_folder_frame("too-large", folder);
    json_set(frame, "key", json_text(key));
    json_set(frame, "size", json_integer((json_int_t)size));
    return send_frame(parent, frame, error);
}

int parent_fetched(struct parent *parent, const char *folder, struct error *error)
{
    return send_frame(parent, new_folder_frame("fetched", folder), error);
}

int parent_folder_failed(struct parent *parent, const char *name, const struct error *why,
                         struct error *error)
{
    json_t *frame = new_frame("folder-failed");
    json_set(frame, "name", json_text(name));
    json_set(frame, "error", json_string(error_kind_name(why->kind)));
    set_words(parent, frame, why->text);
    return send_frame(parent, frame, error);
}

int parent_changed(struct parent *parent, struct error *error)
{
    return send_frame(parent, new_frame("changed"), error);
}

int parent_cycle_end(struct parent *parent, const struct error *why, struct error *error)
{
    json_t *frame = new_frame("cycle-end");
    json_set(frame, "ok", json_boolean(why == NULL));
    if (why != NULL) {
        json_set(frame, "error", json_string(error_kind_name(why->kind)));
        set_words(parent, frame, why->text);
    }
    log_lines = 0;
    return send_frame(parent, frame, error);
}

static int flush(struct listing *listing, struct error *error)
{
    if (json_array_size(listing->entries) == 0) {
        return 0;
    }
    json_t *frame = new_folder_frame("list", listing->folder);
    json_set(frame, "entries", STEAL(listing->entries));
    return send_frame(listing->parent, frame, error);
}

int listing_add(struct listing *listing, const char *key, uint64_t size, int64_t received,
                struct error *error)
{
    if (received != CLOCK_UNKNOWN && received < listing->since) {
        return 0;
    }
    if (listing->entries == NULL) {
        listing->entries = json_array();
    }
    json_t *entry = json_array();
    json_append(entry, json_text(key));
    json_append(entry, json_integer((json_int_t)size));
    json_append(entry, json_integer(received));
    json_append(listing->entries, entry);
    return json_array_size(listing->entries) < LIMIT_LIST_BATCH ? 0 : flush(listing, error);
}

int listing_end(struct listing *listing, struct error *error)
{
    if (flush(listing, error) != 0) {
        return -1;
    }
    return send_frame(listing->parent, new_folder_frame("listed", listing->folder), error);
}

void listing_clear(struct listing *listing)
{
    json_decref(listing->entries);
    listing->entries = NULL;
}
