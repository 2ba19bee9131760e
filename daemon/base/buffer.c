#include "base/buffer.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct buffer *buffer, size_t more)
{
    size_t needed = 0;
    if (__builtin_add_overflow(buffer->size, more, &needed) ||
        __builtin_add_overflow(needed, 1, &needed)) {
        abort();
    }
    if (needed <= buffer->capacity) {
        return;
    }
    size_t capacity = buffer->capacity > 0 ? buffer->capacity : 64;
    while (capacity < needed) {
        capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
    }
    buffer->data = xrealloc(buffer->data, capacity);
    buffer->capacity = capacity;
}

void buffer_add(struct buffer *buffer, const void *data, size_t size)
{
    reserve(buffer, size);
    if (size > 0) {
        memcpy(buffer->data + buffer->size, data, size);
    }
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void buffer_add_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_add_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    CLEANUP_FREE char *text = xvasprintf(format, arguments);
    va_end(arguments);
    buffer_add_text(buffer, text);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data != NULL) {
        buffer->data[0] = '\0';
    }
}

void buffer_consume(struct buffer *buffer, size_t size)
{
    if (size >= buffer->size) {
        buffer_clear(buffer);
        return;
    }
    memmove(buffer->data, buffer->data + size, buffer->size - size + 1);
    buffer->size -= size;
}

char *buffer_steal(struct buffer *buffer)
{
    char *text = buffer->data != NULL ? STEAL(buffer->data) : xstrdup("");
    *buffer = BUFFER_EMPTY;
    return text;
}

const char *buffer_text(const struct buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = BUFFER_EMPTY;
}
