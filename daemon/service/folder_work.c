#include "service/folder_work.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "service/alarms.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A message that lies in the incoming folder and is not recorded yet. */
struct brought {
    const struct listed *listed; /* its entry in wanted */
    char *stored;
    char sha256[HASH_TEXT_SIZE];
    int64_t size; /* of the file; servers are known to list another one */
    int64_t delivered;
    enum receipt receipt;
};

struct folder_work {
    struct house *house;
    const struct mailbox_config *mailbox;
    int incoming;
    struct folder_mark mark;
    struct listed *wanted; /* listed, and not known to the ledger */
    size_t wanted_count;
    size_t cursor;  /* in wanted: what comes, comes in that order */
    size_t skipped; /* wanted and did not come */
    bool partly;    /* more was wanted than one round fetches */
    struct brought brought[LIMIT_RECORD_BATCH];
    size_t brought_count;
};

const char *folder_work_name(const struct folder_work *work)
{
    return work->mark.name;
}

int folder_work_begin(struct house *house, const struct mailbox_config *mailbox, int incoming,
                      const json_t *frame, struct folder_work **work, struct error *error)
{
    const char *name = NULL;
    struct folder_mark mark = {0};
    if (json_get_string(frame, "name", LIMIT_PATH, &name, error) != 0 ||
        json_opt_integer(frame, "uidvalidity", 0, UINT32_MAX, 0, &mark.uidvalidity, error) != 0 ||
        json_opt_integer(frame, "uidnext", 0, UINT32_MAX, 0, &mark.uidnext, error) != 0 ||
        json_opt_integer(frame, "exists", 0, LIMIT_FOLDER_MESSAGES, 0, &mark.exists, error) != 0) {
        return -1;
    }
    struct folder_work *begun = xcalloc(1, sizeof *begun);
    begun->house = house;
    begun->mailbox = mailbox;
    begun->incoming = incoming;
    begun->mark = mark;
    begun->mark.name = xstrdup(name);
    *work = begun;
    return 0;
}

static void forget_brought(struct folder_work *work)
{
    for (size_t i = 0; i < work->brought_count; i++) {
        free(work->brought[i].stored);
    }
    work->brought_count = 0;
}

void folder_work_free(struct folder_work *work)
{
    if (work == NULL) {
        return;
    }
    forget_brought(work);
    for (size_t i = 0; i < work->wanted_count; i++) {
        free(work->wanted[i].key);
    }
    free(work->wanted);
    free(work->mark.name);
    free(work);
}

/* --- listing --------------------------------------------------------------------------------- */

static int read_entry(const json_t *entry, struct listed *listed, struct error *error)
{
    const json_t *key = json_array_get(entry, 0);
    const json_t *size = json_array_get(entry, 1);
    const json_t *delivered = json_array_get(entry, 2);
    if (!json_is_string(key) || json_string_length(key) == 0 ||
        json_string_length(key) > LIMIT_PATH || !json_is_integer(size) ||
        json_integer_value(size) < 0 || !json_is_integer(delivered)) {
        return error_set(error, ERROR_PROTOCOL, "a listed message is not [key, size, time]");
    }
    listed->key = xstrdup(json_string_value(key));
    listed->size = (int64_t)json_integer_value(size);
    listed->delivered = (int64_t)json_integer_value(delivered);
    return 0;
}

static void free_listed(struct listed *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(entries[i].key);
    }
    free(entries);
}

/* Moves the entries that are not known into work->wanted. */
static int keep_unknown(struct folder_work *work, struct listed *entries, size_t count,
                        struct error *error)
{
    CLEANUP_FREE bool *known = xcalloc(count, sizeof *known);
    if (ledger_known(work->house->ledger, work->mailbox->name, work->mark.name,
                     work->mark.uidvalidity, entries, count, known, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (known[i]) {
            continue;
        }
        if (work->wanted_count >= LIMIT_FETCH_CYCLE) {
            work->partly = true;
            return 0;
        }
        work->wanted = xgrow(work->wanted, work->wanted_count, sizeof *work->wanted);
        work->wanted[work->wanted_count++] = entries[i];
        entries[i].key = NULL;
    }
    return 0;
}

int folder_work_list(struct folder_work *work, const json_t *frame, struct error *error)
{
    json_t *array = NULL;
    if (json_opt_array(frame, "entries", LIMIT_LIST_BATCH, &array, error) != 0) {
        return -1;
    }
    size_t count = json_array_size(array);
    if (work->house == NULL || count == 0) {
        return 0;
    }
    struct listed *entries = xcalloc(count, sizeof *entries);
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++) {
        result = read_entry(json_array_get(array, i), &entries[i], error);
    }
    if (result == 0) {
        result = keep_unknown(work, entries, count, error);
    }
    free_listed(entries, count);
    return result;
}

