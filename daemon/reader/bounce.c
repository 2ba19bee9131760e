#include "reader/bounce.h"

#include "base/limits.h"
#include "reader/envelope.h"
#include "reader/mime.h"
#include "reader/names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    PARTS = 16,         /* of a bounce that are looked at */
    BLOCKS = 16,        /* of a delivery status: of us there is one recipient a mail */
    STATUS = 64U << 10, /* bytes of a delivery status, or of returned headers */
};

/* What was found in the parts. */
struct finds {
    struct description *into;
    bool status; /* a delivery status */
    bool failed; /* that says so */
};

static void set(char **slot, char *value)
{
    free(*slot);
    *slot = value;
}

/* The first bytes of a part, to be parsed once more; the caller unrefs it. */
static GMimeStream *content_of(GMimePart *part)
{
    char block[4096];
    ssize_t got;
    GMimeStream *from = mime_stream(part);
    GMimeStream *copy = g_mime_stream_mem_new();
    for (size_t size = 0; size < STATUS && (got = mime_pull(from, block, sizeof block)) > 0;) {
        g_mime_stream_write(copy, block, (size_t)got);
        size += (size_t)got;
    }
    g_object_unref(from);
    g_mime_stream_reset(copy);
    return copy;
}

/* --- the delivery status --------------------------------------------------------------------- */

/* A field as one line; of "rfc822; a@b.cn" what is behind the type. */
static char *field(GMimeObject *block, const char *name, bool typed)
{
    const char *raw = mime_header(block, name);
    const char *mark = typed ? strchr(raw, ';') : NULL;
    return names_clean_line(mark != NULL ? mark + 1 : raw, LIMIT_SERVER_WORDS);
}

static char *address_of(GMimeObject *block)
{
    CLEANUP_FREE char *original = field(block, "Original-Recipient", true);
    CLEANUP_FREE char *final = field(block, "Final-Recipient", true);
    char *address = xstrdup(strchr(original, '@') != NULL ? original : final);
    for (char *at = address; *at != '\0'; at++) {
        *at = g_ascii_tolower(*at);
    }
    return address;
}

/* A block about one recipient. */
static void read_recipient(GMimeObject *block, struct finds *finds)
{
    CLEANUP_FREE char *action = field(block, "Action", false);
    if (finds->failed || strncasecmp(action, "failed", strlen("failed")) != 0) {
        return;
    }
    CLEANUP_FREE char *status = field(block, "Status", false);
    CLEANUP_FREE char *words = field(block, "Diagnostic-Code", true);
    finds->failed = true;
    set(&finds->into->bounced_to, address_of(block));
    set(&finds->into->bounced_why,
        xasprintf("%s%s%s", status, status[0] != '\0' && words[0] != '\0' ? " " : "", words));
}

/* Blocks of fields that an empty line parts: each is read as the headers of what follows it. */
static void read_status(GMimePart *part, struct finds *finds)
{
    GMimeStream *stream = content_of(part);
    finds->status = true;
    for (size_t i = 0; i < BLOCKS && stream != NULL; i++) {
        GMimeParser *parser = g_mime_parser_new_with_stream(stream);
        GMimeObject *block = g_mime_parser_construct_part(parser, NULL);
        g_object_unref(parser);
        g_object_unref(stream);
        stream = NULL;
        if (block != NULL) {
            read_recipient(block, finds);
            bool more = GMIME_IS_PART(block) &&
                        g_mime_header_list_get_count(g_mime_object_get_header_list(block)) > 0 &&
                        g_mime_part_get_content(GMIME_PART(block)) != NULL;
            stream = more ? content_of(GMIME_PART(block)) : NULL;
            g_object_unref(block);
        }
    }
    if (stream != NULL) {
        g_object_unref(stream);
    }
}

/* --- the mail that came back ----------------------------------------------------------------- */

static void read_returned(GMimeMessage *returned, struct finds *finds)
{
    if (returned != NULL && finds->into->bounced_id[0] == '\0') {
        set(&finds->into->bounced_id, envelope_identifier(returned, "Message-ID"));
    }
}

static void read_returned_headers(GMimePart *part, struct finds *finds)
{
    GMimeStream *stream = content_of(part);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *returned = g_mime_parser_construct_message(parser, NULL);
    read_returned(returned, finds);
    if (returned != NULL) {
        g_object_unref(returned);
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

static void read_part(GMimeObject *object, struct finds *finds)
{
    if (GMIME_IS_MESSAGE_PART(object)) {
        read_returned(g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)), finds);
    } else if (!GMIME_IS_PART(object)) {
        return;
    } else if (mime_is(object, "message", "delivery-status") ||
               mime_is(object, "message", "global-delivery-status")) {
        read_status(GMIME_PART(object), finds);
    } else if (mime_is(object, "text", "rfc822-headers") ||
               mime_is(object, "message", "global-headers")) {
        read_returned_headers(GMIME_PART(object), finds);
    }
}

/* --- all of it ------------------------------------------------------------------------------- */

/* The daemon of a provider that writes no delivery status (163's and QQ's 系统退信, qmail's). */
static bool is_plain_bounce(GMimeMessage *message, const struct description *description)
{
    static const char *const daemons[] = {"mailer-daemon@", "postmaster@"};
    static const char *const words[] = {"退信",     "投递失败", "无法投递", "Undeliver",
                                        "Returned", "Failure",  "failed"};
    CLEANUP_FREE char *subject = envelope_subject(message);
    bool daemon = false, says = false;
    for (size_t i = 0; i < COUNT_OF(daemons); i++) {
        daemon = daemon || strncmp(description->from, daemons[i], strlen(daemons[i])) == 0;
    }
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        says = says || strcasestr(subject, words[i]) != NULL;
    }
    return daemon && says && strcasestr(subject, "delay") == NULL;
}

static void forget(struct description *description)
{
    set(&description->bounced_id, xstrdup(""));
    set(&description->bounced_to, xstrdup(""));
    set(&description->bounced_why, xstrdup(""));
}

void bounce_read(GMimeMessage *message, struct description *description)
{
    GMimeObject *body = g_mime_message_get_mime_part(message);
    struct finds finds = {.into = description};
    if (!description->auto_submitted || body == NULL) {
        return;
    }
    int count = GMIME_IS_MULTIPART(body) ? g_mime_multipart_get_count(GMIME_MULTIPART(body)) : 0;
    for (int i = 0; i < count && i < PARTS; i++) {
        read_part(g_mime_multipart_get_part(GMIME_MULTIPART(body), i), &finds);
    }
    if (!finds.failed && (finds.status || !is_plain_bounce(message, description))) {
        forget(description);
        return;
    }
    if (description->bounced_id[0] == '\0') {
        set(&description->bounced_id, xstrdup(description->in_reply_to));
    }
    if (description->bounced_to[0] == '\0') {
        set(&description->bounced_to, field(GMIME_OBJECT(message), "X-Failed-Recipients", false));
    }
}
