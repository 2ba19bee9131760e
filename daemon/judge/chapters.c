#include "judge/chapters.h"

#include <stdlib.h>
#include <string.h>

enum { LEVELS = 8 };

static bool is_numbered(const struct filing *filing, const struct heading *heading)
{
    return heading->number.family == NUMBER_PLAIN && heading->number.count == 1 &&
           heading->level < LEVELS && !heading->idle && heading_any_sure(filing, heading);
}

static unsigned level_of(const struct filing *filing, const struct outline *outline)
{
    size_t counts[LEVELS] = {0};
    unsigned best = 0;
    for (size_t i = 0; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        if (is_numbered(filing, heading)) {
            counts[heading->level]++;
            best = counts[heading->level] > counts[best] ? heading->level : best;
        }
    }
    return best;
}

void chapters_add(struct filing *filing, const struct outline *outline)
{
    if (!outline->whole) {
        return;
    }
    unsigned level = level_of(filing, outline);
    for (size_t i = 0; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        if (heading->level == level && is_numbered(filing, heading)) {
            size_t tasks = filing->unit->task_count;
            struct chapter chapter = {.number = heading->number.values[0],
                                      .tasks = xcalloc(tasks + 1, sizeof *chapter.tasks)};
            memcpy(chapter.tasks, heading->sure, tasks * sizeof *chapter.tasks);
            filing->chapters =
                xgrow(filing->chapters, filing->chapter_count, sizeof *filing->chapters);
            filing->chapters[filing->chapter_count++] = chapter;
        }
    }
}

void chapters_clear(struct filing *filing)
{
    for (size_t i = 0; i < filing->chapter_count; i++) {
        free(filing->chapters[i].tasks);
    }
    free(filing->chapters);
    filing->chapters = NULL;
    filing->chapter_count = 0;
}

bool chapters_mean(const struct filing *filing, int number, size_t task)
{
    bool means = false;
    for (size_t i = 0; i < filing->chapter_count; i++) {
        means |= filing->chapters[i].number == number && filing->chapters[i].tasks[task];
    }
    return means;
}
