#include "reader/range.h"

#include "base/memory.h"

#include <string.h>
#include <unistd.h>

ssize_t range_pull(void *source, char *buffer, size_t size)
{
    struct range *range = source;
    off_t left = range->end - range->at;
    ssize_t got =
        left > 0 ? pread(range->fd, buffer, (off_t)size < left ? size : (size_t)left, range->at)
                 : 0;
    range->at += got > 0 ? got : 0;
    return got;
}

bool range_number(struct range *range, size_t bytes, uint32_t *number)
{
    unsigned char raw[4] = {0};
    if (range->end - range->at < (off_t)bytes ||
        pread(range->fd, raw, bytes, range->at) != (ssize_t)bytes) {
        return false;
    }
    range->at += (off_t)bytes;
    *number = raw[0] | (uint32_t)raw[1] << 8 | (uint32_t)raw[2] << 16 | (uint32_t)raw[3] << 24;
    return true;
}

struct range range_take(struct range *range, uint64_t size)
{
    uint64_t left = (uint64_t)(range->end - range->at);
    off_t begin = range->at;
    range->at += (off_t)(size < left ? size : left);
    return (struct range){.fd = range->fd, .at = begin, .end = range->at};
}

char *range_read(const struct range *range, size_t limit, size_t *size)
{
    struct range rest = *range;
    size_t wanted = (size_t)(range->end - range->at);
    char *bytes = xmalloc((wanted < limit ? wanted : limit) + 1);
    ssize_t got = range_pull(&rest, bytes, wanted < limit ? wanted : limit);
    *size = got > 0 ? (size_t)got : 0;
    bytes[*size] = '\0';
    return bytes;
}

ssize_t memory_pull(void *source, char *buffer, size_t size)
{
    struct memory *memory = source;
    size_t taken = size < memory->left ? size : memory->left;
    memcpy(buffer, memory->at, taken);
    memory->at += taken;
    memory->left -= taken;
    return (ssize_t)taken;
}
