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

/* Is a section that has text of its own about the task? */
static bool has_home(const struct outline *outline, size_t task)
{
    for (size_t i = 0; i < outline->count; i++) {
        if (outline->at[i].sure[task] && !outline_is_frame(outline, i)) {
            return true;
        }
    }
    return false;
}

/* "第二章 特色亮点" without a word of its own: its subsections are about that, where they say
 * nothing else. */
static void hand_down(const struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i + 1 < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        bool given = false;
        if (!outline_is_frame(outline, i)) {
            continue;
        }
        for (size_t task = 0; task < filing->unit->task_count; task++) {
            heading->sure[task] &= !has_home(outline, task);
        }
        if (!heading_any_sure(filing, heading)) {
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

/* 医疗机构 in "医疗机构信用记录" names the field; the section about its red list is another one,
 * and none that only stands above others. */
static void send_home(const struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        for (size_t task = 0; task < filing->unit->task_count; task++) {
            bool guest = heading->sure[task] && heading->said[task].keywords > 0 &&
                         !is_home(filing, heading, task);
            for (size_t j = 0; guest && j < outline->count; j++) {
                const struct heading *other = &outline->at[j];
                if (is_home(filing, other, task) && !outline_is_frame(outline, j) &&
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
            if (outline_is_frame(outline, i)) {
                continue;
            }
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

/* What a unit with one task reports, is about it. */
static void place_only_task(struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        heading->sure[0] |= !heading->idle && heading->chars > 0;
    }
}

/* A heading only hints at a task (机构与责任) of which its text says nothing, but of another one it
 * does. */
static void drop_hints(const struct filing *filing, struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        for (size_t task = 0; task < filing->unit->task_count; task++) {
            bool hinted = heading->sure[task] && heading->told.count == 0 && heading->item == 0 &&
                          heading->written == NULL && !heading->quotes &&
                          heading->said[task].keywords <= 0;
            heading->sure[task] &= !(hinted && heading_text_lacks(filing, heading, task));
        }
    }
}

void outline_place(const struct filing *filing, struct outline *outline)
{
    if (filing->unit->task_count == 1) {
        place_only_task(outline);
        return;
    }
    drop_hints(filing, outline);
    send_home(filing, outline);
    outline_follow_items(filing, outline);
    place_mentions(filing, outline);
    hand_down(filing, outline);
}
