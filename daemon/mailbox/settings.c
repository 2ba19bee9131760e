#include "mailbox/settings.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "mailbox/protocol.h"

#include <stdlib.h>
#include <string.h>

static int read_scheme(const json_t *mailbox, enum mailbox_scheme *scheme, struct error *error)
{
    static const char *const names[] = {
        [MAILBOX_IMAPS] = "imaps",
        [MAILBOX_IMAP] = "imap",
        [MAILBOX_MAILDIR] = "maildir",
        [MAILBOX_MBOX] = "mbox",
    };
    const char *name = NULL;
    if (json_get_string(mailbox, "scheme", LIMIT_PATH, &name, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(names[i], name) == 0) {
            *scheme = (enum mailbox_scheme)i;
            return 0;
        }
    }
    return error_set(error, ERROR_PROTOCOL, "\"%s\" is no scheme of a mailbox", name);
}

static int read_texts(const json_t *mailbox, struct settings *settings, struct error *error)
{
    const struct {
        const char *key;
        char **to;
    } rows[] = {
        {"url", &settings->url},         {"path", &settings->path},
        {"user", &settings->user},       {"password_file", &settings->password_file},
        {"ca_file", &settings->ca_file},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (json_opt_copy(mailbox, rows[i].key, LIMIT_PATH, rows[i].to, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static int read_folders(const json_t *mailbox, struct texts *folders, struct error *error)
{
    json_t *array = NULL;
    if (json_opt_array(mailbox, "folders", LIMIT_FOLDERS, &array, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *value = json_array_get(array, i);
        const char *name = json_string_value(value);
        if (name == NULL || *name == '\0' || strlen(name) != json_string_length(value)) {
            return error_set(error, ERROR_PROTOCOL, "\"folders\" holds something not a name");
        }
        folders->at = xgrow(folders->at, folders->count, sizeof *folders->at);
        folders->at[folders->count++] = xstrdup(name);
    }
    return 0;
}

static int read_numbers(const json_t *mailbox, struct settings *settings, struct error *error)
{
    if (json_opt_integer(mailbox, "since", CLOCK_UNKNOWN, INT64_MAX, CLOCK_UNKNOWN,
                         &settings->since, error) != 0 ||
        json_opt_integer(mailbox, "message_bytes", 1, INT64_MAX, (int64_t)LIMIT_MESSAGE,
                         &settings->message_bytes, error) != 0) {
        return -1;
    }
    if (json_opt_integer(mailbox, "timeout", 1, 3600, FETCHER_TIMEOUT, &settings->timeout, error) !=
        0) {
        return -1;
    }
    return json_opt_integer(mailbox, "idle", 1, LIMIT_IDLE, LIMIT_IDLE, &settings->idle, error);
}

/* What a scheme cannot do without. */
static int check_complete(const struct settings *settings, struct error *error)
{
    if (!settings_remote(settings)) {
        return settings->path != NULL ? 0 : error_set(error, ERROR_PROTOCOL, "\"path\" is missing");
    }
    if (settings->url == NULL || settings->user == NULL || settings->password_file == NULL) {
        return error_set(error, ERROR_CONFIG,
                         "A mailbox on a server needs its url, user and password_file; complete "
                         "them in the configuration.");
    }
    return 0;
}

int settings_from_json(const json_t *frame, struct settings **settings, struct error *error)
{
    CLEANUP(cleanup_settings_free)
    struct settings *read = xcalloc(1, sizeof *read);
    const json_t *mailbox = json_object_get(frame, "mailbox");
    if (read_scheme(mailbox, &read->scheme, error) != 0 || read_texts(mailbox, read, error) != 0 ||
        json_opt_bool(mailbox, "start_tls", true, &read->start_tls, error) != 0 ||
        read_folders(mailbox, &read->folders, error) != 0 ||
        read_numbers(mailbox, read, error) != 0 || check_complete(read, error) != 0) {
        return -1;
    }
    *settings = STEAL(read);
    return 0;
}

void settings_free(struct settings *settings)
{
    if (settings == NULL) {
        return;
    }
    for (size_t i = 0; i < settings->folders.count; i++) {
        free(settings->folders.at[i]);
    }
    free(settings->folders.at);
    free(settings->url);
    free(settings->path);
    free(settings->user);
    free(settings->password_file);
    free(settings->ca_file);
    free(settings);
}

bool settings_remote(const struct settings *settings)
{
    return settings->scheme == MAILBOX_IMAPS || settings->scheme == MAILBOX_IMAP;
}
