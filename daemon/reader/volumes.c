#include "reader/volumes.h"

#include "reader/archive.h"
#include "reader/kind.h"
#include "reader/names.h"
#include "reader/volume_name.h"
#include "reader/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct volume {
    struct volume_name place;
    char *name; /* as it came */
    struct spool spool;
    struct leaf_notes notes;
};

struct volumes {
    struct volume *at;
    size_t count;
};

/* The volumes of one archive, in their order. */
struct group {
    struct volume *at;
    size_t count;
    size_t usable; /* of them, up to the first that is missing */
};

/* --- keeping --------------------------------------------------------------------------------- */

bool volumes_keep(struct container *container, const char *name, struct spool *spool,
                  const struct leaf_notes *notes)
{
    struct volume_name place = {0};
    if (notes->volume || name == NULL || !volume_name_read(&place, name, spool->fd)) {
        return false;
    }
    if (container->volumes == NULL) {
        container->volumes = xcalloc(1, sizeof *container->volumes);
    }
    struct volumes *volumes = container->volumes;
    volumes->at = xgrow(volumes->at, volumes->count, sizeof *volumes->at);
    struct volume *volume = &volumes->at[volumes->count++];
    *volume =
        (struct volume){.place = place, .name = xstrdup(name), .spool = *spool, .notes = *notes};
    close(volume->spool.fd); /* descriptors are few, volumes may be many */
    volume->spool.fd = -1;
    spool->fd = -1;
    return true;
}

/* By archive, then by number; what came twice stands side by side. */
static int by_place(const void *left, const void *right)
{
    const struct volume *a = left, *b = right;
    int order = a->place.cut != b->place.cut ? (int)a->place.cut - (int)b->place.cut
                                             : strcmp(a->place.whole, b->place.whole);
    if (order == 0) {
        order = a->place.number < b->place.number ? -1 : a->place.number > b->place.number;
    }
    return order;
}

static bool same_archive(const struct volume *a, const struct volume *b)
{
    return a->place.cut == b->place.cut && strcmp(a->place.whole, b->place.whole) == 0;
}

/* Numbers go up by one from the first; the .zip of a cut ZIP and the .rar of an old RAR are told
 * by volume_name_read() to stand where they belong. */
static size_t usable_count(const struct volume *at, size_t count)
{
    size_t usable = at[0].place.number == 1 ? 1 : 0;
    while (usable > 0 && usable < count &&
           (at[usable].place.number == at[usable - 1].place.number + 1 ||
            at[usable].place.number == VOLUME_LAST)) {
        usable++;
    }
    return usable;
}

/* --- joining --------------------------------------------------------------------------------- */

