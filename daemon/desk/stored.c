#include "desk/stored.h"

#include <stdlib.h>
#include <string.h>

struct list {
    struct stored *at;
    size_t count;
};

static int add(const char *sha256, uint64_t size, void *context)
{
    struct list *list = context;
    struct stored added = {.size = size};
    memcpy(added.sha256, sha256, strnlen(sha256, HASH_TEXT_SIZE - 1));
    /* They come by hash; two sizes of one hash would be two rows. */
    if (list->count > 0 && strcmp(list->at[list->count - 1].sha256, added.sha256) == 0) {
        return 0;
    }
    list->at = xgrow(list->at, list->count, sizeof *list->at);
    list->at[list->count++] = added;
    return 0;
}

int stored_load(struct ledger *ledger, struct stored **stored, size_t *count, struct error *error)
{
    struct list list = {0};
    if (ledger_each_stored(ledger, add, &list, error) != 0) {
        free(list.at);
        return -1;
    }
    *stored = list.at;
    *count = list.count;
    return 0;
}

static int by_hash(const void *left, const void *right)
{
    return strcmp(((const struct stored *)left)->sha256, ((const struct stored *)right)->sha256);
}

bool stored_has(const struct stored *stored, size_t count, const char *sha256)
{
    struct stored key = {.size = 0};
    memcpy(key.sha256, sha256, strnlen(sha256, HASH_TEXT_SIZE - 1));
    return count > 0 && bsearch(&key, stored, count, sizeof key, by_hash) != NULL;
}
