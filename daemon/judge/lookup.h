/* A table from numbers to numbers, filled once and then only asked, by any number of threads. */
#ifndef BAOSONG_JUDGE_LOOKUP_H
#define BAOSONG_JUDGE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

struct lookup {
    uint64_t *keys; /* 0: free */
    uint32_t *values;
    size_t mask;
};

#define LOOKUP_NONE UINT32_MAX

/* For at most so many keys. */
struct lookup lookup_new(size_t keys);
void lookup_free(struct lookup *lookup);

/* Keys are above 0, each put once. */
void lookup_put(struct lookup *lookup, uint64_t key, uint32_t value);
/* LOOKUP_NONE for a key that is not there. */
uint32_t lookup_get(const struct lookup *lookup, uint64_t key);

#endif
