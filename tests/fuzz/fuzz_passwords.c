/* Texts in which passwords are looked for. */
#include "fuzz_job.h"
#include "reader/passwords.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct job job = {0};
    CLEANUP_FREE char *text = xstrndup((const char *)data, size);
    const char *const texts[] = {text, text};
    passwords_find(&job, texts, COUNT_OF(texts));
    for (size_t i = 0; i < job.password_count; i++) {
        free(job.passwords[i]);
    }
    free(job.passwords);
    return 0;
}
