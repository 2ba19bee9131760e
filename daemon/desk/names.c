#include "desk/names.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "campaign/nearest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Suggestions in one message: more is no help. */
enum { SUGGESTIONS = 6 };

/* --- units, tasks, stages -------------------------------------------------------------------- */

static bool unit_contains(const struct unit *unit, const char *text)
{
    if (strstr(unit->name, text) != NULL || strstr(unit->full_name, text) != NULL) {
        return true;
    }
    for (size_t i = 0; i < unit->aliases.count; i++) {
        if (strstr(unit->aliases.at[i], text) != NULL) {
            return true;
        }
    }
    return false;
}

/* The name a slip of the finger away, of all names of all units. */
static const char *nearest_unit(const struct campaign *campaign, const char *text)
{
    const char **words = NULL;
    size_t count = 0;
    for (size_t u = 0; u < campaign->unit_count; u++) {
        const struct unit *unit = &campaign->units[u];
        for (size_t i = 0; i < unit->aliases.count + 2; i++) {
            words = xgrow(words, count, sizeof *words);
            words[count++] = i == 0   ? unit->name
                             : i == 1 ? unit->full_name
                                      : unit->aliases.at[i - 2];
        }
    }
    const char *nearest = nearest_word(text, words, count);
    free(words);
    return nearest;
}

static char *suggest_units(const struct campaign *campaign, const char *text)
{
    struct buffer out = BUFFER_EMPTY;
    size_t count = 0;
    for (size_t u = 0; u < campaign->unit_count && count < SUGGESTIONS && text[0] != '\0'; u++) {
        if (unit_contains(&campaign->units[u], text)) {
            buffer_add_text(&out, count++ > 0 ? ", " : "");
            buffer_add_text(&out, campaign->units[u].name);
        }
    }
    const char *nearest = count == 0 ? nearest_unit(campaign, text) : NULL;
    if (nearest != NULL) {
        buffer_add_text(&out, nearest);
    }
    return buffer_steal(&out);
}

int names_unit(const struct campaign *campaign, const char *text, int *unit, struct error *error)
{
    int found = campaign_find_unit(campaign, text);
    if (found < 0) {
        CLEANUP_FREE char *near = suggest_units(campaign, text);
        if (near[0] != '\0') {
            return error_set(error, ERROR_NOT_FOUND,
                             "No unit of the campaign is called \"%s\"; did you mean: %s?", text,
                             near);
        }
        return error_set(error, ERROR_NOT_FOUND,
                         "No unit of the campaign is called \"%s\"; `baosong status` lists all "
                         "units by name",
                         text);
    }
    *unit = found;
    return 0;
}

int names_task(const struct campaign *campaign, int unit, const char *text, int *task,
               struct error *error)
{
    const struct unit *has = &campaign->units[unit];
    int found = unit_find_task(has, text);
    if (found < 0) {
        CLEANUP_BUFFER struct buffer all = BUFFER_EMPTY;
        for (size_t t = 0; t < has->task_count; t++) {
            buffer_add_format(&all, "%s%s", t > 0 ? " " : "", has->tasks[t]->id);
        }
        return error_set(error, ERROR_NOT_FOUND, "%s has no task \"%s\"; its tasks are: %s",
                         has->name, text, buffer_text(&all));
    }
    *task = found;
    return 0;
}

int names_stage(const struct campaign *campaign, const char *text, int64_t now, int *stage,
                struct error *error)
{
    int found =
        text != NULL ? campaign_find_stage(campaign, text) : campaign_stage_at(campaign, now);
    if (found < 0) {
        CLEANUP_BUFFER struct buffer all = BUFFER_EMPTY;
        for (size_t s = 0; s < campaign->stage_count; s++) {
            buffer_add_format(&all, "%s%s", s > 0 ? ", " : "", campaign->stages[s].id);
        }
        return error_set(error, ERROR_NOT_FOUND,
                         "The campaign has no stage \"%s\"; its stages are: %s", text,
                         buffer_text(&all));
    }
    *stage = found;
    return 0;
}

