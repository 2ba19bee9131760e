#include "reader/mapi.h"

#include "base/memory.h"

enum { MULTIPLE = 0x1000 /* of a type: it has any number of values */ };

/* Bytes of a value of fixed size, filled up to 4; 0 for types that say their size. */
static unsigned fixed_size(unsigned type)
{
    static const struct {
        unsigned type, size;
    } sizes[] = {
        {0x01, 4}, {0x02, 4}, {0x03, 4}, {0x04, 4}, {0x05, 8}, {0x06, 8},
        {0x07, 8}, {0x0A, 4}, {0x0B, 4}, {0x14, 8}, {0x40, 8}, {0x48, 16},
    };
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (sizes[i].type == type) {
            return sizes[i].size;
        }
    }
    return 0;
}

static uint64_t filled(uint32_t size)
{
    return ((uint64_t)size + 3) / 4 * 4;
}

/* A property from 0x8000 on has a name: a GUID, and a number or a text. */
static bool skip_name(struct range *list)
{
    uint32_t kind = 0, value = 0;
    range_take(list, 16);
    if (!range_number(list, 4, &kind) || !range_number(list, 4, &value)) {
        return false;
    }
    if (kind == 1) {
        range_take(list, filled(value));
    }
    return kind <= 1;
}

static bool read_values(struct range *list, unsigned id, unsigned type, mapi_visitor visit,
                        void *context)
{
    unsigned plain = type & ~(unsigned)MULTIPLE;
    unsigned fixed = fixed_size(plain);
    bool sized = plain == MAPI_STRING8 || plain == MAPI_UNICODE || plain == MAPI_OBJECT ||
                 plain == MAPI_BINARY;
    uint32_t count = 1;
    if ((fixed == 0 && !sized) || ((sized || plain != type) && !range_number(list, 4, &count))) {
        return false;
    }
    if (fixed > 0) {
        range_take(list, (uint64_t)fixed * count);
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t size = 0;
        if (!range_number(list, 4, &size)) {
            return false;
        }
        struct range padded = range_take(list, filled(size));
        const struct range value = range_take(&padded, size);
        if (value.end - value.at != (off_t)size) {
            return false;
        }
        if (i == 0) {
            visit(context, id, plain, &value);
        }
    }
    return true;
}

bool mapi_walk(struct range *list, mapi_visitor visit, void *context)
{
    uint32_t count = 0;
    if (!range_number(list, 4, &count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t type = 0, id = 0;
        if (!range_number(list, 2, &type) || !range_number(list, 2, &id) ||
            (id >= 0x8000 && !skip_name(list)) || !read_values(list, id, type, visit, context)) {
            return false;
        }
    }
    return true;
}
