/* What the files of this room share: the judge itself. */
#ifndef BAOSONG_JUDGE_ROOM_H
#define BAOSONG_JUDGE_ROOM_H

#include "judge/gazetteer.h"
#include "judge/judge.h"
#include "judge/lessons.h"
#include "judge/topics.h"

struct item_words;

struct judge {
    const struct campaign *campaign;
    struct gazetteer *gazetteer;
    struct topics *topics;
    struct item_words *items;      /* one an item of the campaign */
    struct unit_topics **of_units; /* one a unit; those that are alike share theirs */
    struct lessons *lessons;       /* NULL: nothing learned yet */
};

#endif
