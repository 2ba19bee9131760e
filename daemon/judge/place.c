/* Which section a task belongs to that no heading names, or that several do. */
#include "judge/place.h"

#include "judge/headings.h"
#include "judge/hypothesis.h"
#include "judge/items.h"
#include "judge/outline.h"
#include "judge/plain.h"

#include <string.h>

/* A clause that names a task so plainly is what the report says of it, if no heading does. */
#define MENTIONS 4.5
#define MENTIONS_BESIDE 3.7
#define MENTIONS_PLAINLY 6.0
/* Words of its own that are enough for a section where a file proves the task, before those that
 * it is often written about with; */
#define PLAINLY 3.0
/* words that are enough for a section where a file proves the task. */
#define TOUCHES 2.0
/* The share of its keywords that have a word of the heading, there. */
#define HINTED_PROVEN 0.04
/* And of a heading that would else be about nothing. */
#define ORPHAN_SAYS 0.3

/* "完善制度，规范市场" stands above anything. */
static bool says_nothing(const struct filing *filing, const struct heading *heading)
{
    double most = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        most = heading->said[i].keywords > most ? heading->said[i].keywords : most;
    }
    return most < HEADING_HINTS;
}

/*
 * May a section be about a task that its heading does not name? Not where the heading is all about
 * another one, nor where its neighbour, of the same item and the same words, is there already.
 */
static bool open_to(const struct filing *filing, const struct heading *heading, size_t task)
{
    enum { OF_A_WORD = 2 };
    bool uncovered =
        unit_topics_uncovered(filing->topics, heading->words, heading->sure) >= OF_A_WORD;
    bool of_item =
        heading->item == 0 || hypothesis_means(filing, READING_ITEMS, heading->item, task);
    return of_item && !heading_has_neighbour(filing, heading, task) &&
           (uncovered || says_nothing(filing, heading) ||
            heading->said[task].words >= HEADING_AKIN);
}

/* Is a common task of the same item there, as 信用专栏 beside 网站链接? */
static bool has_companion(const struct filing *filing, const struct heading *heading, size_t task)
{
    const struct task *asked = filing->unit->tasks[task];
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *there = filing->unit->tasks[i];
        if (heading->sure[i] && there->common && asked->common &&
            tasks_are_neighbours(there, asked)) {
            return true;
        }
    }
    return false;
}

/* A task that one section is surely about needs no guesses; else one guess, the best, is enough. */
static void settle(const struct filing *filing, struct outline *outline, size_t task, bool placed,
                   const struct heading *best)
{
    bool guessed = placed;
    if (!placed && best != NULL && best->perhaps[task]) {
        guessed = true;
    }
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        bool kept = heading->perhaps[task] && (heading == best || !guessed) && !placed &&
                    (heading->said[task].keywords >= HEADING_HINTS ||
                     says_nothing(filing, heading) || !heading_any_sure(filing, heading));
        guessed |= kept;
        heading->perhaps[task] = kept;
    }
}

/* A section among others that are about tasks, though all its text stands in its subsections:
 * 十七、 职能任务完成情况 after sixteen about the common tasks. "一、职能任务" beside
 * "二、共性任务" is none. */
bool outline_gathers(const struct filing *filing, const struct outline *outline, size_t index)
{
    enum { OTHERS = 3 };
    size_t others = 0;
    if (heading_kind(&outline->at[index]) != RESTRICT_FUNCTIONAL) {
        return false;
    }
    for (size_t i = 0; i < outline->count; i++) {
        others += outline->at[i].level == outline->at[index].level &&
                  heading_any_sure(filing, &outline->at[i]);
    }
    return others >= OTHERS;
}

/* "第二章 特色亮点" without a word of its own: its subsections are about that, where they say
 * nothing else. */
static void hand_down(const struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i + 1 < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        bool given = false;
        if (heading->chars > 0 || !heading_any_sure(filing, heading)) {
            continue;
        }
        for (size_t j = i + 1; j < outline->count && outline->at[j].level > heading->level; j++) {
            struct heading *child = &outline->at[j];
            if (!child->idle && !heading_any_sure(filing, child)) {
                memcpy(child->sure, heading->sure, filing->unit->task_count * sizeof *child->sure);
                given = true;
            }
        }
        if (given) {
            memset(heading->sure, 0, filing->unit->task_count * sizeof *heading->sure);
        }
    }
}

/* Such a section is about all that its subsections are about. */
static void gather_children(const struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        bool gathers = outline_gathers(filing, outline, i);
        for (size_t j = i + 1;
             gathers && j < outline->count && outline->at[j].level > heading->level; j++) {
            for (size_t k = 0; k < filing->unit->task_count; k++) {
                heading->sure[k] |= outline->at[j].sure[k];
            }
        }
    }
}

