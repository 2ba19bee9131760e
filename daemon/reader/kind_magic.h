/* Kinds that the first bytes of a file tell. */
#ifndef BAOSONG_READER_KIND_MAGIC_H
#define BAOSONG_READER_KIND_MAGIC_H

#include "base/kind.h"

#include <stdbool.h>
#include <stddef.h>

/* Has the head these bytes at that place? */
bool magic_at(const char *head, size_t size, size_t offset, const char *bytes, size_t length);

/* KIND_UNKNOWN where they tell nothing. */
enum kind kind_by_magic(const char *head, size_t size);

#endif
