#include "reader/inspect.h"

#include "reader/docnumber.h"
#include "reader/document.h"

#include <stdlib.h>

void document_note(struct described_file *file, enum finding_code code)
{
    for (size_t i = 0; i < file->finding_count; i++) {
        if (file->findings[i].code == code) {
            return;
        }
    }
    finding_add(&file->findings, &file->finding_count, code, NULL);
}

/* Kinds that nothing here looks into (pictures, films) are known by name and hash alone. */
static void (*const describers[KIND_COUNT])(int fd, struct described_file *file) = {
    [KIND_DOCX] = docx_describe, [KIND_XLSX] = xlsx_describe, [KIND_PPTX] = pptx_describe,
    [KIND_PPT] = ppt_describe,   [KIND_TEXT] = text_describe, [KIND_HTML] = html_describe,
};

void inspect(struct job *job, int fd, struct described_file *file)
{
    if (file->kind == KIND_PDF) {
        pdf_describe(job, fd, file);
    } else if (describers[file->kind] != NULL) {
        describers[file->kind](fd, file);
    }
    if (file->document_number == NULL && file->text != NULL) {
        file->document_number = docnumber_find(file->text);
        file->number_confidence = file->document_number != NULL; /* it stands in text */
    }
}
