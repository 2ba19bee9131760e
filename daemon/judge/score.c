#include "judge/score.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HUNDREDTHS = 100 };

/* --- who is involved -------------------------------------------------------------------------- */

static bool contains(const struct item *const *items, size_t count, const struct item *item)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i] == item) {
            return true;
        }
    }
    return false;
}

bool score_involved(const struct unit *unit, const struct item *item)
{
    if (item->kind != ITEM_BASE ||
        contains(unit->category->items, unit->category->item_count, item)) {
        return true;
    }
    for (size_t t = 0; t < unit->task_count; t++) {
        if (contains(unit->tasks[t]->items, unit->tasks[t]->item_count, item)) {
            return true;
        }
    }
    return false;
}

/* --- sums ------------------------------------------------------------------------------------- */

int64_t score_pro_rata(int64_t points, int64_t obtained, int64_t available)
{
    /* Half up: add half of the divisor before dividing. */
    return (2 * points * obtained + available) / (2 * available);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* What the entry means once the rules have spoken for what nobody said. */
static enum score_state state_of(const struct unit *unit, const struct item *item,
                                 const struct score_entry *entry)
{
    if (entry->state != SCORE_OPEN) {
        return entry->state;
    }
    return item->kind == ITEM_BASE && !score_involved(unit, item) ? SCORE_NOT_INVOLVED : SCORE_OPEN;
}

/* The base items that the unit is involved in: what they could give, and what they gave. */
static void sum_involved(const struct campaign *campaign, const struct unit *unit,
                         const struct score_entry *entries, struct unit_score *score,
                         int64_t *available)
{
    for (size_t i = 0; i < campaign->item_count; i++) {
        const struct item *item = &campaign->items[i];
        enum score_state state = state_of(unit, item, &entries[i]);
        if (item->kind != ITEM_BASE || state == SCORE_NOT_INVOLVED) {
            continue;
        }
        score->open += state == SCORE_OPEN;
        if (state == SCORE_POINTS) {
            score->items[i] = entries[i].points;
            score->base += entries[i].points;
            *available += (int64_t)item->points * HUNDREDTHS;
        }
    }
}

/* The others are worth the same share. Where there is none to go by, they stay open. */
static void add_pro_rata(const struct campaign *campaign, const struct unit *unit,
                         const struct score_entry *entries, struct unit_score *score,
                         int64_t available)
{
    int64_t obtained = score->base;
    bool known = score->open == 0 && available > 0;
    for (size_t i = 0; i < campaign->item_count; i++) {
        const struct item *item = &campaign->items[i];
        if (item->kind != ITEM_BASE || state_of(unit, item, &entries[i]) != SCORE_NOT_INVOLVED) {
            continue;
        }
        score->open += !known;
        if (known) {
            score->items[i] =
                score_pro_rata((int64_t)item->points * HUNDREDTHS, obtained, available);
            score->base += score->items[i];
        }
    }
}

static void add_specials(const struct campaign *campaign, const struct score_entry *entries,
                         struct unit_score *score)
{
    for (size_t i = 0; i < campaign->item_count; i++) {
        enum item_kind kind = campaign->items[i].kind;
        if (kind != ITEM_BASE && entries[i].state == SCORE_POINTS) {
            score->items[i] = entries[i].points;
            *(kind == ITEM_BONUS ? &score->bonus : &score->deduction) += entries[i].points;
        }
    }
    score->bonus = least(score->bonus, campaign->results.bonus_limit);
    score->deduction = least(score->deduction, campaign->results.deduction_limit);
}

const struct grade *score_grade(const struct result_rules *rules, int64_t total)
{
    for (size_t i = 0; i + 1 < rules->grade_count; i++) {
        if (total >= rules->grades[i].from) {
            return &rules->grades[i];
        }
    }
    return rules->grade_count > 0 ? &rules->grades[rules->grade_count - 1] : NULL;
}

struct unit_score score_unit(const struct campaign *campaign, const struct unit *unit,
                             const struct score_entry *entries)
{
    struct unit_score score = {.items = xcalloc(campaign->item_count, sizeof(int64_t))};
    int64_t available = 0;
    sum_involved(campaign, unit, entries, &score, &available);
    add_pro_rata(campaign, unit, entries, &score, available);
    add_specials(campaign, entries, &score);
    score.total = score.base + score.bonus - score.deduction;
    score.grade = score.open == 0 ? score_grade(&campaign->results, score.total) : NULL;
    return score;
}

void score_clear(struct unit_score *score)
{
    free(score->items);
    *score = (struct unit_score){0};
}

/* --- as people write them --------------------------------------------------------------------- */

bool score_parse(const char *text, int64_t *points)
{
    enum { LONGEST = 24, MOST = 1000000 };
    size_t size = strlen(text);
    if (size == 0 || size > LONGEST || text[strspn(text, "0123456789.+eE-")] != '\0') {
        return false;
    }
    char *end = NULL;
    double value = strtod(text, &end) * HUNDREDTHS;
    double whole = round(value);
    /* Binary fractions are a little off; a third decimal is a thousand times more than that. */
    if (*end != '\0' || !isfinite(value) || whole < 0 || whole > MOST ||
        fabs(value - whole) > 1e-6) {
        return false;
    }
    *points = (int64_t)whole;
    return true;
}

const char *score_text(int64_t points, char text[SCORE_TEXT_SIZE])
{
    const char *sign = points < 0 ? "-" : "";
    int64_t size = points < 0 ? -points : points;
    int length = snprintf(text, SCORE_TEXT_SIZE, "%s%" PRId64 ".%02d", sign, size / HUNDREDTHS,
                          (int)(size % HUNDREDTHS));
    while (length > 0 && text[length - 1] == '0') {
        text[--length] = '\0';
    }
    if (length > 0 && text[length - 1] == '.') {
        text[length - 1] = '\0';
    }
    return text;
}
