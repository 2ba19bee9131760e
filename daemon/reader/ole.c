#include "reader/ole.h"

#include "reader/mapped.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    MAPPED_PAGE = 4096, /* bytes, at least: eight sectors, or one of the largest */
    COPY_DEPTH = 8,     /* storages in storages of an embedded document */
};

static void unmap(void *data)
{
    mapped_close(data);
    free(data);
}

static GsfInfile *open_input(GsfInput *input)
{
    GsfInfile *file = input != NULL ? gsf_infile_msole_new(input, NULL) : NULL;
    if (input != NULL) {
        g_object_unref(input);
    }
    return file;
}

bool ole_is(int fd)
{
    static const char magic[8] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    char head[sizeof magic];
    return pread(fd, head, sizeof head, 0) == sizeof head && memcmp(head, magic, sizeof magic) == 0;
}

GsfInfile *ole_open(int fd)
{
    struct bytes bytes = {0};
    if (!mapped_open(fd, &bytes)) {
        return NULL;
    }
    struct bytes *mapping = xcalloc(1, sizeof *mapping);
    *mapping = bytes;
    /* Kingsoft's programs end a file within its last sectors, and libgsf leaves those out. What is
     * mapped is whole pages, with noughts behind the end. */
    size_t size = (bytes.size + MAPPED_PAGE - 1) / MAPPED_PAGE * MAPPED_PAGE;
    GsfInput *input = gsf_input_memory_new(bytes.data, (gsf_off_t)size, FALSE);
    /* Streams hold their own reference to it, so it goes with the last of them. */
    g_object_set_data_full(G_OBJECT(input), "mapping", mapping, unmap);
    return open_input(input);
}

GsfInfile *ole_open_bytes(const void *bytes, size_t size)
{
    return open_input(gsf_input_memory_new(bytes, (gsf_off_t)size, FALSE));
}

void ole_close(GsfInfile *storage)
{
    if (storage != NULL) {
        g_object_unref(storage);
    }
}

/* Names are the same in small letters and in capital ones, [MS-CFB] 2.6.4; libgsf's are not. */
static GsfInput *find_child(GsfInfile *storage, const char *name)
{
    GsfInput *child = gsf_infile_child_by_name(storage, name);
    int count = gsf_infile_num_children(storage);
    for (int i = 0; child == NULL && i < count; i++) {
        const char *other = gsf_infile_name_by_index(storage, i);
        if (other != NULL && strcasecmp(other, name) == 0) {
            child = gsf_infile_child_by_index(storage, i);
        }
    }
    return child;
}

bool ole_has(GsfInfile *storage, const char *name)
{
    GsfInput *child = find_child(storage, name);
    if (child != NULL) {
        g_object_unref(child);
    }
    return child != NULL;
}

GsfInfile *ole_storage(GsfInfile *storage, const char *name)
{
    GsfInput *child = find_child(storage, name);
    if (child != NULL &&
        (!GSF_IS_INFILE(child) || gsf_infile_num_children(GSF_INFILE(child)) < 0)) {
        g_object_unref(child);
        child = NULL;
    }
    return child != NULL ? GSF_INFILE(child) : NULL;
}

/* Sectors may end before the stream does: then it is as long as what is there. */
static size_t read_blocks(GsfInput *stream, unsigned char *bytes, size_t size)
{
    enum { BLOCK = 4096 };
    size_t filled = 0;
    while (filled < size) {
        size_t step = size - filled < BLOCK ? size - filled : BLOCK;
        if (gsf_input_read(stream, step, bytes + filled) == NULL) {
            break;
        }
        filled += step;
    }
    return filled;
}

unsigned char *ole_stream(GsfInfile *storage, const char *name, size_t limit, size_t *size)
{
    GsfInput *stream = find_child(storage, name);
    gsf_off_t length = stream != NULL ? gsf_input_size(stream) : -1;
    unsigned char *bytes = NULL;
    if (length >= 0) {
        size_t wanted = (uint64_t)length < limit ? (size_t)length : limit;
        bytes = xcalloc(1, wanted + 1);
        *size = read_blocks(stream, bytes, wanted);
    }
    if (stream != NULL) {
        g_object_unref(stream);
    }
    return bytes;
}

/* --- a storage as a file of its own ---------------------------------------------------------- */

static bool copy_children(GsfInfile *from, GsfOutfile *to, int depth);

