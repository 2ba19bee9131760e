#include "reader/body.h"

#include "reader/charset.h"
#include "reader/cloud.h"
#include "reader/html.h"
#include "reader/mime.h"
#include "reader/names.h"
#include "reader/passwords.h"
#include "reader/uuencode.h"

#include <stdlib.h>
#include <string.h>

bool body_is(GMimeObject *object, const char *name, bool alternative)
{
    bool text = mime_is(object, "text", "*");
    bool words = mime_is(object, "text", "plain") || mime_is(object, "text", "html");
    /* an invitation is a version of nothing */
    bool version = alternative && text && !mime_is(object, "text", "calendar");
    return name == NULL && !mime_is_attachment(object) && (words || version);
}

/* --- reading --------------------------------------------------------------------------------- */

/* Skips a file of uuencode: it is a leaf, not words. */
static void skip_file(struct uuencode *text)
{
    char block[4096];
    while (uuencode_pull(text, block, sizeof block) > 0) {
    }
}

static void read_bytes(GMimePart *part, struct buffer *bytes)
{
    GMimeStream *stream = mime_stream(part);
    struct uuencode text;
    uuencode_open(&text, stream);
    while (bytes->size < LIMIT_TEXT_FILE && uuencode_line(&text)) {
        CLEANUP_FREE char *file = uuencode_name(&text);
        if (file != NULL) {
            skip_file(&text);
        } else {
            buffer_add(bytes, text.line->data, text.line->len);
        }
    }
    uuencode_close(&text);
    g_object_unref(stream);
}

static void add(struct buffer *into, const char *text)
{
    buffer_add_text(into, text);
    buffer_add_text(into, "\n");
}

static void read_html(struct body *body, const char *label, const char *bytes, size_t size,
                      bool alternative)
{
    CLEANUP_FREE char *html = html_decode(label, bytes, size);
    CLEANUP_FREE char *page = html_to_text(html, false);
    add(&body->html, html);
    add(alternative ? &body->page : &body->plain, page);
}

void body_add_html(struct body *body, const char *label, const char *bytes, size_t size)
{
    read_html(body, label, bytes, size, true);
}

void body_read(struct body *body, GMimePart *part, bool alternative)
{
    GMimeObject *object = GMIME_OBJECT(part);
    CLEANUP_BUFFER struct buffer bytes = BUFFER_EMPTY;
    read_bytes(part, &bytes);
    const char *label = g_mime_object_get_content_type_parameter(object, "charset");
    if (mime_is(object, "text", "html")) {
        read_html(body, label, buffer_text(&bytes), bytes.size, alternative);
        return;
    }
    CLEANUP_FREE char *text = charset_decode(label, buffer_text(&bytes), bytes.size, NULL);
    add(mime_is(object, "text", "plain") ? &body->plain : &body->other, text);
}

/* --- using ----------------------------------------------------------------------------------- */

static bool blank(const struct buffer *text)
{
    return buffer_text(text)[strspn(buffer_text(text), " \t\r\n\xC2\xA0")] == '\0';
}

void body_add(struct job *job, const char *text)
{
    struct description *description = job->description;
    if (strlen(description->text) >= LIMIT_BODY_TEXT - 4) {
        return; /* full, but for a cut character */
    }
    CLEANUP_BUFFER struct buffer whole = BUFFER_EMPTY;
    buffer_add_text(&whole, description->text);
    buffer_add_text(&whole, whole.size > 0 ? "\n" : "");
    buffer_add_text(&whole, text);
    free(description->text);
    description->text = names_clean_text(buffer_text(&whole), LIMIT_BODY_TEXT);
}

const char *body_words(const struct body *body)
{
    const struct buffer *versions[] = {&body->plain, &body->page, &body->other};
    size_t best = 0;
    while (best + 1 < COUNT_OF(versions) && blank(versions[best])) {
        best++;
    }
    return buffer_text(versions[best]);
}

bool body_blank(const struct body *body)
{
    return blank(&body->plain) && blank(&body->page) && blank(&body->other);
}

bool body_said(const struct body *body, const struct job *job)
{
    CLEANUP_FREE char *text = names_clean_text(body_words(body), LIMIT_BODY_TEXT);
    g_strstrip(text);
    return strstr(job->description->text, text) != NULL;
}

void body_use(const struct body *body, const char *subject, struct job *job)
{
    body_add(job, body_words(body));
    if (!job_may(job, "正文里的密码和链接")) {
        return;
    }
    CLEANUP_FREE char *linked = html_to_text(buffer_text(&body->html), true);
    const char *const texts[] = {subject, buffer_text(&body->plain), buffer_text(&body->page)};
    passwords_find(job, texts, COUNT_OF(texts));
    cloud_find(job, linked);
    cloud_find(job, buffer_text(&body->plain));
}

void body_clear(struct body *body)
{
    buffer_free(&body->plain);
    buffer_free(&body->page);
    buffer_free(&body->html);
    buffer_free(&body->other);
}
