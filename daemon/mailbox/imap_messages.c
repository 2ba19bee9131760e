#include "mailbox/imap_session.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY_SIZE = 16 };

int64_t imap_internal_date(const struct mailimap_date_time *date)
{
    if (date == NULL || date->dt_year < 1970 || date->dt_year > 9999) {
        return CLOCK_UNKNOWN;
    }
    struct tm parts = {
        .tm_year = date->dt_year - 1900,
        .tm_mon = date->dt_month - 1,
        .tm_mday = date->dt_day,
        .tm_hour = date->dt_hour,
        .tm_min = date->dt_min,
        .tm_sec = date->dt_sec,
    };
    /* +0530 is kept as the number 530 */
    int64_t offset = date->dt_zone / 100 * 3600 + date->dt_zone % 100 * 60;
    int64_t time = (int64_t)timegm(&parts) - offset;
    return time < 0 ? CLOCK_UNKNOWN : time;
}

/* What one FETCH response says of a message, as far as it matters here. */
struct attributes {
    uint32_t uid;
    uint32_t size;
    int64_t received;
    const struct mailimap_msg_att_body_section *body; /* NULL: none */
};

static void read_attribute(const struct mailimap_msg_att_static *item, struct attributes *out)
{
    if (item->att_type == MAILIMAP_MSG_ATT_UID) {
        out->uid = item->att_data.att_uid;
    } else if (item->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE) {
        out->size = item->att_data.att_rfc822_size;
    } else if (item->att_type == MAILIMAP_MSG_ATT_INTERNALDATE) {
        out->received = imap_internal_date(item->att_data.att_internal_date);
    } else if (item->att_type == MAILIMAP_MSG_ATT_BODY_SECTION) {
        out->body = item->att_data.att_body_section;
    }
}

static struct attributes read_attributes(const struct mailimap_msg_att *message)
{
    struct attributes out = {.received = CLOCK_UNKNOWN};
    for (clistiter *at = clist_begin(message->att_list); at != NULL; at = clist_next(at)) {
        const struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC) {
            read_attribute(item->att_data.att_static, &out);
        }
    }
    return out;
}

static struct mailimap_fetch_type *wanted_attributes(bool body)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_rfc822_size());
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_internaldate());
    if (body) {
        mailimap_fetch_type_new_fetch_att_list_add(
            type, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
    }
    return type;
}

/* Runs one FETCH, by UID or by number; takes over `set`. Its messages went to the handlers, which
 * leave their own error in *handled. */
static int run_fetch(struct imap *imap, struct mailimap_set *set, bool by_uid, bool body,
                     uint64_t messages, const struct error *handled, struct error *error)
{
    clist *result = NULL;
    struct mailimap_fetch_type *type = wanted_attributes(body);
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE + messages * LIMIT_IMAP_MESSAGE_LINES);
    int code = by_uid ? mailimap_uid_fetch(imap->session, set, type, &result)
                      : mailimap_fetch(imap->session, set, type, &result);
    mailimap_fetch_type_free(type);
    mailimap_set_free(set);
    mailimap_set_msg_att_handler(imap->session, NULL, NULL);
    mailimap_set_msg_body_handler(imap->session, NULL, NULL);
    if (code == MAILIMAP_NO_ERROR) {
        mailimap_fetch_list_free(result); /* after a failure it dangles */
    }
    if (handled->kind != ERROR_NONE) {
        *error = *handled;
        return -1;
    }
    if (code != MAILIMAP_NO_ERROR) {
        CLEANUP_FREE char *doing =
            xasprintf("%s the folder \"%s\"", body ? "reading" : "listing", imap->folder);
        return imap_fail(imap, code, doing, error);
    }
    return 0;
}

/* --- listing --- */

struct list_pass {
    struct imap *imap;
    struct listing *listing;
    struct error error;
};

static void remember_notable(struct imap *imap, const struct attributes *message)
{
    const bool notable = message->size == 0 || message->size > imap->workplace->incoming.limit;
    if (notable && imap->notable_count < LIMIT_LIST_NOTABLE) {
        imap->notable = xgrow(imap->notable, imap->notable_count, sizeof *imap->notable);
        imap->notable[imap->notable_count++] =
            (struct notable){.uid = message->uid, .size = message->size};
    }
}

