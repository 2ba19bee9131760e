#include "reader/container.h"

#include "base/files.h"
#include "reader/archive.h"
#include "reader/embedded.h"
#include "reader/inspect.h"
#include "reader/kind.h"
#include "reader/message.h"
#include "reader/names.h"
#include "reader/volumes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 65536 /* bytes pulled at a time */ };

/* --- the budget ------------------------------------------------------------------------------ */

static void leave_out(struct container *container, const char *name, const struct avoided *why)
{
    struct spool spool = {.fd = -1};
    const struct leaf_notes notes = {.left_out = why};
    container_spool_begin(container, &spool);
    container_spool_end(&spool);
    container_leaf(container, name, &spool, &notes);
}

/* The entries of an archive come one by one out of the hands of its library, which did not survive
 * this one. The parts of a mail do not depend on each other. */
static void stop(struct container *container, const struct avoided *why)
{
    job_note(container->job, why->code, why->reason);
    if (container->packed > 0) {
        container->stopped = why;
    }
}

bool container_entry(struct container *container, const char *name)
{
    struct job *job = container->job;
    if (job->failed || container->stopped != NULL) {
        return false;
    }
    if (job->entries >= LIMIT_ENTRIES || job->files >= LIMIT_FILES) {
        container->over_budget = true;
        job_note(job, FINDING_OVER_BUDGET, "文件数量过多");
        return false;
    }
    job->entries++;
    const struct avoided *avoided = job_step(job);
    if (avoided != NULL) {
        stop(container, avoided);
    }
    if (avoided != NULL && container->packed == 0) {
        leave_out(container, name, avoided);
    }
    return avoided == NULL;
}

bool container_may_unpack(const struct container *container, size_t size)
{
    uint64_t after = container->unpacked + size;
    bool ratio_counts = container->packed > 0 && after > LIMIT_RATIO_ALLOWANCE;
    const struct job *job = container->job;
    uint64_t all = job->unpacked + size;
    bool all_counts = all > LIMIT_MESSAGE_ALLOWANCE;
    return all <= LIMIT_UNPACKED && !(ratio_counts && after / LIMIT_RATIO > container->packed) &&
           !(all_counts && all / LIMIT_RATIO > job->size);
}

/* --- bytes on disk --------------------------------------------------------------------------- */

