/*
 * Memory: allocation that cannot fail, and ownership that ends by itself.
 *
 * Running out of memory is not an error a caller can mend: the process aborts and its parent (or
 * systemd) starts it anew; the ledger is the queue, so nothing is lost.
 */
#ifndef BAOSONG_BASE_MEMORY_H
#define BAOSONG_BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* All return memory that the caller frees with free(); none returns NULL. */
void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *memory, size_t size);
/* Like xrealloc for an array; aborts when count * size overflows. */
void *xreallocarray(void *memory, size_t count, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t size);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *xvasprintf(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

/*
 * Room for one more element at the end of a growing array of *count elements: returns the array,
 * moved if it had to grow. Capacities are the powers of two, so they need not be kept.
 */
void *xgrow(void *array, size_t count, size_t size);

/*
 * CLEANUP(close_fd) int fd = -1;    closes when the scope ends;
 * return STEAL_FD(fd), STEAL(text)  hand the thing on instead.
 */
#define CLEANUP(function) __attribute__((cleanup(function)))
#define CLEANUP_FREE __attribute__((cleanup(cleanup_free)))
#define CLEANUP_FD __attribute__((cleanup(cleanup_fd)))
#define CLEANUP_FILE __attribute__((cleanup(cleanup_file)))

#define STEAL(pointer)                                                                             \
    __extension__({                                                                                \
        __typeof__(pointer) stolen_ = (pointer);                                                   \
        (pointer) = NULL;                                                                          \
        stolen_;                                                                                   \
    })
#define STEAL_FD(fd)                                                                               \
    __extension__({                                                                                \
        int stolen_ = (fd);                                                                        \
        (fd) = -1;                                                                                 \
        stolen_;                                                                                   \
    })

/* Defines cleanup_NAME for a type whose destructor takes the pointer and accepts NULL. */
/* NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses. */
#define DEFINE_CLEANUP(type, destroy)                                                              \
    static inline void cleanup_##destroy(type **pointer)                                           \
    {                                                                                              \
        destroy(*pointer);                                                                         \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

void cleanup_free(void *pointer_to_pointer);
void cleanup_fd(int *fd);
void cleanup_file(FILE **file);

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
