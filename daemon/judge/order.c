#include "judge/order.h"

#include <stdlib.h>
#include <string.h>

enum {
    KNOWN_LEAST = 6, /* files that must be sure */
    TASKS_LEAST = 4, /* and their tasks: twenty photographs of one are in any order */
    FALLS_SHARE = 8, /* one in so many may stand out of the order */
};

/* The confidence of a guess that has words for it. */
#define MORE_THAN_HINTS 0.4

/* A file of the folder. */
struct numbered_file {
    size_t file;
    int number, part; /* "8-2": 8 and 2 */
};

/* --- numbers --------------------------------------------------------------------------------- */

/* The number of one or two digits at `at`; 0 if there is none. */
static int short_number(const char *at)
{
    enum { MOST_DIGITS = 2 };
    size_t size = strspn(at, "0123456789");
    return size > 0 && size <= MOST_DIGITS ? (int)strtol(at, NULL, 10) : 0;
}

/* "附10", "HSZJ-XY-05-1", "8-2 名单": what the name counts first. */
static struct numbered_file read_numbered(const struct filing *filing, size_t file)
{
    enum { BEFORE = 24 /* bytes */ };
    const struct part *name = paper_name(&filing->papers->at[file]);
    struct numbered_file item = {.file = file};
    if (name->number.count > 0) {
        item.number = name->number.values[0];
        item.part = name->number.part;
        return item;
    }
    size_t before = strcspn(name->plain, "0123456789");
    if (before > BEFORE) {
        return item;
    }
    const char *at = name->plain + before;
    item.number = short_number(at);
    at += strspn(at, "0123456789");
    item.part = *at == '-' || *at == '_' || *at == '.' ? short_number(at + 1) : 0;
    return item;
}

static int compare_numbers(const void *one, const void *other)
{
    const struct numbered_file *a = one, *b = other;
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    return (a->part > b->part) - (a->part < b->part);
}

/* --- the order ------------------------------------------------------------------------------- */

/* Places of the tasks, one a task, from 1; 0: none. */
static void place_as_asked(const struct filing *filing, int *places)
{
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        places[i] = (int)i + 1;
    }
}

/* As the sections of the reports follow one another. */
static void place_as_reported(const struct filing *filing, const struct outline *outlines,
                              int *places)
{
    int next = 1;
    for (size_t i = 0; i < filing->papers->count; i++) {
        for (size_t j = 0; j < outlines[i].count; j++) {
            for (size_t task = 0; task < filing->unit->task_count; task++) {
                bool first = outlines[i].at[j].sure[task] && places[task] == 0;
                places[task] = first ? next++ : places[task];
            }
        }
    }
}

static int place_of(const struct conclusion *conclusion, const int *places)
{
    return conclusion->sure && conclusion->count > 0 ? places[conclusion->tasks[0]] : 0;
}

/* Do the items that are sure follow the places? */
static bool follows(const struct numbered_file *items, size_t count,
                    const struct conclusion *conclusions, const int *places)
{
    size_t known = 0, falls = 0, steps = 0;
    int last = 0;
    for (size_t i = 0; i < count; i++) {
        const struct conclusion *conclusion = &conclusions[items[i].file];
        int place = place_of(conclusion, places);
        if (conclusion->sure && conclusion->count > 0) {
            known++;
            falls += place < last || place == 0;
            steps += place > last;
            last = place > 0 ? place : last;
        }
    }
    return known >= KNOWN_LEAST && steps >= TASKS_LEAST && FALLS_SHARE * falls <= known;
}

/* --- what follows from it -------------------------------------------------------------------- */

static void settle(const struct filing *filing, struct conclusion *conclusion, size_t guess)
{
    int task = conclusion->tasks[guess];
    CLEANUP_FREE char *label = filing_task_label(filing, (size_t)task);
    conclusion_clear(conclusion);
    conclusion_put(conclusion, task,
                   xasprintf("内容与%s相符，编号也排在前后材料的任务之间", label));
    conclusion->sure = true;
    conclusion->confidence = 0.8;
}

