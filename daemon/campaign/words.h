/*
 * Words that must mean one thing only: names of units, addresses, ids. They are gathered with their
 * lines and owners, and each that has two is a fault.
 */
#ifndef BAOSONG_CAMPAIGN_WORDS_H
#define BAOSONG_CAMPAIGN_WORDS_H

#include "campaign/schema.h"

#include <stddef.h>

struct word {
    struct said said;
    const char *what;  /* "alias" */
    const char *owner; /* the unit's name as it was read, one pointer a unit; NULL: no unit's */
};

/* Zero-initialised; words_free ends it. The texts belong to the file. */
struct words {
    struct word *at;
    size_t count;
};

/* What was not said is not added. */
void words_add(struct words *words, struct said said, const char *what, const char *owner);
void words_add_all(struct words *words, const struct said_texts *texts, const char *what,
                   const char *owner);
/* A fault for each word that was said before. Sorts the words. */
void words_check(struct words *words, struct faults *faults);
void words_free(struct words *words);

#endif
