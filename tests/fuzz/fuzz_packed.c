/* Mails packed by mail programs: winmail.dat, opaque S/MIME. */
#include "fuzz_job.h"
#include "reader/message.h"

static void read_packed(struct job *job, int fd)
{
    struct container inside = {.job = job, .path = "smime.p7m", .depth = 1};
    message_read(&inside, fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_job(data, size, read_packed);
    return 0;
}
