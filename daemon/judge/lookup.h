/*
 * A table from numbers to numbers, filled once and then only asked, by any number of threads.
 * Nearly all that it is asked for is not there: a filter of some bits a key, small enough to stay
 * in the processor's first cache, says so before the table itself is touched.
 */
#ifndef BAOSONG_JUDGE_LOOKUP_H
#define BAOSONG_JUDGE_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lookup {
    uint64_t *keys; /* 0: free */
    uint32_t *values;
    size_t mask;
    uint64_t *filter; /* one bit for each hash of a key, LOOKUP_BITS for each place of the table */
};

#define LOOKUP_NONE UINT32_MAX
enum { LOOKUP_BITS = 8 };

/* For at most so many keys. */
struct lookup lookup_new(size_t keys);
void lookup_free(struct lookup *lookup);

/* Keys are above 0, each put once. */
void lookup_put(struct lookup *lookup, uint64_t key, uint32_t value);

static inline size_t lookup_hash(uint64_t key)
{
    return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

/* Its bit in the filter. */
static inline size_t lookup_bit(const struct lookup *lookup, uint64_t key)
{
    return lookup_hash(key) & (LOOKUP_BITS * (lookup->mask + 1) - 1);
}

/* False: it is not there. True: it may be. */
static inline bool lookup_may_have(const struct lookup *lookup, uint64_t key)
{
    size_t bit = lookup_bit(lookup, key);
    return (lookup->filter[bit / 64] >> (bit % 64) & 1) != 0;
}

/* LOOKUP_NONE for a key that is not there. */
uint32_t lookup_find(const struct lookup *lookup, uint64_t key);
static inline uint32_t lookup_get(const struct lookup *lookup, uint64_t key)
{
    return lookup_may_have(lookup, key) ? lookup_find(lookup, key) : LOOKUP_NONE;
}

#endif
