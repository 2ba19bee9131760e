#include "reader/plain.h"

#include "base/memory.h"

#include <nettle/aes.h>
#include <nettle/cbc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 64 << 10 /* bytes deciphered at a time */ };

struct piece {
    uint64_t start, size; /* in the whole */
    unsigned char *bytes; /* NULL: of the run */
    struct run run;
};

/* --- runs ------------------------------------------------------------------------------------ */

struct extent extent_whole(int fd)
{
    struct stat status = {0};
    bool known = fstat(fd, &status) == 0 && status.st_size > 0;
    return (struct extent){.fd = fd, .size = known ? (uint64_t)status.st_size : 0};
}

ssize_t extent_read(const struct extent *extent, uint64_t at, void *buffer, size_t size)
{
    uint64_t left = at < extent->size ? extent->size - at : 0;
    size = size < left ? size : (size_t)left;
    size_t filled = 0;
    while (filled < size) {
        off_t place = (off_t)(extent->start + at + filled);
        ssize_t got = pread(extent->fd, (char *)buffer + filled, size - filled, place);
        if (got < 0) {
            return -1;
        }
        if (got == 0) {
            break;
        }
        filled += (size_t)got;
    }
    return (ssize_t)filled;
}

void run_add(struct run *run, struct extent part)
{
    run->parts = xgrow(run->parts, run->count, sizeof *run->parts);
    run->parts[run->count++] = part;
}

uint64_t run_size(const struct run *run)
{
    uint64_t size = 0;
    for (size_t i = 0; i < run->count; i++) {
        size += run->parts[i].size;
    }
    return size;
}

void run_clear(struct run *run)
{
    free(run->parts);
    *run = (struct run){0};
}

/* As they stand in the file, across the parts. */
static ssize_t run_read(const struct run *run, uint64_t at, unsigned char *buffer, size_t size)
{
    size_t filled = 0;
    for (size_t i = 0; i < run->count && filled < size; i++) {
        if (at >= run->parts[i].size) {
            at -= run->parts[i].size;
            continue;
        }
        ssize_t got = extent_read(&run->parts[i], at, buffer + filled, size - filled);
        if (got < 0) {
            return -1;
        }
        filled += (size_t)got;
        at = 0;
    }
    return (ssize_t)filled;
}

void cipher_open(struct cipher *cipher, unsigned char *bytes, size_t size)
{
    struct aes128_ctx small;
    struct aes256_ctx large;
    bool is_small = cipher->size == AES128_KEY_SIZE;
    if (is_small) {
        aes128_set_decrypt_key(&small, cipher->key);
    } else {
        aes256_set_decrypt_key(&large, cipher->key);
    }
    cbc_decrypt(is_small ? (const void *)&small : &large,
                is_small ? (nettle_cipher_func *)aes128_decrypt
                         : (nettle_cipher_func *)aes256_decrypt,
                CIPHER_BLOCK, cipher->iv, size, bytes, bytes);
}

/* A block needs the one before it, and nothing else. */
static ssize_t run_open(const struct run *run, uint64_t at, void *buffer, size_t size)
{
    unsigned char block[CHUNK];
    struct cipher cipher = run->cipher;
    size_t inside = (size_t)(at % CIPHER_BLOCK);
    uint64_t first = at - inside;
    if (first > 0 && run_read(run, first - CIPHER_BLOCK, cipher.iv, CIPHER_BLOCK) != CIPHER_BLOCK) {
        return -1;
    }
    size_t most = (size + inside + CIPHER_BLOCK - 1) / CIPHER_BLOCK * CIPHER_BLOCK;
    ssize_t got = run_read(run, first, block, most < CHUNK ? most : CHUNK);
    size_t whole = got > 0 ? (size_t)got / CIPHER_BLOCK * CIPHER_BLOCK : 0;
    if (whole <= inside) {
        return -1;
    }
    cipher_open(&cipher, block, whole);
    size = size < whole - inside ? size : whole - inside;
    memcpy(buffer, block + inside, size);
    return (ssize_t)size;
}

/* --- the whole ------------------------------------------------------------------------------- */

static struct piece *new_piece(struct plain *plain, uint64_t size)
{
    plain->pieces = xgrow(plain->pieces, plain->count, sizeof *plain->pieces);
    struct piece *piece = &plain->pieces[plain->count++];
    *piece = (struct piece){.start = plain->size, .size = size};
    plain->size += size;
    return piece;
}

void plain_add(struct plain *plain, const void *bytes, size_t size)
{
    if (size > 0) {
        struct piece *piece = new_piece(plain, size);
        piece->bytes = xmalloc(size);
        memcpy(piece->bytes, bytes, size);
    }
}

void plain_add_run(struct plain *plain, const struct run *run, uint64_t size)
{
    if (size > 0) {
        struct piece *piece = new_piece(plain, size);
        piece->run.cipher = run->cipher;
        for (size_t i = 0; i < run->count; i++) {
            run_add(&piece->run, run->parts[i]);
        }
    }
}

/* The last piece that begins at or before this place; there is one. */
static const struct piece *piece_at(const struct plain *plain, uint64_t at)
{
    size_t low = 0, high = plain->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (plain->pieces[middle].start <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &plain->pieces[low];
}

ssize_t plain_read(const struct plain *plain, uint64_t at, void *buffer, size_t size)
{
    if (at >= plain->size || size == 0) {
        return 0;
    }
    const struct piece *piece = piece_at(plain, at);
    uint64_t inside = at - piece->start, left = piece->size - inside;
    size = size < left ? size : (size_t)left;
    if (piece->bytes != NULL) {
        memcpy(buffer, piece->bytes + inside, size);
        return (ssize_t)size;
    }
    if (piece->run.cipher.size > 0) {
        return run_open(&piece->run, inside, buffer, size);
    }
    ssize_t got = run_read(&piece->run, inside, buffer, size);
    return got == 0 ? -1 : got; /* the file is shorter than its headers say */
}

void plain_clear(struct plain *plain)
{
    for (size_t i = 0; i < plain->count; i++) {
        free(plain->pieces[i].bytes);
        run_clear(&plain->pieces[i].run);
    }
    free(plain->pieces);
    *plain = (struct plain){0};
}
