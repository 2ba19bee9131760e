/*
 * `baosong metrics`: the state of things in the text format of Prometheus, on standard output, into
 * a file for the textfile collector (--out), or as an HTTP answer for a socket of systemd (--http).
 */
#include "base/buffer.h"
#include "base/clock.h"
#include "base/files.h"
#include "command/health.h"
#include "command/output.h"
#include "desk/standings.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void family(struct buffer *out, const char *name, const char *help)
{
    buffer_add_format(out, "# HELP baosong_%s %s\n# TYPE baosong_%s gauge\n", name, help, name);
}

/* A label's value: backslash, quote and line feed are escaped. */
static void add_label(struct buffer *out, const char *label, const char *value)
{
    buffer_add_format(out, "%s=\"", label);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '\\' || *c == '"') {
            buffer_add(out, "\\", 1);
        }
        buffer_add(out, *c == '\n' ? "\\n" : c, *c == '\n' ? 2 : 1);
    }
    buffer_add(out, "\"", 1);
}

static void labelled(struct buffer *out, const char *name, const char *label, const char *value,
                     int64_t number)
{
    buffer_add_format(out, "baosong_%s{", name);
    add_label(out, label, value);
    buffer_add_format(out, "} %" PRId64 "\n", number);
}

static void single(struct buffer *out, const char *name, const char *help, int64_t number)
{
    family(out, name, help);
    buffer_add_format(out, "baosong_%s %" PRId64 "\n", name, number);
}

static void add_counts(struct buffer *out, const struct counts *counts)
{
    const struct {
        const char *state;
        int64_t number;
    } states[] = {
        {"fetched", counts->fetched},
        {"read", counts->read},
        {"judged", counts->judged},
        {"quarantined", counts->quarantined},
    };
    family(out, "messages", "Messages by state.");
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        labelled(out, "messages", "state", states[i].state, states[i].number);
    }
    single(out, "files", "Files in messages.", counts->files);
    single(out, "review_units", "Messages whose unit waits for a person.", counts->unit_review);
    single(out, "review_files", "Files whose task waits for a person.", counts->file_review);
    single(out, "unfiled_files", "Files that no task was found for.", counts->unfiled);
    if (counts->last_arrival != CLOCK_UNKNOWN) {
        single(out, "last_arrival_timestamp_seconds", "When the newest message was first seen.",
               counts->last_arrival);
    }
}

static void add_mailboxes(struct buffer *out, const struct condition *condition)
{
    family(out, "mailbox_up", "Did the last cycle of the mailbox go well?");
    for (size_t i = 0; i < condition->mailbox_count; i++) {
        labelled(out, "mailbox_up", "mailbox", condition->mailboxes[i].name,
                 condition->mailboxes[i].failure == NULL);
    }
    family(out, "mailbox_last_success_timestamp_seconds", "The last cycle that went well.");
    for (size_t i = 0; i < condition->mailbox_count; i++) {
        if (condition->mailboxes[i].succeeded != CLOCK_UNKNOWN) {
            labelled(out, "mailbox_last_success_timestamp_seconds", "mailbox",
                     condition->mailboxes[i].name, condition->mailboxes[i].succeeded);
        }
    }
    single(out, "started_timestamp_seconds", "When the service was started.", condition->started);
}

static int add_standings(struct buffer *out, struct house *house, struct error *error)
{
    family(out, "obligations", "Obligations by stage and state.");
    for (size_t stage = 0; stage < house->campaign->stage_count; stage++) {
        CLEANUP(cleanup_standings_free)
        struct standings *standings = NULL;
        if (standings_load(house, (int)stage, &standings, error) != 0) {
            return -1;
        }
        int64_t counts[STANDING_COUNT] = {0};
        for (size_t i = 0; i < house->campaign->unit_count; i++) {
            for (size_t j = 0; j < house->campaign->units[i].task_count; j++) {
                counts[standings->board->units[i].cells[j].state]++;
            }
        }
        for (size_t i = 0; i < STANDING_COUNT; i++) {
            buffer_add_text(out, "baosong_obligations{");
            add_label(out, "stage", house->campaign->stages[stage].id);
            buffer_add_format(out, ",state=\"%s\"} %" PRId64 "\n", standing_name((enum standing)i),
                              counts[i]);
        }
    }
    return 0;
}

static void add_ledger_size(struct buffer *out, const char *state_dir)
{
    CLEANUP_FREE char *path = xasprintf("%s/ledger.db", state_dir);
    struct stat status;
    if (stat(path, &status) == 0) {
        single(out, "ledger_bytes", "Size of the ledger.", status.st_size);
    }
}

static int collect(const struct invocation *invocation, struct buffer *out, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_health_free)
    struct health *health = NULL;
    if (health_open(invocation, &house, &health, error) != 0) {
        return -1;
    }
    single(out, "up", "Does a service work on the state folder?", health->running);
    single(out, "problems", "Problems that `baosong health` tells.",
           (int64_t)health->problem_count);
    add_counts(out, &health->counts);
    if (health->condition != NULL) {
        add_mailboxes(out, health->condition);
    }
    single(out, "disk_free_bytes", "Free space for the state folder.", (int64_t)health->disk_free);
    add_ledger_size(out, house->config->state_dir);
    return add_standings(out, house, error);
}

/* One request, whatever it asks for, is read to its empty line; then there is one answer. */
static void read_request(void)
{
    char line[1024];
    for (int lines = 0; lines < 100 && fgets(line, sizeof line, stdin) != NULL; lines++) {
        if (strcmp(line, "\r\n") == 0 || strcmp(line, "\n") == 0) {
            return;
        }
    }
}

static int answer(const struct buffer *text, struct error *error)
{
    printf("HTTP/1.0 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
           "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
           text->size, buffer_text(text));
    return output_flush(stdout, error);
}

int command_metrics(const struct invocation *invocation, struct error *error)
{
    enum { MODE = 0644, REQUEST_SECONDS = 10 };
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    if (invocation->http) {
        alarm(REQUEST_SECONDS); /* nobody keeps us waiting */
        read_request();
    }
    if (collect(invocation, &text, error) != 0) {
        return -1;
    }
    if (invocation->http) {
        return answer(&text, error);
    }
    if (invocation->out != NULL) {
        return files_replace(invocation->out, text.data, text.size, MODE, error);
    }
    fputs(buffer_text(&text), stdout);
    return output_flush(stdout, error);
}