static bool copy_child(GsfInput *child, const char *name, GsfOutfile *to, int depth)
{
    bool folder = GSF_IS_INFILE(child) && gsf_infile_num_children(GSF_INFILE(child)) >= 0;
    GsfOutput *out = gsf_outfile_new_child(to, name, folder);
    bool copied = out != NULL;
    if (copied && folder) {
        copied = copy_children(GSF_INFILE(child), GSF_OUTFILE(out), depth + 1);
    } else if (copied) {
        copied = gsf_input_copy(child, out);
    }
    if (out != NULL) {
        gsf_output_close(out);
        g_object_unref(out);
    }
    return copied;
}

static bool copy_children(GsfInfile *from, GsfOutfile *to, int depth)
{
    int count = gsf_infile_num_children(from);
    for (int i = 0; i < count; i++) {
        const char *name = gsf_infile_name_by_index(from, i);
        GsfInput *child = gsf_infile_child_by_index(from, i);
        bool copied = child != NULL && name != NULL && depth < COPY_DEPTH &&
                      copy_child(child, name, to, depth);
        if (child != NULL) {
            g_object_unref(child);
        }
        if (!copied) {
            return false;
        }
    }
    return true;
}

static uint64_t total_size(GsfInfile *storage, int depth)
{
    uint64_t total = 0;
    int count = gsf_infile_num_children(storage);
    for (int i = 0; i < count && depth < COPY_DEPTH; i++) {
        GsfInput *child = gsf_infile_child_by_index(storage, i);
        if (child == NULL) {
            continue;
        }
        total += GSF_IS_INFILE(child) && gsf_infile_num_children(GSF_INFILE(child)) >= 0
                     ? total_size(GSF_INFILE(child), depth + 1)
                     : (uint64_t)gsf_input_size(child);
        g_object_unref(child);
    }
    return total;
}

unsigned char *ole_rebuild(GsfInfile *storage, size_t limit, size_t *size)
{
    if (total_size(storage, 0) > limit) {
        return NULL;
    }
    GsfOutput *memory = gsf_output_memory_new();
    GsfOutfile *file = gsf_outfile_msole_new(memory);
    bool whole = copy_children(storage, file, 0);
    whole = gsf_output_close(GSF_OUTPUT(file)) && whole;
    g_object_unref(file);
    unsigned char *bytes = NULL;
    if (whole) {
        *size = (size_t)gsf_output_size(memory);
        bytes = xcalloc(1, *size + 1);
        memcpy(bytes, gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)), *size);
    }
    g_object_unref(memory);
    return bytes;
}

/* --- kinds ----------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *ending)
{
    size_t size = name != NULL ? strlen(name) : 0, length = strlen(ending);
    return size >= length && strcasecmp(name + size - length, ending) == 0;
}

enum kind ole_storage_kind(GsfInfile *storage, const char *name)
{
    static const struct {
        const char *stream;
        enum kind kind;
    } streams[] = {{"WordDocument", KIND_DOC},
                   {"Workbook", KIND_XLS},
                   {"Book", KIND_XLS},
                   {"PowerPoint Document", KIND_PPT},
                   {"__properties_version1.0", KIND_MESSAGE},
                   {"EncryptedPackage", KIND_DOCX}};
    for (size_t i = 0; i < COUNT_OF(streams); i++) {
        if (!ole_has(storage, streams[i].stream)) {
            continue;
        }
        if (streams[i].kind == KIND_DOCX) {
            return ends_with(name, ".xlsx")   ? KIND_XLSX
                   : ends_with(name, ".pptx") ? KIND_PPTX
                                              : KIND_DOCX;
        }
        return streams[i].kind == KIND_DOC && ends_with(name, ".wps") ? KIND_WPS : streams[i].kind;
    }
    return KIND_UNKNOWN;
}

/* What a broken file was meant to be: it will be described as damaged. */
static enum kind kind_by_name(const char *name)
{
    static const struct {
        const char *ending;
        enum kind kind;
    } endings[] = {{".doc", KIND_DOC}, {".dot", KIND_DOC}, {".wps", KIND_WPS}, {".xls", KIND_XLS},
                   {".et", KIND_XLS},  {".ppt", KIND_PPT}, {".pps", KIND_PPT}, {".dps", KIND_PPT}};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        if (ends_with(name, endings[i].ending)) {
            return endings[i].kind;
        }
    }
    return KIND_UNKNOWN;
}

enum kind ole_kind(int fd, const char *name)
{
    CLEANUP(cleanup_ole_close)
    GsfInfile *storage = ole_open(fd);
    return storage != NULL ? ole_storage_kind(storage, name) : kind_by_name(name);
}
