#include "base/limits.h"
#include "base/memory.h"
#include "campaign/build.h"

#include <stdlib.h>
#include <string.h>

/* --- one task ----------------------------------------------------------------------------------*/

static const struct item *find_item(const struct campaign *campaign, int64_t number)
{
    for (size_t i = 0; i < campaign->item_count; i++) {
        if (campaign->items[i].number == number) {
            return &campaign->items[i];
        }
    }
    return NULL;
}

const struct item *build_item(struct build *build, const struct said_number *said)
{
    const struct item *item = find_item(build->campaign, said->number);
    if (item == NULL && said->line > 0) {
        faults_add(build->faults, said->line,
                   "there is no item %lld; write a number that stands under \"items\" at the "
                   "top of the file",
                   (long long)said->number);
    }
    return item;
}

static void build_task_items(struct build *build, const struct draft_task *draft, struct task *task)
{
    task->items = xcalloc(draft->items.count, sizeof(struct item *));
    for (size_t i = 0; i < draft->items.count; i++) {
        const struct item *item = build_item(build, &draft->items.at[i]);
        if (item != NULL) {
            task->items[task->item_count++] = item;
        }
    }
}

static void build_requirements(struct build *build, const struct draft_task *draft,
                               struct task *task)
{
    const struct draft_requirement *drafts = draft->requirements.at;
    if (draft->requirements.count > LIMIT_REQUIREMENTS) {
        faults_add(build->faults, draft->requirements.line,
                   "\"requires\" has %zu kinds of evidence; at most %d", draft->requirements.count,
                   LIMIT_REQUIREMENTS);
        return;
    }
    task->requirement_count = draft->requirements.count;
    task->requirements = xcalloc(task->requirement_count + 1, sizeof *task->requirements);
    for (size_t i = 0; i < task->requirement_count; i++) {
        task->requirements[i] =
            (struct requirement){.name = build_text(drafts[i].name),
                                 .keywords = build_texts(&drafts[i].keywords),
                                 .form = (enum evidence_form)drafts[i].form.number};
        if (task->requirement_count > 1 && drafts[i].keywords.count == 0) {
            faults_add(build->faults, drafts[i].line,
                       "this kind of evidence has no keywords; of several kinds each needs words "
                       "that tell it from the others");
        }
    }
}

/* Ids are positions: what is printed as a number may skip or repeat, an id may not. */
static void check_task_id(struct build *build, const struct draft_task *drafts, size_t i,
                          char letter)
{
    struct said id = drafts[i].id;
    CLEANUP_FREE char *right = xasprintf("%c%zu", letter, i + 1);
    if (id.text == NULL || strcmp(id.text, right) == 0) {
        return;
    }
    for (size_t j = 0; j < i; j++) {
        if (drafts[j].id.text != NULL && strcmp(drafts[j].id.text, id.text) == 0) {
            faults_add(build->faults, id.line,
                       "the task id \"%s\" stands twice (first in line %zu); write %s", id.text,
                       drafts[j].id.line, right);
            return;
        }
    }
    faults_add(build->faults, id.line,
               "\"%s\" is not the id of task number %zu of this list; write %s", id.text, i + 1,
               right);
}

int task_position(const struct task *task)
{
    return task->id != NULL ? (int)strtol(task->id + 1, NULL, 10) : 0;
}

static struct task *build_task(struct build *build, const struct draft_task *draft, bool common)
{
    struct campaign *campaign = build->campaign;
    struct task *task = xcalloc(1, sizeof *task);
    *task = (struct task){.id = build_text(draft->id),
                          .text = build_text(draft->text),
                          .title = build_text(draft->title),
                          .evidence = build_text(draft->evidence),
                          .common = common,
                          .keywords = build_texts(&draft->keywords)};
    if (draft->period.line > 0) {
        task->period = xstrdup(draft_periods[draft->period.number]);
    }
    task->first_month = draft->first_month.line > 0 ? (int)draft->first_month.number : 1;
    task->printed = draft->printed.line > 0 ? (int)draft->printed.number : task_position(task);
    build_requirements(build, draft, task);
    build_task_items(build, draft, task);
    campaign->tasks = xgrow(campaign->tasks, campaign->task_count, sizeof(struct task *));
    campaign->tasks[campaign->task_count++] = task;
    return task;
}

