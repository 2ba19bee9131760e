#include "reader/saved_page.h"

#include "base/limits.h"
#include "base/memory.h"
#include "reader/charset.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool is_page(GMimeObject *object)
{
    return GMIME_IS_PART(object) &&
           g_mime_content_type_is_type(g_mime_object_get_content_type(object), "text", "html");
}

/* The first page: of frames the others are parts of it. */
static GMimeObject *find_page(GMimeObject *object)
{
    if (object == NULL || is_page(object)) {
        return object;
    }
    for (int i = 0; GMIME_IS_MULTIPART(object) &&
                    i < g_mime_multipart_get_count(GMIME_MULTIPART(object)) && i < LIMIT_FILES;
         i++) {
        GMimeObject *part = g_mime_multipart_get_part(GMIME_MULTIPART(object), i);
        if (is_page(part)) {
            return part;
        }
    }
    return NULL;
}

static char *decode(GMimePart *part)
{
    GMimeStream *stream = g_mime_stream_mem_new();
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    char *text = NULL;
    if (content != NULL && g_mime_data_wrapper_write_to_stream(content, stream) >= 0) {
        GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
        size_t size = bytes->len < LIMIT_TEXT_FILE ? bytes->len : LIMIT_TEXT_FILE;
        const char *charset =
            g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
        text = charset_decode(charset, (const char *)bytes->data, size, NULL);
    }
    g_object_unref(stream);
    return text;
}

static bool looks_so(const struct bytes *bytes)
{
    enum { HEAD = 4096 };
    CLEANUP_FREE char *head =
        xstrndup((const char *)bytes->data, bytes->size < HEAD ? bytes->size : HEAD);
    size_t name = strcspn(head, ": \t\r\n<");
    return head[name] == ':' && strcasestr(head, "MIME-Version:") != NULL;
}

char *saved_page_html(const struct bytes *bytes)
{
    if (!looks_so(bytes)) {
        return NULL;
    }
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes->data, bytes->size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeObject *whole = g_mime_parser_construct_part(parser, NULL);
    GMimeObject *page = find_page(whole);
    char *text = page != NULL ? decode(GMIME_PART(page)) : NULL;
    if (whole != NULL) {
        g_object_unref(whole);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return text;
}
