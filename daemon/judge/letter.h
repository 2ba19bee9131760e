/* What kind of letter a mail is that brings no material: advertisements, questions, petitions, and
 * what machines answer. */
#ifndef BAOSONG_JUDGE_LETTER_H
#define BAOSONG_JUDGE_LETTER_H

#include "reader/description.h"

#include <stdbool.h>

/* Does it sell something? */
bool letter_advertises(const struct description *description);

/* Does it want to know something? */
bool letter_asks(const struct description *description);

/*
 * Does somebody who is no office ask for something: a company for its 信用修复? The papers of
 * offices that it brings were served on it, and tell nothing of who sends it.
 */
bool letter_petitions(const struct description *description);

/* Is it what a machine sends back: a mail that could not be delivered, or nobody who reads it? */
bool letter_answers_by_itself(const struct description *description);

#endif
