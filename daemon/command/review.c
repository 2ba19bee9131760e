/* `baosong review`: what waits for a person, and the command that decides it. */
#include "desk/review.h"
#include "base/clock.h"
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"

#include <inttypes.h>

static const struct column columns[] = {
    {.key = "message", .heading = "邮件号"},
    {.key = "file", .heading = "文件号"},
    {.key = "received_at", .heading = "收到时间", .show = show_time},
    {.key = "from", .heading = "发件人"},
    {.key = "subject", .heading = "主题"},
    {.key = "path", .heading = "文件"},
    {.key = "best", .heading = "最可能"},
    {.key = "why", .heading = "说明"},
    {.key = "command", .heading = "处理命令"},
};

static json_t *guess_json(const struct review_guess *guess)
{
    json_t *object = json_object();
    json_set(object, "unit", json_text(guess->unit));
    json_set(object, "task", json_text(guess->task));
    json_set(object, "section", json_text(guess->section));
    json_set(object, "confidence", json_real(guess->confidence));
    json_set(object, "reason", json_text(guess->reason));
    return object;
}

static const char *waits_for(const struct review_entry *entry)
{
    if (entry->trouble == TROUBLE_QUARANTINED) {
        return "reading";
    }
    return entry->file > 0 ? "task" : "unit";
}

static json_t *entry_json(const struct review_entry *entry)
{
    const struct review_guess *best = entry->guess_count > 0 ? &entry->guesses[0] : NULL;
    json_t *row = json_object();
    json_set(row, "waits_for", json_text(waits_for(entry)));
    json_set(row, "message", json_integer(entry->message));
    json_set(row, "file", entry->file > 0 ? json_integer(entry->file) : json_null());
    json_set(row, "received_at", output_time(entry->received_at));
    json_set(row, "from", json_text(entry->from));
    json_set(row, "subject", json_text(entry->subject));
    json_set(row, "path", json_text(entry->path));
    json_t *guesses = json_array();
    for (size_t i = 0; i < entry->guess_count; i++) {
        json_append(guesses, guess_json(&entry->guesses[i]));
    }
    json_set(row, "guesses", guesses);
    CLEANUP_FREE char *name = best != NULL
                                  ? xasprintf("%s%s%s", best->unit, best->task != NULL ? " " : "",
                                              best->task != NULL ? best->task : "")
                                  : xstrdup("");
    json_set(row, "best", json_text(name));
    json_set(row, "why",
             json_text(entry->note != NULL || best == NULL ? entry->note : best->reason));
    json_set(row, "command", json_text(entry->command));
    return row;
}

static int print_table(const struct review *review, enum format format, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, format, columns, COUNT_OF(columns));
    for (size_t i = 0; i < review->count; i++) {
        table_add(table, entry_json(&review->entries[i]));
    }
    return table_end(table, error);
}

static void print_guess(const struct review_guess *guess)
{
    printf("　可能是%s%s%s", guess->unit, guess->task != NULL ? " " : "",
           guess->task != NULL ? guess->task : "");
    if (guess->where != NULL) {
        printf("，");
        output_clean(stdout, guess->where);
    }
    printf("，把握%.0f%%：", 100 * guess->confidence);
    output_clean(stdout, guess->reason);
    printf("\n");
}

static void print_entry(const struct review_entry *entry)
{
    char time[CLOCK_TEXT_SIZE];
    if (entry->file > 0) {
        printf("%" PRId64 "号文件：任务待核对。", entry->file);
        output_clean(stdout, entry->path);
        printf("\n　%" PRId64 "号邮件，", entry->message);
    } else {
        printf("%" PRId64 "号邮件：%s。\n　", entry->message,
               catalogue_trouble_chinese(entry->trouble));
    }
    printf("%s收到，发件人", clock_chinese(entry->received_at, time));
    output_clean(stdout, entry->from);
    printf("，主题“");
    output_clean(stdout, entry->subject);
    printf("”\n");
    if (entry->note != NULL && entry->guess_count == 0) {
        printf("　");
        output_clean(stdout, entry->note);
        printf("\n");
    }
    for (size_t i = 0; i < entry->guess_count; i++) {
        print_guess(&entry->guesses[i]);
    }
    printf("　处理命令：%s\n\n", entry->command);
}

static int print_text(const struct review *review, struct error *error)
{
    size_t files = 0;
    for (size_t i = 0; i < review->count; i++) {
        files += review->entries[i].file > 0;
    }
    if (review->count == 0) {
        printf("没有需要人工处理的邮件和文件。\n");
    } else {
        printf("需要人工处理：邮件%zu封，文件%zu个。\n", review->count - files, files);
        printf("处理命令按最可能的判断给出，核对后再执行；不对的请改成正确的单位或任务，"
               "都不是的写none。\n\n");
    }
    for (size_t i = 0; i < review->count; i++) {
        print_entry(&review->entries[i]);
    }
    return output_flush(stdout, error);
}

int command_review(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_review_free)
    struct review *review = NULL;
    if (house_open(invocation->config, &house, error) != 0 ||
        review_load(house, &review, error) != 0) {
        return -1;
    }
    return invocation->format == FORMAT_TEXT ? print_text(review, error)
                                             : print_table(review, invocation->format, error);
}
