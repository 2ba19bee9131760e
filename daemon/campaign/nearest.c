#include "campaign/nearest.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LONGEST = 48 }; /* characters looked at; keys and names are shorter */

struct characters {
    uint32_t at[LONGEST];
    size_t count;
};

static struct characters characters_of(const char *text)
{
    struct characters characters = {.count = 0};
    size_t size = strlen(text), length = 0;
    for (size_t at = 0; at < size && characters.count < LONGEST; at += length) {
        uint32_t character = utf8_decode(text + at, size - at, &length);
        if (character >= 'A' && character <= 'Z') {
            character += 'a' - 'A';
        }
        characters.at[characters.count++] = character;
    }
    return characters;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: edit distance in which an exchange of neighbours is one slip. */
static size_t distance(const struct characters *a, const struct characters *b)
{
    size_t cost[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= a->count; i++) {
        cost[i][0] = i;
    }
    for (size_t j = 0; j <= b->count; j++) {
        cost[0][j] = j;
    }
    for (size_t i = 1; i <= a->count; i++) {
        for (size_t j = 1; j <= b->count; j++) {
            size_t other = a->at[i - 1] != b->at[j - 1];
            size_t best = least(cost[i - 1][j], cost[i][j - 1]) + 1;
            best = least(best, cost[i - 1][j - 1] + other);
            if (i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] && a->at[i - 2] == b->at[j - 1]) {
                best = least(best, cost[i - 2][j - 2] + 1);
            }
            cost[i][j] = best;
        }
    }
    return cost[a->count][b->count];
}

/* "password" for "password_file": a word broken off is one slip, if enough of it is left. */
static bool broken_off(const struct characters *a, const struct characters *b)
{
    enum { ENOUGH = 3 };
    size_t shorter = least(a->count, b->count);
    return shorter >= ENOUGH && memcmp(a->at, b->at, shorter * sizeof a->at[0]) == 0;
}

const char *nearest_word(const char *word, const char *const *words, size_t count)
{
    struct characters meant = characters_of(word);
    /* A third of the word may be wrong; more is another word. */
    size_t best = meant.count / 3 + 2;
    const char *found = NULL;
    for (size_t i = 0; i < count; i++) {
        struct characters candidate = characters_of(words[i]);
        size_t slips = broken_off(&meant, &candidate) ? 1 : distance(&meant, &candidate);
        if (slips < best && slips < candidate.count) {
            best = slips;
            found = words[i];
        }
    }
    return found;
}