static void give(struct unit *unit, const struct task *task)
{
    unit->tasks = xgrow(unit->tasks, unit->task_count, sizeof(struct task *));
    unit->tasks[unit->task_count++] = task;
}

/* --- common tasks ------------------------------------------------------------------------------*/

static bool names_category(const struct said_texts *categories, const struct category *category)
{
    for (size_t i = 0; i < categories->count; i++) {
        const char *id = categories->at[i].text;
        if (id != NULL && category->id != NULL && strcmp(id, category->id) == 0) {
            return true;
        }
    }
    return categories->line == 0;
}

static void check_task_categories(struct build *build, const struct said_texts *categories)
{
    for (size_t i = 0; i < categories->count; i++) {
        struct said said = categories->at[i];
        if (said.text == NULL) {
            continue;
        }
        int found = build_find_category(build->campaign, said.text);
        if (found < 0) {
            faults_add(build->faults, said.line,
                       "unknown category \"%s\"; write the id of one under \"categories\"",
                       said.text);
        } else if (!build->campaign->categories[found].common) {
            faults_add(build->faults, said.line,
                       "the category \"%s\" has no common tasks (\"common: no\"); remove it here, "
                       "or write common: yes there",
                       said.text);
        }
    }
}

static void build_common_task(struct build *build, const struct draft_task *drafts, size_t i)
{
    struct campaign *campaign = build->campaign;
    const struct draft_task *draft = &drafts[i];
    size_t owners = 0;
    check_task_id(build, drafts, i, 'C');
    size_t before = build->faults->count;
    check_task_categories(build, &draft->categories);
    struct task *task = build_task(build, draft, true);
    for (size_t u = 0; u < campaign->unit_count; u++) {
        const struct category *category = campaign->units[u].category;
        if (category != NULL && category->common && names_category(&draft->categories, category)) {
            give(&campaign->units[u], task);
            owners++;
        }
    }
    /* A wrong category has been told already. */
    if (owners == 0 && build->faults->count == before) {
        faults_add(build->faults, draft->categories.line > 0 ? draft->categories.line : draft->line,
                   "nobody has the common task %s: no unit is of a category that has it; give a "
                   "unit such a category, or remove the task",
                   task->id != NULL ? task->id : "without an id");
    }
}

/* --- tasks that one section of a report is often about -----------------------------------------*/

static struct task *find_common(struct campaign *campaign, const char *id)
{
    for (size_t i = 0; i < campaign->task_count; i++) {
        if (campaign->tasks[i]->id != NULL && strcmp(campaign->tasks[i]->id, id) == 0) {
            return campaign->tasks[i];
        }
    }
    return NULL;
}

/* The common task that is named; NULL, and a fault, if there is none. */
static struct task *named_task(struct build *build, struct said said)
{
    struct task *task = said.text != NULL ? find_common(build->campaign, said.text) : NULL;
    if (task == NULL && said.text != NULL) {
        faults_add(build->faults, said.line,
                   "there is no common task \"%s\"; write an id that stands under \"common\"",
                   said.text);
    }
    return task;
}

static void build_together(struct build *build)
{
    enum { GROUPS = 64 };
    const struct said_groups *groups = &build->draft->report.together;
    const struct draft_together *drafts = groups->at;
    if (groups->count > GROUPS) {
        faults_add(build->faults, drafts[GROUPS].line,
                   "there are more than %d groups under \"together\"; leave some out", GROUPS);
        return;
    }
    for (size_t i = 0; i < groups->count; i++) {
        uint64_t group = UINT64_C(1) << i;
        for (size_t j = 0; j < drafts[i].tasks.count; j++) {
            struct said said = drafts[i].tasks.at[j];
            struct task *task = named_task(build, said);
            if (task != NULL && (task->together & group) != 0) {
                faults_add(build->faults, said.line,
                           "the task %s stands twice in a group of \"together\"; leave one out",
                           said.text);
            } else if (task != NULL) {
                task->together |= group;
            }
        }
    }
}

