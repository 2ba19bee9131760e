/* A growing run of bytes, always followed by a NUL that does not count. */
#ifndef BAOSONG_BASE_BUFFER_H
#define BAOSONG_BASE_BUFFER_H

#include <stddef.h>

struct buffer {
    char *data; /* NULL while nothing was ever added */
    size_t size;
    size_t capacity;
};

#define BUFFER_EMPTY ((struct buffer){0})

void buffer_add(struct buffer *buffer, const void *data, size_t size);
void buffer_add_text(struct buffer *buffer, const char *text);
void buffer_add_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Keeps the memory. */
void buffer_clear(struct buffer *buffer);
/* Removes the first `size` bytes. */
void buffer_consume(struct buffer *buffer, size_t size);
/* The text ("" if empty); the caller frees it, the buffer is empty afterwards. */
char *buffer_steal(struct buffer *buffer);
/* The text ("" if empty), owned by the buffer. */
const char *buffer_text(const struct buffer *buffer);
void buffer_free(struct buffer *buffer);

#define CLEANUP_BUFFER __attribute__((cleanup(buffer_free)))

#endif
