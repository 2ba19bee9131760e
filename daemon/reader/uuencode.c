#include "reader/uuencode.h"

#include "base/memory.h"
#include "reader/mime.h"

#include <string.h>

enum { BLOCK = 16384 /* bytes read at a time */ };

/* Reads on; false at the end. */
static bool fill(struct uuencode *text)
{
    g_byte_array_set_size(text->block, BLOCK);
    ssize_t got = mime_pull(text->stream, (char *)text->block->data, BLOCK);
    g_byte_array_set_size(text->block, got > 0 ? (guint)got : 0);
    text->used = 0;
    return got > 0;
}

/* The next line into `line`, with its end; nothing at the end of the text. */
static void read_line(struct uuencode *text, GByteArray *line)
{
    g_byte_array_set_size(line, 0);
    bool ended = false;
    while (!ended && (text->used < text->block->len || fill(text))) {
        const guint8 *from = text->block->data + text->used;
        size_t left = text->block->len - text->used;
        const guint8 *end = memchr(from, '\n', left);
        size_t size = end != NULL ? (size_t)(end - from) + 1 : left;
        g_byte_array_append(line, from, (guint)size);
        text->used += size;
        ended = end != NULL;
    }
    g_byte_array_append(line, (const guint8 *)"", 1);
    g_byte_array_set_size(line, line->len - 1);
}

void uuencode_open(struct uuencode *text, GMimeStream *stream)
{
    *text = (struct uuencode){.stream = stream,
                              .block = g_byte_array_new(),
                              .line = g_byte_array_new(),
                              .next = g_byte_array_new()};
    read_line(text, text->next);
}

void uuencode_close(struct uuencode *text)
{
    g_byte_array_unref(text->block);
    g_byte_array_unref(text->line);
    g_byte_array_unref(text->next);
}

bool uuencode_line(struct uuencode *text)
{
    GByteArray *line = text->line;
    text->line = text->next;
    text->next = line;
    if (text->line->len == 0) {
        return false;
    }
    read_line(text, text->next);
    return true;
}

/* Bytes of a line without its end. */
static size_t bare_size(const GByteArray *line)
{
    size_t size = line->len;
    while (size > 0 && (line->data[size - 1] == '\n' || line->data[size - 1] == '\r')) {
        size--;
    }
    return size;
}

static bool is_end(const GByteArray *line)
{
    return bare_size(line) == 3 && memcmp(line->data, "end", 3) == 0;
}

/* How many bytes a line of data says that it holds; 0 on the last one, -1 on a line that is none. A
 * check mark may stand behind the data, and blanks at its end may be lost. */
static int line_holds(const GByteArray *line)
{
    size_t size = bare_size(line);
    for (size_t i = 0; i < size; i++) {
        if (line->data[i] < ' ' || line->data[i] > '`') {
            return -1;
        }
    }
    int held = size > 0 ? (line->data[0] - ' ') & 63 : 0;
    size_t full = 1 + ((size_t)held + 2) / 3 * 4;
    return size <= full + 1 ? held : -1;
}

char *uuencode_name(const struct uuencode *text)
{
    size_t size = bare_size(text->line);
    if (size < sizeof "begin 644 x" - 1 || memcmp(text->line->data, "begin ", 6) != 0) {
        return NULL;
    }
    const char *mode = (const char *)text->line->data + 6;
    size_t digits = strspn(mode, "01234567");
    /* words in capitals could be data, too, but they do not have the right length */
    int held = line_holds(text->next);
    bool whole = bare_size(text->next) >= ((size_t)held + 2) / 3 * 4;
    bool data_follows = held > 0 && (whole || bare_size(text->next) == 1);
    if (digits < 3 || digits > 4 || mode[digits] != ' ' || !data_follows) {
        return NULL;
    }
    return xstrndup(mode + digits + 1, size - 7 - digits);
}

static ssize_t decode_line(const GByteArray *line, size_t held, char *out)
{
    size_t size = bare_size(line), done = 0;
    if (line->data[line->len - 1] != '\n' && held > (size - 1) * 3 / 4) {
        held = (size - 1) * 3 / 4; /* the text was cut off here */
    }
    for (size_t at = 1; done < held; at += 4) {
        unsigned value = 0;
        for (size_t i = at; i < at + 4; i++) {
            value = value << 6 | (i < size ? (line->data[i] - (unsigned)' ') & 63 : 0);
        }
        for (int shift = 16; shift >= 0 && done < held; shift -= 8) {
            out[done++] = (char)(value >> shift & 0xFF);
        }
    }
    return (ssize_t)done;
}

ssize_t uuencode_pull(void *source, char *buffer, size_t size)
{
    struct uuencode *text = source;
    for (bool ended = false; uuencode_line(text);) {
        int held = line_holds(text->line);
        if (is_end(text->line)) {
            return 0;
        }
        if (held > 0 && (size_t)held <= size && !ended) {
            return decode_line(text->line, (size_t)held, buffer);
        }
        if (held < 0 || ended) {
            break;
        }
        ended = true; /* "`", and "end" behind it */
    }
    return -1;
}
