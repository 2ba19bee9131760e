/* Words of headers: encoded words, parameters, charsets, names. */
#include "base/utf8.h"
#include "fuzz_job.h"
#include "reader/charset.h"
#include "reader/header.h"
#include "reader/names.h"

#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    charset_prepare();
    return 0;
}

static void check(const char *text)
{
    if (!utf8_valid(text, strlen(text))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool clean = true;
    CLEANUP_FREE char *raw = xstrndup((const char *)data, size);
    CLEANUP_FREE char *text = header_decode(raw, &clean);
    CLEANUP_FREE char *name = header_parameter(raw, "filename", &clean);
    CLEANUP_FREE char *path = names_path("within", name, KIND_PDF, 0);
    CLEANUP_FREE char *label = xstrndup(raw, strcspn(raw, ";"));
    CLEANUP_FREE char *body = charset_decode(label, (const char *)data, size, &clean);
    check(text);
    check(path);
    check(body);
    return 0;
}
