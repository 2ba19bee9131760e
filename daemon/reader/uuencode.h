/*
 * Files that old programs put into a mail's text by uuencode (POSIX): begin 644 name ... end.
 * GMime's decoder loses what stands behind blanks that a relay cut off, so this one does without.
 */
#ifndef BAOSONG_READER_UUENCODE_H
#define BAOSONG_READER_UUENCODE_H

#include <gmime/gmime.h>
#include <stdbool.h>
#include <sys/types.h>

/* A text that is read line by line, with a look at the line to come. */
struct uuencode {
    GMimeStream *stream;
    GByteArray *block; /* read, of which `used` bytes are taken */
    size_t used;
    GByteArray *line; /* with its end; a NUL that does not count follows */
    GByteArray *next;
};

/* `stream` is borrowed. uuencode_close ends it. */
void uuencode_open(struct uuencode *text, GMimeStream *stream);
void uuencode_close(struct uuencode *text);

/* Goes on to the next line; false at the end of the text. */
bool uuencode_line(struct uuencode *text);

/* Does a file begin at the current line? Its name then, as bytes; NULL otherwise. The caller frees
 * it. */
char *uuencode_name(const struct uuencode *text);

/* The bytes of the file that begins at the current line, as a pull_function: 0 at its end, -1 where
 * the text ends before it. */
ssize_t uuencode_pull(void *source, char *buffer, size_t size);

#endif
