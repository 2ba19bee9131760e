#include "judge/proven.h"

#include "judge/evidence.h"
#include "judge/headings.h"
#include "judge/lead.h"
#include "judge/outline.h"
#include "judge/plain.h"

#include <stdlib.h>

/* Words of its own that are enough for a section, before those that it is often written about
 * with; */
#define PLAINLY 3.0
/* words that are enough after those. */
#define TOUCHES 2.0
/* The share of its keywords that have a word of the heading, there. */
#define HINTED 0.04
/* The share of a functional task's keywords, and its lead, for such a word alone. */
#define HINTED_ALONE 0.1
#define HINT_OF_ONE 2.0
/* And of a heading that would else be about nothing. */
#define ORPHAN_SAYS 0.3
/* A single word of a functional task names only its field; so much is more than that. */
#define MORE_THAN_FIELD 4.5

/* The sections of the reports that go through the tasks, and where the tasks are. */
struct places {
    const struct filing *filing;
    const enum proof *proofs; /* one a task */
    struct heading **at;      /* array of count, those that are not idle */
    size_t count;
    bool *placed;   /* one a task: a section of any report is about it */
    bool *lacking;  /* one a task: what the reports say of their problems has words of it */
    bool most_told; /* the reports go through most of the tasks, and not by items */
};

/* --- what a section says ------------------------------------------------------------------- */

static double says_itself(const struct filing *filing, const struct heading *heading, size_t task)
{
    return heading_allows(filing, heading, (int)task) ? heading->said[task].keywords : 0;
}

/* What it says of a task in words that are the task's. */
static double says_plainly(const struct filing *filing, const struct heading *heading, size_t task)
{
    if (!heading_allows(filing, heading, (int)task)) {
        return 0;
    }
    double said = heading->said[task].keywords + heading->touched[task];
    return filing->unit->tasks[task]->common || said >= MORE_THAN_FIELD ? said : 0;
}

/* The same with what it only hints at. A common task may also be where the heading has its words,
 * though they are first a functional one's (推进学生诚信教育, 落实联合惩戒备忘录). */
static double says_of(const struct filing *filing, const struct heading *heading, size_t task)
{
    double said = says_plainly(filing, heading, task);
    if (!filing->unit->tasks[task]->common) {
        return said;
    }
    return said + (heading->worded[task] ? TOUCHES : 0) + TOUCHES / HINTED * heading->hinted[task];
}

/* How many tasks that are often written about together with this one a section is surely about. */
static size_t mates_of(const struct filing *filing, const struct heading *heading, size_t task)
{
    const struct task *asked = filing->unit->tasks[task];
    size_t mates = 0;
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        mates += heading->sure[i] && (filing->unit->tasks[i]->together & asked->together) != 0;
    }
    return mates;
}

/* What it says plainly, unless the section is about other things: 失信被执行人 in one about
 * 联合惩戒 do not say that it is about 诚信履约. */
static double says_among(const struct filing *filing, const struct heading *heading, size_t task)
{
    bool among = heading->said[task].keywords > 0 || !heading_any_sure(filing, heading) ||
                 mates_of(filing, heading, task) > 0 ||
                 heading_has_neighbour(filing, heading, task);
    return among ? says_plainly(filing, heading, task) : 0;
}

/* What a clause of its first sentence says of a task, where that clause is plainly about it. */
static double says_first(const struct filing *filing, const struct heading *heading, size_t task)
{
    bool beside = heading_has_neighbour(filing, heading, task);
    return !beside && heading_allows(filing, heading, (int)task) ? heading->led[task] : 0;
}

/* How many keywords of a functional task have the heading's words, if no other one's have: 分类,
 * but not 环境 of an office whose tasks are all about it. */
static double hint_of_one(const struct filing *filing, const struct heading *heading, size_t task)
{
    double hint = heading->hinted[task];
    if (filing->unit->tasks[task]->common || hint < HINTED_ALONE ||
        !heading_allows(filing, heading, (int)task)) {
        return 0;
    }
    for (size_t i = 0; i < filing->unit->task_count; i++) {
        bool other = i != task && !filing->unit->tasks[i]->common;
        if (other && hint < HINT_OF_ONE * heading->hinted[i]) {
            return 0;
        }
    }
    return hint;
}

/* The same of a section that is about nothing yet; there a functional task may be hinted at, too
 * (以分类促精准). */
static double says_alone(const struct filing *filing, const struct heading *heading, size_t task)
{
    if (heading_any_sure(filing, heading)) {
        return 0;
    }
    return says_of(filing, heading, task) + TOUCHES / HINTED * hint_of_one(filing, heading, task);
}

/* Is it all about the tasks that it names: 公务人员诚信档案? 宣传 may mean more. */
static bool is_closed(const struct filing *filing, const struct heading *heading)
{
    enum { OF_A_WORD = 2, A_TERM = 4 };
    return plain_han_count(heading->words) >= A_TERM &&
           unit_topics_uncovered(filing->topics, heading->words, heading->sure) < OF_A_WORD;
}

