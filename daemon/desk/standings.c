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
    struct board_input input = account_input(&made->account);
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
