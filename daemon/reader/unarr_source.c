#include "reader/unarr_source.h"

#include <zlib.h>

ssize_t unarr_pull(void *context, char *buffer, size_t size)
{
    struct unarr_source *source = context;
    size_t given = size < source->left ? size : (size_t)source->left;
    if (given > 0 && !ar_entry_uncompress(source->archive, buffer, given)) {
        return -1;
    }
    source->left -= given;
    source->crc = (uint32_t)crc32(source->crc, (const Bytef *)buffer, (uInt)given);
    return (ssize_t)given;
}
