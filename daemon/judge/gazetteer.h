/*
 * The names of the campaign's units, found in texts: the longest name wins, and a name inside
 * another body's name is not found (市国资委 is not in 市国资委员会, 黄石港区教育局 is not
 * 市教育局).
 */
#ifndef BAOSONG_JUDGE_GAZETTEER_H
#define BAOSONG_JUDGE_GAZETTEER_H

#include "campaign/campaign.h"

#include <stdbool.h>
#include <stddef.h>

struct gazetteer;

/* Where a unit is named in a plain text. */
struct mention {
    int unit;
    size_t from; /* bytes, to: exclusive */
    size_t to;
    bool derived; /* a short form that the campaign does not list: 环保局 for 市环保局 */
    bool typo;    /* a long name with one wrong character: 环竟保护局 */
    bool part;    /* of a body under the unit: 市物价局 */
    bool press;   /* named as a paper that reports: 黄石日报报道 */
};

struct gazetteer *gazetteer_new(const struct campaign *campaign);
void gazetteer_free(struct gazetteer *gazetteer);

/* All mentions in a plain text, in order; *count of them, at most 200. The caller frees. */
struct mention *gazetteer_find(const struct gazetteer *gazetteer, const char *plain, size_t *count);

/* Puts blanks where units are named, so that names do not speak for tasks. */
void gazetteer_mask(const struct gazetteer *gazetteer, char *plain);

#endif