/* Is it another section, of whose heading the task is the first? */
static bool is_home(const struct filing *filing, const struct heading *heading, size_t task)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        if (heading->said[i].words > heading->said[task].words) {
            return false;
        }
    }
    return heading->sure[task];
}

/* 医疗机构 in "医疗机构信用记录" names the field; the section about its red list is another one. */
static void send_home(const struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        for (size_t task = 0; task < filing->unit->task_count; task++) {
            bool guest = heading->sure[task] && heading->said[task].keywords > 0 &&
                         !is_home(filing, heading, task);
            for (size_t j = 0; guest && j < outline->count; j++) {
                const struct heading *other = &outline->at[j];
                if (is_home(filing, other, task) &&
                    other->said[task].words >= heading->said[task].words) {
                    heading->sure[task] = false;
                }
            }
        }
    }
}

/* A task that no heading names is where a clause names it most plainly. */
static void place_mentions(const struct filing *filing, struct outline *outline)
{
    for (size_t task = 0; task < filing->unit->task_count; task++) {
        struct heading *best = NULL;
        bool placed = false;
        for (size_t i = 0; i < outline->count; i++) {
            struct heading *heading = &outline->at[i];
            placed |= heading->sure[task];
            bool better = best == NULL || heading->mentioned[task] > best->mentioned[task];
            best = !heading->idle && better ? heading : best;
        }
        bool open = best != NULL && (open_to(filing, best, task) ||
                                     (outline->whole && best->mentioned[task] >= MENTIONS_PLAINLY &&
                                      !heading_has_neighbour(filing, best, task)));
        bool found = !placed && open &&
                     best->mentioned[task] >=
                         (has_companion(filing, best, task) ? MENTIONS_BESIDE : MENTIONS);
        if (found) {
            best->sure[task] = true;
        }
        settle(filing, outline, task, placed || found, best);
    }
}

/* What a section says of a task in words that are the task's; single ones of a functional task
 * name only its field. */
static double says_plainly(const struct filing *filing, const struct heading *heading, size_t task)
{
    if (!heading_allows(filing, heading, (int)task)) {
        return 0;
    }
    double said = heading->said[task].keywords + heading->touched[task];
    return filing->unit->tasks[task]->common || said >= MENTIONS ? said : 0;
}

/* The same with what it only hints at. A common task may also be where the heading has its words,
 * though they are first a functional one's (推进学生诚信教育, 落实联合惩戒备忘录). */
static double says_of(const struct filing *filing, const struct heading *heading, size_t task)
{
    double said = says_plainly(filing, heading, task);
    if (!filing->unit->tasks[task]->common) {
        return said;
    }
    return said + (heading->worded[task] ? TOUCHES : 0) +
           TOUCHES / HINTED_PROVEN * heading->hinted[task];
}

/* The same of a section that is about nothing yet. */
static double says_alone(const struct filing *filing, const struct heading *heading, size_t task)
{
    return heading_any_sure(filing, heading) ? 0 : says_of(filing, heading, task);
}

typedef double measure(const struct filing *filing, const struct heading *heading, size_t task);

/* The section that says most of the task, if any says so much. */
static struct heading *best_place(const struct filing *filing, struct outline *outlines,
                                  size_t count, size_t task, measure *measured, double most)
{
    struct heading *best = NULL;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < outlines[i].count; j++) {
            struct heading *heading = &outlines[i].at[j];
            double said = measured(filing, heading, task);
            if (outlines[i].whole && !heading->idle && said >= most) {
                most = said;
                best = heading;
            }
        }
    }
    return best;
}

static bool is_placed(const struct outline *outlines, size_t count, size_t task)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < outlines[i].count; j++) {
            if (outlines[i].at[j].sure[task]) {
                return true;
            }
        }
    }
    return false;
}

/* A section of several tasks, one of which shares a finely divided item: 公示与公开 for 网站链接,
 * which like 双公示 is of the item 信用网站及双公示信息报送. */
static struct heading *companion_place(const struct filing *filing, struct outline *outlines,
                                       size_t count, size_t task)
{
    const struct task *asked = filing->unit->tasks[task];
    if (!filing_is_share(filing, asked)) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < outlines[i].count && outlines[i].whole; j++) {
            struct heading *heading = &outlines[i].at[j];
            size_t sure = 0;
            bool companion = false;
            for (size_t k = 0; k < filing->unit->task_count; k++) {
                const struct task *there = filing->unit->tasks[k];
                sure += heading->sure[k];
                companion |= heading->sure[k] && tasks_share_item(there, asked);
            }
            if (companion && sure >= 2) {
                return heading;
            }
        }
    }
    return NULL;
}

/* The task, of those that are proven and that no section is about, that the heading says most of.
 */
static int orphan_of(const struct filing *filing, struct outline *outlines, size_t count,
                     const enum proof *proofs, const struct heading *heading)
{
    int best = -1;
    double most = ORPHAN_SAYS;
    for (size_t task = 0; task < filing->unit->task_count; task++) {
        double said = heading->said[task].words;
        if (proofs[task] == PROOF_SURE && said >= most && !is_placed(outlines, count, task)) {
            most = said;
            best = (int)task;
        }
    }
    return best;
}