enum spool_result container_spool_begin(struct container *container, struct spool *spool)
{
    struct job *job = container->job;
    struct error error = {0};
    *spool = (struct spool){.fd = -1};
    snprintf(spool->name, sizeof spool->name, "%u", ++job->next_name);
    spool->fd =
        openat(job->folder, spool->name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    hash_start(&spool->hash);
    if (spool->fd < 0) {
        error_set_errno(&error, errno, "cannot make a file in the job folder");
        job_fail(job, &error);
        return SPOOL_CUT;
    }
    return SPOOL_WHOLE;
}

/* Makes up for what was not hashed while it was written. */
static int hash_spool(struct job *job, struct spool *spool)
{
    struct error error = {0};
    uint64_t size = 0;
    if (spool->archive && hash_file(spool->fd, spool->sha256, &size, &error) != 0) {
        job_fail(job, &error);
        spool_discard(job, spool);
        return -1;
    }
    return 0;
}

void spool_discard(struct job *job, struct spool *spool)
{
    if (spool->fd >= 0) {
        close(spool->fd);
        unlinkat(job->folder, spool->name, 0);
        spool->fd = -1;
    }
}

enum spool_result container_spool_add(struct container *container, struct spool *spool,
                                      const void *block, size_t size)
{
    struct error error = {0};
    if (!container_may_unpack(container, size)) {
        container->over_budget = true;
        return SPOOL_CUT;
    }
    container->unpacked += size;
    container->job->unpacked += size;
    if (files_write_all(spool->fd, block, size, &error) != 0) {
        job_fail(container->job, &error);
        return SPOOL_CUT;
    }
    if (spool->size == 0) {
        spool->archive = kind_begins_as_archive(block, size);
    }
    if (!spool->archive) {
        hash_add(&spool->hash, block, size);
    }
    spool->size += size;
    return SPOOL_WHOLE;
}

void container_spool_end(struct spool *spool)
{
    hash_end(&spool->hash, spool->sha256);
}

/* How a source stands. */
enum flow { FLOWING, ENDED, BROKEN };

/* Sources give what they like, also a few bytes: a block is filled before it is written. */
static size_t fill(pull_function pull, void *source, char *block, size_t size, enum flow *flow)
{
    size_t filled = 0;
    while (size - filled >= PULL_LEAST && *flow == FLOWING) {
        ssize_t got = pull(source, block + filled, size - filled);
        *flow = got > 0 ? FLOWING : got == 0 ? ENDED : BROKEN;
        filled += got > 0 ? (size_t)got : 0;
    }
    return filled;
}

enum spool_result container_spool(struct container *container, pull_function pull, void *source,
                                  struct spool *spool)
{
    enum spool_result result = container_spool_begin(container, spool);
    enum flow flow = FLOWING;
    char block[BLOCK];
    while (result == SPOOL_WHOLE && flow == FLOWING) {
        size_t got = fill(pull, source, block, sizeof block, &flow);
        result = got > 0 ? container_spool_add(container, spool, block, got) : result;
    }
    container_spool_end(spool);
    return result == SPOOL_WHOLE && flow == BROKEN ? SPOOL_BROKEN : result;
}

enum spool_result container_spool_bytes(struct container *container, const void *bytes, size_t size,
                                        struct spool *spool)
{
    enum spool_result result = container_spool_begin(container, spool);
    if (result == SPOOL_WHOLE && size > 0) {
        result = container_spool_add(container, spool, bytes, size);
    }
    container_spool_end(spool);
    return result;
}

void container_note_broken(struct container *container)
{
    if (container->unlocked) {
        container->encrypted = container->password_differs = true; /* for all we know */
    } else {
        container->damaged = true;
    }
}

void container_note_junk(struct container *container)
{
    container->junk++;
    container->job->junk++;
}

/* --- what becomes of an entry ---------------------------------------------------------------- */

/* Opens what is in `fd`; true when it was a container that could be opened at all. */
typedef bool (*opener)(struct container *container, int fd);

static const opener openers[KIND_COUNT] = {
    [KIND_MESSAGE] = message_read,
    [KIND_ARCHIVE] = archive_read,
};

/* What is broken in its archive may be found broken by itself, too: that is said once. */
static void note(struct described_file *file, enum finding_code code, const char *detail)
{
    for (size_t i = 0; i < file->finding_count; i++) {
        if (file->findings[i].code == code && detail == NULL) {
            return;
        }
    }
    finding_add(&file->findings, &file->finding_count, code, detail);
}

const char *container_password_advice(const struct container *container)
{
    if (container->no_password_helps) {
        return "这种加密方式无法处理，写明密码也打不开：请去掉密码，或改用ZIP格式加密";
    }
    return container->password_differs ? "其中有的文件用所给密码打不开：密码不同，或文件已损坏"
                                       : NULL;
}

/* True when everything in it was handed on, so that the container itself is no file any more. */
static bool open_container(const struct container *within, struct described_file *file, int fd,
                           const struct leaf_notes *notes)
{
    opener open = openers[file->kind];
    if (open == NULL) {
        return false;
    }
    if (within->depth + 1 >= LIMIT_DEPTH) {
        note(file, FINDING_OVER_BUDGET, "嵌套层数过多");
        return false;
    }
    struct container inner = {.job = within->job,
                              .path = file->path,
                              .depth = within->depth + 1,
                              .packed = file->kind == KIND_ARCHIVE ? file->size : 0,
                              .fragment = notes->fragment};
    if (!open(&inner, fd)) {
        inner.unreadable = !inner.damaged && !inner.encrypted;
    }
    container_end(&inner);
    const struct {
        bool said;
        enum finding_code code;
        const char *detail;
    } said[] = {{inner.damaged, FINDING_DAMAGED, NULL},
                {inner.unreadable, FINDING_UNREADABLE, NULL},
                {inner.encrypted, FINDING_ENCRYPTED, container_password_advice(&inner)},
                {inner.over_budget, FINDING_OVER_BUDGET, NULL}};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        if (said[i].said) {
            note(file, said[i].code, said[i].detail);
        }
    }
    if (inner.stopped != NULL) {
        note(file, inner.stopped->code, inner.stopped->reason);
    }
    bool empty = inner.leaves == 0 && inner.junk == 0 && file->finding_count == 0;
    if (empty && file->kind == KIND_ARCHIVE) {
        note(file, FINDING_EMPTY, NULL);
    }
    /* a mail of words alone is a file that a person would open */
    return file->finding_count == 0 && !empty && !notes->fragment;
}