static const struct notable *find_notable(const struct imap *imap, uint32_t uid)
{
    for (size_t i = 0; i < imap->notable_count; i++) {
        if (imap->notable[i].uid == uid) {
            return &imap->notable[i];
        }
    }
    return NULL;
}

static void on_listed(struct mailimap_msg_att *message, void *context)
{
    struct list_pass *pass = context;
    const struct attributes found = read_attributes(message);
    /* "n:*" gives the newest even where it is below n, and flags may come unasked */
    if (pass->error.kind != ERROR_NONE || found.uid == 0 || found.uid < pass->imap->first_new) {
        return;
    }
    remember_notable(pass->imap, &found);
    char key[KEY_SIZE];
    snprintf(key, sizeof key, "%" PRIu32, found.uid);
    listing_add(pass->listing, key, found.size, found.received, &pass->error);
}

static int list_part(struct list_pass *pass, struct mailimap_set *set, bool by_uid,
                     uint64_t messages, struct error *error)
{
    mailimap_set_msg_att_handler(pass->imap->session, on_listed, pass);
    return run_fetch(pass->imap, set, by_uid, false, messages, &pass->error, error);
}

/*
 * What came since by UID; everything by message number, for numbers have no gaps, so that each
 * command's answer is as long as is expected, and no server may renumber between two FETCHes.
 */
int imap_list(struct source *source, struct listing *listing, struct error *error)
{
    struct imap *imap = (struct imap *)source;
    struct list_pass pass = {.imap = imap, .listing = listing};
    if (imap->exists == 0) {
        return 0;
    }
    if (imap->first_new > 0) {
        return list_part(&pass, mailimap_set_new_interval(imap->first_new, 0), true, imap->exists,
                         error);
    }
    for (uint32_t first = 1; first <= imap->exists; first += LIMIT_LIST_BATCH) {
        uint32_t last = first + LIMIT_LIST_BATCH - 1;
        last = last < imap->exists ? last : imap->exists;
        if (list_part(&pass, mailimap_set_new_interval(first, last), false, LIMIT_LIST_BATCH,
                      error) != 0) {
            return -1;
        }
    }
    return 0;
}

/* --- fetching --- */

struct wanted {
    uint32_t uid;
    bool answered;
};

struct fetch_pass {
    struct imap *imap;
    struct wanted wanted[LIMIT_FETCH_BATCH];
    size_t count;
    struct error error;
};

/* The UID may come only after the body, so the file gets its meaning at the response's end. */
static bool on_body(int type, struct mailimap_msg_att_body_section *section, const char *bytes,
                    size_t size, void *context)
{
    (void)type;
    (void)section;
    struct fetch_pass *pass = context;
    struct incoming *incoming = &pass->imap->workplace->incoming;
    pass->imap->stream.body += size;
    if (pass->error.kind != ERROR_NONE ||
        (!incoming_open(incoming) && incoming_begin(incoming, &pass->error) != 0)) {
        return false;
    }
    return incoming_add(incoming, bytes, size, &pass->error) == 0;
}

static struct wanted *find_wanted(struct fetch_pass *pass, uint32_t uid)
{
    for (size_t i = 0; i < pass->count; i++) {
        if (pass->wanted[i].uid == uid && !pass->wanted[i].answered) {
            return &pass->wanted[i];
        }
    }
    return NULL;
}

/* Bodies that libetpan does not stream: quoted strings, and empty ones. */
static int add_unstreamed(struct incoming *incoming, const struct attributes *message,
                          struct error *error)
{
    if (incoming_open(incoming)) {
        return 0;
    }
    if (incoming_begin(incoming, error) != 0) {
        return -1;
    }
    const char *part = message->body->sec_body_part;
    return part != NULL ? incoming_add(incoming, part, message->body->sec_length, error) : 0;
}

static void mention_size(struct imap *imap, const struct attributes *message, uint64_t size)
{
    if (message->size != size && !imap->size_mentioned) {
        imap->size_mentioned = true;
        log_warning("The server of %s says that message %" PRIu32 " of the folder %s has %" PRIu32
                    " bytes, and sends %" PRIu64 "; what it sends counts.",
                    imap->workplace->settings->url, message->uid, imap->folder, message->size,
                    size);
    }
}

