#include "reader/zip_method.h"

#include "reader/unarr_source.h"

#include <lzma.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

enum {
    METHOD_DEFLATE64 = 9,
    METHOD_LZMA = 14,
    METHOD_ZSTD_OLD = 20,
    METHOD_ZSTD = 93,
    METHOD_XZ = 95,
    METHOD_PPMD = 98,
    DECODER_MEMORY = 256 << 20, /* bytes: xz -9 takes 65 MiB */
    WINDOW_LOG = 27,            /* 128 MiB: what the format's own tools take without being asked */
};

static enum spool_result checked(enum spool_result result, uint32_t crc, const zip_stat_t *status)
{
    bool right = (status->valid & ZIP_STAT_CRC) == 0 || crc == status->crc;
    return result == SPOOL_WHOLE && !right ? SPOOL_BROKEN : result;
}

/* --- Zstandard and xz --------------------------------------------------------------------------
 */

/* An entry as it is packed, and what unpacks it. */
struct packed_source {
    zip_file_t *file;
    ZSTD_DStream *zstd;
    lzma_stream xz;
    unsigned char block[65536];
    size_t at, size; /* of the block: what has been used, and what there is */
    uint32_t crc;
};

/* Unpacks some of the block; -1 where it is no such stream. *given bytes came of it. */
typedef int (*unpack_function)(struct packed_source *source, char *buffer, size_t size,
                               size_t *given);

static int unpack_zstd(struct packed_source *source, char *buffer, size_t size, size_t *given)
{
    ZSTD_inBuffer in = {.src = source->block, .size = source->size, .pos = source->at};
    ZSTD_outBuffer out = {.dst = buffer, .size = size};
    size_t result = ZSTD_decompressStream(source->zstd, &out, &in);
    source->at = in.pos;
    *given = out.pos;
    return ZSTD_isError(result) ? -1 : 0;
}

static int unpack_xz(struct packed_source *source, char *buffer, size_t size, size_t *given)
{
    source->xz.next_in = source->block + source->at;
    source->xz.avail_in = source->size - source->at;
    source->xz.next_out = (uint8_t *)buffer;
    source->xz.avail_out = size;
    lzma_ret result = lzma_code(&source->xz, LZMA_RUN);
    source->at = source->size - source->xz.avail_in;
    *given = size - source->xz.avail_out;
    return result == LZMA_OK || result == LZMA_STREAM_END ? 0 : -1;
}

static ssize_t pull_unpacked(struct packed_source *source, unpack_function unpack, char *buffer,
                             size_t size)
{
    size_t given = 0;
    while (given == 0) {
        if (source->at == source->size) {
            zip_int64_t got = zip_fread(source->file, source->block, sizeof source->block);
            if (got <= 0) {
                return got < 0 ? -1 : 0;
            }
            source->at = 0;
            source->size = (size_t)got;
        }
        size_t before = source->at;
        if (unpack(source, buffer, size, &given) != 0 || (given == 0 && source->at == before)) {
            return -1;
        }
    }
    source->crc = (uint32_t)crc32(source->crc, (const Bytef *)buffer, (uInt)given);
    return (ssize_t)given;
}

static ssize_t pull_zstd(void *source, char *buffer, size_t size)
{
    return pull_unpacked(source, unpack_zstd, buffer, size);
}

static ssize_t pull_xz(void *source, char *buffer, size_t size)
{
    return pull_unpacked(source, unpack_xz, buffer, size);
}

static enum spool_result spool_unpacked(struct container *container, zip_t *archive,
                                        const zip_stat_t *status, struct spool *spool,
                                        pull_function pull, struct packed_source *source)
{
    source->file = zip_fopen_index(archive, status->index, ZIP_FL_COMPRESSED);
    if (source->file == NULL) {
        return SPOOL_BROKEN;
    }
    enum spool_result result = container_spool(container, pull, source, spool);
    zip_fclose(source->file);
    return checked(result, source->crc, status);
}