static void describe(struct container *container, struct described_file *file, struct spool *spool,
                     const struct leaf_notes *notes, bool look_inside)
{
    bool tiny = file->size <= LIMIT_DECORATION;
    file->decoration = notes->of_mail || (file->kind == KIND_IMAGE &&
                                          (notes->decoration || (notes->inline_small && tiny)));
    if (notes->broken) {
        note(file, FINDING_DAMAGED, NULL);
    }
    if (notes->cut) {
        note(file, FINDING_OVER_BUDGET, NULL);
    }
    if (notes->name_undecodable) {
        note(file, FINDING_NAME_UNDECODABLE, NULL);
    }
    for (int code = 0; code < FINDING_COUNT; code++) {
        if ((notes->findings & FINDING_BIT(code)) != 0) {
            note(file, (enum finding_code)code, notes->detail);
        }
    }
    if (file->size == 0 && notes->left_out == NULL) {
        note(file, FINDING_EMPTY, NULL);
    } else if (look_inside) {
        inspect(container->job, spool->fd, file);
    }
    file->stored = xstrdup(spool->name);
    container->job->files++;
    job_send_file(container->job, file);
    if (look_inside && file->size > 0) {
        embedded_read(container, file, spool->fd);
    }
    close(spool->fd);
    spool->fd = -1;
}

void container_leaf(struct container *container, const char *name, struct spool *spool,
                    const struct leaf_notes *notes)
{
    bool noise = container->unlocked && notes->broken;
    if (noise || container->job->failed ||
        container->job->files >= LIMIT_FILES + LIMIT_FILES_RESERVE) {
        spool_discard(container->job, spool);
        return;
    }
    if (notes->left_out == NULL && volumes_keep(container, name, spool, notes)) {
        return;
    }
    struct described_file file = {.size = spool->size, .seal = -1};
    const struct avoided *avoided =
        notes->left_out != NULL ? notes->left_out : job_step(container->job);
    if (avoided == NULL) {
        file.kind = kind_of_file(spool->fd, name);
        avoided = job_step(container->job);
    } else {
        file.kind = KIND_UNKNOWN;
    }
    file.path = names_path(container->path, name, file.kind, container->leaves);
    const char *slash = strrchr(file.path, '/');
    file.name = xstrdup(slash != NULL ? slash + 1 : file.path);
    file.title = xstrdup("");
    file.text = xstrdup("");
    file.issuer = xstrdup("");
    container->leaves++;
    if (avoided != NULL) {
        note(&file, avoided->code, avoided->reason);
    }
    bool closed = notes->cut || (notes->findings != 0 && !notes->fragment) || avoided != NULL;
    if (!closed && open_container(container, &file, spool->fd, notes)) {
        spool_discard(container->job, spool);
    } else if (hash_spool(container->job, spool) == 0) {
        memcpy(file.sha256, spool->sha256, sizeof file.sha256);
        describe(container, &file, spool, notes, avoided == NULL);
    }
    described_file_clear(&file);
    avoided = job_step(container->job);
    if (avoided != NULL) {
        stop(container, avoided);
    }
}

void container_leaf_spooled(struct container *container, const char *name, struct spool *spool,
                            enum spool_result result, const struct leaf_notes *notes)
{
    if (result != SPOOL_WHOLE && spool->size == 0) {
        spool_discard(container->job, spool);
    } else {
        container_leaf(container, name, spool, notes);
    }
}

void container_end(struct container *container)
{
    volumes_join(container);
}
