/*
 * The floor for reading a mail with one ZIP: base64-decode, inflate and SHA-256 of every entry, in
 * one thread, in memory, nothing checked and nothing written. What baosong-reader needs beyond it
 * is the price of MIME, of files on disk, of confinement and of looking at what came out.
 *
 * usage: reader_floor [--whole] FILE.eml; prints the bytes unpacked. By zlib, or with --whole by
 * libdeflate, which wants each entry in memory.
 */
#include <fcntl.h>
#include <libdeflate.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK = 256 << 10 };

static unsigned u16(const unsigned char *at)
{
    return (unsigned)(at[0] | at[1] << 8);
}

static uint32_t u32(const unsigned char *at)
{
    return u16(at) | (uint32_t)u16(at + 2) << 16;
}

/* Decodes up to the boundary; returns how many bytes. */
static size_t decode(const char *text, const char *end, unsigned char *out)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static signed char values[256];
    unsigned char *to = out;
    uint32_t bits = 0;
    int count = 0;
    memset(values, -1, sizeof values);
    for (int i = 0; i < 64; i++) {
        values[(unsigned char)alphabet[i]] = (signed char)i;
    }
    for (; text < end && *text != '-'; text++) {
        signed char value = values[(unsigned char)*text];
        if (value < 0) {
            continue;
        }
        bits = bits << 6 | (unsigned char)value;
        if (++count == 4) {
            *to++ = (unsigned char)(bits >> 16);
            *to++ = (unsigned char)(bits >> 8);
            *to++ = (unsigned char)bits;
            count = 0;
        }
    }
    if (count > 1) {
        bits <<= 6 * (4 - count);
        *to++ = (unsigned char)(bits >> 16);
        if (count > 2) {
            *to++ = (unsigned char)(bits >> 8);
        }
    }
    return (size_t)(to - out);
}

static uint64_t unpack_whole(const unsigned char *packed, uint32_t size, uint32_t unpacked)
{
    static struct libdeflate_decompressor *decompressor;
    static unsigned char *bytes;
    static uint32_t room;
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx hash;
    if (unpacked > room) {
        bytes = realloc(bytes, unpacked);
        room = unpacked;
    }
    decompressor = decompressor != NULL ? decompressor : libdeflate_alloc_decompressor();
    libdeflate_deflate_decompress(decompressor, packed, size, bytes, unpacked, NULL);
    sha256_init(&hash);
    sha256_update(&hash, unpacked, bytes);
    sha256_digest(&hash, sizeof digest, digest);
    return unpacked;
}

static uint64_t unpack(unsigned char *packed, uint32_t size, unsigned method)
{
    static unsigned char block[BLOCK];
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct sha256_ctx hash;
    sha256_init(&hash);
    if (method == 0) {
        sha256_update(&hash, size, packed);
        sha256_digest(&hash, sizeof digest, digest);
        return size;
    }
    z_stream stream = {.next_in = packed, .avail_in = size};
    int result = inflateInit2(&stream, -15);
    while (result == Z_OK) {
        stream.next_out = block;
        stream.avail_out = sizeof block;
        result = inflate(&stream, Z_NO_FLUSH);
        sha256_update(&hash, sizeof block - stream.avail_out, block);
    }
    sha256_digest(&hash, sizeof digest, digest);
    inflateEnd(&stream);
    return stream.total_out;
}

int main(int argc, char **argv)
{
    struct stat status;
    int whole = argc == 3 && strcmp(argv[1], "--whole") == 0;
    int fd = argc == 2 + whole ? open(argv[1 + whole], O_RDONLY) : -1;
    if (fd < 0 || fstat(fd, &status) != 0) {
        return 1;
    }
    size_t size = (size_t)status.st_size;
    const char *mail = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    const char *part = memmem(mail, size, "filename", 8);
    const char *text =
        part != NULL ? memmem(part, size - (size_t)(part - mail), "\r\n\r\n", 4) : NULL;
    unsigned char *zip = malloc(size);
    if (text == NULL || zip == NULL) {
        free(zip);
        return 1;
    }
    size_t length = decode(text + 4, mail + size, zip);
    const unsigned char *end = zip + length - 22;
    unsigned char *at = zip + u32(end + 16);
    uint64_t all = 0;
    for (unsigned i = 0; i < u16(end + 10); i++) {
        unsigned char *local = zip + u32(at + 42);
        unsigned char *packed = local + 30 + u16(local + 26) + u16(local + 28);
        all += whole && u16(at + 10) != 0 ? unpack_whole(packed, u32(at + 20), u32(at + 24))
                                          : unpack(packed, u32(at + 20), u16(at + 10));
        at += 46 + u16(at + 28) + u16(at + 30) + u16(at + 32);
    }
    printf("%llu\n", (unsigned long long)all);
    return 0;
}
