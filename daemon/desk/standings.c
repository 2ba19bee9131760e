#include "desk/standings.h"

#include <stdlib.h>

int standings_load(struct house *house, int stage, struct standings **standings,
                   struct error *error)
{
    CLEANUP(cleanup_standings_free)
    struct standings *made = xcalloc(1, sizeof *made);
    if (ledger_account(house->ledger, house->campaign, &made->account, error) != 0) {
        return -1;
    }
    struct board_input input = {
        .facts = made->account.facts,
        .fact_count = made->account.fact_count,
        .waivers = made->account.waivers,
        .waiver_count = made->account.waiver_count,
        .extensions = made->account.extensions,
        .extension_count = made->account.extension_count,
    };
    made->board = board_new(house->campaign, stage, &input);
    *standings = STEAL(made);
    return 0;
}

void standings_free(struct standings *standings)
{
    if (standings == NULL) {
        return;
    }
    board_free(standings->board);
    account_clear(&standings->account);
    free(standings);
}
