/* Questions to the person at the terminal, or to whatever feeds standard input line by line. */
#ifndef BAOSONG_COMMAND_ASK_H
#define BAOSONG_COMMAND_ASK_H

#include "base/error.h"

#include <stdbool.h>

/* Checks an answer at once: 0, or -1 with what is wrong, and it is asked again. */
typedef int ask_check(const char *answer, void *context, struct error *error);

/*
 * Asks until the answer is right. An empty answer means `fallback`, which is shown and may be NULL:
 * then an answer is needed. `secret` answers are not shown while they are typed. The caller frees
 * *answer. Fails when there are no more answers, or after LIMIT_ANSWERS wrong ones.
 */
int ask(const char *question, const char *fallback, bool secret, ask_check *check, void *context,
        char **answer, struct error *error);

#endif
