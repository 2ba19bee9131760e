#include "reader/mail.h"

#include "reader/body.h"
#include "reader/bounce.h"
#include "reader/charset.h"
#include "reader/envelope.h"
#include "reader/html.h"
#include "reader/mime.h"
#include "reader/names.h"
#include "reader/salvage.h"
#include "reader/source.h"
#include "reader/uuencode.h"
#include "reader/written.h"

#include <gmime/gmime.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* One mail that is being walked through. */
struct mail {
    struct container *container;
    struct body body;
    bool cut; /* its bytes end in the middle of a line */
};

/* Where in its mail a part stands. */
struct place {
    unsigned depth;   /* of multiparts */
    bool alternative; /* one version of several */
    bool unclosed;    /* the last one, and what it stands in has no end */
};

typedef void (*visitor)(struct mail *mail, GMimeObject *object, const struct place *place);

static GMimeParserOptions *options;

void mail_prepare(void)
{
    static const char *charsets[] = {"utf-8", "gb18030", NULL};
    g_mime_init();
    options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets);
    charset_prepare();
}

/* --- leaves ---------------------------------------------------------------------------------- */

/* A picture that the page itself shows belongs to its look. */
static bool shown_by_page(const struct mail *mail, GMimeObject *object)
{
    const char *html = buffer_text(&mail->body.html);
    const char *id = g_mime_object_get_content_id(object);
    CLEANUP_FREE char *location =
        names_clean_line(mime_header(object, "Content-Location"), LIMIT_HEADER);
    return (id != NULL && html_shows(html, id)) ||
           (location[0] != '\0' && strstr(html, location) != NULL);
}

/* What a mail program adds to prove the sender, and no person opens. */
static bool is_signature(GMimeObject *object)
{
    static const char *const subtypes[] = {"pkcs7-signature", "x-pkcs7-signature", "pgp-signature"};
    for (size_t i = 0; i < COUNT_OF(subtypes); i++) {
        if (mime_is(object, "application", subtypes[i])) {
            return true;
        }
    }
    return false;
}

/* Files of nothing but the sender's Finder (RFC 1740, AppleDouble): archives drop them, too. */
static bool is_resource_fork(GMimeObject *object, const struct spool *spool)
{
    char magic[4] = {0};
    return mime_is(object, "application", "applefile") &&
           pread(spool->fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
           memcmp(magic, "\0\5\26\7", sizeof magic) == 0;
}

static void drop_junk(struct container *container, struct spool *spool)
{
    container_note_junk(container);
    spool_discard(container->job, spool);
}

/* RFC 2046, 5.2.2: a mail that the sender's program cut into several, of which each goes its own
 * way. What is said of the piece; NULL for a part that is none. */
static char *fragment_detail(GMimePart *part)
{
    if (!GMIME_IS_MESSAGE_PARTIAL(part)) {
        return NULL;
    }
    GMimeMessagePartial *fragment = GMIME_MESSAGE_PARTIAL(part);
    int number = g_mime_message_partial_get_number(fragment);
    int total = g_mime_message_partial_get_total(fragment);
    CLEANUP_FREE char *of = total > 0 ? xasprintf("，共%d封", total) : xstrdup("");
    return total == 1 ? NULL
                      : xasprintf("发件程序把一封大邮件拆成了几封，这是第%d封%s，拆开的不能拼合："
                                  "请在发件程序里关闭“拆分大邮件”后重新发送，或分成几封邮件报送",
                                  number, of);
}

static void read_file(struct mail *mail, GMimePart *part, const struct place *place)
{
    GMimeObject *object = GMIME_OBJECT(part);
    bool clean = true;
    CLEANUP_FREE char *name = mime_name(object, &clean);
    struct spool spool = {.fd = -1};
    GMimeStream *stream = mime_stream(part);
    enum spool_result result = container_spool(mail->container, mime_pull, stream, &spool);
    g_object_unref(stream);
    if (is_resource_fork(object, &spool)) {
        drop_junk(mail->container, &spool);
        return;
    }
    char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
    CLEANUP_FREE char *fragment = fragment_detail(part);
    const struct leaf_notes notes = {
        .broken = result == SPOOL_BROKEN || (place->unclosed && mail->cut),
        .cut = result == SPOOL_CUT,
        .name_undecodable = !clean,
        .decoration = shown_by_page(mail, object),
        .inline_small = !mime_is_attachment(object),
        .of_mail = is_signature(object),
        .fragment = fragment != NULL,
        .findings = fragment != NULL ? FINDING_BIT(FINDING_MISSING_VOLUME) : 0,
        .detail = fragment,
        .fallback = type,
    };
    bool forwarded = name == NULL && (mime_is(object, "message", "rfc822") ||
                                      mime_is(object, "message", "partial"));
    const char *made = fragment != NULL ? "拆分的邮件.eml" : "转发邮件.eml";
    container_leaf(mail->container, forwarded ? made : name, &spool, &notes);
    g_free(type);
}

/* Files that stand in the text of a body, by uuencode. */
static void read_files_in_text(struct mail *mail, GMimePart *part)
{
    if (!job_may(mail->container->job, "正文里的文件")) {
        return;
    }
    GMimeStream *stream = mime_stream(part);
    struct uuencode text;
    uuencode_open(&text, stream);
    while (!mail->container->job->failed && uuencode_line(&text)) {
        CLEANUP_FREE char *bytes = uuencode_name(&text);
        bool clean = true;
        CLEANUP_FREE char *name =
            bytes != NULL ? charset_decode(NULL, bytes, strlen(bytes), &clean) : NULL;
        if (name == NULL || !container_entry(mail->container, name)) {
            continue;
        }
        struct spool spool = {.fd = -1};
        enum spool_result result = container_spool(mail->container, uuencode_pull, &text, &spool);
        const struct leaf_notes notes = {.broken = result == SPOOL_BROKEN,
                                         .cut = result == SPOOL_CUT,
                                         .name_undecodable = !clean};
        container_leaf(mail->container, name, &spool, &notes);
    }
    uuencode_close(&text);
    g_object_unref(stream);
}

/* --- mail in mail ---------------------------------------------------------------------------- */

/* What is nested too deep to be walked into stays as it is: a file that a person can open. */
static void keep_whole(struct mail *mail, GMimeObject *object, const char *name)
{
    struct spool spool = {.fd = -1};
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_object_write_to_stream(object, NULL, stream);
    g_mime_stream_reset(stream);
    container_spool(mail->container, mime_pull, stream, &spool);
    g_object_unref(stream);
    const struct leaf_notes notes = {.cut = true};
    container_leaf(mail->container, name, &spool, &notes);
    job_note(mail->container->job, FINDING_OVER_BUDGET, "嵌套层数过多");
}

static void read_message(struct container *container, GMimeMessage *message, bool cut);

/* A forwarded mail is a container of its own, named like its file or its subject. */
static char *forwarded_name(GMimeObject *part, GMimeMessage *message)
{
    bool clean = true;
    char *stated = mime_name(part, &clean);
    if (stated != NULL) {
        return stated;
    }
    CLEANUP_FREE char *subject = message != NULL ? envelope_subject(message) : xstrdup("");
    char *made = xasprintf("%s.eml", subject[0] != '\0' ? subject : "转发邮件");
    for (char *slash = strchr(made, '/'); slash != NULL; slash = strchr(slash, '/')) {
        *slash = '_'; /* a subject is one name, not a path */
    }
    return made;
}

static bool has_headers(GMimeMessage *message)
{
    return g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(message))) > 0;
}

