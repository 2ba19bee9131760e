#include "service/recogniser.h"

#include "base/limits.h"
#include "base/log.h"
#include "service/reader_child.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct recogniser {
    struct house *house;
    sd_event *event;
    void (*changed)(void *context, const struct error *fatal);
    void *context;
    struct recognition at;      /* the file in hand */
    struct reader_child *child; /* NULL: idle */
};

struct recogniser *recogniser_new(struct house *house, sd_event *event,
                                  void (*changed)(void *context, const struct error *fatal),
                                  void *context)
{
    struct recogniser *recogniser = xcalloc(1, sizeof *recogniser);
    recogniser->house = house;
    recogniser->event = event;
    recogniser->changed = changed;
    recogniser->context = context;
    return recogniser;
}

void recogniser_free(struct recogniser *recogniser)
{
    if (recogniser != NULL) {
        reader_child_free(recogniser->child);
        free(recogniser);
    }
}

bool recogniser_idle(const struct recogniser *recogniser)
{
    return recogniser->child == NULL;
}

/* What it said, if it is about the file that it was handed, and its text could be read. */
static const struct described_file *told(struct recogniser *recogniser)
{
    const struct description *description = reader_child_job(recogniser->child)->description;
    bool sound = reader_child_end(recogniser->child) == READER_DONE && description != NULL &&
                 description->file_count == 1 &&
                 strcmp(description->files[0].sha256, recogniser->at.sha256) == 0 &&
                 !description->files[0].recognise;
    return sound ? &description->files[0] : NULL;
}

static void on_ended(void *context)
{
    struct recogniser *recogniser = context;
    struct ledger *ledger = recogniser->house->ledger;
    struct error error = {0};
    const struct described_file *read = told(recogniser);
    int result = 0;
    /* One that failed stays in the queue until its attempts are used up. */
    if (read != NULL || recogniser->at.attempts + 1 >= LIMIT_RECOGNISE_ATTEMPTS) {
        result = ledger_record_recognition(ledger, &recogniser->at, read, &error);
    }
    reader_child_free(STEAL(recogniser->child));
    recogniser->changed(recogniser->context, result != 0 ? &error : NULL);
}

static int start(struct recogniser *recogniser, struct error *error)
{
    const struct recognition *at = &recogniser->at;
    unsigned configured = (unsigned)recogniser->house->config->limits.ocr_pages;
    const struct reader_task task = {
        .sha256 = at->sha256,
        .what = "file",
        .id = at->file,
        .pages = at->pages > 0 && at->pages < configured ? at->pages : configured,
    };
    int result = reader_child_start(recogniser->house, recogniser->event, &task, on_ended,
                                    recogniser, &recogniser->child, error);
    if (result != 0 && error->kind == ERROR_NOT_FOUND) {
        log_error("file %" PRId64 ": %s", at->file, error->text);
        return ledger_record_recognition(recogniser->house->ledger, at, NULL, error);
    }
    return result;
}

int recogniser_next(struct recogniser *recogniser, struct error *error)
{
    struct ledger *ledger = recogniser->house->ledger;
    bool found = true;
    while (recogniser->child == NULL && found) {
        if (ledger_next_recognition(ledger, &recogniser->at, &found, error) != 0) {
            return -1;
        }
        if (found && (ledger_begin_recognition(ledger, recogniser->at.file, error) != 0 ||
                      start(recogniser, error) != 0)) {
            return -1;
        }
    }
    return 0;
}
