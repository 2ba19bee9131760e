/* The colours and marks of the standings, the same in every form of a report. */
#ifndef BAOSONG_NOTICE_PALETTE_H
#define BAOSONG_NOTICE_PALETTE_H

#include "judge/board.h"

/* 0xRRGGBB */
struct palette {
    uint32_t pale;    /* behind black text */
    uint32_t strong;  /* of an area without text */
    const char *mark; /* one character, so that nobody needs to tell colours apart; "" for none */
};
extern const struct palette palette[STANDING_COUNT];

#endif
