/* `baosong health`: is the service well? The exit status says it, too. */
#include "command/health.h"
#include "base/json.h"
#include "command/output.h"
#include "service/lock.h"

#include <inttypes.h>

static const struct column columns[] = {
    {.key = "problem", .heading = "problem"},
    {.key = "subject", .heading = "subject"},
    {.key = "text", .heading = "text"},
};

static json_t *problem_json(const struct health_problem *problem)
{
    json_t *row = json_object();
    json_set(row, "problem", json_text(problem->code));
    json_set(row, "subject", problem->subject != NULL ? json_text(problem->subject) : json_null());
    json_set(row, "text", json_text(problem->text));
    return row;
}

static json_t *mailboxes_json(const struct condition *condition)
{
    json_t *rows = json_array();
    for (size_t i = 0; condition != NULL && i < condition->mailbox_count; i++) {
        const struct condition_mailbox *mailbox = &condition->mailboxes[i];
        json_t *row = json_object();
        json_set(row, "mailbox", json_text(mailbox->name));
        json_set(row, "last_success", output_time(mailbox->succeeded));
        json_set(row, "failure",
                 mailbox->failure != NULL ? json_text(mailbox->failure) : json_null());
        json_append(rows, row);
    }
    return rows;
}

static json_t *health_json(const struct health *health)
{
    json_t *object = json_object();
    json_t *problems = json_array();
    for (size_t i = 0; i < health->problem_count; i++) {
        json_append(problems, problem_json(&health->problems[i]));
    }
    json_set(object, "healthy", json_boolean(health->problem_count == 0));
    json_set(object, "running", json_boolean(health->running));
    json_set(object, "problems", problems);
    json_set(object, "mailboxes", mailboxes_json(health->condition));
    json_set(object, "waiting", json_integer(health->counts.fetched + health->counts.read));
    json_set(object, "quarantined", json_integer(health->counts.quarantined));
    json_set(object, "disk_free", json_integer((json_int_t)health->disk_free));
    return object;
}

static int print_csv(const struct health *health, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_CSV, columns, COUNT_OF(columns));
    for (size_t i = 0; i < health->problem_count; i++) {
        table_add(table, problem_json(&health->problems[i]));
    }
    return table_end(table, error);
}

static int print_text(const struct health *health, struct error *error)
{
    printf("service: %s\n", health->running ? "running" : "not running");
    printf("messages: %" PRId64 " judged, %" PRId64 " waiting, %" PRId64 " quarantined\n",
           health->counts.judged, health->counts.fetched + health->counts.read,
           health->counts.quarantined);
    for (size_t i = 0; i < health->problem_count; i++) {
        printf("%s: %s\n", health->problems[i].code, health->problems[i].text);
    }
    return output_flush(stdout, error);
}

int health_open(const struct invocation *invocation, struct house **house, struct health **health,
                struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *opened = NULL;
    bool running = false;
    if (house_open(invocation->config, &opened, error) != 0 ||
        lock_look(opened->config->state_dir, &running, error) != 0 ||
        health_look(opened, running, health, error) != 0) {
        return -1;
    }
    *house = STEAL(opened);
    return 0;
}

int command_health(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_health_free)
    struct health *health = NULL;
    if (health_open(invocation, &house, &health, error) != 0) {
        return -1;
    }
    int result = invocation->format == FORMAT_JSON ? output_json(stdout, health_json(health), error)
                 : invocation->format == FORMAT_CSV ? print_csv(health, error)
                                                    : print_text(health, error);
    if (result == 0 && health->problem_count > 0) {
        return error_set(error, ERROR_FAILED, "%zu problem%s", health->problem_count,
                         health->problem_count == 1 ? "" : "s");
    }
    return result;
}
