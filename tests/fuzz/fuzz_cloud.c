/* Pages and texts in which cloud attachments are looked for. */
#include "fuzz_job.h"
#include "reader/cloud.h"
#include "reader/html.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    xmlInitParser();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct job job = {.description = description_new()};
    CLEANUP_FREE char *page = html_decode(NULL, (const char *)data, size);
    CLEANUP_FREE char *text = html_to_text(page, true);
    cloud_find(&job, page);
    cloud_find(&job, text);
    html_shows(page, "pic@1");
    description_free(job.description);
    return 0;
}
