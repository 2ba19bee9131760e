/* The two- and three-character words of texts, as sets of numbers. */
#ifndef BAOSONG_JUDGE_GRAMS_H
#define BAOSONG_JUDGE_GRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two or three characters of 21 bits each. */
typedef uint64_t gram;

struct grams {
    gram *at; /* freed by its owner */
    size_t count;
};

/* Adds the grams of a plain text; any character that is not Han ends a word. */
void grams_add(struct grams *grams, const char *plain);
/* Sorts them, and keeps each once. */
void grams_sort(struct grams *grams);
/* Is it among the sorted ones? */
bool grams_have(const struct grams *grams, gram value);

/* For qsort() and bsearch(). */
int gram_compare(const void *one, const void *other);

#endif
