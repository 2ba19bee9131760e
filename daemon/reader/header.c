#include "reader/header.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "reader/charset.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- encoded words --------------------------------------------------------------------------- */

struct word {
    const char *charset, *data, *end; /* pointers into the text; end is behind "?=" */
    size_t charset_size, data_size;   /* bytes */
    bool base64;
};

/* Is there an encoded word at `at`? Line ends and blanks in its data are borne. */
static bool parse_word(const char *at, struct word *word)
{
    if (strncmp(at, "=?", 2) != 0) {
        return false;
    }
    word->charset = at + 2;
    word->charset_size = strcspn(word->charset, "? \t\r\n");
    const char *mark = word->charset + word->charset_size;
    if (mark[0] != '?' || mark[1] == '\0' || strchr("bBqQ", mark[1]) == NULL || mark[2] != '?') {
        return false;
    }
    word->base64 = mark[1] == 'b' || mark[1] == 'B';
    word->data = mark + 3;
    const char *close = strstr(word->data, "?=");
    if (close == NULL) {
        return false;
    }
    word->data_size = (size_t)(close - word->data);
    word->end = close + 2;
    /* RFC 2231, 5: a language may follow the charset behind an asterisk. */
    const char *star = memchr(word->charset, '*', word->charset_size);
    word->charset_size = star != NULL ? (size_t)(star - word->charset) : word->charset_size;
    return true;
}

static void decode_base64(const char *data, size_t size, struct buffer *out)
{
    gint state = 0;
    guint save = 0;
    CLEANUP_FREE guchar *bytes = xmalloc(size / 4 * 3 + 6);
    buffer_add(out, bytes, g_base64_decode_step(data, size, bytes, &state, &save));
    /* padding that is missing; where it is not, this changes nothing */
    buffer_add(out, bytes, g_base64_decode_step("==", 2, bytes, &state, &save));
}

static void decode_escapes(const char *data, size_t size, char escape, bool underscore,
                           struct buffer *out)
{
    for (size_t i = 0; i < size; i++) {
        char byte = data[i];
        if (byte == escape && i + 2 < size && g_ascii_isxdigit(data[i + 1]) &&
            g_ascii_isxdigit(data[i + 2])) {
            byte =
                (char)(g_ascii_xdigit_value(data[i + 1]) << 4 | g_ascii_xdigit_value(data[i + 2]));
            i += 2;
        } else if (underscore && byte == '_') {
            byte = ' ';
        } else if (underscore && (byte == '\r' || byte == '\n')) {
            continue;
        }
        buffer_add(out, &byte, 1);
    }
}

/* Bytes of neighbouring words of one charset, which are one text: a character may be split. */
struct pending {
    char *charset;
    struct buffer bytes;
};

static void decode_into(struct buffer *out, const char *charset, const char *bytes, size_t size,
                        bool *clean)
{
    bool right = true;
    CLEANUP_FREE char *text = charset_decode(charset, bytes, size, &right);
    buffer_add_text(out, text);
    *clean = *clean && right;
}

static void flush_words(struct pending *pending, struct buffer *out, bool *clean)
{
    if (pending->charset != NULL) {
        decode_into(out, pending->charset, buffer_text(&pending->bytes), pending->bytes.size,
                    clean);
    }
    free(STEAL(pending->charset));
    buffer_clear(&pending->bytes);
}

static void take_word(struct pending *pending, const struct word *word, struct buffer *out,
                      bool *clean)
{
    CLEANUP_FREE char *charset = xstrndup(word->charset, word->charset_size);
    if (pending->charset != NULL && strcasecmp(pending->charset, charset) != 0) {
        flush_words(pending, out, clean);
    }
    if (pending->charset == NULL) {
        pending->charset = STEAL(charset);
    }
    if (word->base64) {
        decode_base64(word->data, word->data_size, &pending->bytes);
    } else {
        decode_escapes(word->data, word->data_size, '=', true, &pending->bytes);
    }
}

char *header_decode(const char *raw, bool *clean)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    struct pending pending = {0};
    for (const char *at = raw; *at != '\0';) {
        struct word word;
        size_t gap = strspn(at, " \t\r\n");
        if (pending.charset != NULL && parse_word(at + gap, &word)) {
            at += gap; /* blanks between encoded words are not text, RFC 2047, 6.2 */
        }
        if (parse_word(at, &word)) {
            take_word(&pending, &word, &out, clean);
            at = word.end;
            continue;
        }
        flush_words(&pending, &out, clean);
        const char *next = strstr(at + 1, "=?");
        size_t size = next != NULL ? (size_t)(next - at) : strlen(at);
        decode_into(&out, NULL, at, size, clean);
        at += size;
    }
    flush_words(&pending, &out, clean);
    buffer_free(&pending.bytes);
    return buffer_steal(&out);
}

/* --- parameters ------------------------------------------------------------------------------ */

struct parameter {
    const char *name;
    size_t name_size; /* bytes */
    struct buffer value;
};

/* A quoted value. A backslash escapes a quote or itself; before anything else it is a part of a
 * Windows path or the second byte of a GBK character. */
