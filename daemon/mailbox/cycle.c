#include "mailbox/cycle.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "mailbox/names.h"

#include <stdlib.h>
#include <string.h>

struct cycle {
    struct workplace *workplace;
    struct source *source;
    const json_t *request;
    json_t *done; /* names of the folders that were worked on: "Junk" and "\\Junk" may be one */
};

static int read_state(const json_t *value, struct folder_state *state, struct error *error)
{
    const struct {
        const char *key;
        uint32_t *to;
    } rows[] = {
        {"uidvalidity", &state->uidvalidity},
        {"uidnext", &state->uidnext},
        {"exists", &state->exists},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t number = 0;
        if (json_opt_integer(value, rows[i].key, 0, UINT32_MAX, 0, &number, error) != 0) {
            return -1;
        }
        *rows[i].to = (uint32_t)number;
    }
    return 0;
}

/* Fills *state where the parent knows the folder; *found says whether it does. */
static int find_known(const struct cycle *cycle, const char *name, struct folder_state *state,
                      bool *found, struct error *error)
{
    json_t *array = NULL;
    *found = false;
    if (json_opt_array(cycle->request, "folders", LIMIT_FOLDERS, &array, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *value = json_array_get(array, i);
        const char *known = NULL;
        if (json_get_string(value, "name", LIMIT_PATH, &known, error) != 0) {
            return -1;
        }
        if (strcmp(known, name) == 0) {
            *found = true;
            return read_state(value, state, error);
        }
    }
    return 0;
}

static int fetch_keys(const struct cycle *cycle, const json_t *array, struct error *error)
{
    size_t count = json_array_size(array);
    CLEANUP_FREE const char **keys = xcalloc(count + 1, sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        keys[i] = json_string_value(json_array_get(array, i));
        if (keys[i] == NULL) {
            return error_set(error, ERROR_PROTOCOL, "\"keys\" holds something not a string");
        }
    }
    return cycle->source->methods->fetch(cycle->source, keys, count, error);
}

/* Obeys one "fetch"; *more says whether another one follows. */
static int serve_fetch(const struct cycle *cycle, const char *name, bool *more, struct error *error)
{
    json_t *frame = NULL;
    struct parent *parent = cycle->workplace->parent;
    if (parent_receive(parent, &frame, error) != 0) {
        return -1;
    }
    const char *type = json_string_value(json_object_get(frame, "type"));
    const char *folder = NULL;
    json_t *keys = NULL;
    int result = -1;
    if (strcmp(type, "fetch") != 0 ||
        json_get_string(frame, "folder", LIMIT_PATH, &folder, error) != 0 ||
        strcmp(folder, name) != 0) {
        error_set(error, ERROR_PROTOCOL, "the parent must answer \"listed\" with \"fetch\"");
    } else if (json_opt_array(frame, "keys", LIMIT_FOLDER_MESSAGES, &keys, error) == 0 &&
               json_opt_bool(frame, "more", false, more, error) == 0 &&
               fetch_keys(cycle, keys, error) == 0) {
        result = parent_fetched(parent, name, error);
    }
    json_decref(frame);
    return result;
}

static int list_folder(const struct cycle *cycle, const char *name, struct error *error)
{
    struct listing listing = {
        .parent = cycle->workplace->parent,
        .folder = name,
        .since = cycle->workplace->settings->since,
    };
    int result = cycle->source->methods->list(cycle->source, &listing, error);
    if (result == 0) {
        result = listing_end(&listing, error);
    }
    listing_clear(&listing);
    return result;
}

static int work_on_folder(const struct cycle *cycle, const char *name, struct error *error)
{
    struct folder_state before, now;
    bool found = false;
    struct known known = {0};
    if (find_known(cycle, name, &before, &found, error) != 0 ||
        json_opt_bool(cycle->request, "reconcile", false, &known.reconcile, error) != 0) {
        return -1;
    }
    known.state = found ? &before : NULL;
    if (cycle->source->methods->open(cycle->source, name, &known, &now, error) != 0 ||
        parent_folder(cycle->workplace->parent, name, &now, error) != 0) {
        return -1;
    }
    if (now.unchanged) {
        return 0;
    }
    if (list_folder(cycle, name, error) != 0) {
        return -1;
    }
    bool more = true;
    while (more) {
        if (serve_fetch(cycle, name, &more, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int resolve_and_work(const struct cycle *cycle, const char *configured, struct error *error)
{
    CLEANUP_FREE char *name = NULL;
    if (cycle->source->methods->resolve(cycle->source, configured, &name, error) != 0) {
        return -1;
    }
    if (name == NULL) {
        /* said once, not every other minute */
        log_write(cycle->workplace->cycles == 0 ? LOG_LEVEL_INFO : LOG_LEVEL_DEBUG,
                  "The mailbox has no folder for %s; it is left out.", configured);
        return 0;
    }
    if (json_object_get(cycle->done, name) != NULL) {
        return 0;
    }
    json_set(cycle->done, name, json_true());
    return work_on_folder(cycle, name, error);
}

static int work_on_all(const struct cycle *cycle, struct error *error)
{
    const struct texts *folders = &cycle->workplace->settings->folders;
    if (cycle->source->methods->begin(cycle->source, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < folders->count; i++) {
        struct error why;
        if (resolve_and_work(cycle, folders->at[i], &why) == 0) {
            continue;
        }
        if (why.kind != ERROR_FOLDER && why.kind != ERROR_LIMIT) {
            *error = why;
            return -1;
        }
        if (parent_folder_failed(cycle->workplace->parent, folders->at[i], &why, error) != 0) {
            return -1;
        }
    }
    return 0;
}

int cycle_run(struct workplace *workplace, struct source *source, const json_t *request,
              struct error *error)
{
    struct cycle cycle = {
        .workplace = workplace, .source = source, .request = request, .done = json_object()};
    int result = work_on_all(&cycle, error);
    json_decref(cycle.done);
    if (result != 0) {
        source->methods->close(source);
        return -1;
    }
    workplace->cycles++;
    return 0;
}
