#include "campaign/faults.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FOR_REST = 64 }; /* bytes: "and 12345 more faults ..." */

void faults_add(struct faults *faults, size_t line, const char *format, ...)
{
    faults->count++;
    if (faults->kept >= LIMIT_CONFIG_FAULTS_KEPT) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    char *text = xvasprintf(format, arguments);
    va_end(arguments);
    faults->at = xgrow(faults->at, faults->kept, sizeof *faults->at);
    /* By line, and those of one line as they were found. */
    size_t place = faults->kept++;
    for (; place > 0 && faults->at[place - 1].line > line; place--) {
        faults->at[place] = faults->at[place - 1];
    }
    faults->at[place] = (struct fault){.line = line, .text = text};
}

static char *told(const struct fault *fault, const char *path)
{
    if (fault->line == 0) {
        return xasprintf("%s: %s", path, fault->text);
    }
    return xasprintf("%s:%zu: %s", path, fault->line, fault->text);
}

int faults_report(const struct faults *faults, const char *path, struct error *error)
{
    if (faults->count == 0) {
        return 0;
    }
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    size_t shown = 0;
    while (shown < faults->kept && shown < LIMIT_CONFIG_FAULTS) {
        CLEANUP_FREE char *line = told(&faults->at[shown], path);
        if (shown > 0 && text.size + strlen(line) + ROOM_FOR_REST >= ERROR_TEXT_SIZE) {
            break;
        }
        buffer_add_format(&text, "%s%s", shown > 0 ? "\n" : "", line);
        shown++;
    }
    if (shown < faults->count) {
        buffer_add_format(&text, "\nand %zu more faults; mend these first", faults->count - shown);
    }
    return error_set(error, ERROR_CONFIG, "%s", buffer_text(&text));
}

void faults_free(struct faults *faults)
{
    for (size_t i = 0; i < faults->kept; i++) {
        free(faults->at[i].text);
    }
    free(faults->at);
    *faults = (struct faults){0};
}
