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
    faults->at[faults->kept++] = (struct fault){.line = line, .text = text};
}

/* By line; those of one line stay as they were found, since they lie so in one array. */
static int compare(const void *left, const void *right)
{
    const struct fault *const *a = left;
    const struct fault *const *b = right;
    if ((*a)->line != (*b)->line) {
        return (*a)->line < (*b)->line ? -1 : 1;
    }
    return *a < *b ? -1 : 1;
}

static char *told(const struct fault *fault, const char *path)
{
    if (fault->line == 0) {
        return xasprintf("%s: %s", path, fault->text);
    }
    return xasprintf("%s:%zu: %s", path, fault->line, fault->text);
}

int faults_report(struct faults *faults, const char *path, struct error *error)
{
    if (faults->count == 0) {
        return 0;
    }
    CLEANUP_FREE const struct fault **order = xcalloc(faults->kept, sizeof(struct fault *));
    for (size_t i = 0; i < faults->kept; i++) {
        order[i] = &faults->at[i];
    }
    qsort(order, faults->kept, sizeof *order, compare);
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    size_t shown = 0;
    while (shown < faults->kept && shown < LIMIT_CONFIG_FAULTS) {
        CLEANUP_FREE char *line = told(order[shown], path);
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
