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

void log_set_level(enum log_level level)
{
    threshold = level;
}

void log_set_name(const char *name)
{
    process_name = name;
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

void log_write(enum log_level level, const char *format, ...)
{
    if (level > threshold) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    CLEANUP_FREE char *text = xvasprintf(format, arguments);
    va_end(arguments);
    text[utf8_cut(text, strlen(text), LIMIT_LOG_LINE)] = '\0';
    for (char *c = text; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            *c = ' '; /* a line stays one line, and a terminal obeys nobody's escapes */
        }
    }
    if (log_sink != NULL) {
        log_sink(level, text);
        return;
    }
    fprintf(stderr, "%s%s%s%s\n", prefix_of(level), process_name != NULL ? process_name : "",
            process_name != NULL ? ": " : "", text);
}
