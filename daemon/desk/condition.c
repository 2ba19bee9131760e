#include "desk/condition.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/json.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static char *path_in(const char *state_dir)
{
    return xasprintf("%s/service.json", state_dir);
}

static json_t *text_or_null(const char *text)
{
    return text != NULL ? json_text(text) : json_null();
}

static json_t *to_json(const struct condition *condition)
{
    json_t *object = json_object();
    json_set(object, "pid", json_integer(condition->pid));
    json_set(object, "started", json_integer(condition->started));
    json_set(object, "written", json_integer(condition->written));
    json_set(object, "stuck", text_or_null(condition->stuck));
    json_t *mailboxes = json_array();
    for (size_t i = 0; i < condition->mailbox_count; i++) {
        const struct condition_mailbox *mailbox = &condition->mailboxes[i];
        json_t *row = json_object();
        json_set(row, "mailbox", json_text(mailbox->name));
        json_set(row, "succeeded", json_integer(mailbox->succeeded));
        json_set(row, "failure", text_or_null(mailbox->failure));
        json_append(mailboxes, row);
    }
    json_set(object, "mailboxes", mailboxes);
    return object;
}

int condition_write(const char *state_dir, struct condition *condition, struct error *error)
{
    CLEANUP_FREE char *path = path_in(state_dir);
    condition->written = clock_now();
    json_t *object = to_json(condition);
    CLEANUP_FREE char *text = json_dumps(object, JSON_INDENT(1));
    json_decref(object);
    return files_replace(path, text, strlen(text), 0600, error);
}

static int read_mailbox(const json_t *row, struct condition_mailbox *mailbox, struct error *error)
{
    const char *name = NULL;
    if (json_get_string(row, "mailbox", LIMIT_PATH, &name, error) != 0 ||
        json_get_integer(row, "succeeded", CLOCK_UNKNOWN, INT64_MAX, &mailbox->succeeded, error) !=
            0 ||
        json_opt_copy(row, "failure", ERROR_TEXT_SIZE, &mailbox->failure, error) != 0) {
        return -1;
    }
    mailbox->name = xstrdup(name);
    return 0;
}

static int from_json(const json_t *object, struct condition *condition, struct error *error)
{
    json_t *mailboxes = NULL;
    if (json_get_integer(object, "pid", 0, INT64_MAX, &condition->pid, error) != 0 ||
        json_get_integer(object, "started", 0, INT64_MAX, &condition->started, error) != 0 ||
        json_get_integer(object, "written", 0, INT64_MAX, &condition->written, error) != 0 ||
        json_opt_copy(object, "stuck", ERROR_TEXT_SIZE, &condition->stuck, error) != 0 ||
        json_opt_array(object, "mailboxes", LIMIT_CONFIG_LIST, &mailboxes, error) != 0) {
        return -1;
    }
    condition->mailboxes = xcalloc(json_array_size(mailboxes), sizeof *condition->mailboxes);
    for (size_t i = 0; i < json_array_size(mailboxes); i++) {
        condition->mailbox_count++;
        if (read_mailbox(json_array_get(mailboxes, i), &condition->mailboxes[i], error) != 0) {
            return -1;
        }
    }
    return 0;
}

int condition_read(const char *state_dir, struct condition **condition, struct error *error)
{
    CLEANUP_FREE char *path = path_in(state_dir);
    CLEANUP_FREE char *text = NULL;
    size_t size = 0;
    CLEANUP(cleanup_condition_free)
    struct condition *read = xcalloc(1, sizeof *read);
    if (files_read(path, LIMIT_FRAME, &text, &size, error) != 0) {
        return -1;
    }
    json_t *object = json_loadb(text, size, 0, NULL);
    int result = object != NULL ? from_json(object, read, error)
                                : error_set(error, ERROR_FAILED, "it is no JSON");
    json_decref(object);
    if (result != 0) {
        return error_prefix(error, "%s, which the service writes, is damaged", path);
    }
    *condition = STEAL(read);
    return 0;
}

void condition_free(struct condition *condition)
{
    if (condition == NULL) {
        return;
    }
    for (size_t i = 0; i < condition->mailbox_count; i++) {
        free(condition->mailboxes[i].name);
        free(condition->mailboxes[i].failure);
    }
    free(condition->mailboxes);
    free(condition->stuck);
    free(condition);
}
