#include "reader/mail.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "reader/charset.h"
#include "reader/cloud.h"
#include "reader/header.h"
#include "reader/html.h"
#include "reader/names.h"
#include "reader/passwords.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { NESTING = 200 /* multiparts in each other that are walked into */ };

/* One mail that is being walked through. */
struct mail {
    struct container *container;
    struct buffer plain; /* the bodies, UTF-8 */
    struct buffer html;
};

static GMimeParserOptions *options;

void mail_prepare(void)
{
    static const char *charsets[] = {"utf-8", "gb18030", NULL};
    g_mime_init();
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    charset_prepare();
}

/* --- headers --------------------------------------------------------------------------------- */

/* The raw value of the first header of that name, or NULL; owned by the object. */
static const char *raw_header(GMimeObject *object, const char *name)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    GMimeHeader *header = g_mime_header_list_get_header(headers, name);
    return header != NULL ? g_mime_header_get_raw_value(header) : NULL;
}

/* A header as text on one line; "" if it is absent. The caller frees it. */
static char *text_header(GMimeObject *object, const char *name)
{
    const char *raw = raw_header(object, name);
    bool clean = true;
    CLEANUP_FREE char *decoded = header_decode(raw != NULL ? raw : "", &clean);
    return names_clean_line(decoded, LIMIT_HEADER);
}

/* The first <...> of a header, without the marks; "" if there is none. The caller frees it. */
static char *id_header(GMimeObject *object, const char *name)
{
    CLEANUP_FREE char *text = text_header(object, name);
    const char *begin = strchr(text, '<');
    const char *end = begin != NULL ? strchr(begin, '>') : NULL;
    if (end == NULL) {
        return STEAL(text);
    }
    return xstrndup(begin + 1, (size_t)(end - begin - 1));
}

/* "张三" <a@b.cn>: GMime finds the address; the name is what stands before it. */
static void read_sender(GMimeMessage *message, struct description *description)
{
    InternetAddressList *senders = g_mime_message_get_from(message);
    InternetAddress *first = senders != NULL ? internet_address_list_get_address(senders, 0) : NULL;
    if (INTERNET_ADDRESS_IS_MAILBOX(first)) {
        const char *address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
        char *lower = g_ascii_strdown(address != NULL ? address : "", -1);
        free(description->from);
        description->from = names_clean_line(lower, LIMIT_HEADER);
        g_free(lower);
    }
    CLEANUP_FREE char *whole = text_header(GMIME_OBJECT(message), "From");
    whole[strcspn(whole, "<")] = '\0';
    char *name = whole + strspn(whole, "\" ");
    size_t length = strlen(name);
    while (length > 0 && strchr("\" ", name[length - 1]) != NULL) {
        name[--length] = '\0';
    }
    free(description->from_name);
    description->from_name = xstrdup(strchr(name, '@') == NULL ? name : "");
}

static int64_t unix_time(GDateTime *date)
{
    int64_t time = date != NULL ? g_date_time_to_unix(date) : CLOCK_UNKNOWN;
    return time > 0 ? time : CLOCK_UNKNOWN;
}

/* The date of the topmost Received stands behind its last semicolon (RFC 5321, 4.4). */
static int64_t received_time(GMimeObject *message)
{
    const char *raw = raw_header(message, "Received");
    const char *mark = raw != NULL ? strrchr(raw, ';') : NULL;
    if (mark == NULL) {
        return CLOCK_UNKNOWN;
    }
    GDateTime *date = g_mime_utils_header_decode_date(mark + 1);
    int64_t time = unix_time(date);
    if (date != NULL) {
        g_date_time_unref(date);
    }
    return time;
}

/* Sent by a program: RFC 3834, or the older ways to say so; a delivery report; a mailing list. */
static bool sent_by_program(GMimeMessage *message)
{
    GMimeObject *object = GMIME_OBJECT(message);
    static const char *const telling[] = {"X-Autoreply", "X-Autorespond", "List-Unsubscribe"};
    for (size_t i = 0; i < COUNT_OF(telling); i++) {
        if (raw_header(object, telling[i]) != NULL) {
            return true;
        }
    }
    CLEANUP_FREE char *stated = text_header(object, "Auto-Submitted");
    CLEANUP_FREE char *precedence = text_header(object, "Precedence");
    GMimeObject *body = g_mime_message_get_mime_part(message);
    GMimeContentType *type = body != NULL ? g_mime_object_get_content_type(body) : NULL;
    return (stated[0] != '\0' && strncasecmp(stated, "no", 2) != 0) ||
           strcasecmp(precedence, "bulk") == 0 || strcasecmp(precedence, "junk") == 0 ||
           strcasecmp(precedence, "auto_reply") == 0 ||
           (type != NULL && g_mime_content_type_is_type(type, "multipart", "report"));
}

static void replace(char **text, char *with)
{
    free(*text);
    *text = with;
}

