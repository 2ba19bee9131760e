#include "desk/export.h"

#include "base/buffer.h"
#include "base/files.h"
#include "desk/target.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define INDEX_BOOK "索引.xlsx"
#define INDEX_PAGE "索引.html"
#define SUMS "SHA256SUMS"

/* --- what belongs into it -------------------------------------------------------------------- */

void export_material_clear(struct export_material *material)
{
    dossier_free(material->dossier);
    catalogue_free(material->catalogue);
    for (size_t i = 0; i < material->count; i++) {
        standings_free(material->standings[i]);
    }
    free(material->standings);
}

int export_material_load(struct house *house, int stage, struct export_material *material,
                         struct error *error)
{
    size_t count = (size_t)stage + 1;
    CLEANUP_FREE const struct board **boards = xcalloc(count, sizeof(struct board *));
    material->standings = xcalloc(count, sizeof(struct standings *));
    material->count = count;
    for (size_t i = 0; i < count; i++) {
        if (standings_load(house, (int)i, &material->standings[i], error) != 0) {
            return -1;
        }
        boards[i] = material->standings[i]->board;
    }
    if (catalogue_load(house->ledger, &material->catalogue, error) != 0) {
        return -1;
    }
    material->dossier = dossier_new(boards, count, material->catalogue);
    return 0;
}

/* --- the run --------------------------------------------------------------------------------- */

struct run {
    struct house *house;
    struct dossier *dossier;
    struct target *target;
    bool *due; /* of the dossier's files: to be copied */
    struct export_progress progress;
    struct export_result *result;
    void (*tell)(const struct export_progress *progress, void *context);
    void *context;
};

/* Finds what lies right already, and what would run over somebody else's file. */
static int look_around(struct run *run, struct error *error)
{
    run->due = xcalloc(run->dossier->file_count + 1, sizeof *run->due);
    for (size_t i = 0; i < run->dossier->file_count; i++) {
        const struct dossier_file *file = &run->dossier->files[i];
        enum target_state state = TARGET_ABSENT;
        if (target_look(run->target, file->path, file->from->size, file->from->received_at, &state,
                        error) != 0) {
            return -1;
        }
        if (state != TARGET_ABSENT && !manifest_has(&run->target->written, file->path, NULL)) {
            return error_set(error, ERROR_USAGE,
                             "%s/%s is in the way and was not written by baosong; move it "
                             "elsewhere and run it again",
                             run->target->path, file->path);
        }
        run->due[i] = state != TARGET_RIGHT ||
                      !manifest_has(&run->target->written, file->path, file->from->sha256);
        run->progress.files += run->due[i];
        run->progress.size += run->due[i] ? file->from->size : 0;
    }
    return 0;
}

/* On the disk that the service lives on, it keeps what it needs. */
static int reserve(const struct run *run, uint64_t *bytes, struct error *error)
{
    struct stat ours, theirs;
    const char *state = run->house->config->state_dir;
    if (stat(state, &ours) != 0 || stat(run->target->path, &theirs) != 0) {
        return error_set_errno(error, errno, "%s cannot be looked at", state);
    }
    *bytes = ours.st_dev == theirs.st_dev ? (uint64_t)run->house->config->limits.min_free_bytes : 0;
    return 0;
}

static int check_space(const struct run *run, struct error *error)
{
    enum { MIB = 1 << 20 };
    uint64_t free_bytes = 0;
    uint64_t kept = 0;
    if (run->progress.files == 0) {
        return 0;
    }
    if (files_free_space(run->target->path, &free_bytes, error) != 0 ||
        reserve(run, &kept, error) != 0) {
        return -1;
    }
    if (run->progress.size + kept > free_bytes) {
        return error_set(error, ERROR_DISK,
                         "The dossier needs %" PRIu64 " MiB more, but only %" PRIu64
                         " MiB are free at %s, and %" PRIu64 " MiB of them are kept for the "
                         "service; free some space, or name a folder on another disk. Nothing was "
                         "copied",
                         run->progress.size / MIB + 1, free_bytes / MIB, run->target->path,
                         kept / MIB);
    }
    return 0;
}

/* All that is and will be ours, before the first of it is written. */
static int record_intent(struct run *run, struct error *error)
{
    CLEANUP(manifest_clear)
    struct manifest all = {0};
    for (size_t i = 0; i < run->target->written.count; i++) {
        const struct manifest_entry *entry = &run->target->written.entries[i];
        manifest_add(&all, entry->path, entry->sha256);
    }
    for (size_t i = 0; i < run->dossier->file_count; i++) {
        manifest_add(&all, run->dossier->files[i].path, run->dossier->files[i].from->sha256);
    }
    manifest_sort(&all);
    return target_record(run->target, &all, error);
}

/* --- files in -------------------------------------------------------------------------------- */

