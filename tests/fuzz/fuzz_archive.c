/* One archive of any kind: the charset of its names, its entries, what is in
 * them, and what remains when it is broken. */
#include "fuzz_job.h"
#include "reader/archive.h"

static void read_archive(struct job *job, int fd)
{
    struct container container = {.job = job, .path = "a.zip", .packed = 1};
    archive_read(&container, fd);
    container_end(&container);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_job(data, size, read_archive);
    return 0;
}
