/* The boards of all stages, from one look at the account. */
#ifndef BAOSONG_DESK_BOARDS_H
#define BAOSONG_DESK_BOARDS_H

#include "desk/house.h"
#include "judge/board.h"

struct boards {
    struct account account; /* what the boards point into */
    struct board **at;      /* one a stage */
    size_t count;
};

/* The caller frees it; it must not outlive the house. */
int boards_load(struct house *house, struct boards **boards, struct error *error);
void boards_free(struct boards *boards);
DEFINE_CLEANUP(struct boards, boards_free)

#endif