/* And neither has the heading anything of it: then the section is not about it, whatever is often
 * written about together. */
static bool leaves_out(const struct filing *filing, const struct heading *heading, size_t task)
{
    return heading->said[task].words <= 0 && heading_text_lacks(filing, heading, task);
}

/* --- ways to find its section -------------------------------------------------------------- */

/* The section with most of its mates, of such the one that says most of the task: 宣传 for
 * 媒体报道. */
static struct heading *mates_place(const struct places *places, size_t task)
{
    const struct filing *filing = places->filing;
    struct heading *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < places->count; i++) {
        struct heading *heading = places->at[i];
        bool open = heading->told.count == 0 && !leaves_out(filing, heading, task) &&
                    (!filing->unit->tasks[task]->seldom || lead_admits(heading, task));
        size_t mates = open ? mates_of(filing, heading, task) : 0;
        bool says_more = mates > 0 && mates == most &&
                         says_of(filing, heading, task) > says_of(filing, best, task);
        if (mates > most || says_more) {
            most = mates;
            best = heading;
        }
    }
    return best;
}

/* A section of several tasks, one of which shares a finely divided item: 公示与公开 for 网站链接,
 * which like 双公示 is of the item 信用网站及双公示信息报送. */
static struct heading *companion_place(const struct places *places, size_t task)
{
    const struct unit *unit = places->filing->unit;
    for (size_t i = 0; i < places->count && filing_is_share(places->filing, unit->tasks[task]);
         i++) {
        struct heading *heading = places->at[i];
        size_t sure = 0;
        bool companion = false;
        for (size_t j = 0; j < unit->task_count; j++) {
            sure += heading->sure[j];
            companion |= heading->sure[j] && tasks_share_item(unit->tasks[j], unit->tasks[task]);
        }
        if (companion && sure >= 2 && !leaves_out(places->filing, heading, task)) {
            return heading;
        }
    }
    return NULL;
}

/* With its neighbour, for which the same words stand: 联合惩戒 is where its 备忘录 is. */
static struct heading *neighbour_place(const struct places *places, size_t task)
{
    struct heading *best = NULL;
    double most = 0;
    for (size_t i = 0; i < places->count; i++) {
        struct heading *heading = places->at[i];
        double said = heading->said[task].words + heading->touched[task];
        if (said > most && heading_has_neighbour(places->filing, heading, task)) {
            most = said;
            best = heading;
        }
    }
    return best;
}

/* The same where one section alone is with a neighbour of it. A common task has no such place, but
 * that of cases: they are told where the functional tasks of their item are. */
static struct heading *only_neighbour_place(const struct places *places, size_t task)
{
    size_t count = 0;
    const struct task *asked = places->filing->unit->tasks[task];
    bool may = !asked->common || evidence_asks_case(asked);
    for (size_t i = 0; may && i < places->count; i++) {
        count += heading_has_neighbour(places->filing, places->at[i], task);
    }
    return count == 1 ? neighbour_place(places, task) : NULL;
}

/* Of a share of an item: where the others are, unless that is all about them: several of them, or
 * one in a report that goes through most of the tasks. */
static struct heading *usual_place(const struct places *places, size_t task)
{
    enum { SEVERAL = 2 };
    const struct filing *filing = places->filing;
    struct heading *mates = mates_place(places, task);
    if (mates == NULL || places->lacking[task] || is_closed(filing, mates) ||
        !lead_admits(mates, task) || !filing_is_share(filing, filing->unit->tasks[task])) {
        return NULL;
    }
    bool usual = places->most_told || mates_of(filing, mates, task) >= SEVERAL;
    return usual ? mates : NULL;
}

/* --- all of them --------------------------------------------------------------------------- */

typedef double measure(const struct filing *filing, const struct heading *heading, size_t task);
typedef struct heading *finder(const struct places *places, size_t task);

/* One way of placing the tasks that are so proven. */
struct way {
    enum proof proof;
    measure *says; /* where a section says so much, the task of which it says most first; */
    double least;
    finder *find; /* or else what is found for each task */
    bool if_most; /* only in reports that go through most of the tasks */
};

static bool is_homeless(const struct places *places, enum proof proof, size_t task)
{
    return places->proofs[task] == proof && !places->placed[task];
}

static void place(struct places *places, struct heading *heading, size_t task)
{
    heading->sure[task] = true;
    heading->placed[task] = true;
    places->placed[task] = true;
}

/* The task and the section that say most of each other; false if none says enough. */
static bool place_best(struct places *places, const struct way *way)
{
    struct heading *best = NULL;
    size_t best_task = 0;
    double most = way->least;
    for (size_t task = 0; task < places->filing->unit->task_count; task++) {
        for (size_t i = 0; i < places->count && is_homeless(places, way->proof, task); i++) {
            double said = way->says(places->filing, places->at[i], task);
            if (said > most || (said >= most && best == NULL)) {
                most = said;
                best = places->at[i];
                best_task = task;
            }
        }
    }
    if (best != NULL) {
        place(places, best, best_task);
    }
    return best != NULL;
}

