#include "judge/items.h"

#include "judge/headings.h"
#include "judge/hypothesis.h"
#include "judge/outline.h"
#include "judge/plain.h"

#include <stdlib.h>
#include <string.h>

/* Share of a heading's words that must stand in the title of an item that its place allows. */
#define AKIN 0.15

enum { ITEMS = 64 }; /* of a campaign that are looked at; the others only go by numbers */

/* Which items a section is about: a bit each, by index in the campaign. */
typedef uint64_t item_set;

/* --- their words ----------------------------------------------------------------------------- */

enum { NAME = 3 }; /* Han characters of a keyword that names an item by itself */

struct item_words *item_words_new(const struct campaign *campaign)
{
    struct item_words *words = xcalloc(campaign->item_count + 1, sizeof *words);
    for (size_t i = 0; i < campaign->item_count; i++) {
        const struct item *item = &campaign->items[i];
        words[i].title = plain_text(item->title, SIZE_MAX);
        words[i].keywords = xcalloc(item->keywords.count + 1, sizeof(char *));
        for (size_t j = 0; j < item->keywords.count; j++) {
            CLEANUP_FREE char *keyword = plain_text(item->keywords.at[j], SIZE_MAX);
            if (plain_han_count(keyword) >= NAME) {
                words[i].keywords[words[i].count++] = STEAL(keyword);
            }
        }
    }
    return words;
}

void item_words_free(struct item_words *words, const struct campaign *campaign)
{
    for (size_t i = 0; words != NULL && i < campaign->item_count; i++) {
        for (size_t j = 0; j < words[i].count; j++) {
            free(words[i].keywords[j]);
        }
        free(words[i].keywords);
        free(words[i].title);
    }
    free(words);
}

/* --- which items a section is about ---------------------------------------------------------- */

/* Does a keyword of any task of the unit have the word in it, or stand in it? Then it tells a task,
 * too. */
static bool tells_task(const struct filing *filing, const char *word)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct texts *keywords = &filing->unit->tasks[i]->keywords;
        for (size_t j = 0; j < keywords->count; j++) {
            if (strstr(word, keywords->at[j]) != NULL || strstr(keywords->at[j], word) != NULL) {
                return true;
            }
        }
    }
    return false;
}

/* Is a keyword of the item in the heading that tells no task (社会诚信, 司法公信)? */
static bool names_item(const struct filing *filing, const struct heading *heading, size_t item)
{
    const struct item_words *words = &filing->judge->items[item];
    for (size_t i = 0; i < words->count; i++) {
        if (strstr(heading->words, words->keywords[i]) != NULL &&
            !tells_task(filing, words->keywords[i])) {
            return true;
        }
    }
    return false;
}

static size_t item_count(const struct filing *filing)
{
    size_t count = filing->judge->campaign->item_count;
    return count < ITEMS ? count : ITEMS;
}

/* The only common task that a section is surely about; NULL if there is none, or several. */
static const struct task *only_common(const struct filing *filing, const struct heading *heading)
{
    const struct task *only = NULL;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        const struct task *task = filing->unit->tasks[i];
        if (heading->sure[i] && task->common) {
            if (only != NULL) {
                return NULL;
            }
            only = task;
        }
    }
    return only;
}

/* 双公示, 专栏, 链接, one heading after the other, are tasks of one item, which thus has no heading
 * of its own. */
static bool parts_items(const struct filing *filing, const struct outline *outline)
{
    enum { ENOUGH = 2 };
    size_t parted = 0;
    for (size_t i = 1; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        const struct task *one = only_common(filing, heading - 1);
        const struct task *next = only_common(filing, heading);
        bool highest = heading->level == heading[-1].level && outline_around(outline, i) < 0;
        parted += highest && one != NULL && next != NULL && one != next && one->item_count == 1 &&
                  tasks_share_item(one, next);
    }
    return parted >= ENOUGH;
}

/* Two headings with names that only items have: the report follows the items. */
static bool follows_items(const struct filing *filing, const struct outline *outline)
{
    enum { ENOUGH = 2 };
    size_t found = 0;
    if (parts_items(filing, outline)) {
        return false;
    }
    for (size_t i = 0; i < outline->count; i++) {
        bool own = false;
        for (size_t j = 0; j < item_count(filing) && !outline->at[i].idle; j++) {
            own |= names_item(filing, &outline->at[i], j);
        }
        found += own;
    }
    return found >= ENOUGH;
}

static bool of_item(const struct task *task, const struct item *item)
{
    for (size_t i = 0; i < task->item_count; i++) {
        if (task->items[i] == item) {
            return true;
        }
    }
    return false;
}

static bool is_of_any(const struct filing *filing, const struct task *task, item_set items)
{
    for (size_t i = 0; i < item_count(filing); i++) {
        if ((items >> i & 1) != 0 && of_item(task, &filing->judge->campaign->items[i])) {
            return true;
        }
    }
    return false;
}

/* Is it a common task of one of the items? */
static bool of_items(const struct filing *filing, const struct task *task, item_set items)
{
    return task->common && is_of_any(filing, task, items);
}

/* The items that a heading names, and those of the common tasks that it is about. */
static item_set items_of(const struct filing *filing, const struct heading *heading)
{
    const struct campaign *campaign = filing->judge->campaign;
    item_set items = 0;
    for (size_t i = 0; i < item_count(filing) && !heading->idle; i++) {
        const struct item *item = &campaign->items[i];
        bool named =
            names_item(filing, heading, i) || (heading->item != 0 && heading->item == item->number);
        for (size_t j = 0; j < filing->unit->task_count; j++) {
            const struct task *task = filing->unit->tasks[j];
            /* One that stands under several items tells none of them: 信息归集 is of three. */
            named |=
                task->common && task->item_count == 1 && heading->sure[j] && of_item(task, item);
        }
        items |= named ? (item_set)1 << i : 0;
    }
    return items;
}

