#include "judge/grams.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "judge/plain.h"

#include <stdlib.h>

static void add_gram(struct grams *grams, gram value)
{
    grams->at = xgrow(grams->at, grams->count, sizeof *grams->at);
    grams->at[grams->count++] = value;
}

void grams_add(struct grams *grams, const char *plain)
{
    gram before = 0;
    gram second = 0;
    for (size_t length = 0; *plain != '\0'; plain += length) {
        uint32_t character = plain_next(plain, &length);
        if (!utf8_is_han(character) || character == U'的') { /* it joins words, and makes none */
            before = second = 0;
            continue;
        }
        if (second != 0) {
            add_gram(grams, second << 21 | character);
        }
        if (before != 0) {
            add_gram(grams, before << 42 | second << 21 | character);
        }
        before = second;
        second = character;
    }
}

int gram_compare(const void *one, const void *other)
{
    gram a = *(const gram *)one;
    gram b = *(const gram *)other;
    return (a > b) - (a < b);
}

void grams_sort(struct grams *grams)
{
    if (grams->count == 0) {
        return;
    }
    qsort(grams->at, grams->count, sizeof *grams->at, gram_compare);
    size_t kept = 1;
    for (size_t i = 1; i < grams->count; i++) {
        if (grams->at[i] != grams->at[kept - 1]) {
            grams->at[kept++] = grams->at[i];
        }
    }
    grams->count = kept;
}

bool grams_have(const struct grams *grams, gram value)
{
    return grams->count > 0 &&
           bsearch(&value, grams->at, grams->count, sizeof value, gram_compare) != NULL;
}