static bool reopen(struct container *container, struct volume *volume)
{
    struct error error = {0};
    volume->spool.fd =
        openat(container->job->folder, volume->spool.name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (volume->spool.fd < 0) {
        error_set_errno(&error, errno, "cannot open a volume in the job folder");
        job_fail(container->job, &error);
    }
    return volume->spool.fd >= 0;
}

/* The bytes of all usable volumes, one after the other. */
struct chain {
    struct container *container;
    const struct group *group;
    size_t next;
    int fd;
};

static ssize_t pull_chain(void *source, char *buffer, size_t size)
{
    struct chain *chain = source;
    for (;;) {
        if (chain->fd < 0) {
            if (chain->next == chain->group->usable) {
                return 0;
            }
            struct volume *volume = &chain->group->at[chain->next++];
            if (!reopen(chain->container, volume)) {
                return -1;
            }
            chain->fd = volume->spool.fd;
            volume->spool.fd = -1;
        }
        ssize_t got = read(chain->fd, buffer, size);
        if (got != 0) {
            return got;
        }
        close(chain->fd);
        chain->fd = -1;
    }
}

/* Joins the bytes on disk and opens the whole. */
static bool open_bytes(struct container *inner, const struct group *group)
{
    struct chain chain = {.container = inner, .group = group, .fd = -1};
    struct spool whole = {.fd = -1};
    enum spool_result result = container_spool(inner, pull_chain, &chain, &whole);
    cleanup_fd(&chain.fd);
    inner->unpacked = 0; /* nothing of it has been unpacked yet */
    bool opened = false;
    if (result == SPOOL_WHOLE && group->at[0].place.cut == CUT_ZIP) {
        CLEANUP_FREE uint64_t *starts = xcalloc(group->usable, sizeof *starts);
        for (size_t i = 1; i < group->usable; i++) {
            starts[i] = starts[i - 1] + group->at[i - 1].spool.size;
        }
        opened = zip_read_volumes(inner, whole.fd, (struct zip_volumes){starts, group->usable});
    } else if (result == SPOOL_WHOLE) {
        opened = archive_read(inner, whole.fd);
    }
    spool_discard(inner->job, &whole);
    return opened;
}

/* Each volume has headers of its own: libarchive goes from one to the next. */
static bool open_rar(struct container *inner, const struct group *group)
{
    CLEANUP_FREE int *fds = xcalloc(group->usable, sizeof *fds);
    size_t open = 0;
    while (open < group->usable && reopen(inner, &group->at[open])) {
        fds[open] = group->at[open].spool.fd;
        open++;
    }
    bool opened = open == group->usable && archive_read_volumes(inner, fds, open);
    for (size_t i = 0; i < open; i++) {
        cleanup_fd(&group->at[i].spool.fd);
    }
    return opened;
}

static bool begins_as_archive(struct container *container, struct volume *volume)
{
    if (!reopen(container, volume)) {
        return false;
    }
    char head[512];
    ssize_t got = pread(volume->spool.fd, head, sizeof head, 0);
    bool archive = got > 0 && kind_begins_as_archive(head, (size_t)got);
    close(volume->spool.fd);
    volume->spool.fd = -1;
    return archive;
}

/* "X.001" may be anything: it is a volume where X is named like an archive, or begins as one. Where
 * the second begins as one, too, they are whole archives that somebody has numbered. */
static bool is_archive(struct container *container, const struct group *group)
{
    struct volume *first = &group->at[0];
    if (first->place.cut != CUT_BYTES) {
        return true;
    }
    if (group->count > 1 && begins_as_archive(container, &group->at[1])) {
        return false;
    }
    return volume_name_of_archive(first->place.whole) ||
           (group->usable > 0 && begins_as_archive(container, first));
}

/* What is wrong with the archive that the volumes make; no bits: all of it was opened. */
struct wrong {
    uint64_t findings;  /* as bits */
    const char *detail; /* a constant; NULL for none */
};

static struct wrong open_group(struct container *container, const struct group *group)
{
    uint64_t missing = FINDING_BIT(FINDING_MISSING_VOLUME);
    if (group->usable == 0) {
        return (struct wrong){missing, NULL};
    }
    if (container->depth + 1 >= LIMIT_DEPTH) {
        return (struct wrong){FINDING_BIT(FINDING_OVER_BUDGET), NULL};
    }
    const struct avoided *avoided = job_step(container->job);
    if (avoided != NULL) {
        return (struct wrong){FINDING_BIT(avoided->code), avoided->reason};
    }
    CLEANUP_FREE char *path =
        names_path(container->path, group->at[0].place.whole, KIND_ARCHIVE, container->leaves);
    struct container inner = {.job = container->job, .path = path, .depth = container->depth + 1};
    for (size_t i = 0; i < group->usable; i++) {
        inner.packed += group->at[i].spool.size;
    }
    bool opened = group->at[0].place.cut == CUT_RAR && group->usable <= LIMIT_VOLUMES
                      ? open_rar(&inner, group)
                      : open_bytes(&inner, group);
    container_end(&inner);
    bool whole = opened && !inner.damaged && !inner.unreadable && group->usable == group->count;
    uint64_t findings = (whole || inner.encrypted ? 0 : missing) |
                        (inner.encrypted ? FINDING_BIT(FINDING_ENCRYPTED) : 0) |
                        (inner.over_budget || inner.stopped ? FINDING_BIT(FINDING_OVER_BUDGET) : 0);
    return (struct wrong){findings, container_password_advice(&inner)};
}

static void settle_group(struct container *container, const struct group *group)
{
    bool archive = is_archive(container, group);
    struct wrong wrong = {0};
    if (archive) {
        wrong = open_group(container, group);
    }
    for (size_t i = 0; i < group->count; i++) {
        struct volume *volume = &group->at[i];
        if (!reopen(container, volume)) {
            return;
        }
        if (archive && wrong.findings == 0) {
            spool_discard(container->job, &volume->spool);
            continue;
        }
        volume->notes.volume = true;
        volume->notes.findings |= wrong.findings;
        volume->notes.detail = wrong.detail;
        container_leaf(container, volume->name, &volume->spool, &volume->notes);
    }
    container->leaves += archive && wrong.findings == 0;
}

void volumes_join(struct container *container)
{
    struct volumes *volumes = STEAL(container->volumes);
    if (volumes == NULL) {
        return;
    }
    qsort(volumes->at, volumes->count, sizeof *volumes->at, by_place);
    for (size_t from = 0, to = 0; from < volumes->count && !container->job->failed; from = to) {
        while (to < volumes->count && same_archive(&volumes->at[from], &volumes->at[to])) {
            to++;
        }
        struct group group = {.at = &volumes->at[from], .count = to - from};
        group.usable = usable_count(group.at, group.count);
        settle_group(container, &group);
    }
    for (size_t i = 0; i < volumes->count; i++) {
        free(volumes->at[i].name);
        free(volumes->at[i].place.whole);
    }
    free(volumes->at);
    free(volumes);
}
