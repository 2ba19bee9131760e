#include "reader/cab.h"

#include "reader/entry_names.h"
#include "reader/names.h"

#include <mspack.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- what libmspack asks for ----------------------------------------------------------------- */

/* What is read, and the one file that is being written. */
struct cab {
    struct mspack_system system; /* the first, for libmspack hands it back */
    struct container *container;
    int fd;
    off_t size;
    struct spool spool;
    enum spool_result result; /* of what has been written */
};

/* A file of it: it leaves to us what that is. */
struct handle {
    struct mspack_file file; /* the first, likewise */
    struct cab *cab;
    off_t at;
};

static struct handle *handle_of(struct mspack_file *file)
{
    return (struct handle *)file;
}

static struct mspack_file *file_open(struct mspack_system *system, const char *name, int mode)
{
    (void)name;
    (void)mode;
    struct handle *handle = xcalloc(1, sizeof *handle);
    handle->cab = (struct cab *)system;
    return &handle->file;
}

static void file_close(struct mspack_file *file)
{
    free(handle_of(file));
}

static int file_read(struct mspack_file *file, void *buffer, int bytes)
{
    struct handle *handle = handle_of(file);
    ssize_t got = pread(handle->cab->fd, buffer, (size_t)bytes, handle->at);
    handle->at += got > 0 ? got : 0;
    return (int)got;
}

static int file_write(struct mspack_file *file, void *buffer, int bytes)
{
    struct cab *cab = handle_of(file)->cab;
    if (cab->result == SPOOL_WHOLE && bytes > 0) {
        cab->result = container_spool_add(cab->container, &cab->spool, buffer, (size_t)bytes);
    }
    return cab->result == SPOOL_WHOLE ? bytes : -1;
}

static int file_seek(struct mspack_file *file, off_t offset, int mode)
{
    struct handle *handle = handle_of(file);
    off_t size = handle->cab->size;
    off_t from = mode == MSPACK_SYS_SEEK_START ? 0
                 : mode == MSPACK_SYS_SEEK_CUR ? handle->at
                                               : size;
    if (offset < -from || offset > size - from) {
        return -1;
    }
    handle->at = from + offset;
    return 0;
}

static off_t file_tell(struct mspack_file *file)
{
    return handle_of(file)->at;
}

static void ignore_message(struct mspack_file *file, const char *format, ...)
{
    (void)file;
    (void)format;
}

static void *get_memory(struct mspack_system *system, size_t bytes)
{
    (void)system;
    return malloc(bytes);
}

static void copy_bytes(void *from, void *to, size_t bytes)
{
    memmove(to, from, bytes);
}

static const struct mspack_system calls = {
    .open = file_open,
    .close = file_close,
    .read = file_read,
    .write = file_write,
    .seek = file_seek,
    .tell = file_tell,
    .message = ignore_message,
    .alloc = get_memory,
    .free = free,
    .copy = copy_bytes,
};

/* --- entries --------------------------------------------------------------------------------- */

static bool is_utf8(const struct mscabd_file *file)
{
    return (file->attribs & MSCAB_ATTRIB_UTF_NAME) != 0;
}

/* Of the names that do not say it themselves. */
static const char *charset_of_names(const struct mscabd_cabinet *cabinet)
{
    struct entry_names names = {0};
    for (const struct mscabd_file *file = cabinet->files;
         file != NULL && !entry_names_settled(&names); file = file->next) {
        if (!is_utf8(file)) {
            entry_names_add(&names, file->filename);
        }
    }
    return entry_names_charset(&names);
}

static void take_file(struct cab *cab, struct mscab_decompressor *decompressor,
                      struct mscabd_file *file, const char *name, bool clean)
{
    struct container *container = cab->container;
    cab->result = container_spool_begin(container, &cab->spool);
    bool whole = cab->result == SPOOL_WHOLE &&
                 decompressor->extract(decompressor, file, name) == MSPACK_ERR_OK;
    container_spool_end(&cab->spool);
    enum spool_result result = !whole && cab->result == SPOOL_WHOLE ? SPOOL_BROKEN : cab->result;
    const struct leaf_notes notes = {
        .name_undecodable = !clean, .broken = result == SPOOL_BROKEN, .cut = result == SPOOL_CUT};
    if (notes.broken) {
        container_note_broken(container);
    }
    container_leaf_spooled(container, name, &cab->spool, result, &notes);
}

static void take_files(struct cab *cab, struct mscab_decompressor *decompressor,
                       const struct mscabd_cabinet *cabinet)
{
    const char *charset = charset_of_names(cabinet);
    for (struct mscabd_file *file = cabinet->files;
         file != NULL && container_entry(cab->container, NULL); file = file->next) {
        bool clean = true;
        CLEANUP_FREE char *name =
            entry_names_decode(is_utf8(file) ? "utf-8" : charset, file->filename, &clean);
        if (names_junk(name)) {
            container_note_junk(cab->container);
        } else {
            take_file(cab, decompressor, file, name, clean);
        }
    }
}

/* --- the whole cabinet ----------------------------------------------------------------------- */

bool cab_is(int fd)
{
    char magic[4];
    return pread(fd, magic, sizeof magic, 0) == sizeof magic &&
           memcmp(magic, "MSCF", sizeof magic) == 0;
}

bool cab_read(struct container *container, int fd)
{
    struct stat status = {0};
    struct cab cab = {.system = calls, .container = container, .fd = fd, .spool = {.fd = -1}};
    struct mscab_decompressor *decompressor = mspack_create_cab_decompressor(&cab.system);
    struct mscabd_cabinet *cabinet = NULL;
    if (decompressor != NULL && fstat(fd, &status) == 0) {
        cab.size = status.st_size;
        cabinet = decompressor->open(decompressor, "");
    }
    bool opened = cabinet != NULL;
    if (opened) {
        take_files(&cab, decompressor, cabinet);
        decompressor->close(decompressor, cabinet);
    } else {
        container->damaged = true;
    }
    mspack_destroy_cab_decompressor(decompressor);
    return opened;
}
