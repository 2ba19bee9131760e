/* The board of a stage as the ledger has it now. */
#ifndef BAOSONG_DESK_STANDINGS_H
#define BAOSONG_DESK_STANDINGS_H

#include "desk/house.h"
#include "judge/board.h"

struct standings {
    struct account account; /* what the board points into */
    struct board *board;
};

/* The caller frees it; it must not outlive the house. */
int standings_load(struct house *house, int stage, struct standings **standings,
                   struct error *error);
void standings_free(struct standings *standings);
DEFINE_CLEANUP(struct standings, standings_free)

#endif