static void build_seldom(struct build *build)
{
    const struct said_texts *texts = &build->draft->report.seldom;
    for (size_t i = 0; i < texts->count; i++) {
        struct task *task = named_task(build, texts->at[i]);
        if (task != NULL) {
            task->seldom = true;
        }
    }
}

/* --- functional tasks --------------------------------------------------------------------------*/

static void unknown_unit(struct build *build, struct said said)
{
    const struct campaign *campaign = build->campaign;
    CLEANUP_FREE const char **names = xcalloc(campaign->unit_count, sizeof(char *));
    for (size_t i = 0; i < campaign->unit_count; i++) {
        names[i] = campaign->units[i].name != NULL ? campaign->units[i].name : "";
    }
    CLEANUP_FREE char *question = build_question(said.text, names, campaign->unit_count);
    faults_add(build->faults, said.line,
               "no unit is called \"%s\"; %swrite a name that stands under \"units\"", said.text,
               question);
}

/* Claims each unit of the block in `lines` (by unit; 0: free) and gives it the tasks. */
static void give_block(struct build *build, const struct draft_block *block, size_t first_task,
                       size_t *lines)
{
    struct campaign *campaign = build->campaign;
    for (size_t i = 0; i < block->units.count; i++) {
        struct said said = block->units.at[i];
        int found = said.text != NULL ? campaign_find_unit(campaign, said.text) : -1;
        if (found < 0) {
            if (said.text != NULL) {
                unknown_unit(build, said);
            }
            continue;
        }
        if (lines[found] > 0) {
            faults_add(build->faults, said.line,
                       "the unit %s has functional tasks already (line %zu); put all of its tasks "
                       "into one block",
                       said.text, lines[found]);
            continue;
        }
        lines[found] = said.line;
        for (size_t t = first_task; t < campaign->task_count; t++) {
            give(&campaign->units[found], campaign->tasks[t]);
        }
    }
}

static void build_block(struct build *build, const struct draft_block *block, size_t *lines)
{
    const struct draft_task *drafts = block->tasks.at;
    size_t first = build->campaign->task_count;
    for (size_t i = 0; i < block->tasks.count; i++) {
        check_task_id(build, drafts, i, 'F');
        build_task(build, &drafts[i], false);
    }
    if (block->units.line > 0 && block->units.count == 0) {
        faults_add(build->faults, block->units.line,
                   "nobody has the tasks of this block: its list of units is empty; name at least "
                   "one unit, or remove the block");
    }
    if (block->tasks.line > 0 && block->tasks.count == 0) {
        faults_add(build->faults, block->tasks.line,
                   "this block has no task; write one, or remove the block");
    }
    give_block(build, block, first, lines);
}

/* --- all ---------------------------------------------------------------------------------------*/

/* A unit that owes nothing would count as complete from the first day. */
static void check_obligations(struct build *build)
{
    const struct draft_unit *drafts = build->draft->units.at;
    for (size_t i = 0; i < build->campaign->unit_count; i++) {
        const struct unit *unit = &build->campaign->units[i];
        if (unit->task_count == 0 && unit->name != NULL && unit->category != NULL) {
            faults_add(build->faults, drafts[i].line,
                       "the unit %s has no task: its category has no common ones and no "
                       "functional block names it; give it a task, or remove it",
                       unit->name);
        }
    }
    if (build->draft->units.line > 0 && build->campaign->unit_count == 0) {
        faults_add(build->faults, build->draft->units.line, "there is no unit; write at least one");
    }
}

void build_tasks(struct build *build)
{
    const struct draft_campaign *draft = build->draft;
    const struct draft_task *common = draft->common.at;
    for (size_t i = 0; i < draft->common.count; i++) {
        build_common_task(build, common, i);
    }
    build_together(build);
    build_seldom(build);
    CLEANUP_FREE size_t *lines = xcalloc(build->campaign->unit_count, sizeof *lines);
    const struct draft_block *blocks = draft->functional.at;
    for (size_t i = 0; i < draft->functional.count; i++) {
        build_block(build, &blocks[i], lines);
    }
    check_obligations(build);
}
