/* The keywords of some tasks, and where they stand in a text. */
#ifndef BAOSONG_JUDGE_HITS_H
#define BAOSONG_JUDGE_HITS_H

#include "judge/lookup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyword {
    char *text; /* plain */
    size_t size;
    size_t characters;
    double weight;
    bool own; /* the task's title has it, too */
};

/* A keyword of a task. */
struct speaker {
    const struct keyword *keyword;
    size_t task;
    uint64_t beginning; /* its first two characters */
};

/* All that are looked for; begin with zeros. */
struct speakers {
    struct speaker *at; /* sorted by beginning, once they are ready */
    size_t count;
    struct lookup first; /* with a beginning */
};

/* Adds one; the keyword must outlive it. */
void speakers_add(struct speakers *speakers, const struct keyword *keyword, size_t task);
/* When all are added. */
void speakers_ready(struct speakers *speakers);
void speakers_clear(struct speakers *speakers);

/* A keyword that a text has. */
struct hit {
    size_t task;
    const struct keyword *keyword;
    size_t from; /* bytes */
};

/* Each keyword of a plain text where it stands first, *count of them; the caller frees. */
struct hit *hits_find(const struct speakers *speakers, const char *plain, size_t *count);

/*
 * 信用承诺 inside 信用承诺事项清单 is not a hit of its own: the longer word is what was said. Of
 * two words of one task that overlap, only the longer counts.
 */
bool hits_shadow(const struct hit *hits, size_t count, const struct hit *hit);

/* What of a shared word falls to one task: to those whose title has it twice as much. */
double hits_share(const struct hit *hits, size_t count, const struct hit *hit);

/* Where the last keyword of a phrase ends: in Chinese the head stands last (信用承诺公示专栏). */
size_t hits_end(const struct hit *hits, size_t count);

/* The task whose keyword ends there alone, -1 if there is none such. */
int hits_head(const struct hit *hits, size_t count);

#endif
