#include "reader/base64.h"

#include "base/memory.h"

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
    GROUP = 4,     /* marks, for three bytes */
    BLOCK = 16384, /* marks read at a time: small enough to stay in the processor's cache */
    PLACES = 256,  /* of marks */
    SPACE = BLOCK / GROUP * 3 + GROUP, /* bytes that a block may come to, and are written over */
};

/* What is no mark: set in a place that no three bytes reach. */
#define FOREIGN 0x80000000U
#define PADDING 0xC0000000U

/* GObject's names, as its macros want them. */
typedef struct {
    GMimeStream parent;
    GMimeStream *raw;
    uint32_t bits;   /* of the group that is not yet full */
    unsigned count;  /* marks of it */
    bool ended;      /* by its padding, or with the marks */
    size_t at, size; /* of `bytes`: what has been given out, and what there is */
    char marks[BLOCK];
    char bytes[SPACE]; /* for who wants fewer than that at a time */
} Base64;

typedef GMimeStreamClass Base64Class;

GType base64_get_type(void);
G_DEFINE_TYPE(Base64, base64, GMIME_TYPE_STREAM)

/* A mark's six bits, where they belong as the first, second, third and fourth of a group. */
static uint32_t values[GROUP][PLACES];

/* --- decoding -------------------------------------------------------------------------------- */

/* The bytes that the marks of an unfinished group hold. */
static char *end_group(Base64 *group, char *out)
{
    if (group->count > 1) {
        *out++ = (char)(group->bits >> 16 & 0xFF);
    }
    if (group->count > 2) {
        *out++ = (char)(group->bits >> 8 & 0xFF);
    }
    group->bits = group->count = 0;
    return out;
}

/* Three bytes at once, with a fourth that the next ones overwrite. */
static char *put_bytes(uint32_t bits, char *out)
{
    uint32_t bytes = htobe32(bits << 8);
    memcpy(out, &bytes, sizeof bytes);
    return out + 3;
}

static char *add_mark(Base64 *group, unsigned char mark, char *out)
{
    uint32_t value = values[group->count][mark];
    if (value == PADDING && group->count > 1) {
        group->ended = true;
        return end_group(group, out);
    }
    if ((value & FOREIGN) != 0) {
        return out;
    }
    group->bits |= value;
    if (++group->count == GROUP) {
        out = put_bytes(group->bits, out);
        group->bits = group->count = 0;
    }
    return out;
}

/* Whole groups, up to the first mark that belongs to none; moves *in and returns where `out` is. */
static char *add_groups(const unsigned char **in, const unsigned char *end, char *out)
{
    const unsigned char *at = *in;
    for (; end - at >= GROUP; at += GROUP) {
        uint32_t bits = values[0][at[0]] | values[1][at[1]] | values[2][at[2]] | values[3][at[3]];
        if ((bits & FOREIGN) != 0) {
            break;
        }
        out = put_bytes(bits, out);
    }
    *in = at;
    return out;
}

static char *decode(Base64 *group, const unsigned char *at, size_t size, char *out)
{
    const unsigned char *end = at + size;
    while (at < end && !group->ended) {
        out = group->count == 0 ? add_groups(&at, end, out) : out;
        out = at < end ? add_mark(group, *at++, out) : out;
    }
    return out;
}

/* --- as a stream ----------------------------------------------------------------------------- */

/* Decodes what comes next to `out`, where there is room for SPACE bytes: how many, 0 only at the
 * end, -1 where it cannot be read. */
static ssize_t decode_next(Base64 *group, char *out)
{
    char *end = out;
    while (end == out && !group->ended) {
        ssize_t got = g_mime_stream_read(group->raw, group->marks, sizeof group->marks);
        if (got > 0) {
            end = decode(group, (const unsigned char *)group->marks, (size_t)got, out);
        } else if (g_mime_stream_eos(group->raw)) { /* where some of GMime's say -1 */
            end = end_group(group, out);
            group->ended = true;
        } else {
            return -1;
        }
    }
    return end - out;
}

static ssize_t stream_read(GMimeStream *stream, char *buffer, size_t size)
{
    Base64 *group = (Base64 *)stream;
    if (group->at == group->size && size >= SPACE) {
        return decode_next(group, buffer);
    }
    if (group->at == group->size) {
        ssize_t got = decode_next(group, group->bytes);
        if (got <= 0) {
            return got;
        }
        group->at = 0;
        group->size = (size_t)got;
    }
    size_t left = group->size - group->at;
    size_t given = size < left ? size : left;
    memcpy(buffer, group->bytes + group->at, given);
    group->at += given;
    return (ssize_t)given;
}

static gboolean stream_eos(GMimeStream *stream)
{
    const Base64 *group = (const Base64 *)stream;
    return group->at == group->size && group->ended;
}

static void finalize(GObject *object)
{
    g_object_unref(((Base64 *)object)->raw);
    G_OBJECT_CLASS(base64_parent_class)->finalize(object);
}

static void base64_init(Base64 *group)
{
    (void)group; /* GObject zeroes it */
}

static void base64_class_init(Base64Class *class)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t place = 0; place < GROUP; place++) {
        for (size_t i = 0; i < PLACES; i++) {
            values[place][i] = FOREIGN;
        }
        for (size_t i = 0; i < sizeof alphabet - 1; i++) {
            values[place][(unsigned char)alphabet[i]] = (uint32_t)i << 6 * (GROUP - 1 - place);
        }
        values[place]['='] = PADDING;
    }
    G_OBJECT_CLASS(class)->finalize = finalize;
    class->read = stream_read;
    class->eos = stream_eos;
}

GMimeStream *base64_stream_new(GMimeStream *raw)
{
    Base64 *group = g_object_new(base64_get_type(), NULL);
    group->raw = g_object_ref(raw);
    g_mime_stream_construct(GMIME_STREAM(group), 0, -1);
    return GMIME_STREAM(group);
}
