/* One MIME part: its name, its type, its bytes. Labels are believed as far as they are true. */
#ifndef BAOSONG_READER_MIME_H
#define BAOSONG_READER_MIME_H

#include <gmime/gmime.h>
#include <stdbool.h>
#include <sys/types.h>

/* The raw value of the first header of that name, "" if there is none; owned by the object. */
const char *mime_header(GMimeObject *object, const char *name);

/*
 * From Content-Disposition's filename, else Content-Type's name; NULL if neither. Slashes in it are
 * no folders: of a whole path the last part is kept. *clean is made false where bytes of it could
 * not be decoded. The caller frees it.
 */
char *mime_name(GMimeObject *object, bool *clean);

/* `subtype` may be "*". */
bool mime_is(GMimeObject *object, const char *type, const char *subtype);
bool mime_is_attachment(GMimeObject *object);

/* The decoded bytes, to be pulled by mime_pull; the caller unrefs it. An empty one where the part
 * has no content. */
GMimeStream *mime_stream(GMimePart *part);
ssize_t mime_pull(void *stream, char *buffer, size_t size);

#endif
