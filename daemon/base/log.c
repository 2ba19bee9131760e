#include "base/log.h"

#include "base/limits.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static enum log_level threshold = LOG_LEVEL_INFO;
static const char *process_name;
static void (*log_sink)(enum log_level level, const char *text);
static void (*log_journal)(enum log_level level, enum log_event event, const char *subject,
                           const char *text);

const struct log_event_row log_events[LOG_EVENT_COUNT] = {
    [LOG_STARTED] = {"started", "b82c6b9aecdd439682029bdb11469e75", NULL, LOG_LEVEL_INFO},
    [LOG_MAILBOX_FAILED] = {"mailbox-failed", "9300824d0f4a41c5b808d803b254b36d", "BAOSONG_MAILBOX",
                            LOG_LEVEL_ERROR},
    [LOG_MAILBOX_BACK] = {"mailbox-back", "5ccba493651440ca8d369c164962c1ff", "BAOSONG_MAILBOX",
                          LOG_LEVEL_INFO},
    [LOG_FOLDER_FAILED] = {"folder-failed", "f7ab23e48a7c4a2c9c0a327fb54481cd", "BAOSONG_MAILBOX",
                           LOG_LEVEL_ERROR},
    [LOG_COUNTS_DIFFER] = {"counts-differ", "352f82f3671d4a17a9a2d988f60b599a", "BAOSONG_MAILBOX",
                           LOG_LEVEL_ERROR},
    [LOG_TOO_LARGE] = {"too-large", "ccd85cb3adb04356be6065edb32b6ed5", "BAOSONG_MAILBOX",
                       LOG_LEVEL_ERROR},
    [LOG_QUARANTINED] = {"quarantined", "56b6195386ab47648025b2767125c783", "BAOSONG_MESSAGE",
                         LOG_LEVEL_ERROR},
    [LOG_INFECTED] = {"infected", "166e97b8fc304ea59fc5fde92f2d04d3", "BAOSONG_FILE",
                      LOG_LEVEL_ERROR},
    [LOG_CHILD_STOPPED] = {"child-stopped", "963579bef95d403ab7abebf59190c887", "BAOSONG_MESSAGE",
                           LOG_LEVEL_WARNING},
    [LOG_STUCK] = {"stuck", "34fde8e3bf004f5b882c395f4315932a", NULL, LOG_LEVEL_ERROR},
    [LOG_CONFIG_REFUSED] = {"config-refused", "ed1b9b06b0ea4a2fb14d70f4d7753659", NULL,
                            LOG_LEVEL_ERROR},
    [LOG_CONFIG_CHANGED] = {"config-changed", "177e458e3d8f4a8c8b1ca9dd092763de", NULL,
                            LOG_LEVEL_INFO},
};

void log_set_level(enum log_level level)
{
    threshold = level;
}

void log_set_name(const char *name)
{
    process_name = name;
}

void log_set_journal(void (*journal)(enum log_level level, enum log_event event,
                                     const char *subject, const char *text))
{
    log_journal = journal;
}

void log_set_sink(void (*sink)(enum log_level level, const char *text))
{
    log_sink = sink;
}

/* Under systemd the level travels as a prefix; on a terminal it would only be in the way. */
static const char *prefix_of(enum log_level level)
{
    static const char *const prefixes[] = {"<3>", "<4>", "<6>", "<7>"};
    return getenv("JOURNAL_STREAM") != NULL ? prefixes[level] : "";
}

static void deliver(enum log_level level, enum log_event event, const char *subject, char *text)
{
    text[utf8_cut(text, strlen(text), LIMIT_LOG_LINE)] = '\0';
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            *c = ' '; /* a line stays one line, and a terminal obeys nobody's escapes */
        }
    }
    if (log_sink != NULL) {
        log_sink(level, text);
    } else if (log_journal != NULL) {
        log_journal(level, event, subject, text);
    } else {
        fprintf(stderr, "%s%s%s%s\n", prefix_of(level), process_name != NULL ? process_name : "",
                process_name != NULL ? ": " : "", text);
    }
}

void log_write(enum log_level level, const char *format, ...)
{
    if (level > threshold) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    CLEANUP_FREE char *text = xvasprintf(format, arguments);
    va_end(arguments);
    deliver(level, LOG_PLAIN, NULL, text);
}

void log_event(enum log_event event, const char *subject, const char *format, ...)
{
    if (log_events[event].level > threshold) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    CLEANUP_FREE char *text = xvasprintf(format, arguments);
    va_end(arguments);
    deliver(log_events[event].level, event, subject, text);
}
