#include "desk/health.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/limits.h"
#include "ledger/outbox.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    MISSED_POLLS = 3,    /* as many cycles may fail to come before a mailbox counts as silent */
    CLOCK_TOLERANCE = 5, /* seconds that a written time may lie ahead */
};

/* Takes over `text`. */
static void add(struct health *health, const char *code, const char *subject, char *text)
{
    health->problems = xgrow(health->problems, health->problem_count, sizeof *health->problems);
    health->problems[health->problem_count++] = (struct health_problem){
        .code = code, .subject = subject != NULL ? xstrdup(subject) : NULL, .text = text};
}

static const struct condition_mailbox *find(const struct condition *condition, const char *name)
{
    for (size_t i = 0; i < condition->mailbox_count; i++) {
        if (strcmp(condition->mailboxes[i].name, name) == 0) {
            return &condition->mailboxes[i];
        }
    }
    return NULL;
}

static void look_at_mailbox(struct health *health, const struct mailbox_config *mailbox)
{
    const struct condition_mailbox *seen = find(health->condition, mailbox->name);
    const int64_t patience = MISSED_POLLS * mailbox->poll + LIMIT_BACK_OFF;
    if (seen == NULL) {
        add(health, "mailbox-unknown", mailbox->name,
            xasprintf("%s stands in the configuration, but the service does not read it yet; "
                      "reload it",
                      mailbox->name));
    } else if (seen->failure != NULL) {
        add(health, "mailbox-failing", mailbox->name, xstrdup(seen->failure));
    } else {
        /* What arrives is a sign of life, too: the first cycle over an old mailbox takes hours. */
        const int64_t begun =
            seen->succeeded != CLOCK_UNKNOWN ? seen->succeeded : health->condition->started;
        const int64_t arrival = health->counts.last_arrival;
        const int64_t since = arrival > begun ? arrival : begun;
        if (clock_now() - since > patience) {
            add(health, "mailbox-silent", mailbox->name,
                xasprintf("%s has not been read for %" PRId64 " minutes, although nothing failed; "
                          "restart the service, and report it",
                          mailbox->name, (clock_now() - since) / 60));
        }
    }
}

static void look_at_service(struct health *health, const struct config *config)
{
    if (!health->running) {
        add(health, "not-running", NULL,
            xasprintf("no service works on %s; start it (systemctl start baosongd)",
                      config->state_dir));
        return;
    }
    if (health->condition == NULL) {
        return; /* it has just begun, or an import holds the lock */
    }
    if (health->condition->written > clock_now() + CLOCK_TOLERANCE) {
        add(health, "clock-jumped", NULL,
            xstrdup("the clock of this machine was set back; times of receipt come from the "
                    "server and stay right, but check the clock (timedatectl)"));
    }
    if (health->condition->stuck != NULL) {
        add(health, "stuck", NULL, xstrdup(health->condition->stuck));
    }
    for (size_t i = 0; i < config->mailbox_count; i++) {
        look_at_mailbox(health, &config->mailboxes[i]);
    }
}

static int look_at_disk(struct health *health, const struct config *config, struct error *error)
{
    if (files_free_space(config->state_dir, &health->disk_free, error) != 0) {
        return -1;
    }
    if (health->disk_free < (uint64_t)config->limits.min_free_bytes) {
        add(health, "disk-low", NULL,
            xasprintf("the disk of %s has only %" PRIu64 " MB free, and fetching has stopped; make "
                      "room, or lower min_free_bytes",
                      config->state_dir, health->disk_free >> 20));
    }
    return 0;
}

static int look_at_outbox(struct health *health, struct house *house, struct error *error)
{
    struct outbox_counts counts = {0};
    if (ledger_outbox_counts(house->ledger, clock_now() - LIMIT_OUTBOX_STUCK, &counts, error) !=
        0) {
        return -1;
    }
    if (counts.stuck > 0) {
        add(health, "notices-stuck", NULL,
            xasprintf("%" PRId64 " notices have waited for more than an hour to be sent; see the "
                      "journal for what the mail server says",
                      counts.stuck));
    }
    if (counts.failed > 0) {
        add(health, "notices-failed", NULL,
            xasprintf("%" PRId64
                      " notices could not be delivered; see baosong outbox, and retry or "
                      "cancel them",
                      counts.failed));
    }
    return 0;
}

int health_look(struct house *house, bool running, struct health **health, struct error *error)
{
    CLEANUP(cleanup_health_free)
    struct health *made = xcalloc(1, sizeof *made);
    struct error reading = {0};
    made->running = running;
    if (condition_read(house->config->state_dir, &made->condition, &reading) != 0 &&
        reading.kind != ERROR_NOT_FOUND) {
        add(made, "condition-damaged", NULL, xstrdup(reading.text));
    }
    if (ledger_counts(house->ledger, &made->counts, error) != 0) {
        return -1;
    }
    look_at_service(made, house->config);
    if (look_at_disk(made, house->config, error) != 0 || look_at_outbox(made, house, error) != 0) {
        return -1;
    }
    *health = STEAL(made);
    return 0;
}

void health_free(struct health *health)
{
    if (health == NULL) {
        return;
    }
    for (size_t i = 0; i < health->problem_count; i++) {
        free(health->problems[i].subject);
        free(health->problems[i].text);
    }
    free(health->problems);
    condition_free(health->condition);
    free(health);
}
