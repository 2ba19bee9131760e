#include "reader/salvage.h"

#include "base/buffer.h"
#include "base/memory.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* The text behind the first line "--boundary" that a header follows; *boundary is then the caller's
 * to free. NULL where there is none. */
static const char *find_boundary(const char *text, char **boundary)
{
    for (const char *line = text; *line != '\0';) {
        size_t size = strcspn(line, "\r\n");
        const char *next = line + size + strspn(line + size, "\r");
        next += *next == '\n';
        bool headed = strncasecmp(next, "Content-", strlen("Content-")) == 0;
        if (headed && size > 2 && strncmp(line, "--", 2) == 0) {
            *boundary = xstrndup(line + 2, size - 2);
            return line;
        }
        line = next;
    }
    return NULL;
}

static GMimeObject *parse(const char *head, const char *text, GMimeParserOptions *options)
{
    CLEANUP_BUFFER struct buffer whole = BUFFER_EMPTY;
    buffer_add_format(&whole, "%s\n\n", head);
    buffer_add_text(&whole, text);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(buffer_text(&whole), whole.size);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeObject *object = g_mime_parser_construct_part(parser, options);
    g_object_unref(parser);
    g_object_unref(stream);
    return object;
}

/* A boundary as a quoted string (RFC 2045, 5.1). */
static char *multipart_head(const char *boundary)
{
    CLEANUP_BUFFER struct buffer head = BUFFER_EMPTY;
    buffer_add_text(&head, "Content-Type: multipart/mixed; boundary=\"");
    for (; *boundary != '\0'; boundary++) {
        buffer_add(&head, "\\", strchr("\"\\", *boundary) != NULL ? 1 : 0);
        buffer_add(&head, boundary, 1);
    }
    buffer_add_text(&head, "\"");
    return buffer_steal(&head);
}

void salvage_parts(GMimeMultipart *multipart, GMimeParserOptions *options)
{
    bool lost_all = g_mime_multipart_get_count(multipart) == 0;
    const char *text = lost_all ? g_mime_multipart_get_prologue(multipart)
                                : g_mime_multipart_get_epilogue(multipart);
    CLEANUP_FREE char *boundary = NULL;
    const char *start = text != NULL ? find_boundary(text, &boundary) : NULL;
    if (start == NULL && (!lost_all || text == NULL || text[strspn(text, " \t\r\n")] == '\0')) {
        return;
    }
    CLEANUP_FREE char *head =
        start != NULL ? multipart_head(boundary) : xstrdup("Content-Type: text/plain");
    GMimeObject *found = parse(head, start != NULL ? start : text, options);
    if (found != NULL) {
        g_mime_multipart_add(multipart, found);
        g_object_unref(found);
    }
}
