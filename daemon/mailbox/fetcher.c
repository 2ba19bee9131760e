#include "mailbox/fetcher.h"

#include "mailbox/confine.h"
#include "mailbox/cycle.h"
#include "mailbox/source.h"

#include <string.h>

/* Receives a frame that must be of this type. */
static int receive(struct parent *parent, const char *type, json_t **frame, struct error *error)
{
    json_t *got = NULL;
    if (parent_receive(parent, &got, error) != 0) {
        return -1;
    }
    const char *found = json_string_value(json_object_get(got, "type"));
    if (strcmp(found, type) != 0) {
        error_set(error, ERROR_PROTOCOL, "the parent said \"%s\" where \"%s\" was its turn", found,
                  type);
        json_decref(got);
        return -1;
    }
    *frame = got;
    return 0;
}

static int start(struct parent *parent, int folder, struct settings **settings, struct error *error)
{
    json_t *frame = NULL;
    if (receive(parent, "start", &frame, error) != 0) {
        return -1;
    }
    CLEANUP(cleanup_settings_free)
    struct settings *read = NULL;
    int result = settings_from_json(frame, &read, error);
    json_decref(frame);
    if (result != 0 || confine(read, folder, error) != 0) {
        return -1;
    }
    *settings = STEAL(read);
    return 0;
}

static int run_cycles(struct workplace *workplace, struct source *source, struct error *error)
{
    for (;;) {
        json_t *request = NULL;
        if (receive(workplace->parent, "cycle", &request, error) != 0) {
            return -1;
        }
        struct error why;
        const bool wait = json_is_true(json_object_get(request, "wait"));
        int result = cycle_run(workplace, source, request, &why);
        json_decref(request);
        if (workplace->parent->ended) {
            return -1;
        }
        if (parent_cycle_end(workplace->parent, result == 0 ? NULL : &why, error) != 0) {
            return -1;
        }
        if (result == 0 && wait && source->methods->wait != NULL) {
            source->methods->wait(source);
        }
    }
}

static int work(struct parent *parent, const struct settings *settings, int folder,
                struct error *error)
{
    if (parent_ready(parent, error) != 0) {
        return -1;
    }
    struct workplace workplace = {.settings = settings, .parent = parent};
    workplace.incoming.folder = folder;
    workplace.incoming.fd = -1;
    workplace.incoming.limit = (uint64_t)settings->message_bytes;
    struct source *source = source_new(&workplace);
    int result = run_cycles(&workplace, source, error);
    source_free(source);
    incoming_clear(&workplace.incoming);
    return result;
}

int fetcher_run(int parent_fd, int folder, struct error *error)
{
    struct parent parent = {.fd = parent_fd};
    CLEANUP(cleanup_settings_free)
    struct settings *settings = NULL;
    parent_take_log(&parent);
    int result = start(&parent, folder, &settings, error);
    if (result == 0) {
        result = work(&parent, settings, folder, error);
    } else if (!parent.ended) {
        struct error ignored;
        parent_cycle_end(&parent, error, &ignored);
    }
    const bool ended = parent.ended;
    parent_clear(&parent);
    return ended ? 0 : result;
}
