/*
 * The log of a process: one line an event on standard error, with the priority prefix that the
 * journal understands (sd-daemon(3)) when standard error is the journal. Never a password, never
 * more than one line: bytes from outside are made harmless.
 */
#ifndef BAOSONG_BASE_LOG_H
#define BAOSONG_BASE_LOG_H

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Lines below this level are dropped; LOG_LEVEL_INFO at the start. */
void log_set_level(enum log_level level);

/* A name put before each line ("fetcher"); the caller keeps it alive. NULL for none. */
void log_set_name(const char *name);

/* Where lines go instead of standard error: a child logs through its parent. NULL ends that. */
void log_set_sink(void (*sink)(enum log_level level, const char *text));

void log_write(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_write(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_write(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_write(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_write(LOG_LEVEL_DEBUG, __VA_ARGS__)

#endif
