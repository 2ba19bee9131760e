/*
 * The log of a process: one line an event on standard error, with the priority prefix that the
 * journal understands (sd-daemon(3)) when standard error is the journal, or to a sink. Never a
 * password, never more than one line: bytes from outside are made harmless.
 */
#ifndef BAOSONG_BASE_LOG_H
#define BAOSONG_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/*
 * What an administrator may want to be woken by or to search for. Each has a name, a MESSAGE_ID
 * (sd-journal(3)) and an entry in the message catalogue (systemd/baosong.catalog); once released,
 * they stay.
 */
enum log_event {
    LOG_PLAIN, /* a line like any other */
    LOG_STARTED,
    LOG_MAILBOX_FAILED,
    LOG_MAILBOX_BACK,
    LOG_FOLDER_FAILED,
    LOG_COUNTS_DIFFER,
    LOG_TOO_LARGE,
    LOG_QUARANTINED,
    LOG_INFECTED,
    LOG_CHILD_STOPPED,
    LOG_STUCK,
    LOG_CONFIG_REFUSED,
    LOG_CONFIG_CHANGED,
    LOG_EVENT_COUNT
};

struct log_event_row {
    const char *name;  /* "mailbox-failed", in the field BAOSONG_EVENT */
    const char *id;    /* 32 hexadecimal digits */
    const char *field; /* of the journal, for the subject; NULL: has none */
    enum log_level level;
};
extern const struct log_event_row log_events[LOG_EVENT_COUNT];

/* Lines below this level are dropped; LOG_LEVEL_INFO at the start. */
void log_set_level(enum log_level level);

/* A name put before each line ("fetcher"); the caller keeps it alive. NULL for none. */
void log_set_name(const char *name);

/* Where lines go instead of standard error: a child logs through its parent. NULL ends that. */
void log_set_sink(void (*sink)(enum log_level level, const char *text));

/* Where lines go that have no sink, instead of standard error: to the journal, with their event and
 * its subject (NULL for none). NULL ends that. */
void log_set_journal(void (*journal)(enum log_level level, enum log_event event,
                                     const char *subject, const char *text));

/* A line about an event; `subject` is the mailbox, message or file that it is about, NULL for none.
 */
void log_event(enum log_event event, const char *subject, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
