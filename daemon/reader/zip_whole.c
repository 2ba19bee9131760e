#include "reader/zip_whole.h"

#include <libdeflate.h>
#include <stdlib.h>

/* Grows, and is kept for the next entry. */
struct room {
    char *bytes;
    size_t size;
};

struct zip_whole {
    struct libdeflate_decompressor *decompressor;
    struct room packed, unpacked;
};

static struct zip_whole *whole_of(struct job *job)
{
    if (job->zip_whole == NULL) {
        job->zip_whole = xcalloc(1, sizeof *job->zip_whole);
        job->zip_whole->decompressor = libdeflate_alloc_decompressor();
    }
    return job->zip_whole;
}

void zip_whole_free(struct zip_whole *whole)
{
    if (whole != NULL) {
        libdeflate_free_decompressor(whole->decompressor);
        free(whole->packed.bytes);
        free(whole->unpacked.bytes);
        free(whole);
    }
}

/* What was in it is gone. */
static char *room_for(struct room *room, size_t size)
{
    if (room->size < size || room->bytes == NULL) {
        free(room->bytes);
        room->bytes = xmalloc(size + 1);
        room->size = size;
    }
    return room->bytes;
}

static bool fits(const struct container *container, const zip_stat_t *status)
{
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC |
                                ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
    return (status->valid & needed) == needed && status->encryption_method == ZIP_EM_NONE &&
           (status->comp_method == ZIP_CM_DEFLATE || status->comp_method == ZIP_CM_STORE) &&
           status->comp_size <= LIMIT_WHOLE_ENTRY && status->size <= LIMIT_WHOLE_ENTRY &&
           container_may_unpack(container, (size_t)status->size);
}

/* As it is packed; NULL where the archive ends before. */
static const char *packed_bytes(struct zip_whole *whole, zip_t *archive, const zip_stat_t *status)
{
    zip_file_t *file = zip_fopen_index(archive, status->index, ZIP_FL_COMPRESSED);
    if (file == NULL) {
        return NULL;
    }
    char *bytes = room_for(&whole->packed, (size_t)status->comp_size);
    zip_int64_t got = zip_fread(file, bytes, status->comp_size);
    zip_fclose(file);
    return got == (zip_int64_t)status->comp_size ? bytes : NULL;
}

static const char *inflated(struct zip_whole *whole, const char *packed, const zip_stat_t *status)
{
    size_t size = (size_t)status->size;
    char *bytes = room_for(&whole->unpacked, size);
    return whole->decompressor != NULL &&
                   libdeflate_deflate_decompress(whole->decompressor, packed,
                                                 (size_t)status->comp_size, bytes, size,
                                                 NULL) == LIBDEFLATE_SUCCESS
               ? bytes
               : NULL;
}

/* All of it, and nothing else; NULL where it is not as the directory says. */
static const char *unpacked_bytes(struct zip_whole *whole, zip_t *archive, const zip_stat_t *status)
{
    const char *bytes = packed_bytes(whole, archive, status);
    if (bytes != NULL && status->comp_method == ZIP_CM_DEFLATE) {
        bytes = inflated(whole, bytes, status);
    } else if (status->comp_size != status->size) {
        bytes = NULL;
    }
    bool right = bytes != NULL && libdeflate_crc32(0, bytes, (size_t)status->size) == status->crc;
    return right ? bytes : NULL;
}

enum zip_whole_result zip_whole_spool(struct container *container, zip_t *archive,
                                      const zip_stat_t *status, struct spool *spool,
                                      enum spool_result *result)
{
    if (!fits(container, status)) {
        return WHOLE_UNFIT;
    }
    const char *bytes = unpacked_bytes(whole_of(container->job), archive, status);
    if (bytes == NULL) {
        return WHOLE_LIED;
    }
    *result = container_spool_bytes(container, bytes, (size_t)status->size, spool);
    return WHOLE_DONE;
}
