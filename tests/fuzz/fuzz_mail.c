/* A whole mail: its parts, their names, and everything in them that is opened. */
#include "fuzz_job.h"

static void read_mail(struct job *job, int fd)
{
    struct container top = {.job = job, .path = ""};
    mail_read_top(&top, fd);
    job_send_message(job);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_job(data, size, read_mail);
    return 0;
}
