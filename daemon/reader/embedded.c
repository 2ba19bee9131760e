#include "reader/embedded.h"

#include "base/limits.h"
#include "reader/bytes.h"
#include "reader/charset.h"
#include "reader/ole.h"

#include <stdlib.h>
#include <string.h>

static void (*const readers[KIND_COUNT])(struct container *container, int fd) = {
    [KIND_DOCX] = package_embedded, [KIND_XLSX] = package_embedded, [KIND_PPTX] = package_embedded,
    [KIND_DOC] = ole_embedded,      [KIND_WPS] = ole_embedded,      [KIND_XLS] = ole_embedded,
    [KIND_PPT] = ole_embedded,      [KIND_PDF] = pdf_embedded,      [KIND_OFD] = ofd_embedded,
    [KIND_RTF] = rtf_embedded,
};

void embedded_read(struct container *within, const struct described_file *document, int fd)
{
    if (readers[document->kind] == NULL || within->job->failed) {
        return;
    }
    if (within->depth + 1 >= LIMIT_DEPTH) {
        job_note(within->job, FINDING_OVER_BUDGET, "嵌套层数过多");
        return;
    }
    CLEANUP_FREE char *what = xasprintf("%s中的内嵌文件", document->path);
    if (!job_may(within->job, what)) {
        return;
    }
    struct container inner = {
        .job = within->job, .path = document->path, .depth = within->depth + 1};
    readers[document->kind](&inner, fd);
    if (inner.over_budget) {
        job_note(within->job, FINDING_OVER_BUDGET, what);
    }
}

void embedded_bytes(struct container *container, const char *name, const void *bytes, size_t size)
{
    struct spool spool = {.fd = -1};
    if (!container_entry(container, name)) {
        return;
    }
    enum spool_result result = container_spool_bytes(container, bytes, size, &spool);
    const struct leaf_notes notes = {.cut = result == SPOOL_CUT};
    container_leaf(container, name, &spool, &notes);
}

static ssize_t pull_part(void *source, char *buffer, size_t size)
{
    return (ssize_t)zip_fread(source, buffer, size);
}

void embedded_part(struct container *container, const char *name, zip_file_t *part)
{
    struct spool spool = {.fd = -1};
    if (!container_entry(container, name)) {
        return;
    }
    enum spool_result result = container_spool(container, pull_part, part, &spool);
    const struct leaf_notes notes = {.broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    container_leaf(container, name, &spool, &notes);
}

/* --- what an OLE object stands for ----------------------------------------------------------- */

/* The file's own name: what stands behind the last separator of a path of any system. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *backslash = strrchr(path, '\\');
    const char *last = slash > backslash ? slash : backslash;
    return last != NULL ? last + 1 : path;
}

/* A text that ends with a NUL, in the code page of its writer; moves behind it. */
static char *take_ansi(const struct bytes *bytes, size_t *at)
{
    size_t size = 0;
    while (bytes_u8(bytes, *at + size) != 0) {
        size++;
    }
    char *text = charset_decode(NULL, (const char *)bytes_at(bytes, *at, size), size, NULL);
    *at += size + 1;
    return text;
}

/* Its length in characters, then UTF-16LE. NULL where there is none. */
static char *take_wide(const struct bytes *bytes, size_t *at)
{
    size_t size = (size_t)bytes_u32(bytes, *at) * 2;
    const unsigned char *text = bytes_at(bytes, *at + 4, size);
    *at += 4 + size;
    return size > 0 && text != NULL ? charset_decode("utf-16le", (const char *)text, size, NULL)
                                    : NULL;
}

/*
 * A file put in by the Windows Packager: size, flags, label, path, two words, the path of its
 * temporary copy, the bytes, and the three names again in UTF-16.
 */
bool embedded_native(struct container *container, const struct bytes *stream)
{
    size_t at = 6;
    if (bytes_u16(stream, 4) != 2) {
        return false; /* bytes of some program, without a name or a shape we could know */
    }
    CLEANUP_FREE char *label = take_ansi(stream, &at);
    CLEANUP_FREE char *path = take_ansi(stream, &at);
    size_t skip = bytes_u32(stream, at + 4);
    at += 8 + skip;
    size_t size = bytes_u32(stream, at);
    const unsigned char *content = bytes_at(stream, at + 4, size);
    if (content == NULL) {
        return false;
    }
    at += 4 + size;
    CLEANUP_FREE char *wide_copy = take_wide(stream, &at);
    CLEANUP_FREE char *wide_label = take_wide(stream, &at);
    const char *name = base_name(wide_label != NULL ? wide_label : label);
    if (strchr(name, '.') == NULL && strchr(base_name(path), '.') != NULL) {
        name = base_name(path); /* the label was written by a person, without the ending */
    }
    embedded_bytes(container, name, content, size);
    return true;
}

/* The file as such in a stream: an OOXML document, or what another program calls CONTENTS. */
static bool take_stream(struct container *container, GsfInfile *object, const char *name,
                        const char *magic)
{
    size_t size = 0;
    CLEANUP_FREE unsigned char *bytes = ole_stream(object, name, LIMIT_EMBEDDED, &size);
    if (bytes == NULL || size < strlen(magic) || memcmp(bytes, magic, strlen(magic)) != 0) {
        return false;
    }
    embedded_bytes(container, NULL, bytes, size);
    return true;
}

void embedded_object(struct container *container, GsfInfile *object)
{
    size_t size = 0;
    CLEANUP_FREE unsigned char *native = ole_stream(object, "\1Ole10Native", LIMIT_EMBEDDED, &size);
    if (native != NULL && embedded_native(container, &(struct bytes){native, size})) {
        return;
    }
    if (take_stream(container, object, "Package", "PK") ||
        take_stream(container, object, "CONTENTS", "%PDF") ||
        ole_storage_kind(object, NULL) == KIND_UNKNOWN) {
        return;
    }
    CLEANUP_FREE unsigned char *document = ole_rebuild(object, LIMIT_EMBEDDED, &size);
    if (document != NULL) {
        embedded_bytes(container, NULL, document, size);
    }
}

/* --- .doc, .xls, .ppt ------------------------------------------------------------------------ */

/* Storages of objects: those in ObjectPool (Word), and those called MBD... (Excel). */
static void take_storages(struct container *container, GsfInfile *parent, const char *prefix)
{
    int count = gsf_infile_num_children(parent);
    for (int i = 0; i < count; i++) {
        const char *name = gsf_infile_name_by_index(parent, i);
        if (name == NULL || strncmp(name, prefix, strlen(prefix)) != 0) {
            continue;
        }
        CLEANUP(cleanup_ole_close)
        GsfInfile *object = ole_storage(parent, name);
        if (object != NULL) {
            embedded_object(container, object);
        }
    }
}

void ole_embedded(struct container *container, int fd)
{
    CLEANUP(cleanup_ole_close)
    GsfInfile *file = ole_open(fd);
    if (file == NULL) {
        return;
    }
    CLEANUP(cleanup_ole_close)
    GsfInfile *pool = ole_storage(file, "ObjectPool");
    if (pool != NULL) {
        take_storages(container, pool, "_");
    }
    take_storages(container, file, "MBD");
    ppt_embedded(container, file);
}
