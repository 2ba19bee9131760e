#include "reader/base64.h"

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

enum { GROUP = 4 /* marks, for three bytes */, PADDING = -2, FOREIGN = -1 };

/* GObject's names, as its macros want them. */
typedef struct {
    GMimeFilter parent;
    uint32_t bits;  /* of the group that is not yet full */
    unsigned count; /* marks of it */
    bool ended;     /* by its padding */
} Base64;

typedef GMimeFilterClass Base64Class;

GType base64_get_type(void);
G_DEFINE_TYPE(Base64, base64, GMIME_TYPE_FILTER)

static int16_t values[256];

/* --- decoding -------------------------------------------------------------------------------- */

/* The bytes that the marks of an unfinished group hold. */
static char *end_group(Base64 *group, char *out)
{
    uint32_t bits = group->bits << 6 * (GROUP - group->count);
    if (group->count > 1) {
        *out++ = (char)(bits >> 16 & 0xFF);
    }
    if (group->count > 2) {
        *out++ = (char)(bits >> 8 & 0xFF);
    }
    group->bits = group->count = 0;
    return out;
}

static char *add_mark(Base64 *group, unsigned char mark, char *out)
{
    int value = values[mark];
    if (value == PADDING && group->count > 1) {
        group->ended = true;
        return end_group(group, out);
    }
    if (value < 0) {
        return out;
    }
    group->bits = group->bits << 6 | (uint32_t)value;
    if (++group->count == GROUP) {
        *out++ = (char)(group->bits >> 16 & 0xFF);
        *out++ = (char)(group->bits >> 8 & 0xFF);
        *out++ = (char)(group->bits & 0xFF);
        group->bits = group->count = 0;
    }
    return out;
}

/* Whole groups, up to the first mark that belongs to none; moves *in and returns where `out` is. */
static char *add_groups(const unsigned char **in, const unsigned char *end, char *out)
{
    const unsigned char *at = *in;
    for (; end - at >= GROUP; at += GROUP) {
        int a = values[at[0]], b = values[at[1]], c = values[at[2]], d = values[at[3]];
        if ((a | b | c | d) < 0) {
            break;
        }
        uint32_t bits = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | (uint32_t)d;
        *out++ = (char)(bits >> 16);
        *out++ = (char)(bits >> 8 & 0xFF);
        *out++ = (char)(bits & 0xFF);
    }
    *in = at;
    return out;
}

/* --- as a filter ----------------------------------------------------------------------------- */

static void filter_block(GMimeFilter *filter, char *in, size_t size, size_t space, char **out,
                         size_t *out_size, size_t *out_space)
{
    Base64 *group = (Base64 *)filter;
    const unsigned char *at = (const unsigned char *)in, *end = at + size;
    (void)space;
    g_mime_filter_set_size(filter, size + GROUP, FALSE);
    char *to = filter->outbuf;
    while (at < end && !group->ended) {
        to = group->count == 0 ? add_groups(&at, end, to) : to;
        to = at < end ? add_mark(group, *at++, to) : to;
    }
    *out = filter->outbuf;
    *out_size = (size_t)(to - filter->outbuf);
    *out_space = filter->outpre;
}

static void filter_last(GMimeFilter *filter, char *in, size_t size, size_t space, char **out,
                        size_t *out_size, size_t *out_space)
{
    filter_block(filter, in, size, space, out, out_size, out_space);
    *out_size = (size_t)(end_group((Base64 *)filter, *out + *out_size) - *out);
}

static void base64_init(Base64 *group)
{
    group->bits = group->count = 0;
    group->ended = false;
}

static void filter_reset(GMimeFilter *filter)
{
    base64_init((Base64 *)filter);
}

static GMimeFilter *filter_copy(GMimeFilter *filter)
{
    (void)filter;
    return base64_filter_new();
}

static void base64_class_init(Base64Class *class)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        values[i] = FOREIGN;
    }
    for (size_t i = 0; i < sizeof alphabet - 1; i++) {
        values[(unsigned char)alphabet[i]] = (int16_t)i;
    }
    values['='] = PADDING;
    class->filter = filter_block;
    class->complete = filter_last;
    class->reset = filter_reset;
    class->copy = filter_copy;
}

GMimeFilter *base64_filter_new(void)
{
    return g_object_new(base64_get_type(), NULL);
}
