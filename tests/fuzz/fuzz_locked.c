/* Locked archives, with their password at hand. The first byte says how the rest is to be taken: 0:
 * as the archive; else as the header of a 7z, behind so many packed bytes, whose checksums are
 * right. */
#include "fuzz_job.h"
#include "reader/archive.h"
#include "reader/bytes.h"

#include <string.h>
#include <zlib.h>

enum { FIRST = 32, KEYS = 300000 /* blocks that may be hashed: one key, at most */ };

static void read_locked(struct job *job, int fd)
{
    struct container container = {.job = job, .path = "a.7z", .packed = 1};
    job->passwords = xgrow(NULL, 0, sizeof *job->passwords);
    job->passwords[job->password_count++] = xstrdup("xy2017");
    job->key_blocks = LIMIT_KEY_BLOCKS - KEYS;
    archive_read(&container, fd);
    container_end(&container);
}

/* `packed` of the bytes, then the header. */
static void read_header(const uint8_t *data, size_t size, size_t packed)
{
    CLEANUP_FREE unsigned char *archive = xcalloc(FIRST + size, 1);
    packed = packed < size ? packed : size;
    memcpy(archive, "7z\xBC\xAF\x27\x1C\0\4", 8);
    memcpy(archive + FIRST, data, size);
    bytes_put_u32(archive + 12, (uint32_t)packed);
    bytes_put_u32(archive + 20, (uint32_t)(size - packed));
    bytes_put_u32(archive + 28, (uint32_t)crc32(0, data + packed, (uInt)(size - packed)));
    bytes_put_u32(archive + 8, (uint32_t)crc32(0, archive + 12, 20));
    fuzz_job(archive, FIRST + size, read_locked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 0 && data[0] == 0) {
        fuzz_job(data + 1, size - 1, read_locked);
    } else if (size > 0) {
        read_header(data + 1, size - 1, data[0]);
    }
    return 0;
}
