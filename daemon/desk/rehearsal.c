#include "desk/rehearsal.h"

#include "base/files.h"
#include "base/log.h"
#include "desk/boards.h"
#include "ledger/outbox.h"
#include "notice/display.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct seen_message {
    int64_t id;
    char *units; /* what people are told of its units */
};

/* How things stand. */
struct picture {
    struct seen_message *messages; /* by id */
    size_t message_count;
    enum standing *standings; /* stage by stage, unit by unit, task by task */
    size_t standing_count;
    int64_t *queued; /* ids of the notices that wait to be sent, ascending */
    size_t queued_count;
};

struct rehearsal {
    char *folder;
    struct picture before;
};

/* --- the folder ------------------------------------------------------------------------------ */

/* `found` may be NULL: then the ledger must be there. */
static int copy_ledger(const char *ledger, bool *found, struct rehearsal **rehearsal, char **folder,
                       struct error *error)
{
    const char *parent = getenv("TMPDIR");
    CLEANUP(cleanup_rehearsal_end)
    struct rehearsal *made = xcalloc(1, sizeof *made);
    CLEANUP_FREE char *path =
        xasprintf("%s/baosong-rehearsal-XXXXXX", parent != NULL ? parent : "/var/tmp");
    if (mkdtemp(path) == NULL) {
        return error_set_errno(error, errno, "cannot make a folder for the rehearsal, %s", path);
    }
    made->folder = STEAL(path);
    CLEANUP_FREE char *copy = xasprintf("%s/ledger.db", made->folder);
    if (ledger_copy(ledger, copy, found, error) != 0) {
        return -1;
    }
    *folder = xstrdup(made->folder);
    *rehearsal = STEAL(made);
    return 0;
}

int rehearsal_prepare(const char *state_dir, struct rehearsal **rehearsal, char **folder,
                      struct error *error)
{
    bool found = false;
    CLEANUP_FREE char *ledger = xasprintf("%s/ledger.db", state_dir);
    return copy_ledger(ledger, &found, rehearsal, folder, error);
}

int rehearsal_copy(const char *ledger, struct rehearsal **rehearsal, char **folder,
                   struct error *error)
{
    return copy_ledger(ledger, NULL, rehearsal, folder, error);
}

static void picture_clear(struct picture *picture)
{
    for (size_t i = 0; i < picture->message_count; i++) {
        free(picture->messages[i].units);
    }
    free(picture->messages);
    free(picture->standings);
    free(picture->queued);
    *picture = (struct picture){0};
}

void rehearsal_end(struct rehearsal *rehearsal)
{
    struct error error = {0};
    if (rehearsal == NULL) {
        return;
    }
    if (rehearsal->folder != NULL && files_remove_tree(rehearsal->folder, &error) != 0) {
        log_warning("%s", error.text);
    }
    picture_clear(&rehearsal->before);
    free(rehearsal->folder);
    free(rehearsal);
}

/* --- how things stand ------------------------------------------------------------------------ */

/* "市环保局、市审计局", "待确认", "不属于任何单位" */
static char *units_of(const struct message_row *row)
{
    struct buffer text = BUFFER_EMPTY;
    if (row->unit_state != UNIT_SURE) {
        buffer_add_text(&text, row->unit_state == UNIT_REVIEW ? "待确认" : "不属于任何单位");
        return buffer_steal(&text);
    }
    for (size_t i = 0; i < row->unit_count; i++) {
        buffer_add_format(&text, "%s%s", i > 0 ? "、" : "", row->units[i].name);
    }
    return buffer_steal(&text);
}

static int note_message(const struct message_row *row, void *context)
{
    struct picture *picture = context;
    picture->messages = xgrow(picture->messages, picture->message_count, sizeof *picture->messages);
    picture->messages[picture->message_count++] =
        (struct seen_message){.id = row->id, .units = units_of(row)};
    return 0;
}

static int note_notice(const struct notice *notice, void *context)
{
    struct picture *picture = context;
    if (notice->state == NOTICE_QUEUED) {
        picture->queued = xgrow(picture->queued, picture->queued_count, sizeof *picture->queued);
        picture->queued[picture->queued_count++] = notice->id;
    }
    return 0;
}

