#include "reader/authentication.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Names of servers, methods and results (RFC 8601, 2.2): a "keyword" or a domain. */
static bool is_token(char c)
{
    return g_ascii_isalnum(c) || strchr("-._:/@", c) != NULL;
}

static size_t token_size(const char *text)
{
    size_t size = 0;
    while (text[size] != '\0' && is_token(text[size])) {
        size++;
    }
    return size;
}

static void add_token(struct buffer *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size && size <= LIMIT_AUTHENTICATION_WORD; i++) {
        char c = g_ascii_tolower(text[i]);
        buffer_add(out, &c, 1);
    }
}

/* Comments nest (RFC 5322, 3.2.2); what follows the outermost one, or the end. */
static const char *after_comment(const char *text)
{
    size_t depth = 0;
    for (; *text != '\0'; text++) {
        if (*text == '\\' && text[1] != '\0') {
            text++;
        } else if (*text == '(') {
            depth++;
        } else if (*text == ')' && --depth == 0) {
            return text + 1;
        }
    }
    return text;
}

static const char *skip_space(const char *text)
{
    for (;;) {
        text += strspn(text, " \t\r\n");
        if (*text != '(') {
            return text;
        }
        text = after_comment(text);
    }
}

/* Up to the ";" that ends this result; one in a comment or in quotation marks does not. */
static const char *next_result(const char *text)
{
    bool quoted = false;
    while (*text != '\0' && (quoted || *text != ';')) {
        if (*text == '(' && !quoted) {
            text = after_comment(text);
            continue;
        }
        quoted ^= *text == '"';
        text++;
    }
    return *text == ';' ? text + 1 : text;
}

/* "spf=pass", only of the methods that say whose mail it is. */
static void add_result(struct buffer *out, const char *text)
{
    static const char *const methods[] = {"spf", "dkim", "dmarc"};
    size_t size = token_size(text);
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        const char *equals = skip_space(text + size);
        if (size != strlen(methods[i]) || strncasecmp(text, methods[i], size) != 0 ||
            *equals != '=') {
            continue;
        }
        const char *result = skip_space(equals + 1);
        buffer_add_format(out, " %s=", methods[i]);
        add_token(out, result, token_size(result));
    }
}

static void add_header(struct buffer *out, const char *value)
{
    const char *server = skip_space(value);
    size_t size = token_size(server);
    if (size == 0 || size > LIMIT_AUTHENTICATION_WORD) {
        return;
    }
    if (out->size > 0) {
        buffer_add_text(out, "\n");
    }
    add_token(out, server, size);
    const char *at = next_result(server);
    for (unsigned i = 0; *at != '\0' && i < LIMIT_AUTHENTICATION_RESULTS; i++) {
        add_result(out, skip_space(at));
        at = next_result(at);
    }
}

char *authentication_read(GMimeMessage *message)
{
    struct buffer out = BUFFER_EMPTY;
    GMimeHeaderList *headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
    int count = g_mime_header_list_get_count(headers);
    unsigned taken = 0;
    for (int i = 0; i < count && taken < LIMIT_AUTHENTICATIONS; i++) {
        GMimeHeader *header = g_mime_header_list_get_header_at(headers, i);
        if (strcasecmp(g_mime_header_get_name(header), "Authentication-Results") == 0) {
            add_header(&out, g_mime_header_get_raw_value(header));
            taken++;
        }
    }
    return buffer_steal(&out);
}