static enum spool_result spool_zstd(struct container *container, int fd, zip_t *archive,
                                    const zip_stat_t *status, struct spool *spool)
{
    (void)fd;
    struct packed_source source = {.zstd = ZSTD_createDStream()};
    enum spool_result result = SPOOL_BROKEN;
    if (source.zstd != NULL) {
        ZSTD_DCtx_setParameter(source.zstd, ZSTD_d_windowLogMax, WINDOW_LOG);
        result = spool_unpacked(container, archive, status, spool, pull_zstd, &source);
    }
    ZSTD_freeDStream(source.zstd);
    return result;
}

static enum spool_result spool_xz(struct container *container, int fd, zip_t *archive,
                                  const zip_stat_t *status, struct spool *spool)
{
    (void)fd;
    struct packed_source source = {.xz = LZMA_STREAM_INIT};
    enum spool_result result = SPOOL_BROKEN;
    if (lzma_stream_decoder(&source.xz, DECODER_MEMORY, LZMA_CONCATENATED) == LZMA_OK) {
        result = spool_unpacked(container, archive, status, spool, pull_xz, &source);
    }
    lzma_end(&source.xz);
    return result;
}

/* --- Deflate64, LZMA and PPMd ---------------------------------------------------------------- */

/* libunarr walks along the central directory as libzip does, but passes over folders. */
static bool go_to(ar_archive *reached, zip_t *archive, zip_uint64_t index)
{
    for (zip_uint64_t i = 0; i <= index; i++) {
        const char *name = zip_get_name(archive, i, ZIP_FL_ENC_RAW);
        size_t length = name != NULL ? strlen(name) : 0;
        bool folder = length > 0 && name[length - 1] == '/';
        if (!folder && !ar_parse_entry(reached)) {
            return false;
        }
    }
    return true;
}

static enum spool_result spool_mapped(struct container *container, const void *bytes, size_t size,
                                      zip_t *directory, const zip_stat_t *status,
                                      struct spool *spool)
{
    enum spool_result result = SPOOL_BROKEN;
    ar_stream *stream = ar_open_memory(bytes, size);
    ar_archive *archive = stream != NULL ? ar_open_zip_archive(stream, false) : NULL;
    if (archive != NULL && go_to(archive, directory, status->index) &&
        ar_entry_get_size(archive) == status->size) {
        struct unarr_source source = {.archive = archive, .left = status->size};
        result = container_spool(container, unarr_pull, &source, spool);
        result = checked(result, source.crc, status);
    }
    ar_close_archive(archive);
    ar_close(stream);
    return result;
}

static enum spool_result spool_unarr(struct container *container, int fd, zip_t *archive,
                                     const zip_stat_t *status, struct spool *spool)
{
    struct stat file;
    if (fstat(fd, &file) != 0 || file.st_size == 0) {
        return SPOOL_BROKEN;
    }
    size_t size = (size_t)file.st_size;
    void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED) {
        return SPOOL_BROKEN;
    }
    enum spool_result result = spool_mapped(container, bytes, size, archive, status, spool);
    munmap(bytes, size);
    return result;
}

bool zip_method_spool(struct container *container, int fd, zip_t *archive, const zip_stat_t *status,
                      struct spool *spool, enum spool_result *result)
{
    static const struct {
        int method;
        enum spool_result (*spool)(struct container *container, int fd, zip_t *archive,
                                   const zip_stat_t *status, struct spool *spool);
    } methods[] = {{METHOD_DEFLATE64, spool_unarr}, {METHOD_LZMA, spool_unarr},
                   {METHOD_PPMD, spool_unarr},      {METHOD_XZ, spool_xz},
                   {METHOD_ZSTD, spool_zstd},       {METHOD_ZSTD_OLD, spool_zstd}};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        if (methods[i].method == status->comp_method) {
            *result = methods[i].spool(container, fd, archive, status, spool);
            return true;
        }
    }
    return false;
}
