#include "notice/compose.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "notice/display.h"

#include <ctype.h>
#include <nettle/base64.h>
#include <string.h>
#include <time.h>

enum {
    LINE = 76,       /* characters of a line of base 64, and of a header line (RFC 2047, 2) */
    WORD_BYTES = 42, /* of text in one encoded word: 56 characters of base 64 and 12 around them */
    BOUNDARY_SIZE = 40,
};

/* --- encodings ------------------------------------------------------------------------------- */

static void add_base64(const char *data, size_t size, struct buffer *out)
{
    char text[BASE64_ENCODE_RAW_LENGTH(WORD_BYTES) + 1];
    base64_encode_raw(text, size, (const uint8_t *)data);
    buffer_add(out, text, BASE64_ENCODE_RAW_LENGTH(size));
}

/* Lines of base 64 for a body. */
static void add_base64_lines(const char *data, size_t size, struct buffer *out)
{
    enum { BYTES = LINE / 4 * 3 };
    char line[BASE64_ENCODE_RAW_LENGTH(BYTES) + 1];
    for (size_t at = 0; at < size; at += BYTES) {
        size_t count = size - at < BYTES ? size - at : BYTES;
        base64_encode_raw(line, count, (const uint8_t *)data + at);
        buffer_add(out, line, BASE64_ENCODE_RAW_LENGTH(count));
        buffer_add_text(out, "\r\n");
    }
}

/* RFC 2231: every byte that is not a letter, digit or one of a few marks as %XX. */
static void add_percent(const char *text, struct buffer *out)
{
    for (; *text != '\0'; text++) {
        if (isalnum((unsigned char)*text) || strchr("-._", *text) != NULL) {
            buffer_add(out, text, 1);
        } else {
            buffer_add_format(out, "%%%02X", (unsigned char)*text);
        }
    }
}

static bool is_plain(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < ' ' || *at > '~') {
            return false;
        }
    }
    return strstr(text, "=?") == NULL && strlen(text) < LINE - 20;
}

void compose_header_text(const char *text, size_t used, struct buffer *out)
{
    CLEANUP_FREE char *clean = display_clean(text);
    if (is_plain(clean)) {
        buffer_add_text(out, clean);
        return;
    }
    size_t size = strlen(clean);
    size_t room = used < LINE ? (LINE - used) / 4 * 3 : 0;
    room = room > 12 ? room - 12 : 0;
    for (size_t at = 0; at < size;) {
        size_t most = at == 0 && room < WORD_BYTES ? room : WORD_BYTES;
        size_t taken = utf8_cut(clean + at, size - at, most);
        if (at > 0 || taken == 0) {
            buffer_add_text(out, "\r\n ");
        }
        taken = taken == 0 ? utf8_cut(clean + at, size - at, WORD_BYTES) : taken;
        buffer_add_text(out, "=?UTF-8?B?");
        add_base64(clean + at, taken, out);
        buffer_add_text(out, "?=");
        at += taken;
    }
}

/* --- headers --------------------------------------------------------------------------------- */

static void add_date(int64_t time, struct buffer *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)time;
    struct tm civil = {0};
    localtime_r(&seconds, &civil);
    long offset = civil.tm_gmtoff / 60;
    long minutes = offset < 0 ? -offset : offset;
    buffer_add_format(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02ld%02ld\r\n",
                      days[civil.tm_wday], civil.tm_mday, months[civil.tm_mon],
                      civil.tm_year + 1900, civil.tm_hour, civil.tm_min, civil.tm_sec,
                      offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void add_from(const struct sender *sender, struct buffer *out)
{
    buffer_add_text(out, "From: ");
    if (sender->name != NULL) {
        CLEANUP_BUFFER struct buffer name = BUFFER_EMPTY;
        compose_header_text(sender->name, strlen("From: "), &name);
        /* An encoded word stands alone, other words in quotes (RFC 5322, display-name). */
        bool encoded = strncmp(buffer_text(&name), "=?", 2) == 0 || buffer_text(&name)[0] == '\r';
        bool quotable = strpbrk(buffer_text(&name), "\"\\") == NULL;
        if (encoded || quotable) {
            buffer_add_format(out, encoded ? "%s\r\n " : "\"%s\"\r\n ", buffer_text(&name));
        }
    }
    buffer_add_format(out, "<%s>\r\n", sender->address);
}

/* A Message-ID of somebody else's, only where it is one: printable ASCII, no blanks or brackets. */
static bool is_message_id(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (*at <= ' ' || *at > '~' || *at == '<' || *at == '>') {
            return false;
        }
    }
    return text[0] != '\0' && strlen(text) < 900;
}