/* What the store has lost or spoilt is left out; the audit says more about it. */
static int copy_file(struct run *run, struct dossier_file *file, struct error *error)
{
    struct error opening = {0};
    CLEANUP_FD int from = store_open_file(run->house->store, file->from->sha256, &opening);
    if (from < 0 && opening.kind != ERROR_NOT_FOUND) {
        return error_set(error, opening.kind, "%s", opening.text);
    }
    bool right = false;
    if (from >= 0 && target_copy(run->target, file->path, from, file->from->sha256,
                                 file->from->received_at, &right, error) != 0) {
        return -1;
    }
    file->lost = !right;
    run->result->damaged += !right;
    run->result->copied += right;
    return 0;
}

static int copy_files(struct run *run, struct error *error)
{
    for (size_t i = 0; i < run->dossier->file_count; i++) {
        struct dossier_file *file = &run->dossier->files[i];
        if (!run->due[i]) {
            continue;
        }
        if (copy_file(run, file, error) != 0) {
            return error_prefix(error,
                                "The dossier is not complete (%zu of %zu files to copy are in "
                                "place; mend the cause and run it again, it goes on where it "
                                "stopped)",
                                run->progress.done, run->progress.files);
        }
        run->progress.done++;
        run->progress.bytes += file->from->size;
        if (run->tell != NULL) {
            run->tell(&run->progress, run->context);
        }
    }
    return 0;
}

/* --- files out ------------------------------------------------------------------------------- */

static void list_files(const struct run *run, struct manifest *now)
{
    for (size_t i = 0; i < run->dossier->file_count; i++) {
        const struct dossier_file *file = &run->dossier->files[i];
        if (!file->lost) {
            manifest_add(now, file->path, file->from->sha256);
        }
    }
    manifest_sort(now);
}

static int remove_stale(struct run *run, const struct manifest *now, struct error *error)
{
    const struct manifest *written = &run->target->written;
    for (size_t i = 0; i < written->count; i++) {
        const struct manifest_entry *entry = &written->entries[i];
        bool removed = false;
        if (manifest_has(now, entry->path, NULL)) {
            continue;
        }
        if (target_remove(run->target, entry->path, entry->sha256, &removed, error) != 0) {
            return -1;
        }
        *(removed ? &run->result->removed : &run->result->kept) += 1;
    }
    return 0;
}

/* --- the index ------------------------------------------------------------------------------- */

static void add_sum(struct buffer *sums, const char *path, const struct buffer *content)
{
    char sha256[HASH_TEXT_SIZE];
    struct hash hash;
    hash_start(&hash);
    hash_add(&hash, content->data, content->size);
    hash_end(&hash, sha256);
    buffer_add_format(sums, "%s  %s\n", sha256, path);
}

static int write_index(struct run *run, const struct manifest *now, struct error *error)
{
    CLEANUP_BUFFER struct buffer book = BUFFER_EMPTY;
    CLEANUP_BUFFER struct buffer page = BUFFER_EMPTY;
    CLEANUP_BUFFER struct buffer sums = BUFFER_EMPTY;
    if (dossier_index_xlsx(run->dossier, &book, error) != 0) {
        return -1;
    }
    dossier_index_html(run->dossier, &page);
    add_sum(&sums, INDEX_BOOK, &book);
    add_sum(&sums, INDEX_PAGE, &page);
    for (size_t i = 0; i < now->count; i++) {
        buffer_add_format(&sums, "%s  %s\n", now->entries[i].sha256, now->entries[i].path);
    }
    return target_put(run->target, INDEX_BOOK, book.data, book.size, error) != 0 ||
                   target_put(run->target, INDEX_PAGE, page.data, page.size, error) != 0 ||
                   target_put(run->target, SUMS, sums.data, sums.size, error) != 0
               ? -1
               : 0;
}

/* --- the whole ------------------------------------------------------------------------------- */

static int carry_out(struct run *run, struct error *error)
{
    CLEANUP(manifest_clear)
    struct manifest now = {0};
    if (look_around(run, error) != 0 || check_space(run, error) != 0 ||
        record_intent(run, error) != 0 || copy_files(run, error) != 0) {
        return -1;
    }
    list_files(run, &now);
    run->result->files = now.count;
    run->result->rest = run->dossier->rest_count;
    return remove_stale(run, &now, error) != 0 || write_index(run, &now, error) != 0 ||
                   target_sync(run->target, error) != 0 ||
                   target_record(run->target, &now, error) != 0
               ? -1
               : 0;
}

int export_dossier(struct house *house, int stage, const char *folder,
                   void (*tell)(const struct export_progress *progress, void *context),
                   void *context, struct export_result *result, struct error *error)
{
    CLEANUP(export_material_clear)
    struct export_material material = {0};
    CLEANUP(cleanup_target_close)
    struct target *target = NULL;
    if (target_open(folder, house->campaign->id, &target, error) != 0 ||
        export_material_load(house, stage, &material, error) != 0) {
        return -1;
    }
    struct export_result made = {0};
    struct run run = {.house = house,
                      .dossier = material.dossier,
                      .target = target,
                      .result = &made,
                      .tell = tell,
                      .context = context};
    int done = carry_out(&run, error);
    free(run.due);
    if (done == 0) {
        *result = made;
    }
    return done;
}
