#include "reader/envelope.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/limits.h"
#include "reader/authentication.h"
#include "reader/header.h"
#include "reader/mime.h"
#include "reader/names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A header as text on one line, "" if it is absent. The caller frees it. */
static char *text_of(GMimeMessage *message, const char *name)
{
    bool clean = true;
    CLEANUP_FREE char *text = header_decode(mime_header(GMIME_OBJECT(message), name), &clean);
    return names_clean_line(text, LIMIT_HEADER);
}

char *envelope_subject(GMimeMessage *message)
{
    return text_of(message, "Subject");
}

static void set(char **slot, char *value)
{
    free(*slot);
    *slot = value;
}

/* --- identifiers and times ------------------------------------------------------------------- */

char *envelope_identifier(GMimeMessage *message, const char *name)
{
    CLEANUP_FREE char *text = text_of(message, name);
    const char *open = strchr(text, '<');
    const char *start = open != NULL ? open + 1 : text;
    return xstrndup(start, strcspn(start, open != NULL ? ">" : " "));
}

/*
 * RFC 5322, 3.6.4: what stands in angle brackets, joined by blanks. Of a list that is too long the
 * end is kept, where the nearest mails stand. The caller frees it.
 */
static char *references_of(GMimeMessage *message)
{
    const char *raw = mime_header(GMIME_OBJECT(message), "References");
    size_t size = strlen(raw);
    bool clean = true;
    CLEANUP_FREE char *text =
        header_decode(raw + (size > LIMIT_HEADER ? size - LIMIT_HEADER : 0), &clean);
    CLEANUP_BUFFER struct buffer identifiers = BUFFER_EMPTY;
    for (const char *open = strchr(text, '<'); open != NULL; open = strchr(open + 1, '<')) {
        size_t length = strcspn(open + 1, "<> \t\r\n");
        if (length > 0 && open[1 + length] == '>') {
            buffer_add_format(&identifiers, identifiers.size > 0 ? " %.*s" : "%.*s", (int)length,
                              open + 1);
        }
    }
    return names_clean_line(buffer_text(&identifiers), LIMIT_HEADER);
}

/* RFC 5322, 3.3; a year in which no mail was written is nonsense. */
static int64_t time_of(const char *text)
{
    const int64_t first = 631152000, after = 4102444800; /* 1990 and 2100 */
    GDateTime *date = text[0] != '\0' ? g_mime_utils_header_decode_date(text) : NULL;
    if (date == NULL) {
        return CLOCK_UNKNOWN;
    }
    int64_t seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return seconds >= first && seconds < after ? seconds : CLOCK_UNKNOWN;
}

/* The newest Received stands on top; its date is behind the last semicolon (RFC 5321, 4.4). */
static int64_t received_of(GMimeMessage *message)
{
    CLEANUP_FREE char *text = text_of(message, "Received");
    const char *mark = strrchr(text, ';');
    return mark != NULL ? time_of(mark + 1 + strspn(mark + 1, " ")) : CLOCK_UNKNOWN;
}

/* --- the sender ------------------------------------------------------------------------------ */

/* The first address with an "@", groups (RFC 5322, 3.4) looked into; NULL where there is none. */
static const char *first_address(InternetAddressList *list)
{
    for (int i = 0; list != NULL && i < internet_address_list_length(list); i++) {
        InternetAddress *each = internet_address_list_get_address(list, i);
        const char *address = NULL;
        if (INTERNET_ADDRESS_IS_MAILBOX(each)) {
            address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each));
        } else if (INTERNET_ADDRESS_IS_GROUP(each)) {
            address =
                first_address(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each)));
        }
        if (address != NULL && strchr(address, '@') != NULL) {
            return address;
        }
    }
    return NULL;
}

static char *lower_line(const char *text)
{
    char *lower = g_ascii_strdown(text, -1);
    char *line = names_clean_line(lower, LIMIT_HEADER);
    g_free(lower);
    return line;
}

/* Where the first "<" outside quotes stands; NULL where none does. */
static const char *open_bracket(const char *raw)
{
    bool quoted = false;
    for (const char *at = raw; *at != '\0'; at++) {
        if (quoted && at[0] == '\\' && at[1] == '"') {
            at++;
        } else if (*at == '"') {
            quoted = !quoted;
        } else if (*at == '<' && !quoted) {
            return at;
        }
    }
    return strrchr(raw, '<'); /* quotes that do not close hide nothing */
}

static char *without_quotes(const char *text)
{
    CLEANUP_FREE char *name = xstrdup(text);
    size_t kept = 0;
    for (const char *at = text; *at != '\0'; at++) {
        bool escape = at[0] == '\\' && (at[1] == '"' || at[1] == '\\');
        at += escape;
        if (escape || *at != '"') {
            name[kept++] = *at;
        }
    }
    name[kept] = '\0';
    return names_clean_line(name, LIMIT_HEADER);
}

