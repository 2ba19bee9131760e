#include "base/frame.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/memory.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum { LENGTH_SIZE = 4 };

void frame_parser_add(struct frame_parser *parser, const void *data, size_t size)
{
    buffer_add(&parser->pending, data, size);
}

static uint32_t length_at(const char *data)
{
    const unsigned char *bytes = (const unsigned char *)data;
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

int frame_parser_next(struct frame_parser *parser, json_t **frame, struct error *error)
{
    const struct buffer *pending = &parser->pending;
    *frame = NULL;
    if (pending->size < LENGTH_SIZE) {
        return 0;
    }
    uint32_t length = length_at(pending->data);
    if (length > LIMIT_FRAME) {
        return error_set(error, ERROR_PROTOCOL, "a frame claims %u bytes; at most %u are allowed",
                         length, LIMIT_FRAME);
    }
    if (pending->size - LENGTH_SIZE < length) {
        return 0;
    }
    json_error_t detail;
    json_t *value =
        json_loadb(pending->data + LENGTH_SIZE, length, JSON_REJECT_DUPLICATES, &detail);
    if (!json_is_object(value)) {
        json_decref(value);
        return error_set(error, ERROR_PROTOCOL, "a frame is not a JSON object (%s)", detail.text);
    }
    buffer_consume(&parser->pending, LENGTH_SIZE + (size_t)length);
    *frame = value;
    return 0;
}

void frame_parser_free(struct frame_parser *parser)
{
    buffer_free(&parser->pending);
}

int frame_read(int fd, struct frame_parser *parser, json_t **frame, struct error *error)
{
    for (;;) {
        if (frame_parser_next(parser, frame, error) != 0) {
            return -1;
        }
        if (*frame != NULL) {
            return 0;
        }
        char block[65536];
        ssize_t got = read(fd, block, sizeof block);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_errno(error, errno, "cannot read from the other process");
        }
        if (got == 0 && parser->pending.size > 0) {
            return error_set(error, ERROR_PROTOCOL, "the other process ended inside a frame");
        }
        if (got == 0) {
            return 0;
        }
        frame_parser_add(parser, block, (size_t)got);
    }
}

/* Sends all of it, also where the descriptor does not block: then waits until it takes more. */
static int send_all(int fd, const char *data, size_t size, struct error *error)
{
    while (size > 0) {
        ssize_t written = write(fd, data, size);
        if (written < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = fd, .events = POLLOUT};
            if (poll(&wait, 1, LIMIT_SEND_WAIT * 1000) == 0) {
                return error_set(error, ERROR_PROTOCOL, "the other process takes no more frames");
            }
            continue;
        }
        if (written < 0 && errno != EINTR) {
            return error_set_errno(error, errno, "cannot write to the other process");
        }
        if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
    return 0;
}

int frame_write(int fd, json_t *frame, struct error *error)
{
    CLEANUP_FREE char *text = json_dumps(frame, JSON_COMPACT);
    json_decref(frame);
    if (text == NULL) {
        return error_set(error, ERROR_PROTOCOL, "a frame holds text that is not UTF-8");
    }
    CLEANUP_BUFFER struct buffer whole = BUFFER_EMPTY;
    buffer_add(&whole, "\0\0\0", LENGTH_SIZE);
    buffer_add_text(&whole, text);
    size_t length = whole.size - LENGTH_SIZE;
    if (length > LIMIT_FRAME) {
        return error_set(error, ERROR_LIMIT, "a frame of %zu bytes is too long to send", length);
    }
    for (size_t i = 0; i < LENGTH_SIZE; i++) {
        whole.data[i] = (char)(length >> (8 * (LENGTH_SIZE - 1 - i)) & 0xFF);
    }
    return send_all(fd, whole.data, whole.size, error);
}
