/*
 * When people are written to of our own accord. Pure: what is due follows from the campaign, the
 * configuration, the deadlines of the units and the time alone; what was done already is kept by
 * its occasion (ledger_queue_round).
 */
#ifndef BAOSONG_NOTICE_SCHEDULE_H
#define BAOSONG_NOTICE_SCHEDULE_H

#include "campaign/config.h"
#include "judge/board.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum due_kind {
    DUE_REMINDER, /* before a deadline, to the units of that deadline that miss something */
    DUE_OVERDUE,  /* after it */
    DUE_DAILY,    /* the report to staff */
    DUE_DEADLINE, /* the report on a stage that has ended */
};

struct due {
    enum due_kind kind;
    int stage;
    int days;           /* DUE_REMINDER: before the deadline; DUE_OVERDUE: after it */
    int64_t deadline;   /* of the units it concerns, or of the stage */
    int64_t at;         /* the moment */
    int64_t expires_at; /* after that it would not be true any more */
    char occasion[120];
};

struct schedule_input {
    const struct campaign *campaign;
    const struct notices_config *notices;
    struct board *const *boards; /* one a stage: of them only the units' deadlines count */
    int64_t since;               /* when notices began: nothing is made up for that was before */
    /* Every mailbox was read to its end lately, and nothing waits to be read or judged: without
     * that nobody can be told that he misses something. */
    bool current;
};

/*
 * Of each row of moments the latest one that has come, if it is still good at `now`: after a
 * downtime people get one mail, not all that were missed. The caller frees *due.
 */
void schedule_due(const struct schedule_input *input, int64_t now, struct due **due, size_t *count);

#endif