static int deliver(struct imap *imap, const struct attributes *message, struct error *error)
{
    struct incoming *incoming = &imap->workplace->incoming;
    struct parent *parent = imap->workplace->parent;
    char key[KEY_SIZE];
    snprintf(key, sizeof key, "%" PRIu32, message->uid);
    if (add_unstreamed(incoming, message, error) != 0) {
        return -1;
    }
    /* RFC 2180, 4.1: of a message that was deleted meanwhile a server may send nothing, and with
     * it even the size 0; only one that was listed so is an empty mail */
    if (incoming->size == 0 && find_notable(imap, message->uid) == NULL) {
        incoming_discard(incoming);
        return parent_gone(parent, imap->folder, key, error);
    }
    mention_size(imap, message, incoming->size);
    if (incoming_too_large(incoming)) {
        incoming_discard(incoming);
        return parent_too_large(parent, imap->folder, key, incoming->size, error);
    }
    struct delivery delivery = {.key = key, .received = message->received};
    delivery.receipt = message->received == CLOCK_UNKNOWN ? RECEIPT_NONE : RECEIPT_INTERNALDATE;
    if (incoming_finish(incoming, &delivery, error) != 0) {
        return -1;
    }
    return parent_message(parent, imap->folder, &delivery, error);
}

static void on_message(struct mailimap_msg_att *message, void *context)
{
    struct fetch_pass *pass = context;
    const struct attributes found = read_attributes(message);
    struct wanted *wanted = find_wanted(pass, found.uid);
    if (found.body == NULL || pass->error.kind != ERROR_NONE) {
        return;
    }
    if (wanted == NULL) {
        incoming_discard(&pass->imap->workplace->incoming);
        return;
    }
    wanted->answered = true;
    deliver(pass->imap, &found, &pass->error);
}

static int say_gone(const struct fetch_pass *pass, struct error *error)
{
    const struct imap *imap = pass->imap;
    for (size_t i = 0; i < pass->count; i++) {
        char key[KEY_SIZE];
        snprintf(key, sizeof key, "%" PRIu32, pass->wanted[i].uid);
        if (!pass->wanted[i].answered &&
            parent_gone(imap->workplace->parent, imap->folder, key, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int fetch_batch(struct fetch_pass *pass, struct error *error)
{
    if (pass->count == 0) {
        return 0;
    }
    struct mailimap_set *set = mailimap_set_new_empty();
    for (size_t i = 0; i < pass->count; i++) {
        mailimap_set_add_single(set, pass->wanted[i].uid);
    }
    mailimap_set_msg_body_handler(pass->imap->session, on_body, pass);
    mailimap_set_msg_att_handler(pass->imap->session, on_message, pass);
    int result = run_fetch(pass->imap, set, true, true, pass->count, &pass->error, error);
    incoming_discard(&pass->imap->workplace->incoming); /* of a message that broke off */
    if (result != 0 || say_gone(pass, error) != 0) {
        return -1;
    }
    pass->count = 0;
    return 0;
}

static int parse_key(const char *key, uint32_t *uid, struct error *error)
{
    char *end = NULL;
    unsigned long long value = strtoull(key, &end, 10);
    if (*key < '1' || *key > '9' || *end != '\0' || value > UINT32_MAX) {
        return error_set(error, ERROR_PROTOCOL, "the parent asks for \"%s\", which is no UID", key);
    }
    *uid = (uint32_t)value;
    return 0;
}

int imap_fetch(struct source *source, const char *const *keys, size_t count, struct error *error)
{
    struct imap *imap = (struct imap *)source;
    struct fetch_pass pass = {.imap = imap};
    for (size_t i = 0; i < count; i++) {
        uint32_t uid = 0;
        if (parse_key(keys[i], &uid, error) != 0) {
            return -1;
        }
        const struct notable *notable = find_notable(imap, uid);
        if (notable == NULL || notable->size == 0) {
            pass.wanted[pass.count++] = (struct wanted){.uid = uid};
        } else if (parent_too_large(imap->workplace->parent, imap->folder, keys[i], notable->size,
                                    error) != 0) {
            return -1;
        }
        if (pass.count == LIMIT_FETCH_BATCH && fetch_batch(&pass, error) != 0) {
            return -1;
        }
    }
    return fetch_batch(&pass, error);
}
