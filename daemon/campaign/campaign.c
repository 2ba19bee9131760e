#include "campaign/campaign.h"

#include "campaign/build.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* --- in and out --------------------------------------------------------------------------------*/

int campaign_load(const char *path, struct campaign **campaign, struct error *error)
{
    CLEANUP(cleanup_yaml_file_free)
    struct yaml_file *file = NULL;
    if (yaml_file_open(path, "campaign file", &file, error) != 0) {
        return -1;
    }
    struct draft_campaign draft = {0};
    schema_read(file, yaml_file_root(file), &draft_campaign_schema, &draft);
    CLEANUP(cleanup_campaign_free)
    struct campaign *read = xcalloc(1, sizeof *read);
    struct build build = {.draft = &draft, .faults = &file->faults, .campaign = read};
    build_parts(&build);
    build_tasks(&build);
    if (faults_report(&file->faults, path, error) != 0) {
        return -1;
    }
    *campaign = STEAL(read);
    return 0;
}

static void free_unit(struct unit *unit)
{
    free(unit->name);
    free(unit->full_name);
    build_texts_free(&unit->aliases);
    build_texts_free(&unit->parts);
    build_texts_free(&unit->addresses);
    build_texts_free(&unit->document_prefixes);
    free(unit->tasks);
}

static void free_task(struct task *task)
{
    free(task->id);
    free(task->text);
    free(task->title);
    free(task->evidence);
    free(task->period);
    free(task->items);
    for (size_t i = 0; i < task->requirement_count; i++) {
        free(task->requirements[i].name);
        build_texts_free(&task->requirements[i].keywords);
    }
    free(task->requirements);
    build_texts_free(&task->keywords);
    free(task);
}

static void free_parts(struct campaign *campaign)
{
    for (size_t i = 0; i < campaign->stage_count; i++) {
        free(campaign->stages[i].id);
        free(campaign->stages[i].title);
    }
    for (size_t i = 0; i < campaign->item_count; i++) {
        free(campaign->items[i].title);
        build_texts_free(&campaign->items[i].keywords);
    }
    for (size_t i = 0; i < campaign->category_count; i++) {
        free(campaign->categories[i].id);
        free(campaign->categories[i].title);
        free(campaign->categories[i].items);
    }
    free(campaign->stages);
    free(campaign->items);
    free(campaign->categories);
    build_results_free(&campaign->results);
}

void campaign_free(struct campaign *campaign)
{
    if (campaign == NULL) {
        return;
    }
    for (size_t i = 0; i < campaign->unit_count; i++) {
        free_unit(&campaign->units[i]);
    }
    for (size_t i = 0; i < campaign->task_count; i++) {
        free_task(campaign->tasks[i]);
    }
    free_parts(campaign);
    free(campaign->calendar.holidays.at);
    free(campaign->calendar.workdays.at);
    free(campaign->units);
    free(campaign->tasks);
    free(campaign->id);
    free(campaign->title);
    free(campaign->document_number);
    free(campaign->issuer);
    free(campaign->mailbox);
    free(campaign->time_zone);
    free(campaign);
}

/* --- questions ---------------------------------------------------------------------------------*/

static bool is_called(const struct unit *unit, const char *name)
{
    /* A unit has holes while its file is still being checked. */
    if ((unit->name != NULL && strcmp(unit->name, name) == 0) ||
        (unit->full_name != NULL && strcmp(unit->full_name, name) == 0)) {
        return true;
    }
    for (size_t i = 0; i < unit->aliases.count; i++) {
        if (strcmp(unit->aliases.at[i], name) == 0) {
            return true;
        }
    }
    return false;
}

int campaign_find_unit(const struct campaign *campaign, const char *name)
{
    for (size_t i = 0; i < campaign->unit_count; i++) {
        if (is_called(&campaign->units[i], name)) {
            return (int)i;
        }
    }
    return -1;
}

int unit_find_task(const struct unit *unit, const char *id)
{
    for (size_t i = 0; i < unit->task_count; i++) {
        if (strcasecmp(unit->tasks[i]->id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

int campaign_find_stage(const struct campaign *campaign, const char *id)
{
    for (size_t i = 0; i < campaign->stage_count; i++) {
        if (strcmp(campaign->stages[i].id, id) == 0) {
            return (int)i;
        }
    }
    return -1;
}

int campaign_stage_at(const struct campaign *campaign, int64_t time)
{
    size_t i = 0;
    while (i + 1 < campaign->stage_count && campaign->stages[i].deadline <= time) {
        i++;
    }
    return (int)i;
}

size_t campaign_obligation_count(const struct campaign *campaign)
{
    size_t count = 0;
    for (size_t i = 0; i < campaign->unit_count; i++) {
        count += campaign->units[i].task_count;
    }
    return count;
}

static void count_points(const struct campaign *campaign, struct campaign_counts *counts)
{
    for (size_t i = 0; i < campaign->item_count; i++) {
        const struct item *item = &campaign->items[i];
        switch (item->kind) {
        case ITEM_BASE:
            counts->base_points += item->points;
            break;
        case ITEM_BONUS:
            counts->bonus_points += item->points;
            break;
        case ITEM_DEDUCTION:
            counts->deduction_points += item->points;
            break;
        }
    }
}

struct campaign_counts campaign_count(const struct campaign *campaign)
{
    struct campaign_counts counts = {.units = campaign->unit_count,
                                     .items = campaign->item_count,
                                     .stages = campaign->stage_count,
                                     .obligations = campaign_obligation_count(campaign)};
    for (size_t i = 0; i < campaign->task_count; i++) {
        counts.common_tasks += campaign->tasks[i]->common;
    }
    for (size_t i = 0; i < campaign->unit_count; i++) {
        const struct unit *unit = &campaign->units[i];
        for (size_t t = 0; t < unit->task_count; t++) {
            counts.functional_tasks += !unit->tasks[t]->common;
        }
    }
    count_points(campaign, &counts);
    return counts;
}
