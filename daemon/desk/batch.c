#include "desk/batch.h"

#include <stdlib.h>

const struct words_of_notice *batch_keep(struct batch *batch, struct words_of_notice words)
{
    batch->words = xgrow(batch->words, batch->word_count, sizeof words);
    batch->words[batch->word_count] = words;
    return &batch->words[batch->word_count++];
}

void batch_add(struct batch *batch, struct letter letter, char *occasion,
               const struct words_of_notice *words)
{
    batch->letters = xgrow(batch->letters, batch->count, sizeof letter);
    batch->occasions = xgrow(batch->occasions, batch->count, sizeof *batch->occasions);
    letter.occasion = occasion;
    letter.subject = words != NULL ? words->subject : "";
    letter.body = words != NULL ? words->body : "";
    letter.html = words != NULL ? words->html : NULL;
    batch->occasions[batch->count] = occasion;
    batch->letters[batch->count++] = letter;
}

void batch_clear(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        free(batch->occasions[i]);
    }
    for (size_t i = 0; i < batch->word_count; i++) {
        words_of_notice_clear(&batch->words[i]);
    }
    free(batch->letters);
    free(batch->words);
    free(batch->occasions);
}