static void add_headers(const struct notice *notice, const struct sender *sender,
                        struct buffer *out)
{
    add_date(notice->queued_at, out);
    add_from(sender, out);
    buffer_add_format(out, "To: <%s>\r\n", notice->recipient);
    if (sender->replies != NULL && strcmp(sender->replies, sender->address) != 0) {
        buffer_add_format(out, "Reply-To: <%s>\r\n", sender->replies);
    }
    buffer_add_text(out, "Subject: ");
    compose_header_text(notice->subject, strlen("Subject: "), out);
    buffer_add_format(out, "\r\nMessage-ID: <%s>\r\n", notice->message_id);
    if (notice->in_reply_to != NULL && is_message_id(notice->in_reply_to)) {
        buffer_add_format(out, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n", notice->in_reply_to,
                          notice->in_reply_to);
    }
    /* RFC 3834; the second is what Exchange and Outlook look at. */
    buffer_add_format(out,
                      "Auto-Submitted: %s\r\nX-Auto-Response-Suppress: All\r\n"
                      "MIME-Version: 1.0\r\n",
                      notice_is_answer(notice) ? "auto-replied" : "auto-generated");
}

/* --- body ------------------------------------------------------------------------------------ */

/* A boundary holds "=_", which base 64 does not, and follows from the Message-ID. */
static void make_boundary(const struct notice *notice, const char *which, char *text)
{
    char digest[HASH_TEXT_SIZE];
    struct hash hash;
    hash_start(&hash);
    hash_add(&hash, which, strlen(which));
    hash_add(&hash, notice->message_id, strlen(notice->message_id));
    hash_end(&hash, digest);
    snprintf(text, BOUNDARY_SIZE, "=_%.24s", digest);
}

static void add_text_part(const char *type, const char *text, struct buffer *out)
{
    buffer_add_format(out,
                      "Content-Type: text/%s; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: base64\r\n\r\n",
                      type);
    add_base64_lines(text, strlen(text), out);
}

/* A file that the HTML shows has a Content-ID (RFC 2392), and stands beside it. */
static void add_enclosure(const struct enclosure *enclosure, struct buffer *out)
{
    bool shown = enclosure->content_id != NULL;
    buffer_add_format(out, "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n",
                      enclosure->type);
    if (shown) {
        buffer_add_format(out, "Content-ID: <%s>\r\n", enclosure->content_id);
    }
    buffer_add_format(out, "Content-Disposition: %s;\r\n filename*=UTF-8''",
                      shown ? "inline" : "attachment");
    add_percent(enclosure->name, out);
    buffer_add_text(out, "\r\n\r\n");
    add_base64_lines(enclosure->content, enclosure->size, out);
}

static size_t count_enclosures(const struct notice *notice, bool shown)
{
    size_t count = 0;
    for (size_t i = 0; i < notice->enclosure_count; i++) {
        count += (notice->enclosures[i].content_id != NULL) == shown;
    }
    return count;
}

/* The enclosures that the HTML shows, or the others, each as a part, and the end of the whole. */
static void add_enclosures(const struct notice *notice, bool shown, const char *boundary,
                           struct buffer *out)
{
    for (size_t i = 0; i < notice->enclosure_count; i++) {
        if ((notice->enclosures[i].content_id != NULL) == shown) {
            buffer_add_format(out, "--%s\r\n", boundary);
            add_enclosure(&notice->enclosures[i], out);
        }
    }
    buffer_add_format(out, "--%s--\r\n", boundary);
}

/* Begins parts that belong together, up to the first of them. */
static void start_parts(const char *subtype, const char *boundary, struct buffer *out)
{
    buffer_add_format(out, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n--%s\r\n",
                      subtype, boundary, boundary);
}

/* The HTML with the pictures that it shows (RFC 2387). */
static void add_html(const struct notice *notice, struct buffer *out)
{
    char boundary[BOUNDARY_SIZE];
    if (count_enclosures(notice, true) == 0) {
        add_text_part("html", notice->html, out);
        return;
    }
    make_boundary(notice, "related", boundary);
    start_parts("related; type=\"text/html\"", boundary, out);
    add_text_part("html", notice->html, out);
    add_enclosures(notice, true, boundary, out);
}

/* The text, and where there is one the HTML that says the same. */
static void add_words(const struct notice *notice, struct buffer *out)
{
    char boundary[BOUNDARY_SIZE];
    if (notice->html == NULL) {
        add_text_part("plain", notice->body, out);
        return;
    }
    make_boundary(notice, "alternative", boundary);
    start_parts("alternative", boundary, out);
    add_text_part("plain", notice->body, out);
    buffer_add_format(out, "--%s\r\n", boundary);
    add_html(notice, out);
    buffer_add_format(out, "--%s--\r\n", boundary);
}

void compose_mail(const struct notice *notice, const struct sender *sender, struct buffer *out)
{
    char boundary[BOUNDARY_SIZE];
    add_headers(notice, sender, out);
    if (count_enclosures(notice, false) == 0) {
        add_words(notice, out);
        return;
    }
    make_boundary(notice, "mixed", boundary);
    start_parts("mixed", boundary, out);
    add_words(notice, out);
    add_enclosures(notice, false, boundary, out);
}
