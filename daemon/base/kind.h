/* What a file is, decided by its content, never by its extension. */
#ifndef BAOSONG_BASE_KIND_H
#define BAOSONG_BASE_KIND_H

#include <stdbool.h>

enum kind {
    KIND_UNKNOWN,
    KIND_PDF,
    KIND_DOCX,
    KIND_XLSX,
    KIND_PPTX,
    KIND_DOC,
    KIND_XLS,
    KIND_PPT,
    KIND_WPS,
    KIND_OFD,
    KIND_RTF,
    KIND_TEXT,
    KIND_HTML,
    KIND_IMAGE,
    KIND_VIDEO,
    KIND_AUDIO,
    KIND_MESSAGE,
    KIND_ARCHIVE,
    KIND_COUNT
};

/* "pdf": the name in JSON and the ledger. */
const char *kind_name(enum kind kind);
/* False for a name that is none. */
bool kind_from_name(const char *name, enum kind *kind);
/* "PDF 文件": what people read. */
const char *kind_chinese(enum kind kind);

/* Is it looked at page by page? Of other documents the pictures are, that were pasted in. */
bool kind_has_pages(enum kind kind);

#endif
