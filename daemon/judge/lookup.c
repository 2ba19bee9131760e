#include "judge/lookup.h"

#include "base/memory.h"

#include <stdlib.h>

struct lookup lookup_new(size_t keys)
{
    size_t size = 4;
    while (size < keys * 2) {
        size *= 2;
    }
    return (struct lookup){.keys = xcalloc(size, sizeof(uint64_t)),
                           .values = xcalloc(size, sizeof(uint32_t)),
                           .mask = size - 1};
}

void lookup_free(struct lookup *lookup)
{
    free(lookup->keys);
    free(lookup->values);
    *lookup = (struct lookup){0};
}

/* Where a key is, or would be. */
static size_t place(const struct lookup *lookup, uint64_t key)
{
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & lookup->mask;
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
}

uint32_t lookup_get(const struct lookup *lookup, uint64_t key)
{
    if (key == 0) {
        return LOOKUP_NONE;
    }
    size_t at = place(lookup, key);
    return lookup->keys[at] == key ? lookup->values[at] : LOOKUP_NONE;
}
