#include "service/journal.h"

#include "base/log.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

enum { MOST_FIELDS = 6 };

struct fields {
    struct iovec at[MOST_FIELDS];
    size_t count;
};

static void add(struct fields *fields, const char *name, const char *value)
{
    char *text = xasprintf("%s=%s", name, value);
    fields->at[fields->count++] = (struct iovec){.iov_base = text, .iov_len = strlen(text)};
}

static void to_journal(enum log_level level, enum log_event event, const char *subject,
                       const char *text)
{
    static const char *const priorities[] = {"3", "4", "6", "7"};
    const struct log_event_row *row = &log_events[event];
    struct fields fields = {0};
    add(&fields, "MESSAGE", text);
    add(&fields, "PRIORITY", priorities[level]);
    add(&fields, "SYSLOG_IDENTIFIER", "baosongd");
    if (event != LOG_PLAIN) {
        add(&fields, "MESSAGE_ID", row->id);
        add(&fields, "BAOSONG_EVENT", row->name);
    }
    if (subject != NULL && row->field != NULL) {
        add(&fields, row->field, subject);
    }
    sd_journal_sendv(fields.at, (int)fields.count);
    for (size_t i = 0; i < fields.count; i++) {
        free(fields.at[i].iov_base);
    }
}

/* JOURNAL_STREAM is inherited by everybody; only the descriptor it names counts (systemd.exec(5)).
 */
static bool to_the_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat status;
    if (stream == NULL || fstat(STDERR_FILENO, &status) != 0) {
        return false;
    }
    CLEANUP_FREE char *ours =
        xasprintf("%ju:%ju", (uintmax_t)status.st_dev, (uintmax_t)status.st_ino);
    return strcmp(stream, ours) == 0;
}

void journal_begin(void)
{
    if (to_the_journal()) {
        log_set_journal(to_journal);
    }
}
