/*
 * Results: from the points that staff gave for items to totals and grades, by the rules of the
 * campaign. Pure. Points are hundredths of a point, so that all sums are exact.
 */
#ifndef BAOSONG_JUDGE_SCORE_H
#define BAOSONG_JUDGE_SCORE_H

#include "campaign/campaign.h"

enum score_state {
    SCORE_OPEN,         /* nobody has said anything yet */
    SCORE_POINTS,       /* so many points */
    SCORE_NOT_INVOLVED, /* the unit has nothing to do with it */
    SCORE_STATE_COUNT
};

/* What staff gave for one item. */
struct score_entry {
    enum score_state state;
    int64_t points; /* of SCORE_POINTS */
};

struct unit_score {
    int64_t *items; /* one for each item of the campaign, in its order: what it comes to, pro rata
                       where the unit is not involved; 0 where that is still open */
    size_t open;    /* items that cannot be told yet */
    int64_t base;   /* sum of the base items */
    int64_t bonus;  /* what the bonus items give, at most the limit; deduction likewise */
    int64_t deduction;
    int64_t total;             /* base + bonus - deduction */
    const struct grade *grade; /* NULL while anything is open */
};

/* Is the unit assessed under the item, as far as its tasks and its category say? Staff may say
 * otherwise. Bonus and deduction items are everybody's. */
bool score_involved(const struct unit *unit, const struct item *item);

/*
 * `entries`: one for each item of the campaign, in its order. An open base item that the unit is
 * not involved in counts as SCORE_NOT_INVOLVED; an open bonus or deduction item as no points.
 */
struct unit_score score_unit(const struct campaign *campaign, const struct unit *unit,
                             const struct score_entry *entries);
void score_clear(struct unit_score *score);

/* points * obtained / available, rounded half up to a hundredth; available > 0. */
int64_t score_pro_rata(int64_t points, int64_t obtained, int64_t available);

/* The grade of a total. NULL only where the campaign has no grades. */
const struct grade *score_grade(const struct result_rules *rules, int64_t total);

/* "7.5" -> 750, also "+7.50" and what spreadsheets make of it ("7.4999999999999996"). False for
 * what is no number, is negative, or has more than two decimals. */
bool score_parse(const char *text, int64_t *points);
/* 750 -> "7.5", 9000 -> "90"; `text` is returned. */
enum { SCORE_TEXT_SIZE = 32 };
const char *score_text(int64_t points, char text[SCORE_TEXT_SIZE]);

#endif
