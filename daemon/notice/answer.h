/* What the sender of a mail is told: the receipt 回执, and what people decided later. Pure. */
#ifndef BAOSONG_NOTICE_ANSWER_H
#define BAOSONG_NOTICE_ANSWER_H

#include "judge/board.h"
#include "ledger/outbox.h"
#include "notice/templates.h"

struct answer {
    const struct campaign *campaign;
    const struct message_row *row;
    struct board *const *boards; /* one a stage */
    const bool *known; /* by unit: the address speaks for it, and may hear what it still misses */
    int64_t now;
};

/* Values of the receipt, or of the follow-up without its decisions; values_clear() ends them. */
void answer_values(const struct answer *answer, struct values *values);

/* A decision that a notice tells of, as a line: "文件“...”不予认可。原因：...", or that it was
 * taken back; NULL where that is not new, or it did not last. The caller frees it. */
char *answer_decision(const struct event_row *event, const struct wanted_notice *wanted);

#endif
