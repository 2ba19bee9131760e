#include "desk/boards.h"

#include <stdlib.h>

int boards_load(struct house *house, struct boards **boards, struct error *error)
{
    CLEANUP(cleanup_boards_free)
    struct boards *made = xcalloc(1, sizeof *made);
    if (ledger_account(house->ledger, house->campaign, &made->account, error) != 0) {
        return -1;
    }
    struct board_input input = account_input(&made->account);
    made->at = xcalloc(house->campaign->stage_count, sizeof(struct board *));
    for (; made->count < house->campaign->stage_count; made->count++) {
        made->at[made->count] = board_new(house->campaign, (int)made->count, &input);
    }
    *boards = STEAL(made);
    return 0;
}

void boards_free(struct boards *boards)
{
    if (boards == NULL) {
        return;
    }
    for (size_t i = 0; i < boards->count; i++) {
        board_free(boards->at[i]);
    }
    free(boards->at);
    account_clear(&boards->account);
    free(boards);
}
