/* SHA-256 (FIPS 180-4), by which messages and files are known. */
#ifndef BAOSONG_BASE_HASH_H
#define BAOSONG_BASE_HASH_H

#include "base/error.h"

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_TEXT_SIZE = 2 * SHA256_DIGEST_SIZE + 1 }; /* lower-case hexadecimal and a NUL */

struct hash {
    struct sha256_ctx context;
    uint64_t size; /* bytes hashed so far */
};

void hash_start(struct hash *hash);
void hash_add(struct hash *hash, const void *data, size_t size);
void hash_end(struct hash *hash, char text[HASH_TEXT_SIZE]);

/* Is it 64 lower-case hexadecimal digits? */
bool hash_text_valid(const char *text);

/* Hashes an open file from its beginning, with a small buffer; the offset is left undefined. */
int hash_file(int fd, char text[HASH_TEXT_SIZE], uint64_t *size, struct error *error);

#endif
