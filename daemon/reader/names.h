/* Names that senders gave, made fit for people: NFC, no control characters, never a path that
 * climbs. They name nothing on our disk. */
#ifndef BAOSONG_READER_NAMES_H
#define BAOSONG_READER_NAMES_H

#include "base/kind.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The path of an entry: `within` (may be "") and the entry's own parts, "." and ".." and empty ones
 * left out, at most LIMIT_PATH bytes. An entry without a name is called 附件N by its kind, N being
 * `before` + 1. The caller frees it.
 */
char *names_path(const char *within, const char *name, enum kind kind, size_t before);

/*
 * The name of a single file as a mail gives it. Of a whole path ("C:\\材料\\通知.doc", which old
 * programs send) the last part; a slash in a plain name ("2016/2017年.doc") is the clerk's, no
 * folder, and becomes "_". The caller frees it.
 */
char *names_flat(const char *name);

/* A file that is only compressed is named like its archive, without the ending that says so. The
 * caller frees it. */
char *names_of_compressed(const char *path);

/* Files that computers leave in folders and nobody means to send: Thumbs.db, ~$..., __MACOSX. */
bool names_junk(const char *path);

/* A copy in NFC without control characters but tab and line feed; invalid UTF-8 becomes U+FFFD.
 * At most `limit` bytes. The caller frees it. */
char *names_clean_text(const char *text, size_t limit);

/* The same on one line: every run of blanks and line ends is one blank, none at the ends. */
char *names_clean_line(const char *text, size_t limit);

#endif