/* Of several guesses between the neighbours the first must be more than a hint. */
static void settle_between(const struct filing *filing, struct conclusion *conclusion, int after,
                           int before, const int *places)
{
    size_t between = 0, guess = 0;
    for (size_t i = conclusion->count; i-- > 0;) {
        int place = places[conclusion->tasks[i]];
        if (place >= after && place <= before) {
            between++;
            guess = i;
        }
    }
    if (between == 1 || (between > 1 && conclusion->confidence >= MORE_THAN_HINTS)) {
        settle(filing, conclusion, guess);
    }
}

/* The places of the next ones that are sure, before and behind; 0 if there is none. */
static int place_before(const struct numbered_file *items, size_t index,
                        const struct conclusion *conclusions, const int *places)
{
    int place = 0;
    for (size_t i = index; i-- > 0 && place == 0;) {
        place = place_of(&conclusions[items[i].file], places);
    }
    return place;
}

static int place_behind(const struct numbered_file *items, size_t count, size_t index,
                        const struct conclusion *conclusions, const int *places)
{
    int place = 0;
    for (size_t i = index + 1; i < count && place == 0; i++) {
        place = place_of(&conclusions[items[i].file], places);
    }
    return place;
}

/* `pictures`: of those, too, of which little can be read. */
static void follow(const struct filing *filing, const struct numbered_file *items, size_t count,
                   struct conclusion *conclusions, const int *places, bool pictures)
{
    if (!follows(items, count, conclusions, places)) {
        return;
    }
    CLEANUP_FREE int *after = xcalloc(count, sizeof *after);
    CLEANUP_FREE int *before = xcalloc(count, sizeof *before);
    for (size_t i = 0; i < count; i++) {
        after[i] = place_before(items, i, conclusions, places);
        before[i] = place_behind(items, count, i, conclusions, places);
    }
    for (size_t i = 0; i < count; i++) {
        struct conclusion *conclusion = &conclusions[items[i].file];
        bool picture = filing->papers->at[items[i].file].file->kind == KIND_IMAGE;
        if (!conclusion->sure && after[i] > 0 && before[i] > 0 && (pictures || !picture)) {
            settle_between(filing, conclusion, after[i], before[i], places);
        }
    }
}

/* The numbered files that lie where this one lies, if it is the first of them; their count. */
static size_t take_folder(const struct filing *filing, const struct evidence *evidences,
                          size_t first, bool *taken, struct numbered_file *items)
{
    size_t count = 0;
    for (size_t i = first; i < filing->papers->count; i++) {
        const struct paper *paper = evidences[i].paper;
        if (paper == NULL || taken[i] || paper->portion > 0 ||
            !papers_lie_together(&filing->papers->at[first], paper)) {
            continue;
        }
        taken[i] = true;
        items[count] = read_numbered(filing, i);
        count += items[count].number > 0;
    }
    qsort(items, count, sizeof *items, compare_numbers);
    return count;
}

void order_follow(const struct filing *filing, const struct outline *outlines,
                  const struct evidence *evidences, struct conclusion *conclusions)
{
    size_t count = filing->papers->count;
    CLEANUP_FREE bool *taken = xcalloc(count + 1, sizeof *taken);
    CLEANUP_FREE struct numbered_file *items = xcalloc(count + 1, sizeof *items);
    CLEANUP_FREE int *asked = xcalloc(filing->unit->task_count + 1, sizeof *asked);
    CLEANUP_FREE int *reported = xcalloc(filing->unit->task_count + 1, sizeof *reported);
    place_as_asked(filing, asked);
    place_as_reported(filing, outlines, reported);
    for (size_t i = 0; i < count; i++) {
        size_t numbered = taken[i] ? 0 : take_folder(filing, evidences, i, taken, items);
        follow(filing, items, numbered, conclusions, asked, true);
        follow(filing, items, numbered, conclusions, reported, false);
    }
}