/* The last item of the sections before, and the first of those after; -1 and the count if none. */
static int last_before(const item_set *items, size_t index)
{
    for (size_t i = index; i > 0; i--) {
        for (int j = ITEMS - 1; j >= 0; j--) {
            if ((items[i - 1] >> j & 1) != 0) {
                return j;
            }
        }
    }
    return -1;
}

static int first_after(const item_set *items, size_t count, size_t index, int none)
{
    for (size_t i = index + 1; i < count; i++) {
        for (int j = 0; j < ITEMS; j++) {
            if ((items[i] >> j & 1) != 0) {
                return j;
            }
        }
    }
    return none;
}

/* The item of a section that names none: the only one between its neighbours', or of those the one
 * whose title has its words. */
static item_set item_by_place(const struct filing *filing, const struct heading *heading, int from,
                              int to)
{
    if (from >= 0 && to - from == 2) {
        return (item_set)1 << (from + 1);
    }
    item_set best = 0;
    double most = AKIN;
    for (size_t i = from < 0 ? 0 : (size_t)from + 1; (int)i < to && i < item_count(filing); i++) {
        double share = hypothesis_overlap(heading->words, filing->judge->items[i].title);
        if (share > most) {
            most = share;
            best = (item_set)1 << i;
        }
    }
    return best;
}

/* "14. 媒体宣传" of 工作保障和媒体宣传: what many have nothing to report about is not meant where
 * the heading plainly names another task of the item, and has no word of this one. */
static bool leaves_out(const struct filing *filing, const struct heading *heading, size_t task)
{
    if (!filing->unit->tasks[task]->seldom || heading->hinted[task] > 0 ||
        heading->said[task].words > 0 || heading->touched[task] > 0) {
        return false;
    }
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        if (heading->said[i].keywords >= HEADING_SAYS &&
            tasks_share_item(filing->unit->tasks[i], filing->unit->tasks[task])) {
            return true;
        }
    }
    return false;
}

static void mark_items(const struct filing *filing, struct heading *heading, item_set items)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        heading->sure[i] |=
            of_items(filing, filing->unit->tasks[i], items) && !leaves_out(filing, heading, i);
        heading->perhaps[i] &= !heading->sure[i];
    }
}

/* A functional task stands in the section of its item, where that speaks of it; elsewhere only if
 * the heading names it. */
static void keep_functional(const struct filing *filing, struct heading *heading, item_set items)
{
    for (size_t i = 0; i < filing->unit->task_count && items != 0; i++) {
        const struct task *task = filing->unit->tasks[i];
        if (task->common || task->item_count == 0) {
            continue;
        }
        if (is_of_any(filing, task, items)) {
            heading->sure[i] |= heading->touched[i] > 0 || heading->said[i].words > 0;
        } else if (heading->said[i].keywords < HEADING_SAYS) {
            heading->sure[i] = false;
        }
    }
}

/* 宣传 between item 12 and item 15 is not of item 2: what goes back in order is not meant, where
 * the section or the next ones go on. */
static void keep_order(const struct filing *filing, struct outline *outline, item_set *items,
                       size_t index)
{
    int last = last_before(items, index);
    item_set passed = last > 0 ? ((item_set)1 << last) - 1 : 0;
    item_set back = items[index] & passed;
    bool goes_on =
        (items[index] & ~passed) != 0 || first_after(items, outline->count, index, -1) > last;
    if (back == 0 || !goes_on) {
        return;
    }
    struct heading *heading = &outline->at[index];
    items[index] &= ~passed;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        heading->sure[i] &= !of_items(filing, filing->unit->tasks[i], back);
    }
}

/* 政务诚信, the title of one item, is a word of a task of another, which has a section of its own.
 */
static void leave_to_items(const struct filing *filing, struct outline *outline,
                           const item_set *items)
{
    for (size_t task = 0; task < filing->unit->task_count; task++) {
        bool own = false; /* 信息归集 is of three items */
        for (size_t i = 0; i < outline->count && filing->unit->tasks[task]->item_count == 1; i++) {
            own |= of_items(filing, filing->unit->tasks[task], items[i]);
        }
        for (size_t i = 0; own && i < outline->count; i++) {
            outline->at[i].sure[task] &=
                items[i] == 0 || of_items(filing, filing->unit->tasks[task], items[i]);
        }
    }
}

/* A subsection is of no item that the section around it is not of. */
static void keep_within(const struct outline *outline, item_set *items)
{
    for (size_t i = 0; i < outline->count; i++) {
        int around = outline_around(outline, i);
        if (around >= 0 && items[around] != 0) {
            items[i] &= items[around];
        }
    }
}

void outline_follow_items(const struct filing *filing, struct outline *outline)
{
    outline->by_items = follows_items(filing, outline);
    if (!outline->by_items) {
        return;
    }
    CLEANUP_FREE item_set *items = xcalloc(outline->count + 1, sizeof *items);
    for (size_t i = 0; i < outline->count; i++) {
        items[i] = items_of(filing, &outline->at[i]);
    }
    keep_within(outline, items);
    for (size_t i = 0; i < outline->count; i++) {
        keep_order(filing, outline, items, i);
    }
    for (size_t i = 0; i < outline->count; i++) {
        struct heading *heading = &outline->at[i];
        if (items[i] == 0 && !heading->idle && !heading_any_sure(filing, heading)) {
            int to = first_after(items, outline->count, i, (int)item_count(filing));
            items[i] = item_by_place(filing, heading, last_before(items, i), to);
        }
        mark_items(filing, heading, items[i]);
        keep_functional(filing, heading, items[i]);
    }
    leave_to_items(filing, outline, items);
}
