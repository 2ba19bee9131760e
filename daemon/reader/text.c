/* Plain text. */
#include "reader/document.h"

#include "base/limits.h"
#include "reader/charset.h"
#include "reader/outline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads the beginning of a file, at most `limit` bytes; the caller frees it. */
static char *read_beginning(int fd, size_t limit, size_t *size)
{
    char *bytes = xmalloc(limit);
    size_t filled = 0;
    while (filled < limit) {
        ssize_t got = pread(fd, bytes + filled, limit - filled, (off_t)filled);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        filled += (size_t)got;
    }
    *size = filled;
    return bytes;
}

void text_describe(int fd, struct described_file *file)
{
    size_t size = 0;
    CLEANUP_FREE char *bytes = read_beginning(fd, LIMIT_TEXT_FILE, &size);
    /* A byte order mark tells what no rule could. */
    bool wide =
        size >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
    CLEANUP_FREE char *text = charset_decode(wide ? "utf-16" : NULL, bytes, size, NULL);
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    outline_add_lines(outline, text);
    outline_finish(outline, file);
}
