#include "base/hash.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

void hash_start(struct hash *hash)
{
    sha256_init(&hash->context);
    hash->size = 0;
}

void hash_add(struct hash *hash, const void *data, size_t size)
{
    sha256_update(&hash->context, size, data);
    hash->size += size;
}

void hash_end(struct hash *hash, char text[HASH_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&hash->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[2 * sizeof digest] = '\0';
}

bool hash_text_valid(const char *text)
{
    return strlen(text) == HASH_TEXT_SIZE - 1 &&
           strspn(text, "0123456789abcdef") == HASH_TEXT_SIZE - 1;
}

int hash_file(int fd, char text[HASH_TEXT_SIZE], uint64_t *size, struct error *error)
{
    struct hash hash;
    char block[65536];
    hash_start(&hash);
    if (lseek(fd, 0, SEEK_SET) < 0) {
        return error_set_errno(error, errno, "cannot read a file again from its beginning");
    }
    for (;;) {
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, errno, "cannot read a file to compute its hash");
        }
        if (got == 0) {
            break;
        }
        hash_add(&hash, block, (size_t)got);
    }
    *size = hash.size;
    hash_end(&hash, text);
    return 0;
}
