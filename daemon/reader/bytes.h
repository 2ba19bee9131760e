/* Binary formats: little-endian numbers at offsets that a stranger chose. Outside there is 0. */
#ifndef BAOSONG_READER_BYTES_H
#define BAOSONG_READER_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    const unsigned char *data;
    size_t size;
};

/* `size` bytes from an offset on; NULL where they are not all there. */
static inline const unsigned char *bytes_at(const struct bytes *bytes, size_t at, size_t size)
{
    return at <= bytes->size && size <= bytes->size - at ? bytes->data + at : NULL;
}

static inline uint32_t bytes_u8(const struct bytes *bytes, size_t at)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): then the size is 0 */
    return at < bytes->size ? bytes->data[at] : 0;
}

static inline uint32_t bytes_u16(const struct bytes *bytes, size_t at)
{
    const unsigned char *p = bytes_at(bytes, at, 2);
    return p != NULL ? (uint32_t)p[0] | (uint32_t)p[1] << 8 : 0;
}

static inline uint32_t bytes_u32(const struct bytes *bytes, size_t at)
{
    const unsigned char *p = bytes_at(bytes, at, 4);
    return p != NULL
               ? (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24
               : 0;
}

static inline uint64_t bytes_u64(const struct bytes *bytes, size_t at)
{
    bool whole = bytes_at(bytes, at, 8) != NULL;
    return whole ? bytes_u32(bytes, at) | (uint64_t)bytes_u32(bytes, at + 4) << 32 : 0;
}

static inline void bytes_put_u16(unsigned char *at, uint32_t number)
{
    at[0] = (unsigned char)number;
    at[1] = (unsigned char)(number >> 8);
}

static inline void bytes_put_u32(unsigned char *at, uint32_t number)
{
    bytes_put_u16(at, number);
    bytes_put_u16(at + 2, number >> 16);
}

static inline void bytes_put_u64(unsigned char *at, uint64_t number)
{
    bytes_put_u32(at, (uint32_t)number);
    bytes_put_u32(at + 4, (uint32_t)(number >> 32));
}

/* A part of it, cut where it reaches beyond the end. */
static inline struct bytes bytes_part(const struct bytes *bytes, size_t at, size_t size)
{
    at = at < bytes->size ? at : bytes->size;
    size = size < bytes->size - at ? size : bytes->size - at;
    return (struct bytes){size > 0 ? bytes->data + at : NULL, size};
}

#endif
