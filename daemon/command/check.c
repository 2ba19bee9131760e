/* `baosong check`: is what people wrote in the configuration and the campaign right? */
#include "base/clock.h"
#include "base/json.h"
#include "command/check_online.h"
#include "command/command.h"
#include "command/output.h"
#include "desk/house.h"

static const struct column columns[] = {
    {.key = "what", .heading = "what"},
    {.key = "value", .heading = "value"},
};

static void add_number(struct table *table, const char *what, size_t number)
{
    json_t *row = json_object();
    json_set(row, "what", json_text(what));
    json_set(row, "value", json_integer((json_int_t)number));
    table_add(table, row);
}

static int print_csv(const struct campaign_counts *counts, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_CSV, columns, COUNT_OF(columns));
    add_number(table, "units", counts->units);
    add_number(table, "common_tasks", counts->common_tasks);
    add_number(table, "functional_tasks", counts->functional_tasks);
    add_number(table, "obligations", counts->obligations);
    add_number(table, "items", counts->items);
    add_number(table, "stages", counts->stages);
    return table_end(table, error);
}

static json_t *counts_json(const struct campaign *campaign, const struct config *config)
{
    struct campaign_counts counts = campaign_count(campaign);
    json_t *object = json_object();
    json_set(object, "config", json_text(config->path));
    json_set(object, "campaign", json_text(config->campaign_path));
    json_set(object, "campaign_id", json_text(campaign->id));
    json_set(object, "campaign_title", json_text(campaign->title));
    json_set(object, "units", json_integer((json_int_t)counts.units));
    json_set(object, "common_tasks", json_integer((json_int_t)counts.common_tasks));
    json_set(object, "functional_tasks", json_integer((json_int_t)counts.functional_tasks));
    json_set(object, "obligations", json_integer((json_int_t)counts.obligations));
    json_set(object, "items", json_integer((json_int_t)counts.items));
    json_set(object, "base_points", json_integer(counts.base_points));
    json_set(object, "bonus_points", json_integer(counts.bonus_points));
    json_set(object, "deduction_points", json_integer(counts.deduction_points));
    json_t *stages = json_array();
    for (size_t i = 0; i < campaign->stage_count; i++) {
        json_t *stage = json_object();
        json_set(stage, "stage", json_text(campaign->stages[i].id));
        json_set(stage, "title", json_text(campaign->stages[i].title));
        json_set(stage, "deadline", output_time(campaign->stages[i].deadline));
        json_append(stages, stage);
    }
    json_set(object, "stages", stages);
    json_t *mailboxes = json_array();
    for (size_t i = 0; i < config->mailbox_count; i++) {
        json_append(mailboxes, json_text(config->mailboxes[i].name));
    }
    json_set(object, "mailboxes", mailboxes);
    return object;
}

static void print_campaign(const struct campaign *campaign, const struct campaign_counts *counts)
{
    char deadline[CLOCK_TEXT_SIZE];
    printf("campaign: %s (%s)\n", campaign->title, campaign->id);
    printf("%zu units, %zu common tasks, %zu functional tasks, %zu obligations, %zu items, %zu "
           "stages\n",
           counts->units, counts->common_tasks, counts->functional_tasks, counts->obligations,
           counts->items, counts->stages);
    printf("points: %d base, %d bonus, %d deduction\n", counts->base_points, counts->bonus_points,
           counts->deduction_points);
    for (size_t i = 0; i < campaign->stage_count; i++) {
        printf("stage: %s, until the end of %s (before %s)\n", campaign->stages[i].id,
               clock_date(campaign->stages[i].deadline - 1, (char[CLOCK_TEXT_SIZE]){0}),
               clock_rfc3339(campaign->stages[i].deadline, deadline));
    }
}

static void print_config(const struct config *config)
{
    printf("configuration: %s\ncampaign file: %s\nstate folder: %s\n", config->path,
           config->campaign_path, config->state_dir);
    for (size_t i = 0; i < config->mailbox_count; i++) {
        const struct mailbox_config *mailbox = &config->mailboxes[i];
        char since[CLOCK_TEXT_SIZE] = "the beginning";
        if (mailbox->since != CLOCK_UNKNOWN) {
            clock_date(mailbox->since, since);
        }
        printf("mailbox: %s, %zu folder%s, every %lld s, since %s\n", mailbox->name,
               mailbox->folders.count, mailbox->folders.count == 1 ? "" : "s",
               (long long)mailbox->poll, since);
    }
    printf("sending: %s\n", config->smtp != NULL ? config->smtp->url : "nothing (no smtp)");
    printf("texts of notices: %s\n", config->notices.templates != NULL ? config->notices.templates
                                                                       : "those that are built in");
    printf("staff: %zu address%s\n", config->staff.count, config->staff.count == 1 ? "" : "es");
    printf("readers: %lld\n", (long long)config->readers);
}

int command_check(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_config_free)
    struct config *config = NULL;
    CLEANUP(cleanup_campaign_free)
    struct campaign *campaign = NULL;
    if (house_check(invocation->config, &config, &campaign, error) != 0) {
        return -1;
    }
    struct campaign_counts counts = campaign_count(campaign);
    int result = 0;
    if (invocation->format == FORMAT_JSON) {
        result = output_json(stdout, counts_json(campaign, config), error);
    } else if (invocation->format == FORMAT_CSV) {
        result = print_csv(&counts, error);
    } else {
        print_campaign(campaign, &counts);
        print_config(config);
        result = output_flush(stdout, error);
    }
    return result == 0 && invocation->online ? check_online(config, campaign, error) : result;
}
