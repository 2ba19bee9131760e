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
/* How sure a file is by its place among the others. */
#define BY_ORDER 0.8

/* A file with a number. */
struct numbered_file {
    size_t file;
    const char *path;
    size_t folder;    /* bytes of the path that are its folder's */
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
    const struct paper *paper = &filing->papers->at[file];
    const struct part *name = paper_name(paper);
    struct numbered_file item = {
        .file = file, .path = paper->file->path, .folder = paper_folder_size(paper)};
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

static int compare_folders(const struct numbered_file *one, const struct numbered_file *other)
{
    if (one->folder != other->folder) {
        return one->folder < other->folder ? -1 : 1;
    }
    return memcmp(one->path, other->path, one->folder);
}

/* By folders, in each by numbers, and in the order of the mail where these are the same. */
static int compare_numbers(const void *one, const void *other)
{
    const struct numbered_file *a = one, *b = other;
    int folders = compare_folders(a, b);
    if (folders != 0) {
        return folders;
    }
    if (a->number != b->number) {
        return a->number < b->number ? -1 : 1;
    }
    if (a->part != b->part) {
        return a->part < b->part ? -1 : 1;
    }
    return (a->file > b->file) - (a->file < b->file);
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
    conclusion_settle(conclusion, task,
                      xasprintf("内容与%s相符，按前后材料的编号顺序也应是该项", label), BY_ORDER);
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

/* `pictures`: of those, too, of which little can be read. */
static void follow(const struct filing *filing, const struct numbered_file *items, size_t count,
                   struct conclusion *conclusions, const int *places, bool pictures)
{
    if (!follows(items, count, conclusions, places)) {
        return;
    }
    CLEANUP_FREE int *after = xcalloc(count, sizeof *after);
    CLEANUP_FREE int *before = xcalloc(count, sizeof *before);
    /* The places of the next ones that are sure, on both sides; 0 if there is none. */
    for (size_t i = 1; i < count; i++) {
        int place = place_of(&conclusions[items[i - 1].file], places);
        after[i] = place > 0 ? place : after[i - 1];
    }
    for (size_t i = count - 1; i-- > 0;) {
        int place = place_of(&conclusions[items[i + 1].file], places);
        before[i] = place > 0 ? place : before[i + 1];
    }
    for (size_t i = 0; i < count; i++) {
        struct conclusion *conclusion = &conclusions[items[i].file];
        bool picture = filing->papers->at[items[i].file].file->kind == KIND_IMAGE;
        if (!conclusion->sure && after[i] > 0 && before[i] > 0 && (pictures || !picture)) {
            settle_between(filing, conclusion, after[i], before[i], places);
        }
    }
}

/* All that have numbers, sorted; their count. */
static size_t collect(const struct filing *filing, const struct evidence *evidences,
                      struct numbered_file *items)
{
    size_t count = 0;
    for (size_t i = 0; i < filing->papers->count; i++) {
        const struct paper *paper = evidences[i].paper;
        if (paper != NULL && paper->portion == 0) {
            items[count] = read_numbered(filing, i);
            count += items[count].number > 0;
        }
    }
    qsort(items, count, sizeof *items, compare_numbers);
    return count;
}

void order_follow(const struct filing *filing, const struct outline *outlines,
                  const struct evidence *evidences, struct conclusion *conclusions)
{
    CLEANUP_FREE struct numbered_file *items = xcalloc(filing->papers->count + 1, sizeof *items);
    CLEANUP_FREE int *asked = xcalloc(filing->unit->task_count + 1, sizeof *asked);
    CLEANUP_FREE int *reported = xcalloc(filing->unit->task_count + 1, sizeof *reported);
    place_as_asked(filing, asked);
    place_as_reported(filing, outlines, reported);
    size_t count = collect(filing, evidences, items);
    for (size_t i = 0, end = 0; i < count; i = end) {
        while (end < count && compare_folders(&items[i], &items[end]) == 0) {
            end++;
        }
        follow(filing, items + i, end - i, conclusions, asked, true);
        follow(filing, items + i, end - i, conclusions, reported, false);
    }
}
