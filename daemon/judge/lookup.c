#include "judge/lookup.h"

#include "base/memory.h"

#include <stdlib.h>

struct lookup lookup_new(size_t keys)
{
    size_t size = 64 / LOOKUP_BITS; /* one word of the filter */
    while (size < keys * 2) {
        size *= 2;
    }
    return (struct lookup){.keys = xcalloc(size, sizeof(uint64_t)),
                           .values = xcalloc(size, sizeof(uint32_t)),
                           .mask = size - 1,
                           .filter = xcalloc(size * LOOKUP_BITS / 64, sizeof(uint64_t))};
}

void lookup_free(struct lookup *lookup)
{
    free(lookup->keys);
    free(lookup->values);
    free(lookup->filter);
    *lookup = (struct lookup){0};
}

/* Where a key is, or would be. */
static size_t place(const struct lookup *lookup, uint64_t key)
{
    size_t at = lookup_hash(key) & lookup->mask;
    while (lookup->keys[at] != 0 && lookup->keys[at] != key) {
        at = (at + 1) & lookup->mask;
    }
    return at;
}

void lookup_put(struct lookup *lookup, uint64_t key, uint32_t value)
{
    size_t at = place(lookup, key);
    lookup->keys[at] = key;
    lookup->values[at] = value;
    size_t bit = lookup_bit(lookup, key);
    lookup->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
}

uint32_t lookup_find(const struct lookup *lookup, uint64_t key)
{
    if (key == 0) {
        return LOOKUP_NONE;
    }
    size_t at = place(lookup, key);
    return lookup->keys[at] == key ? lookup->values[at] : LOOKUP_NONE;
}