/* A section that is about nothing yet, and a task that is nowhere: "强化保障" and 经费保障. */
static void place_orphans(const struct filing *filing, struct outline *outlines, size_t count,
                          const enum proof *proofs)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < outlines[i].count; j++) {
            struct heading *heading = &outlines[i].at[j];
            if (outlines[i].whole && !heading->idle && heading->chars > 0 &&
                !heading_any_sure(filing, heading)) {
                int task = orphan_of(filing, outlines, count, proofs, heading);
                if (task >= 0) {
                    heading->sure[task] = true;
                }
            }
        }
    }
}

/* Is it all about the tasks that it names: 公务人员诚信档案? 宣传 may mean more. */
static bool is_closed(const struct filing *filing, const struct heading *heading)
{
    enum { OF_A_WORD = 2, A_TERM = 4 };
    return plain_han_count(heading->words) >= A_TERM &&
           unit_topics_uncovered(filing->topics, heading->words, heading->sure) < OF_A_WORD;
}

/* How many tasks that are often written about together with this one a section is surely about. */
static size_t mates_of(const struct filing *filing, const struct heading *heading, size_t task)
{
    const struct task *asked = filing->unit->tasks[task];
    size_t mates = 0;
    for (size_t i = 0; i < filing->unit->task_count && asked->together != 0; i++) {
        mates += heading->sure[i] && filing->unit->tasks[i]->together == asked->together;
    }
    return mates;
}

/* The section with most of them, of such the one that says most of the task: 宣传 for 媒体报道. */
static struct heading *mates_place(const struct filing *filing, struct outline *outlines,
                                   size_t count, size_t task)
{
    struct heading *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < outlines[i].count && outlines[i].whole; j++) {
            struct heading *heading = &outlines[i].at[j];
            size_t mates = heading->told.count > 0 ? 0 : mates_of(filing, heading, task);
            bool says_more = mates > 0 && mates == most &&
                             says_of(filing, heading, task) > says_of(filing, best, task);
            if (mates > most || says_more) {
                most = mates;
                best = heading;
            }
        }
    }
    return best;
}

/* A task goes where the report speaks of it plainly; else to its mates; else where anything is. */
static struct heading *place_of_proven(const struct filing *filing, struct outline *outlines,
                                       size_t count, size_t task)
{
    struct heading *place = best_place(filing, outlines, count, task, says_plainly, PLAINLY);
    place = place != NULL ? place : best_place(filing, outlines, count, task, says_alone, TOUCHES);
    place = place != NULL ? place : mates_place(filing, outlines, count, task);
    place = place != NULL ? place : best_place(filing, outlines, count, task, says_of, TOUCHES);
    return place != NULL ? place : companion_place(filing, outlines, count, task);
}

/* What gives points beyond the base, as 经费机构人员 does, many have nothing to report about. */
static bool is_bonus(const struct task *task)
{
    return task->item_count > 0 && task->items[0]->kind == ITEM_BONUS;
}

/* Where a task is that no section names: NULL if nothing tells. */
static struct heading *place_of(const struct filing *filing, struct outline *outlines, size_t count,
                                size_t task, enum proof proof)
{
    if (proof == PROOF_SURE) {
        return place_of_proven(filing, outlines, count, task);
    }
    enum { SEVERAL = 2 };
    struct heading *mates = mates_place(filing, outlines, count, task);
    if (mates == NULL || is_closed(filing, mates)) {
        return NULL;
    }
    bool told = says_of(filing, mates, task) >= TOUCHES ||
                (mates_of(filing, mates, task) >= SEVERAL && !is_bonus(filing->unit->tasks[task]));
    return told || proof == PROOF_LIKELY ? mates : NULL;
}

void reports_place(const struct filing *filing, struct outline *outlines, size_t count,
                   const enum proof *proofs)
{
    for (size_t task = 0; task < filing->unit->task_count; task++) {
        struct heading *place = is_placed(outlines, count, task)
                                    ? NULL
                                    : place_of(filing, outlines, count, task, proofs[task]);
        if (place != NULL) {
            place->sure[task] = true;
        }
    }
    place_orphans(filing, outlines, count, proofs);
}

/* What a unit with one task reports, is about it. */
static void place_only_task(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        heading->sure[0] |= !heading->idle && heading->chars > 0;
    }
}

void outline_place(const struct filing *filing, struct outline *outline)
{
    if (filing->unit->task_count == 1) {
        place_only_task(outline);
        return;
    }
    send_home(filing, outline);
    outline_follow_items(filing, outline);
    place_mentions(filing, outline);
    hand_down(filing, outline);
    gather_children(filing, outline);
}