static void read_headers(GMimeMessage *message, struct description *description)
{
    GMimeObject *object = GMIME_OBJECT(message);
    replace(&description->subject, text_header(object, "Subject"));
    replace(&description->message_id, id_header(object, "Message-ID"));
    replace(&description->in_reply_to, id_header(object, "In-Reply-To"));
    read_sender(message, description);
    description->date = unix_time(g_mime_message_get_date(message));
    description->received = received_time(object);
    description->auto_submitted = sent_by_program(message);
}

/* --- parts ----------------------------------------------------------------------------------- */

static char *part_file_name(GMimeObject *object, bool *clean)
{
    const char *disposition = raw_header(object, "Content-Disposition");
    const char *type = raw_header(object, "Content-Type");
    char *name = disposition != NULL ? header_parameter(disposition, "filename", clean) : NULL;
    if (name == NULL && type != NULL) {
        name = header_parameter(type, "name", clean);
    }
    return name;
}

static ssize_t pull(void *source, char *buffer, size_t size)
{
    return g_mime_stream_read(source, buffer, size);
}

/* The decoded bytes of a part, as a stream; the caller unrefs it. NULL for a part without any. */
static GMimeStream *decoded_stream(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL) {
        return NULL;
    }
    GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(raw);
    GMimeStream *decoded = g_mime_stream_filter_new(raw);
    GMimeContentEncoding encoding = g_mime_data_wrapper_get_encoding(content);
    GMimeFilter *filter = g_mime_filter_basic_new(encoding, FALSE);
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
    g_object_unref(filter);
    return decoded;
}

static bool is_attachment(GMimeObject *object)
{
    const char *disposition = g_mime_object_get_disposition(object);
    return disposition != NULL && strcasecmp(disposition, "attachment") == 0;
}

static bool is_type(GMimeObject *object, const char *type, const char *subtype)
{
    GMimeContentType *content = g_mime_object_get_content_type(object);
    return content != NULL && g_mime_content_type_is_type(content, type, subtype);
}

/* A text part is the body unless it says that it is a file. */
static bool is_body(GMimeObject *object, const char *name)
{
    return name == NULL && !is_attachment(object) &&
           (is_type(object, "text", "plain") || is_type(object, "text", "html"));
}

static void read_body(struct mail *mail, GMimePart *part)
{
    GMimeStream *stream = decoded_stream(part);
    struct buffer *into = is_type(GMIME_OBJECT(part), "text", "html") ? &mail->html : &mail->plain;
    if (stream == NULL) {
        return;
    }
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    char block[16384];
    ssize_t got;
    while (bytes.size < LIMIT_TEXT_FILE &&
           (got = g_mime_stream_read(stream, block, sizeof block)) > 0) {
        buffer_add(&bytes, block, (size_t)got);
    }
    g_object_unref(stream);
    const char *label = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
    CLEANUP_FREE char *text = charset_decode(label, buffer_text(&bytes), bytes.size, NULL);
    buffer_add_text(into, text);
    buffer_add_text(into, "\n");
}

/* A picture that the page itself shows belongs to its look. */
static bool shown_by_page(const struct mail *mail, GMimeObject *object)
{
    const char *id = g_mime_object_get_content_id(object);
    return id != NULL && mail->html.size > 0 && html_shows(buffer_text(&mail->html), id);
}

static void read_file(struct mail *mail, GMimePart *part, const char *name, bool clean)
{
    GMimeObject *object = GMIME_OBJECT(part);
    struct spool spool = {.fd = -1};
    GMimeStream *stream = decoded_stream(part);
    if (stream == NULL) {
        stream = g_mime_stream_mem_new();
    }
    enum spool_result result = container_spool(mail->container, pull, stream, &spool);
    g_object_unref(stream);
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
    const struct leaf_notes notes = {
        .broken = result == SPOOL_BROKEN,
        .cut = result == SPOOL_CUT,
        .name_undecodable = !clean,
        .decoration = shown_by_page(mail, object),
        .inline_small = !is_attachment(object),
        .fallback = type,
    };
    container_leaf(mail->container, name, &spool, &notes);
    g_free(type);
}

static void walk_message(struct container *container, GMimeMessage *message);

/* A forwarded mail is a container of its own, named like its file or its subject. */
static void read_forwarded(struct mail *mail, GMimeMessagePart *part)
{
    struct container *within = mail->container;
    GMimeMessage *message = g_mime_message_part_get_message(part);
    bool clean = true;
    if (message == NULL) {
        return;
    }
    if (within->depth + 1 >= LIMIT_DEPTH) {
        job_note(within->job, FINDING_OVER_BUDGET, "嵌套层数过多");
        return;
    }
    CLEANUP_FREE char *stated = part_file_name(GMIME_OBJECT(part), &clean);
    CLEANUP_FREE char *subject = text_header(GMIME_OBJECT(message), "Subject");
    CLEANUP_FREE char *made = xasprintf("%s.eml", subject[0] != '\0' ? subject : "转发邮件");
    for (char *slash = strchr(made, '/'); slash != NULL; slash = strchr(slash, '/')) {
        *slash = '_'; /* a subject is one name, not a path */
    }
    CLEANUP_FREE char *path =
        names_path(within->path, stated != NULL ? stated : made, KIND_MESSAGE, within->leaves);
    struct container inner = {.job = within->job, .path = path, .depth = within->depth + 1};
    within->leaves++;
    walk_message(&inner, message);
}

