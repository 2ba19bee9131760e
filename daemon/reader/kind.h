/* What a file is, by its content. */
#ifndef BAOSONG_READER_KIND_H
#define BAOSONG_READER_KIND_H

#include "base/kind.h"

#include <stdbool.h>
#include <stddef.h>

/* `name` helps only where the content leaves a choice: .wps and .doc are one format inside, and an
 * encrypted Office file hides what it is. May be NULL. Leaves the offset of fd undefined. */
enum kind kind_of_file(int fd, const char *name);

/* Is it likely an archive, by its first bytes? Only good for saving work. */
bool kind_begins_as_archive(const char *head, size_t size);

#endif
