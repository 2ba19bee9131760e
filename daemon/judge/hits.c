#include "judge/hits.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* --- what is looked for ---------------------------------------------------------------------- */

void speakers_add(struct speakers *speakers, const struct keyword *keyword, size_t task)
{
    speakers->at = xgrow(speakers->at, speakers->count, sizeof *speakers->at);
    speakers->at[speakers->count++] =
        (struct speaker){keyword, task, plain_beginning(keyword->text)};
}

static int compare_speakers(const void *one, const void *other)
{
    const struct speaker *a = one;
    const struct speaker *b = other;
    if (a->beginning != b->beginning) {
        return a->beginning < b->beginning ? -1 : 1;
    }
    return (a->task > b->task) - (a->task < b->task);
}

void speakers_ready(struct speakers *speakers)
{
    if (speakers->count > 1) {
        qsort(speakers->at, speakers->count, sizeof *speakers->at, compare_speakers);
    }
    speakers->first = lookup_new(speakers->count);
    for (size_t i = 0; i < speakers->count; i++) {
        if (i == 0 || speakers->at[i].beginning != speakers->at[i - 1].beginning) {
            lookup_put(&speakers->first, speakers->at[i].beginning, (uint32_t)i);
        }
    }
}

void speakers_clear(struct speakers *speakers)
{
    free(speakers->at);
    lookup_free(&speakers->first);
}

/* --- where it stands ------------------------------------------------------------------------- */

static bool is_hit(const struct hit *hits, size_t count, const struct speaker *speaker)
{
    for (size_t i = 0; i < count; i++) {
        if (hits[i].keyword == speaker->keyword && hits[i].task == speaker->task) {
            return true;
        }
    }
    return false;
}

/* Does the text, of so many bytes, begin with it? Its last byte tells most apart. */
static bool has_keyword(const char *text, size_t size, const struct keyword *keyword)
{
    size_t last = keyword->size - 1;
    return keyword->size <= size && text[last] == keyword->text[last] &&
           memcmp(text, keyword->text, last) == 0;
}

/* "统计调查信用建设" is no 查信用: a keyword does not begin with the second half of a word. */
static bool is_inside_word(uint32_t before, uint32_t character)
{
    static const char first_halves[] = "调检督普抽排";
    return character == U'查' && utf8_is_one_of(before, first_halves);
}

struct hit *hits_find(const struct speakers *speakers, const char *plain, size_t *count)
{
    struct hit *hits = NULL;
    size_t length = 0;
    size_t next_length = 0;
    uint64_t before = 0, next = 0;
    size_t size = strlen(plain);
    *count = 0;
    uint64_t character = plain_next(plain, &length);
    for (size_t at = 0; character != 0;
         at += length, length = next_length, before = character, character = next) {
        next = plain_next(plain + at + length, &next_length);
        if (is_inside_word((uint32_t)before, (uint32_t)character)) {
            continue;
        }
        uint64_t beginning = next != 0 ? character << 21 | next : 0; /* as plain_beginning() */
        uint32_t i = lookup_get(&speakers->first, beginning);
        for (; i < speakers->count && speakers->at[i].beginning == beginning; i++) {
            const struct speaker *speaker = &speakers->at[i];
            const struct keyword *keyword = speaker->keyword;
            if (has_keyword(plain + at, size - at, keyword) && !is_hit(hits, *count, speaker)) {
                hits = xgrow(hits, *count, sizeof *hits);
                hits[(*count)++] = (struct hit){speaker->task, keyword, at};
            }
        }
    }
    return hits;
}

bool hits_shadow(const struct hit *hits, size_t count, const struct hit *hit)
{
    size_t to = hit->from + hit->keyword->size;
    for (size_t i = 0; i < count; i++) {
        const struct hit *other = &hits[i];
        size_t other_to = other->from + other->keyword->size;
        bool longer = other->keyword->size > hit->keyword->size;
        bool first = other->keyword->size == hit->keyword->size && other->from < hit->from;
        bool within = other->from <= hit->from && other_to >= to;
        bool overlaps = other->task == hit->task && other->from < to && hit->from < other_to;
        if ((longer && within) || ((longer || first) && overlaps)) {
            return true;
        }
    }
    return false;
}

double hits_share(const struct hit *hits, size_t count, const struct hit *hit)
{
    double all = 0;
    for (size_t i = 0; i < count; i++) {
        const struct keyword *other = hits[i].keyword;
        all += strcmp(other->text, hit->keyword->text) == 0 ? 1 + other->own : 0;
    }
    return (1 + hit->keyword->own) / all;
}

size_t hits_end(const struct hit *hits, size_t count)
{
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        size_t to = hits[i].from + hits[i].keyword->size;
        end = to > end ? to : end;
    }
    return end;
}

int hits_head(const struct hit *hits, size_t count)
{
    size_t end = hits_end(hits, count);
    int task = -1;
    for (size_t i = 0; i < count; i++) {
        if (hits[i].from + hits[i].keyword->size == end && !hits_shadow(hits, count, &hits[i])) {
            if (task >= 0) {
                return -1;
            }
            task = (int)hits[i].task;
        }
    }
    return task;
}
