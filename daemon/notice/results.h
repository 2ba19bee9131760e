/* The results: what every graded unit comes to, and the lists in which those who must know are
 * told.
 */
#ifndef BAOSONG_NOTICE_RESULTS_H
#define BAOSONG_NOTICE_RESULTS_H

#include "base/buffer.h"
#include "judge/score.h"

struct result {
    size_t unit; /* index in the campaign */
    struct unit_score score;
    size_t rank; /* from 1, within its list; units of the same total share it; 0 while open */
};

/* One list of the campaign, best first, units with open items behind all others. */
struct result_table {
    const struct campaign *campaign;
    const struct result_list *list;
    struct result *results;
    size_t count;
    size_t open; /* units of which something is still to be scored */
};

/* `entries` as ledger_scores() gives them. The caller clears it. */
struct result_table results_of(const struct campaign *campaign, const struct result_list *list,
                               const struct score_entry *entries);
void results_clear(struct result_table *table);

int results_xlsx(const struct result_table *table, struct buffer *out, struct error *error);
void results_html(const struct result_table *table, struct buffer *out);

#endif
