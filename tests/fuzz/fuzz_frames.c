/* What a reader may send its parent: frames of any bytes. */
#include "reader/frames.h"

#include <signal.h>
#include <stdlib.h>

static void feed(struct reader_job *job, const uint8_t *data, size_t size)
{
    struct error error = {0};
    size_t half = size / 2;
    if (reader_job_feed(job, data, half, &error) == 0 &&
        reader_job_feed(job, data + half, size - half, &error) == 0) {
        return;
    }
    if (error.kind != ERROR_PROTOCOL) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader_job job = {0};
    struct orders orders = {0};
    feed(&job, data, size);
    enum reader_end end = reader_job_ending(&job, CLD_KILLED, SIGSEGV);
    reader_job_avoid(&job, end, &orders);
    reader_job_break_off(&job, end);
    json_decref(description_to_json(job.description));
    reader_job_clear(&job);
    return 0;
}