/* True if there was any. */
static bool place_each(struct places *places, const struct way *way)
{
    bool any = false;
    for (size_t task = 0; task < places->filing->unit->task_count; task++) {
        bool homeless = is_homeless(places, way->proof, task);
        struct heading *heading = homeless ? way->find(places, task) : NULL;
        /* A report without sections is about everything; only what its text says is in it. */
        if (heading != NULL && (way->proof == PROOF_SURE || !heading->unparted)) {
            place(places, heading, task);
            any = true;
            /* It has proof, and the report calls it a problem: a person looks. */
            heading->sure[task] = !places->lacking[task];
            heading->perhaps[task] = places->lacking[task];
        }
    }
    return any;
}

/* A section that is about nothing yet, and a task that files prove and that is nowhere: "强化保障"
 * and 经费保障. */
static void place_orphans(struct places *places)
{
    for (size_t i = 0; i < places->count; i++) {
        struct heading *heading = places->at[i];
        if (heading->chars == 0 || heading_any_sure(places->filing, heading)) {
            continue;
        }
        int best = -1;
        double most = ORPHAN_SAYS;
        for (size_t task = 0; task < places->filing->unit->task_count; task++) {
            double said = heading->said[task].words;
            if (places->proofs[task] == PROOF_SURE && said >= most && !places->placed[task]) {
                most = said;
                best = (int)task;
            }
        }
        if (best >= 0) {
            place(places, heading, (size_t)best);
        }
    }
}

/* What hints at a task in "四、建设诚信机关" is in one of its subsections that are about nothing
 * else. */
static void hint_below(const struct filing *filing, struct outline *outline, size_t index)
{
    const struct heading *frame = &outline->at[index];
    for (size_t i = index + 1; i < outline->count && outline->at[i].level > frame->level; i++) {
        struct heading *heading = &outline->at[i];
        for (size_t task = 0; task < filing->unit->task_count; task++) {
            bool more = frame->hinted[task] > heading->hinted[task];
            heading->hinted[task] = more ? frame->hinted[task] : heading->hinted[task];
        }
    }
}

static struct places open_places(const struct filing *filing, struct outline *outlines,
                                 size_t count, const enum proof *proofs)
{
    size_t tasks = filing->unit->task_count;
    size_t told = 0;
    bool by_items = false;
    struct places places = {.filing = filing,
                            .proofs = proofs,
                            .placed = xcalloc(tasks + 1, sizeof *places.placed),
                            .lacking = xcalloc(tasks + 1, sizeof *places.lacking)};
    for (size_t i = 0; i < count; i++) {
        by_items |= outlines[i].by_items;
        for (size_t j = 0; j < outlines[i].count; j++) {
            struct heading *heading = &outlines[i].at[j];
            bool frame = outline_is_frame(&outlines[i], j);
            if (frame) {
                hint_below(filing, &outlines[i], j);
            }
            for (size_t task = 0; task < tasks; task++) {
                bool there = heading->sure[task] && !frame && !heading->stated;
                told += there && !places.placed[task];
                places.placed[task] |= there;
                places.lacking[task] |=
                    heading->idle && heading->filled[task].keywords >= HEADING_SAYS;
            }
            if (outlines[i].whole && !heading->idle && !frame && !heading->quotes) {
                places.at = xgrow(places.at, places.count, sizeof *places.at);
                places.at[places.count++] = heading;
            }
        }
    }
    places.most_told = 2 * told > tasks && !by_items;
    return places;
}

/* What is surer comes first for all tasks, since it tells where the mates of others are. */
void reports_place(const struct filing *filing, struct outline *outlines, size_t count,
                   const enum proof *proofs)
{
    static const struct way ways[] = {
        {.proof = PROOF_SURE, .says = says_among, .least = PLAINLY},
        {.proof = PROOF_SURE, .says = says_first, .least = LEAD_TELLS},
        {.proof = PROOF_SURE, .says = says_alone, .least = TOUCHES},
        {.proof = PROOF_SURE, .find = only_neighbour_place},
        {.proof = PROOF_SURE, .find = mates_place},
        {.proof = PROOF_SURE, .find = companion_place},
        {.proof = PROOF_LIKELY, .says = says_plainly, .least = PLAINLY},
        {.proof = PROOF_NONE, .says = says_itself, .least = HEADING_SAYS, .if_most = true},
        {.proof = PROOF_NONE, .find = usual_place},
    };
    struct places places = open_places(filing, outlines, count, proofs);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        const struct way *way = &ways[i];
        bool any = places.most_told || !way->if_most;
        while (any) {
            any = way->says != NULL ? place_best(&places, way) : place_each(&places, way);
        }
    }
    place_orphans(&places);
    free(places.at);
    free(places.placed);
    free(places.lacking);
}
