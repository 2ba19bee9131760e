/* The word that a person probably meant. */
#ifndef BAOSONG_CAMPAIGN_NEAREST_H
#define BAOSONG_CAMPAIGN_NEAREST_H

#include <stddef.h>

/*
 * The one of `count` words that is fewest slips (a character too many, too few, another one, two
 * exchanged, or the word broken off) away from `word`; NULL when none is near enough to be worth a
 * question. The words are UTF-8, without regard to ASCII case; what is returned is one of them.
 */
const char *nearest_word(const char *word, const char *const *words, size_t count);

#endif
