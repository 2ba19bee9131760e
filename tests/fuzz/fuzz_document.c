/* Documents of every kind, by the functions that the reader calls: the first byte chooses one. */
#include "reader/document.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void (*const describers[])(int fd, struct described_file *file) = {
    doc_describe,  xls_describe,  ppt_describe,  rtf_describe,  ofd_describe,
    docx_describe, xlsx_describe, pptx_describe, html_describe, markup_describe,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct described_file file = {.seal = -1, .title = xstrdup(""), .text = xstrdup("")};
    int fd = memfd_create("document", MFD_CLOEXEC);
    if (size < 2) {
        close(fd);
        described_file_clear(&file);
        return -1;
    }
    if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) {
        abort();
    }
    describers[data[0] % COUNT_OF(describers)](fd, &file);
    described_file_clear(&file);
    close(fd);
    return 0;
}