/* A mail needs its room twice, as it came and unpacked; what is configured must stay free. */
static int check_room(const struct folder_work *work, struct error *error)
{
    const struct config *config = work->house->config;
    uint64_t available = 0, needed = (uint64_t)config->limits.min_free_bytes;
    if (files_free_space(config->state_dir, &available, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < work->wanted_count; i++) {
        needed += 2 * (uint64_t)work->wanted[i].size;
    }
    if (work->wanted_count > 0 && available < needed) {
        return error_set(
            error, ERROR_DISK,
            "%s has %" PRIu64 " MiB free, and %" PRIu64 " MiB are needed to fetch %zu "
            "mails and keep limits.min_free_bytes; nothing is fetched until there is room: "
            "free some, or move state_dir to a larger disk",
            config->state_dir, available >> 20, needed >> 20, work->wanted_count);
    }
    return 0;
}

int folder_work_wanted(struct folder_work *work, json_t **keys, bool *more, struct error *error)
{
    if (work->house != NULL && check_room(work, error) != 0) {
        return -1;
    }
    json_t *array = json_array();
    for (size_t i = 0; i < work->wanted_count; i++) {
        json_append(array, json_text(work->wanted[i].key));
    }
    *keys = array;
    *more = work->partly;
    return 0;
}

/* --- what is brought ------------------------------------------------------------------------- */

/* First into the store, then into the ledger, never the other way round. */
static int record(struct folder_work *work, size_t *added, struct error *error)
{
    struct store_item items[LIMIT_RECORD_BATCH];
    struct arrival arrivals[LIMIT_RECORD_BATCH];
    size_t count = work->brought_count;
    for (size_t i = 0; i < count; i++) {
        const struct brought *one = &work->brought[i];
        items[i] = (struct store_item){.folder = work->incoming,
                                       .name = one->stored,
                                       .sha256 = one->sha256,
                                       .size = (uint64_t)one->size};
        arrivals[i] = (struct arrival){.folder = work->mark.name,
                                       .uidvalidity = work->mark.uidvalidity,
                                       .key = one->listed->key,
                                       .size = one->listed->size,
                                       .receipt = one->receipt,
                                       .delivered = one->delivered,
                                       .sha256 = one->sha256};
    }
    *added = 0;
    if (count > 0 && (store_take(work->house->store, items, count, error) != 0 ||
                      ledger_record_arrivals(work->house->ledger, work->mailbox->name, arrivals,
                                             count, clock_now(), added, error) != 0)) {
        return -1;
    }
    forget_brought(work);
    return 0;
}

/* The entry that was asked for under this key, or NULL. */
static const struct listed *find_wanted(struct folder_work *work, const char *key)
{
    for (size_t tried = 0; tried < work->wanted_count; tried++) {
        const struct listed *entry = &work->wanted[work->cursor];
        work->cursor = (work->cursor + 1) % work->wanted_count;
        if (strcmp(entry->key, key) == 0) {
            return entry;
        }
    }
    return NULL;
}

static int read_brought(struct folder_work *work, const json_t *frame, struct brought *one,
                        struct error *error)
{
    const char *key = NULL, *stored = NULL, *sha256 = NULL, *receipt = NULL;
    if (json_get_string(frame, "key", LIMIT_PATH, &key, error) != 0 ||
        json_get_string(frame, "stored", 20, &stored, error) != 0 ||
        json_get_string(frame, "sha256", HASH_TEXT_SIZE, &sha256, error) != 0 ||
        json_get_string(frame, "receipt", 20, &receipt, error) != 0 ||
        json_get_integer(frame, "size", 0, INT64_MAX, &one->size, error) != 0 ||
        json_opt_integer(frame, "received", CLOCK_UNKNOWN, INT64_MAX, CLOCK_UNKNOWN,
                         &one->delivered, error) != 0) {
        return -1;
    }
    one->listed = find_wanted(work, key);
    if (one->listed == NULL) {
        return error_set(error, ERROR_PROTOCOL, "the fetcher brings a message nobody asked for");
    }
    if (!hash_text_valid(sha256) || !receipt_from_name(receipt, &one->receipt) ||
        stored[0] == '\0' || stored[strspn(stored, "0123456789")] != '\0') {
        return error_set(error, ERROR_PROTOCOL, "the fetcher describes a message wrongly");
    }
    memcpy(one->sha256, sha256, HASH_TEXT_SIZE);
    one->stored = xstrdup(stored);
    return 0;
}

int folder_work_message(struct folder_work *work, const json_t *frame, size_t *added,
                        struct error *error)
{
    *added = 0;
    if (work->house == NULL) {
        return error_set(error, ERROR_PROTOCOL, "the fetcher brings what nobody asked for");
    }
    struct brought one = {0};
    if (read_brought(work, frame, &one, error) != 0) {
        return -1;
    }
    work->brought[work->brought_count++] = one;
    return work->brought_count == LIMIT_RECORD_BATCH ? record(work, added, error) : 0;
}

void folder_work_skip(struct folder_work *work)
{
    work->skipped++;
}

/* Fewer in the ledger than in the folder: something was not listed or not brought. (More is usual:
 * staff may delete what the ledger has long recorded.) */
static void reconcile(const struct folder_work *work, int64_t known)
{
    int64_t lacking = work->mark.exists - known - (int64_t)work->skipped;
    bool differs = work->mailbox->since == CLOCK_UNKNOWN && lacking > 0;
    alarms_reconciled(work->house, work->mailbox, work->mark.name, differs ? lacking : 0);
    if (differs) {
        log_event(LOG_COUNTS_DIFFER, work->mailbox->name,
                  "%s: the folder %s holds %lld mails, but the ledger knows only %lld of them; "
                  "the next full listing will fetch the rest, and if this comes again, run "
                  "`baosong audit`",
                  work->mailbox->name, work->mark.name, (long long)work->mark.exists,
                  (long long)known);
    }
}

int folder_work_end(struct folder_work *work, size_t *added, struct error *error)
{
    *added = 0;
    if (work->house == NULL) {
        return 0;
    }
    int64_t known = 0;
    if (record(work, added, error) != 0) {
        return -1;
    }
    if (work->partly) {
        return 0; /* no watermark before the folder is worked through to its end */
    }
    if (ledger_record_folder(work->house->ledger, work->mailbox->name, &work->mark, clock_now(),
                             &known, error) != 0) {
        return -1;
    }
    reconcile(work, known);
    return 0;
}