/* What stands before the address, or behind it as a comment: a@b.cn (张三). */
static char *sender_name(const char *raw)
{
    const char *bracket = open_bracket(raw);
    const char *comment = bracket == NULL ? strchr(raw, '(') : NULL;
    size_t size = comment != NULL ? strcspn(comment + 1, ")") : 0;
    CLEANUP_FREE char *part = comment != NULL
                                  ? xstrndup(comment + 1, size)
                                  : xstrndup(raw, bracket != NULL ? (size_t)(bracket - raw) : 0);
    bool clean = true;
    CLEANUP_FREE char *decoded = header_decode(part, &clean);
    CLEANUP_FREE char *name = without_quotes(decoded);
    return xstrdup(strchr(name, '@') == NULL ? name : "");
}

static void read_sender(GMimeMessage *message, struct description *description)
{
    const char *raw = mime_header(GMIME_OBJECT(message), "From");
    InternetAddressList *senders = g_mime_message_get_from(message);
    const char *address = first_address(senders);
    set(&description->from, lower_line(address != NULL ? address : ""));
    set(&description->from_name, sender_name(raw));
}

char *envelope_heading(GMimeMessage *message)
{
    CLEANUP_FREE char *sender = text_of(message, "From");
    CLEANUP_FREE char *subject = envelope_subject(message);
    return xasprintf("转发的邮件　发件人：%s　主题：%s", sender, subject);
}

/* --- sent by a program ----------------------------------------------------------------------- */

static bool begins_with_any(const char *text, const char *const *beginnings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncasecmp(text, beginnings[i], strlen(beginnings[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool header_begins(GMimeMessage *message, const char *name, const char *const *beginnings,
                          size_t count)
{
    CLEANUP_FREE char *text = text_of(message, name);
    return begins_with_any(text, beginnings, count);
}

/* Providers whose answers carry no header that says so give themselves away in the subject. */
static bool subject_of_program(GMimeMessage *message)
{
    static const char *const subjects[] = {
        "自动回复",
        "自动答复",
        "系统退信",
        "退信通知",
        "Auto Reply",
        "Automatic reply",
        "Out of Office",
        "Undeliverable",
        "Undelivered Mail Returned",
        "Delivery Status Notification",
    };
    return header_begins(message, "Subject", subjects, COUNT_OF(subjects));
}

static bool is_report(GMimeMessage *message)
{
    GMimeObject *body = g_mime_message_get_mime_part(message);
    GMimeContentType *type = body != NULL ? g_mime_object_get_content_type(body) : NULL;
    return type != NULL && g_mime_content_type_is_type(type, "multipart", "report");
}

/* RFC 3834, 5; the reports of RFC 3464; what programs said before those, and still say. */
static bool sent_by_program(GMimeMessage *message, const char *from)
{
    static const char *const telling[] = {"X-Autoreply", "X-Autorespond", "List-Unsubscribe"};
    static const char *const human[] = {"no"};
    static const char *const bulk[] = {"bulk", "junk", "list", "auto_reply", "auto-reply"};
    static const char *const nobody[] = {"<>"};
    static const char *const daemons[] = {"mailer-daemon@", "postmaster@"};
    GMimeObject *object = GMIME_OBJECT(message);
    for (size_t i = 0; i < COUNT_OF(telling); i++) {
        if (mime_header(object, telling[i])[0] != '\0') {
            return true;
        }
    }
    return (mime_header(object, "Auto-Submitted")[0] != '\0' &&
            !header_begins(message, "Auto-Submitted", human, COUNT_OF(human))) ||
           header_begins(message, "Precedence", bulk, COUNT_OF(bulk)) ||
           header_begins(message, "Return-Path", nobody, COUNT_OF(nobody)) ||
           begins_with_any(from, daemons, COUNT_OF(daemons)) || is_report(message) ||
           subject_of_program(message);
}

void envelope_read(GMimeMessage *message, struct description *description)
{
    CLEANUP_FREE char *date = text_of(message, "Date");
    set(&description->subject, envelope_subject(message));
    set(&description->message_id, envelope_identifier(message, "Message-ID"));
    set(&description->in_reply_to, envelope_identifier(message, "In-Reply-To"));
    set(&description->references, references_of(message));
    if (description->in_reply_to[0] == '\0') {
        const char *last = strrchr(description->references, ' '); /* the parent */
        set(&description->in_reply_to, xstrdup(last != NULL ? last + 1 : description->references));
    }
    read_sender(message, description);
    set(&description->authentication, authentication_read(message));
    description->date = time_of(date);
    description->received = received_of(message);
    description->auto_submitted = sent_by_program(message, description->from);
}