static void walk(struct mail *mail, GMimeObject *object, unsigned depth)
{
    if (mail->container->job->failed || object == NULL) {
        return;
    }
    if (GMIME_IS_MULTIPART(object)) {
        if (depth >= NESTING) {
            job_note(mail->container->job, FINDING_OVER_BUDGET, "嵌套层数过多");
            return;
        }
        GMimeMultipart *parts = GMIME_MULTIPART(object);
        for (int i = 0; i < g_mime_multipart_get_count(parts); i++) {
            walk(mail, g_mime_multipart_get_part(parts, i), depth + 1);
        }
        return;
    }
    if (!container_entry(mail->container)) {
        return;
    }
    if (GMIME_IS_MESSAGE_PART(object)) {
        read_forwarded(mail, GMIME_MESSAGE_PART(object));
        return;
    }
    if (!GMIME_IS_PART(object)) {
        return;
    }
    bool clean = true;
    CLEANUP_FREE char *name = part_file_name(object, &clean);
    if (!is_body(object, name)) {
        read_file(mail, GMIME_PART(object), name, clean);
    }
}

/* --- a whole mail ---------------------------------------------------------------------------- */

/*
 * The bodies come first in every mail that people send, but archives need the passwords that are
 * written there, and pictures the page that shows them: so the bodies are read before the files.
 */
static void read_bodies(struct mail *mail, GMimeObject *object, unsigned depth)
{
    if (GMIME_IS_MULTIPART(object) && depth < NESTING) {
        GMimeMultipart *parts = GMIME_MULTIPART(object);
        for (int i = 0; i < g_mime_multipart_get_count(parts); i++) {
            read_bodies(mail, g_mime_multipart_get_part(parts, i), depth + 1);
        }
    } else if (GMIME_IS_PART(object)) {
        bool clean = true;
        CLEANUP_FREE char *name = part_file_name(object, &clean);
        if (is_body(object, name)) {
            read_body(mail, GMIME_PART(object));
        }
    }
}

static bool blank(const char *text)
{
    return text[strspn(text, " \t\r\n\xC2\xA0")] == '\0';
}

static void add_body(struct description *description, const char *text)
{
    struct buffer whole = BUFFER_EMPTY;
    buffer_add_text(&whole, description->text);
    if (whole.size > 0) {
        buffer_add_text(&whole, "\n");
    }
    buffer_add_text(&whole, text);
    replace(&description->text, names_clean_text(buffer_text(&whole), LIMIT_BODY_TEXT));
    buffer_free(&whole);
}

/* What the bodies say, for the description, and what they say about the files. */
static void use_bodies(struct mail *mail, GMimeMessage *message)
{
    struct job *job = mail->container->job;
    const char *html = buffer_text(&mail->html);
    CLEANUP_FREE char *page = html_to_text(html, false);
    CLEANUP_FREE char *linked = html_to_text(html, true);
    CLEANUP_FREE char *subject = text_header(GMIME_OBJECT(message), "Subject");
    const char *plain = buffer_text(&mail->plain);
    add_body(job->description, blank(plain) ? page : plain);
    passwords_find(job, subject);
    passwords_find(job, plain);
    passwords_find(job, page);
    cloud_find(job, plain);
    cloud_find(job, linked);
}

static void walk_message(struct container *container, GMimeMessage *message)
{
    struct mail mail = {.container = container};
    GMimeObject *body = g_mime_message_get_mime_part(message);
    read_bodies(&mail, body, 0);
    use_bodies(&mail, message);
    walk(&mail, body, 0);
    buffer_free(&mail.plain);
    buffer_free(&mail.html);
}

static GMimeMessage *parse(int fd)
{
    int own = dup(fd); /* the stream closes what it is given */
    if (own < 0 || lseek(own, 0, SEEK_SET) != 0) {
        cleanup_fd(&own);
        return NULL;
    }
    GMimeStream *stream = g_mime_stream_fs_new(own);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

void mail_read_top(struct container *top, int fd)
{
    GMimeMessage *message = parse(fd);
    if (message == NULL) {
        bool empty = lseek(fd, 0, SEEK_END) == 0;
        job_note(top->job, empty ? FINDING_EMPTY : FINDING_DAMAGED, NULL);
        return;
    }
    read_headers(message, top->job->description);
    if (g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(message))) == 0) {
        job_note(top->job, FINDING_DAMAGED, "不是一封邮件");
    }
    job_send_message(top->job);
    walk_message(top, message);
    g_object_unref(message);
}

bool mail_read_attached(struct container *container, int fd)
{
    GMimeMessage *message = parse(fd);
    if (message == NULL) {
        container->damaged = true;
        return false;
    }
    walk_message(container, message);
    g_object_unref(message);
    return true;
}
