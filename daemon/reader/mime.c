#include "reader/mime.h"

#include "base/limits.h"
#include "base/memory.h"
#include "reader/base64.h"
#include "reader/header.h"
#include "reader/names.h"
#include "reader/uuencode.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *mime_header(GMimeObject *object, const char *name)
{
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    GMimeHeader *header = g_mime_header_list_get_header(headers, name);
    const char *value = header != NULL ? g_mime_header_get_raw_value(header) : NULL;
    return value != NULL ? value : "";
}

/* --- its name and type ----------------------------------------------------------------------- */

static char *stated_name(GMimeObject *object, const char *header, const char *parameter,
                         bool *clean)
{
    CLEANUP_FREE char *raw = header_parameter(mime_header(object, header), parameter, clean);
    CLEANUP_FREE char *line = raw != NULL ? names_clean_line(raw, strlen(raw)) : NULL;
    return line != NULL && line[0] != '\0' ? names_flat(line) : NULL;
}

char *mime_name(GMimeObject *object, bool *clean)
{
    bool first_clean = true, second_clean = true;
    CLEANUP_FREE char *first = stated_name(object, "Content-Disposition", "filename", &first_clean);
    CLEANUP_FREE char *second = first == NULL || !first_clean
                                    ? stated_name(object, "Content-Type", "name", &second_clean)
                                    : NULL;
    bool take_second = first == NULL || (second != NULL && second_clean);
    *clean = *clean && (take_second ? second_clean : first_clean);
    return take_second ? STEAL(second) : STEAL(first);
}

bool mime_is(GMimeObject *object, const char *type, const char *subtype)
{
    GMimeContentType *content = g_mime_object_get_content_type(object);
    return content != NULL && g_mime_content_type_is_type(content, type, subtype);
}

bool mime_is_attachment(GMimeObject *object)
{
    const char *disposition = mime_header(object, "Content-Disposition");
    disposition += strspn(disposition, " \t\r\n\"");
    return strncasecmp(disposition, "attachment", strlen("attachment")) == 0;
}

/* --- its bytes ------------------------------------------------------------------------------- */

enum {
    PEEK = 1024,           /* bytes by which an encoding's label is judged */
    EMPTY_BLOCKS = 1000000 /* in a row: more than the largest mail has */
};

/* What the header says; quotes, comments and semicolons around it are borne. */
static GMimeContentEncoding stated_encoding(GMimeObject *object)
{
    const char *raw = mime_header(object, "Content-Transfer-Encoding");
    raw += strspn(raw, " \t\r\n\"'");
    CLEANUP_FREE char *token = xstrndup(raw, strcspn(raw, " \t\r\n\"';,("));
    return g_mime_content_encoding_from_string(token);
}

/* Base64 has 65 marks and line ends; a file that was put there as it is has all others, too. */
static bool looks_binary(const char *bytes, size_t size)
{
    size_t foreign = 0;
    for (size_t i = 0; i < size; i++) {
        bool fits = g_ascii_isalnum(bytes[i]) || strchr("+/=\r\n\t ", bytes[i]) != NULL;
        foreign += !fits || bytes[i] == '\0';
    }
    return foreign > size / 4;
}

/* How files of offices begin in base64: none of these is how a text begins. */
static bool begins_like_base64(const char *bytes, size_t size)
{
    static const char *const beginnings[] = {
        "JVBERi0",     /* %PDF- */
        "UEsDB",       /* PK: ZIP, OOXML */
        "0M8R4KGxGuE", /* OLE2 */
        "/9j/",        /* JPEG */
        "iVBORw0KGgo", /* PNG */
        "R0lGOD",      /* GIF */
        "UmFyIRo",     /* RAR */
        "N3q8ryc",     /* 7z */
        "H4sI",        /* gzip */
    };
    for (size_t i = 0; i < COUNT_OF(beginnings); i++) {
        size_t length = strlen(beginnings[i]);
        if (size >= 60 && memcmp(bytes, beginnings[i], length) == 0) {
            return !looks_binary(bytes, size) && memchr(bytes, ' ', size) == NULL;
        }
    }
    return false;
}

/* What the bytes were really encoded in: relays and old programs lose the label, or lie. */
static GMimeContentEncoding real_encoding(GMimeObject *object, GMimeStream *raw)
{
    GMimeContentEncoding stated = stated_encoding(object);
    char head[PEEK];
    ssize_t got = g_mime_stream_read(raw, head, sizeof head);
    size_t size = got > 0 ? (size_t)got : 0;
    g_mime_stream_reset(raw);
    bool encoded = stated == GMIME_CONTENT_ENCODING_BASE64 ||
                   stated == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
                   stated == GMIME_CONTENT_ENCODING_UUENCODE;
    if (stated == GMIME_CONTENT_ENCODING_BASE64 && looks_binary(head, size)) {
        return GMIME_CONTENT_ENCODING_BINARY;
    }
    if (!encoded && begins_like_base64(head, size)) {
        return GMIME_CONTENT_ENCODING_BASE64;
    }
    return stated;
}

/* The file in a text of uuencode; GMime's own decoder ends at the first blank that a relay cut off.
 */
static GMimeStream *uudecoded(GMimeStream *raw)
{
    GMimeStream *decoded = g_mime_stream_mem_new();
    struct uuencode text;
    uuencode_open(&text, raw);
    for (bool found = false; !found && uuencode_line(&text);) {
        CLEANUP_FREE char *name = uuencode_name(&text);
        char block[4096];
        ssize_t got;
        found = name != NULL;
        while (found && (got = uuencode_pull(&text, block, sizeof block)) > 0) {
            g_mime_stream_write(decoded, block, (size_t)got);
        }
    }
    uuencode_close(&text);
    g_mime_stream_reset(decoded);
    return decoded;
}

static void add_filter(GMimeStream *stream, GMimeFilter *filter)
{
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream), filter);
    g_object_unref(filter);
}

GMimeStream *mime_stream(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    if (content == NULL) {
        return g_mime_stream_mem_new();
    }
    GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(raw);
    GMimeContentEncoding encoding = real_encoding(GMIME_OBJECT(part), raw);
    if (encoding == GMIME_CONTENT_ENCODING_UUENCODE) {
        return uudecoded(raw);
    }
    if (encoding == GMIME_CONTENT_ENCODING_BASE64) {
        return base64_stream_new(raw);
    }
    GMimeStream *decoded = g_mime_stream_filter_new(raw);
    if (encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE) {
        add_filter(decoded, g_mime_filter_strip_new()); /* RFC 2045, 6.7, rule 3 */
    }
    add_filter(decoded, g_mime_filter_basic_new(encoding, FALSE));
    return decoded;
}

/* GMime's filters give nothing for a block of nothing but junk, which is no end yet. */
ssize_t mime_pull(void *stream, char *buffer, size_t size)
{
    ssize_t got = g_mime_stream_read(stream, buffer, size);
    for (unsigned empty = 0; got == 0 && empty < EMPTY_BLOCKS && !g_mime_stream_eos(stream);
         empty++) {
        got = g_mime_stream_read(stream, buffer, size);
    }
    return got;
}
