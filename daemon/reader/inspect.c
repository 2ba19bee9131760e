#include "reader/inspect.h"

#include "reader/docnumber.h"
#include "reader/document.h"
#include "reader/ole.h"
#include "reader/scan.h"

#include <stdlib.h>
#include <string.h>

void document_note(struct described_file *file, enum finding_code code)
{
    for (size_t i = 0; i < file->finding_count; i++) {
        if (file->findings[i].code == code) {
            return;
        }
    }
    finding_add(&file->findings, &file->finding_count, code, NULL);
}

void document_note_page(struct described_file *file, unsigned number, const struct avoided *why)
{
    bool pages = kind_has_pages(file->kind);
    CLEANUP_FREE char *detail =
        xasprintf("第%u%s：%s", number, pages ? "页" : "幅图片", why->reason);
    for (size_t i = 0; i < file->finding_count; i++) {
        const char *said = file->findings[i].detail;
        if (said != NULL && strcmp(said, detail) == 0) {
            return;
        }
    }
    finding_add(&file->findings, &file->finding_count, why->code, detail);
}

enum text_layer document_text_layer(unsigned words, unsigned pictures)
{
    if (words == 0) {
        return pictures == 0 ? TEXT_LAYER_UNKNOWN : TEXT_LAYER_SCAN;
    }
    return pictures == 0 ? TEXT_LAYER_TEXT : TEXT_LAYER_MIXED;
}

zip_t *document_package(int fd, struct described_file *file)
{
    zip_t *package = package_open(fd);
    if (package == NULL) {
        /* [MS-OFFCRYPTO] 2.3.4: an encrypted package lies in a compound file. */
        CLEANUP(cleanup_ole_close)
        GsfInfile *storage = ole_open(fd);
        bool locked = storage != NULL && ole_has(storage, "EncryptedPackage");
        document_note(file, locked ? FINDING_ENCRYPTED : FINDING_DAMAGED);
    }
    return package;
}

/* Kinds that nothing here looks into (pictures, films) are known by name and hash alone. */
static void (*const describers[KIND_COUNT])(int fd, struct described_file *file) = {
    [KIND_DOCX] = docx_describe, [KIND_XLSX] = xlsx_describe, [KIND_PPTX] = pptx_describe,
    [KIND_RTF] = rtf_describe,   [KIND_OFD] = ofd_describe,   [KIND_DOC] = doc_describe,
    [KIND_WPS] = doc_describe,   [KIND_XLS] = xls_describe,   [KIND_PPT] = ppt_describe,
    [KIND_TEXT] = text_describe, [KIND_HTML] = html_describe,
};

void inspect_words(int fd, struct described_file *file)
{
    if (describers[file->kind] != NULL) {
        describers[file->kind](fd, file);
    }
}

/* Nothing to read and nothing to see: a form that was never filled in, sent by mistake. */
static bool is_empty(int fd, const struct described_file *file)
{
    bool package = file->kind == KIND_DOCX || file->kind == KIND_XLSX || file->kind == KIND_PPTX;
    return file->chars == 0 && file->finding_count == 0 &&
           (file->kind == KIND_TEXT || (package && !package_has_others(fd)));
}

void inspect(struct job *job, int fd, struct described_file *file)
{
    if (file->kind == KIND_PDF) {
        pdf_describe(job, fd, file);
    } else {
        inspect_words(fd, file);
    }
    if (is_empty(fd, file)) {
        document_note(file, FINDING_EMPTY);
    }
    if (file->document_number == NULL && file->text != NULL) {
        file->document_number = docnumber_find(file->text);
        file->number_confidence = file->document_number != NULL; /* it stands in text */
    }
    const struct avoided *avoided = job_step(job);
    if (avoided == NULL) {
        scan_describe(job, fd, file);
    } else {
        finding_add(&file->findings, &file->finding_count, avoided->code, avoided->reason);
    }
}
