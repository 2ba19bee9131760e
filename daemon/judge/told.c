#include "judge/told.h"

#include "judge/headings.h"
#include "judge/hypothesis.h"
#include "judge/plain.h"

bool told_is(const struct filing *filing, const struct heading *heading, size_t task)
{
    return hypothesis_number_means(filing, &heading->told, task) ||
           hypothesis_number_means(filing, &heading->also, task);
}

/* "任务三" may only count; "共性任务3" says what it is. */
static bool only_counts_tasks(const struct heading *heading)
{
    return heading->told.count > 0 && heading->number.family == NUMBER_PLAIN &&
           plain_starts_with(heading->plain, "任务");
}

static bool only_counts_items(const struct heading *heading)
{
    return heading->item != 0 && heading->number.family == NUMBER_ITEM &&
           plain_starts_with(heading->plain, "第");
}

static bool means_of_item(const struct filing *filing, const struct heading *heading, size_t task)
{
    return hypothesis_means(filing, READING_ITEMS, heading->item, task);
}

static void forget_task(struct heading *heading)
{
    heading->told.count = heading->also.count = 0;
}

static void forget_item(struct heading *heading)
{
    heading->item = 0;
    heading->number.family = NUMBER_PLAIN;
}

/* A kind of number that may only count. */
struct counting {
    bool (*is)(const struct heading *heading);
    bool (*means)(const struct filing *filing, const struct heading *heading, size_t task);
    void (*forget)(struct heading *heading);
};

/* Do the words of more headings contradict their numbers than agree? */
static bool is_contradicted(const struct filing *filing, const struct outline *outline,
                            const struct counting *counting)
{
    enum { LEAST = 2 };
    size_t agree = 0, against = 0;
    for (size_t i = 0; i < outline->count; i++) {
        const struct heading *heading = &outline->at[i];
        int best = counting->is(heading) ? filing_best(filing, heading->said, NULL) : -1;
        if (best >= 0 && heading->said[best].keywords >= HEADING_SAYS && !heading->idle) {
            bool means = counting->means(filing, heading, (size_t)best);
            agree += means;
            against += !means;
        }
    }
    return against >= LEAST && against > agree;
}

void told_doubt(const struct filing *filing, struct outline *outline)
{
    static const struct counting counts[] = {
        {only_counts_tasks, told_is, forget_task},
        {only_counts_items, means_of_item, forget_item},
    };
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        bool own = is_contradicted(filing, outline, &counts[i]);
        for (size_t j = 0; own && j < outline->count; j++) {
            if (counts[i].is(&outline->at[j])) {
                counts[i].forget(&outline->at[j]);
            }
        }
    }
}