/* Neither headers nor a body. */
static bool is_empty(GMimeMessage *message)
{
    if (message == NULL || has_headers(message)) {
        return message == NULL;
    }
    GMimeObject *body = g_mime_message_get_mime_part(message);
    GMimeDataWrapper *content =
        GMIME_IS_PART(body) ? g_mime_part_get_content(GMIME_PART(body)) : NULL;
    return body == NULL ||
           (content != NULL && g_mime_stream_length(g_mime_data_wrapper_get_stream(content)) == 0);
}

/* A forwarded mail of which nothing came. */
static void read_nothing(struct mail *mail, const char *name)
{
    struct spool spool = {.fd = -1};
    GMimeStream *nothing = g_mime_stream_mem_new();
    container_spool(mail->container, mime_pull, nothing, &spool);
    g_object_unref(nothing);
    const struct leaf_notes notes = {0};
    container_leaf(mail->container, name, &spool, &notes);
}

static void read_forwarded(struct mail *mail, GMimeMessagePart *part, const struct place *place)
{
    struct container *within = mail->container;
    GMimeMessage *message = g_mime_message_part_get_message(part);
    CLEANUP_FREE char *name = forwarded_name(GMIME_OBJECT(part), message);
    if (is_empty(message)) {
        read_nothing(mail, name);
        return;
    }
    if (within->depth + 1 >= LIMIT_DEPTH) {
        keep_whole(mail, GMIME_OBJECT(message), name);
        return;
    }
    CLEANUP_FREE char *path = names_path(within->path, name, KIND_MESSAGE, within->leaves);
    CLEANUP_FREE char *heading = envelope_heading(message);
    body_add(within->job, heading);
    struct container inner = {.job = within->job, .path = path, .depth = within->depth + 1};
    within->leaves++;
    read_message(&inner, message, place->unclosed && mail->cut);
}

/* --- walking --------------------------------------------------------------------------------- */

static void walk(struct mail *mail, GMimeObject *object, struct place place, visitor visit)
{
    if (object == NULL || mail->container->job->failed) {
        return;
    }
    if (!GMIME_IS_MULTIPART(object) || place.depth >= LIMIT_MULTIPARTS) {
        visit(mail, object, &place);
        return;
    }
    GMimeMultipart *parts = GMIME_MULTIPART(object);
    int count = g_mime_multipart_get_count(parts);
    for (int i = 0; i < count; i++) {
        const struct place inside = {
            .depth = place.depth + 1,
            .alternative = place.alternative || mime_is(object, "multipart", "alternative"),
            .unclosed = place.unclosed && i + 1 == count && !parts->write_end_boundary,
        };
        walk(mail, g_mime_multipart_get_part(parts, i), inside, visit);
    }
}