int names_last_day(const char *text, int64_t *deadline, struct error *error)
{
    const int64_t into_next_day = 36 * INT64_C(3600);
    int64_t first = 0;
    char next[CLOCK_TEXT_SIZE];
    if (clock_parse_date(text, &first, error) != 0) {
        if (error != NULL) {
            error->kind = ERROR_USAGE;
        }
        return error_prefix(error, "A date is written like 2017-11-24, the last day that counts");
    }
    /* Noon of the next day is in it however long this day is (daylight saving). */
    return clock_parse_date(clock_date(first + into_next_day, next), deadline, error);
}

/* --- messages and files ---------------------------------------------------------------------- */

enum { PREFIX_SHORTEST = 8, ID_DIGITS_MOST = 18 };

static bool only(const char *text, const char *characters)
{
    return text[0] != '\0' && text[strspn(text, characters)] == '\0';
}

int names_event(const char *text, int64_t *event, struct error *error)
{
    if (!only(text, "0123456789") || strlen(text) > ID_DIGITS_MOST) {
        return error_set(error, ERROR_USAGE,
                         "\"%s\" is not the number of a decision; `baosong show MESSAGE` and "
                         "`baosong learned` tell them",
                         text);
    }
    *event = strtoll(text, NULL, 10);
    return 0;
}

/* A number as the ledger gives them, or 0. */
static int64_t as_id(const char *text)
{
    bool digits = only(text, "0123456789") && strlen(text) <= ID_DIGITS_MOST;
    return digits ? (int64_t)strtoll(text, NULL, 10) : 0;
}

static bool is_prefix(const char *text)
{
    size_t length = strlen(text);
    return length >= PREFIX_SHORTEST && length < HASH_TEXT_SIZE &&
           only(text, "0123456789abcdefABCDEF");
}

struct search {
    const char *text;
    bool files; /* look at the files, not at the messages */
    int64_t id;
    int64_t found[SUGGESTIONS];
    size_t count; /* all that fit, also those that are not kept in `found` */
    bool exact;   /* by number */
};

static void consider(struct search *search, int64_t id, const char *sha256)
{
    if (search->exact) {
        return;
    }
    if (search->id > 0 && id == search->id) {
        search->exact = true;
        search->found[0] = id;
        search->count = 1;
    } else if (is_prefix(search->text) &&
               strncasecmp(sha256, search->text, strlen(search->text)) == 0) {
        if (search->count < SUGGESTIONS) {
            search->found[search->count] = id;
        }
        search->count++;
    }
}

static int consider_message(const struct message_row *row, void *context)
{
    struct search *search = context;
    if (!search->files) {
        consider(search, row->id, row->sha256);
    }
    for (size_t i = 0; i < row->file_count && search->files; i++) {
        consider(search, row->files[i].id, row->files[i].file.sha256);
    }
    return search->exact;
}

static int ambiguous(const struct search *search, const char *what, struct error *error)
{
    CLEANUP_BUFFER struct buffer all = BUFFER_EMPTY;
    for (size_t i = 0; i < search->count && i < SUGGESTIONS; i++) {
        buffer_add_format(&all, "%s%lld", i > 0 ? ", " : "", (long long)search->found[i]);
    }
    return error_set(error, ERROR_USAGE, "%zu %ss begin with \"%s\"; name one by its number: %s%s",
                     search->count, what, search->text, buffer_text(&all),
                     search->count > SUGGESTIONS ? ", ..." : "");
}

static int find(struct house *house, struct search *search, const char *what, int64_t *id,
                struct error *error)
{
    if (search->id == 0 && !is_prefix(search->text)) {
        return error_set(error, ERROR_USAGE,
                         "\"%s\" does not name a %s; give its number, or at least %d digits of its "
                         "SHA-256",
                         search->text, what, PREFIX_SHORTEST);
    }
    if (ledger_each_message(house->ledger, 0, consider_message, search, error) != 0) {
        return -1;
    }
    if (search->count > 1) {
        return ambiguous(search, what, error);
    }
    if (search->count == 0) {
        return error_set(error, ERROR_NOT_FOUND,
                         "There is no %s %s; `baosong messages --format json` lists all", what,
                         search->text);
    }
    *id = search->found[0];
    return 0;
}