static const char *take_quoted(const char *at, struct buffer *value)
{
    for (at++; *at != '\0' && *at != '"'; at++) {
        if (at[0] == '\\' && (at[1] == '"' || at[1] == '\\')) {
            at++;
        }
        buffer_add(value, at, 1);
    }
    return *at == '"' ? at + 1 : at;
}

static const char *take_value(const char *at, struct buffer *value)
{
    at += strspn(at, " \t\r\n");
    if (*at == '"') {
        at = take_quoted(at, value);
        return at + strcspn(at, ";");
    }
    size_t size = strcspn(at, ";");
    size_t kept = size;
    while (kept > 0 && strchr(" \t\r\n", at[kept - 1]) != NULL) {
        kept--;
    }
    buffer_add(value, at, kept);
    return at + size;
}

/* Takes the parameter at *at; false at the end. */
static bool next_parameter(const char **at, struct parameter *parameter)
{
    buffer_clear(&parameter->value);
    for (;;) {
        *at += strspn(*at, "; \t\r\n");
        parameter->name = *at;
        parameter->name_size = strcspn(*at, "=; \t\r\n");
        *at += parameter->name_size;
        *at += strspn(*at, " \t\r\n");
        if (**at == '\0') {
            return false;
        }
        if (**at == '=') {
            *at = take_value(*at + 1, &parameter->value);
            return true;
        }
    }
}

enum { MOST_PARTS = 200 /* continuations of one name */ };

/* The form of a parameter's name: "filename", "filename*", "filename*3" or "filename*3*". */
static bool name_fits(const struct parameter *parameter, const char *name, int *part,
                      bool *extended)
{
    size_t length = strlen(name);
    if (parameter->name_size < length || strncasecmp(parameter->name, name, length) != 0) {
        return false;
    }
    const char *rest = parameter->name + length;
    const char *end = parameter->name + parameter->name_size;
    *part = -1;
    *extended = false;
    if (rest == end) {
        return true;
    }
    if (*rest++ != '*') {
        return false;
    }
    for (; rest < end && g_ascii_isdigit(*rest) && *part < MOST_PARTS; rest++) {
        *part = (*part < 0 ? 0 : *part) * 10 + (*rest - '0');
    }
    *extended = *part < 0 || (rest < end && *rest == '*');
    return rest == end || rest + 1 == end;
}

/* charset'language'text: takes the charset off and returns the text. */
static const char *take_charset(const char *value, char **charset)
{
    const char *first = strchr(value, '\'');
    const char *second = first != NULL ? strchr(first + 1, '\'') : NULL;
    if (second == NULL) {
        return value;
    }
    free(*charset);
    *charset = first > value ? xstrndup(value, (size_t)(first - value)) : NULL;
    return second + 1;
}

struct found {
    struct buffer bytes; /* of RFC 2231 */
    char *charset;
    bool escaped; /* some of it was percent-encoded */
};

/* Finds part number `wanted` (-1: the only one) and adds its bytes; false where there is none. */
static bool add_part(const char *parameters, const char *name, int wanted, struct found *found)
{
    struct parameter parameter = {0};
    bool done = false;
    for (const char *at = parameters; !done && next_parameter(&at, &parameter);) {
        int part = 0;
        bool extended = false;
        if (!name_fits(&parameter, name, &part, &extended) || part != wanted ||
            (wanted < 0 && !extended)) {
            continue;
        }
        const char *value = buffer_text(&parameter.value);
        if (extended) {
            value = wanted <= 0 ? take_charset(value, &found->charset) : value;
            decode_escapes(value, strlen(value), '%', false, &found->bytes);
            found->escaped = true;
        } else {
            buffer_add_text(&found->bytes, value);
        }
        done = true;
    }
    buffer_free(&parameter.value);
    return done;
}

static char *plain_value(const char *parameters, const char *name)
{
    struct parameter parameter = {0};
    char *plain = NULL;
    for (const char *at = parameters; plain == NULL && next_parameter(&at, &parameter);) {
        int part = 0;
        bool extended = false;
        if (name_fits(&parameter, name, &part, &extended) && part < 0 && !extended) {
            plain = buffer_steal(&parameter.value);
        }
    }
    buffer_free(&parameter.value);
    return plain;
}

static char *decode_found(const struct found *found, bool *clean)
{
    if (found->escaped) {
        bool right = true;
        char *text =
            charset_decode(found->charset, buffer_text(&found->bytes), found->bytes.size, &right);
        *clean = *clean && right;
        return text;
    }
    return header_decode(buffer_text(&found->bytes), clean);
}

char *header_parameter(const char *raw, const char *name, bool *clean)
{
    const char *parameters = strchr(raw, ';');
    if (parameters == NULL) {
        return NULL;
    }
    struct found found = {0};
    if (!add_part(parameters, name, -1, &found)) {
        for (int part = 0; part < MOST_PARTS && add_part(parameters, name, part, &found); part++) {
        }
    }
    char *text = found.bytes.size > 0 ? decode_found(&found, clean) : NULL;
    CLEANUP_FREE char *plain = text == NULL ? plain_value(parameters, name) : NULL;
    if (plain != NULL && plain[0] != '\0') {
        text = header_decode(plain, clean);
    }
    buffer_free(&found.bytes);
    free(found.charset);
    return text;
}
