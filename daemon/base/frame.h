/*
 * Frames: how a parent and its children speak. Each is a JSON object (UTF-8) behind its length as
 * four bytes, big-endian. A length over LIMIT_FRAME, a text that is not JSON, or JSON that is not
 * an object is bad framing: the reader of it gives up on the sender.
 */
#ifndef BAOSONG_BASE_FRAME_H
#define BAOSONG_BASE_FRAME_H

#include "base/buffer.h"
#include "base/error.h"

#include <jansson.h>

/* Takes what bytes come and hands out whole frames. Zero-initialised; frame_parser_free ends it. */
struct frame_parser {
    struct buffer pending;
};

/* Adds bytes as they were read. */
void frame_parser_add(struct frame_parser *parser, const void *data, size_t size);
/* The next whole frame in *frame (the caller decrefs), or NULL there when more bytes are needed.
 * Fails with ERROR_PROTOCOL on bad framing; the parser is then of no more use. */
int frame_parser_next(struct frame_parser *parser, json_t **frame, struct error *error);
void frame_parser_free(struct frame_parser *parser);

/* Reads from fd, blocking, until a whole frame is there; NULL in *frame at a clean end of file. */
int frame_read(int fd, struct frame_parser *parser, json_t **frame, struct error *error);

/* Writes one frame, blocking; takes over the caller's reference to `frame` in any case. */
int frame_write(int fd, json_t *frame, struct error *error);

#endif