int names_message(struct house *house, const char *text, int64_t *message, struct error *error)
{
    struct search search = {.text = text, .id = as_id(text)};
    return find(house, &search, "message", message, error);
}

int names_file(struct house *house, const char *text, int64_t *file, struct error *error)
{
    struct search search = {.text = text, .files = true, .id = as_id(text)};
    return find(house, &search, "file", file, error);
}

/* --- tasks of a file ------------------------------------------------------------------------- */

struct units {
    const struct campaign *campaign;
    int *at;
    size_t count;
};

static int take_units(const struct message_row *row, void *context)
{
    struct units *units = context;
    for (size_t i = 0; i < row->unit_count && row->unit_state == UNIT_SURE; i++) {
        int unit = campaign_find_unit(units->campaign, row->units[i].name);
        if (unit >= 0) {
            units->at = xgrow(units->at, units->count, sizeof *units->at);
            units->at[units->count++] = unit;
        }
    }
    return 0;
}

struct filing {
    struct obligation *tasks;
    size_t count;
};

static void file_under(struct filing *filing, int unit, int task)
{
    for (size_t i = 0; i < filing->count; i++) {
        if (filing->tasks[i].unit == unit && filing->tasks[i].task == task) {
            return;
        }
    }
    filing->tasks = xgrow(filing->tasks, filing->count, sizeof *filing->tasks);
    filing->tasks[filing->count++] = (struct obligation){.unit = unit, .task = task};
}

/* "市教育局:C1"; also with the full-width colon that a Chinese keyboard gives. */
static int file_at_unit(const struct campaign *campaign, const char *word, const char *colon,
                        struct filing *filing, struct error *error)
{
    CLEANUP_FREE char *name = xstrndup(word, (size_t)(colon - word));
    const char *id = colon + (*colon == ':' ? 1 : strlen("："));
    int unit = 0;
    int task = 0;
    if (names_unit(campaign, name, &unit, error) != 0 ||
        names_task(campaign, unit, id, &task, error) != 0) {
        return -1;
    }
    file_under(filing, unit, task);
    return 0;
}

static int file_word(const struct units *units, const char *word, struct filing *filing,
                     struct error *error)
{
    const char *colon = strchr(word, ':');
    colon = colon != NULL ? colon : strstr(word, "：");
    if (colon != NULL) {
        return file_at_unit(units->campaign, word, colon, filing, error);
    }
    if (units->count == 0) {
        return error_set(error, ERROR_USAGE,
                         "The mail of this file belongs to no unit yet; say first whose it is "
                         "(`baosong assign`), or name the task with its unit, as in "
                         "\"市教育局:%s\"",
                         word);
    }
    for (size_t i = 0; i < units->count; i++) {
        int task = 0;
        if (names_task(units->campaign, units->at[i], word, &task, error) != 0) {
            return -1;
        }
        file_under(filing, units->at[i], task);
    }
    return 0;
}

int names_obligations(struct house *house, int64_t file, char *const *words, size_t word_count,
                      struct obligation **tasks, size_t *count, struct error *error)
{
    struct filing filing = {0};
    struct units units = {.campaign = house->campaign};
    int64_t message = 0;
    int result = ledger_message_of_file(house->ledger, file, &message, error);
    if (result == 0) {
        result = ledger_each_message(house->ledger, message, take_units, &units, error);
    }
    bool none = word_count == 1 && strcmp(words[0], "none") == 0;
    for (size_t i = 0; i < word_count && result == 0 && !none; i++) {
        result = file_word(&units, words[i], &filing, error);
    }
    free(units.at);
    if (result != 0) {
        free(filing.tasks);
        return -1;
    }
    *tasks = filing.tasks;
    *count = filing.count;
    return 0;
}