static bool is_body(GMimeObject *object, const struct place *place)
{
    bool clean = true;
    CLEANUP_FREE char *name = GMIME_IS_PART(object) ? mime_name(object, &clean) : NULL;
    return GMIME_IS_PART(object) && body_is(object, name, place->alternative);
}

/*
 * The bodies come first in every mail that people send, but archives need the passwords that are
 * written there, and pictures the page that shows them: so the bodies are read before the files.
 */
static void visit_body(struct mail *mail, GMimeObject *object, const struct place *place)
{
    if (is_body(object, place) && job_may(mail->container->job, "邮件正文")) {
        body_read(&mail->body, GMIME_PART(object), place->alternative);
    }
}

static void visit_file(struct mail *mail, GMimeObject *object, const struct place *place)
{
    bool clean = true;
    CLEANUP_FREE char *name = mime_name(object, &clean);
    if (is_body(object, place)) {
        read_files_in_text(mail, GMIME_PART(object));
    } else if (container_entry(mail->container, name)) {
        if (GMIME_IS_MESSAGE_PART(object)) {
            read_forwarded(mail, GMIME_MESSAGE_PART(object), place);
        } else if (GMIME_IS_PART(object)) {
            read_file(mail, GMIME_PART(object), place);
        } else {
            keep_whole(mail, object, "嵌套过深的部分.eml");
        }
    }
}

/* Once, before the tree is walked twice. */
static void mend(GMimeObject *object, unsigned depth)
{
    if (!GMIME_IS_MULTIPART(object) || depth >= LIMIT_MULTIPARTS) {
        return;
    }
    GMimeMultipart *parts = GMIME_MULTIPART(object);
    salvage_parts(parts, options);
    for (int i = 0; i < g_mime_multipart_get_count(parts); i++) {
        mend(g_mime_multipart_get_part(parts, i), depth + 1);
    }
}

/* --- a whole mail ---------------------------------------------------------------------------- */

static void read_message(struct container *container, GMimeMessage *message, bool cut)
{
    struct mail mail = {.container = container, .cut = cut};
    GMimeObject *body = g_mime_message_get_mime_part(message);
    const struct place top = {.unclosed = true};
    CLEANUP_FREE char *subject = envelope_subject(message);
    mend(body, 0);
    walk(&mail, body, top, visit_body);
    body_use(&mail.body, subject, container->job);
    walk(&mail, body, top, visit_file);
    written_leaf(container, subject, body_words(&mail.body));
    body_clear(&mail.body);
    container_end(container);
}

static const off_t whole = INT64_MAX;

/* The caller unrefs it, and closes the source after that. NULL where there is nothing. */
static GMimeMessage *parse(struct source *source, struct container *container, int fd, off_t most)
{
    if (!source_open(source, container, fd, most)) {
        return NULL;
    }
    GMimeParser *parser = g_mime_parser_new_with_stream(source->stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_object_unref(parser);
    return message;
}

/* Bytes from its beginning that are taken apart: all, unless an earlier attempt did not survive
 * that. What comes first is the headers, which say whose it is, and the words. 0: none. */
static off_t readable(struct job *job)
{
    static const off_t shorter[] = {LIMIT_MAIL_SHORTENED, LIMIT_MAIL_BEGINNING};
    static const char what[] = "邮件靠后的部分未读";
    if (job_may(job, what)) {
        return whole;
    }
    for (size_t i = 0; i < COUNT_OF(shorter); i++) {
        if (shorter[i] < (off_t)job->size && job_may(job, what)) {
            return shorter[i];
        }
    }
    return 0;
}

void mail_read_top(struct container *top, int fd)
{
    struct source source = {.copy.fd = -1};
    off_t most = readable(top->job);
    GMimeMessage *message = most > 0 ? parse(&source, top, fd, most) : NULL;
    if (message == NULL && most > 0) {
        bool empty = lseek(fd, 0, SEEK_END) == 0;
        job_note(top->job, empty ? FINDING_EMPTY : FINDING_DAMAGED, NULL);
    } else if (message != NULL) {
        envelope_read(message, top->job->description);
        bounce_read(message, top->job->description);
        if (!has_headers(message)) {
            job_note(top->job, FINDING_DAMAGED, "不是一封邮件");
        }
        job_send_message(top->job);
        read_message(top, message, source.cut);
        g_object_unref(message);
    }
    source_close(&source, top);
}

bool mail_read_attached(struct container *container, int fd)
{
    struct source source = {.copy.fd = -1};
    GMimeMessage *message = parse(&source, container, fd, whole);
    if (message != NULL) {
        read_message(container, message, source.cut || container->fragment);
        g_object_unref(message);
    }
    container->damaged = container->damaged || message == NULL;
    source_close(&source, container);
    return message != NULL;
}