static int note_standings(struct house *house, struct picture *picture, struct error *error)
{
    CLEANUP(cleanup_boards_free)
    struct boards *boards = NULL;
    const struct campaign *campaign = house->campaign;
    if (boards_load(house, &boards, error) != 0) {
        return -1;
    }
    for (size_t s = 0; s < boards->count; s++) {
        for (size_t u = 0; u < campaign->unit_count; u++) {
            for (size_t t = 0; t < campaign->units[u].task_count; t++) {
                picture->standings =
                    xgrow(picture->standings, picture->standing_count, sizeof *picture->standings);
                picture->standings[picture->standing_count++] =
                    boards->at[s]->units[u].cells[t].state;
            }
        }
    }
    return 0;
}

static int by_id(const void *left, const void *right)
{
    const struct seen_message *a = left, *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static int by_number(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int take_picture(struct house *house, struct picture *picture, struct error *error)
{
    if (ledger_each_message(house->ledger, 0, note_message, picture, error) != 0 ||
        ledger_each_notice(house->ledger, 0, note_notice, picture, error) != 0 ||
        note_standings(house, picture, error) != 0) {
        return -1;
    }
    if (picture->message_count > 0) {
        qsort(picture->messages, picture->message_count, sizeof *picture->messages, by_id);
    }
    return 0;
}

int rehearsal_begin(struct rehearsal *rehearsal, struct house *house, struct error *error)
{
    return take_picture(house, &rehearsal->before, error);
}

/* --- what has become different --------------------------------------------------------------- */

struct telling {
    struct house *house;
    const struct picture *before;
    FILE *out;
    size_t differences;
};

static int tell_message(const struct message_row *row, void *context)
{
    struct telling *telling = context;
    const struct picture *before = telling->before;
    const struct seen_message key = {.id = row->id};
    const struct seen_message *was =
        before->message_count == 0
            ? NULL
            : bsearch(&key, before->messages, before->message_count, sizeof key, by_id);
    CLEANUP_FREE char *units = units_of(row);
    if (was == NULL) {
        CLEANUP_FREE char *subject = display_clean(row->subject);
        CLEANUP_FREE char *from = display_clean(row->from);
        fprintf(telling->out, "新邮件：%s（%s），%s，文件%zu个\n", subject, from, units,
                row->file_count);
    } else if (strcmp(was->units, units) != 0) {
        fprintf(telling->out, "%" PRId64 "号邮件的单位：%s → %s\n", row->id, was->units, units);
    } else {
        return 0;
    }
    telling->differences++;
    return 0;
}

static int tell_notice(const struct notice *notice, void *context)
{
    struct telling *telling = context;
    const struct picture *before = telling->before;
    if (notice->state == NOTICE_QUEUED &&
        (before->queued_count == 0 || bsearch(&notice->id, before->queued, before->queued_count,
                                              sizeof notice->id, by_number) == NULL)) {
        fprintf(telling->out, "将发给%s：%s\n", notice->recipient, notice->subject);
        telling->differences++;
    }
    return 0;
}

static void tell_standings(struct telling *telling, const struct picture *after)
{
    const struct campaign *campaign = telling->house->campaign;
    size_t at = 0;
    for (size_t s = 0; s < campaign->stage_count; s++) {
        for (size_t u = 0; u < campaign->unit_count; u++) {
            const struct unit *unit = &campaign->units[u];
            for (size_t t = 0; t < unit->task_count; t++, at++) {
                enum standing was = telling->before->standings[at], is = after->standings[at];
                if (was != is) {
                    fprintf(telling->out, "%s，%s，%s：%s → %s\n", campaign->stages[s].title,
                            unit->name, unit->tasks[t]->id, standing_chinese(was),
                            standing_chinese(is));
                    telling->differences++;
                }
            }
        }
    }
}

int rehearsal_tell(struct house *house, FILE *out, struct error *error)
{
    CLEANUP(picture_clear)
    struct picture after = {0};
    struct telling telling = {.house = house, .before = &house->rehearsal->before, .out = out};
    fprintf(out, "以上是演练，台账没有改动，也没有发出邮件。真正执行时将有如下变化：\n");
    if (take_picture(house, &after, error) != 0 ||
        ledger_each_message(house->ledger, 0, tell_message, &telling, error) != 0 ||
        ledger_each_notice(house->ledger, 0, tell_notice, &telling, error) != 0) {
        return -1;
    }
    tell_standings(&telling, &after);
    if (telling.differences == 0) {
        fprintf(out, "没有变化。\n");
    }
    return 0;
}
