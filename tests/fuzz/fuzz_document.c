/* Documents of every kind, by the functions that the reader calls: the first byte chooses one. */
#include "fuzz_job.h"

#include "reader/document.h"

static void (*const describers[])(int fd, struct described_file *file) = {
    doc_describe,  xls_describe,  ppt_describe,  rtf_describe,  ofd_describe,
    docx_describe, xlsx_describe, pptx_describe, html_describe, markup_describe,
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    fuzz_prepare();
    fuzz_drop_log();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct described_file file = {.seal = -1, .title = xstrdup(""), .text = xstrdup("")};
    int fd = fuzz_file(data + (size > 0), size > 0 ? size - 1 : 0);
    describers[size > 0 ? data[0] % COUNT_OF(describers) : 0](fd, &file);
    described_file_clear(&file);
    close(fd);
    return 0;
}
