/* Letters that are queued together, with what they point to. */
#ifndef BAOSONG_DESK_BATCH_H
#define BAOSONG_DESK_BATCH_H

#include "ledger/outbox.h"
#include "notice/templates.h"

struct batch {
    struct letter *letters;
    struct words_of_notice *words; /* several letters may use one */
    char **occasions;              /* one a letter */
    size_t count;
    size_t word_count;
};

/* Takes the words over, until the batch is cleared; what is returned is good until the next call.
 */
const struct words_of_notice *batch_keep(struct batch *batch, struct words_of_notice words);
/* Adds a letter with these words (NULL: it is only recorded, without any); takes the occasion over.
 */
void batch_add(struct batch *batch, struct letter letter, char *occasion,
               const struct words_of_notice *words);
void batch_clear(struct batch *batch);

#endif
