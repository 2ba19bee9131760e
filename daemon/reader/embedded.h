/*
 * Files that lie in a document: OLE objects and packages in what office programs write, the
 * attachments of a PDF. Each goes on as a leaf with the document's path for its folder; the
 * document itself stays a file. Pictures are part of the document and are not listed.
 */
#ifndef BAOSONG_READER_EMBEDDED_H
#define BAOSONG_READER_EMBEDDED_H

#include "reader/bytes.h"
#include "reader/container.h"

#include <gsf/gsf-infile.h>
#include <zip.h>

/* Hands on what lies in the document in `fd`, a leaf of `within` that was described already. */
void embedded_read(struct container *within, const struct described_file *document, int fd);

/* For those that take documents apart: hands on bytes under a name (UTF-8; NULL for none). */
void embedded_bytes(struct container *container, const char *name, const void *bytes, size_t size);
/* The same for a part of a package that is open. */
void embedded_part(struct container *container, const char *name, zip_file_t *part);
/* Hands on what an OLE object stands for: the file packed in it, or the office document that it
 * is; nothing for what no person would open alone (equations, charts). */
void embedded_object(struct container *container, GsfInfile *object);
/* The same for what an object holds in the wrapping of OLE 1 ([MS-OLEDS] 2.3.6): size, and the
 * Packager's file. False for what is none. */
bool embedded_native(struct container *container, const struct bytes *stream);

/* One for each kind; `container` is the document. */
void package_embedded(struct container *container, int fd);
void ole_embedded(struct container *container, int fd);
void ppt_embedded(struct container *container, GsfInfile *storage);
void ofd_embedded(struct container *container, int fd);
void pdf_embedded(struct container *container, int fd);
void rtf_embedded(struct container *container, int fd);

#endif
