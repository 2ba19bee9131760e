/*
 * A locked archive as it would be without its lock: pieces of memory (headers that were written
 * anew) and runs of its own bytes, deciphered where and when they are read. So a password that
 * turns out wrong has cost no more than what was looked at.
 */
#ifndef BAOSONG_READER_PLAIN_H
#define BAOSONG_READER_PLAIN_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { CIPHER_BLOCK = 16 /* bytes of AES, FIPS 197 */ };

/* AES in CBC mode. */
struct cipher {
    size_t size; /* bytes of the key: 16 or 32; 0: the bytes are plain as they stand */
    unsigned char key[32];
    unsigned char iv[CIPHER_BLOCK];
};

/* Bytes of an open file. */
struct extent {
    int fd; /* borrowed */
    uint64_t start, size;
};

/* The files of one archive: itself, or its volumes in their order. */
struct archive_files {
    const int *fds; /* borrowed */
    size_t count;
    int64_t start; /* where it begins in the first: behind the program of a self-extracting one */
};

/* One entry's data: its parts, which may lie in several volumes, make one run of the cipher. */
struct run {
    struct extent *parts; /* owned */
    size_t count;
    struct cipher cipher;
};

struct piece;

struct plain {
    struct piece *pieces; /* by their start */
    size_t count;
    uint64_t size; /* bytes of all */
};

/* Adds a copy of these bytes at the end. */
void plain_add(struct plain *plain, const void *bytes, size_t size);
/* Adds the first `size` deciphered bytes of the run, of which it takes a copy. */
void plain_add_run(struct plain *plain, const struct run *run, uint64_t size);

/* Bytes from `at` on: how many (there may be more), 0 at the end, -1 where they cannot be read. */
ssize_t plain_read(const struct plain *plain, uint64_t at, void *buffer, size_t size);

void plain_clear(struct plain *plain);

void run_add(struct run *run, struct extent part);
uint64_t run_size(const struct run *run);
void run_clear(struct run *run);

/* Deciphers whole blocks in place; the iv of the cipher moves on, for those that follow. */
void cipher_open(struct cipher *cipher, unsigned char *bytes, size_t size);

/* The whole of an open file; no bytes where its size cannot be known. */
struct extent extent_whole(int fd);
/* All of `size` bytes, or fewer at the end of the file; -1 on failure. */
ssize_t extent_read(const struct extent *extent, uint64_t at, void *buffer, size_t size);

#endif
