#include "reader/rar_unlock.h"

#include "reader/rar_file.h"

#include <stdlib.h>
#include <string.h>

uint64_t rar_stored_size(const struct rar_file *file)
{
    uint64_t all = run_size(&file->run);
    return file->locked && file->unpacked < all ? file->unpacked : all;
}

static const struct rar_form *form_of(const struct rar_walk *walk)
{
    return walk->is_new ? &rar_new_form : &rar_old_form;
}

/* --- what there is --------------------------------------------------------------------------- */

static void begin_file(struct rar_files *all, const struct rar_walk *walk,
                       const struct rar_block *block, struct unlocked *unlocked)
{
    all->files = xgrow(all->files, all->count, sizeof *all->files);
    struct rar_file *file = &all->files[all->count++];
    *file = (struct rar_file){.header_size = block->header.size,
                              .rest = block->rest,
                              .extra = block->extra,
                              .flags = block->flags,
                              .locked = rar_is_locked(walk, block)};
    file->header = xmalloc(file->header_size);
    memcpy(file->header, block->header.data, file->header_size);
    all->headers += file->header_size;
    if (file->locked) {
        file->closed = walk->keyring == NULL ||
                       !form_of(walk)->take_key(file, block, walk->keyring, &unlocked->proven);
    }
}

static void take_file(struct rar_files *all, const struct rar_walk *walk,
                      const struct rar_block *block, struct unlocked *unlocked)
{
    bool goes_on = all->count > 0 && (block->flags & form_of(walk)->before) != 0;
    if (!goes_on) {
        begin_file(all, walk, block, unlocked);
    }
    struct rar_file *file = &all->files[all->count - 1];
    run_add(&file->run, block->data);
    form_of(walk)->take_seal(file, block);
}

static bool is_old_solid(const struct rar_files *all)
{
    return all->form == &rar_old_form && (all->main_flags & OLD_MAIN_SOLID) != 0;
}

static void mark_hollow(struct rar_files *all)
{
    size_t hollows = 0;
    for (size_t i = 0; i < all->count && is_old_solid(all); i++) {
        struct rar_file *file = &all->files[i];
        file->hollow = file->unpacked == 0 && !file->closed && run_size(&file->run) > 0;
        file->hollows = file->hollow ? 0 : hollows;
        hollows = file->hollow ? hollows + 1 : 0;
    }
}

/* False where it is not the password of the headers. */
static bool collect(struct rar_files *all, const struct archive_files *files,
                    struct keyring *keyring, struct unlocked *unlocked)
{
    struct rar_walk walk = rar_walk_start(files, keyring);
    struct rar_block block;
    while (all->count < LIMIT_ENTRIES && all->headers < LIMIT_PART &&
           rar_walk_next(&walk, &block)) {
        if (block.type == form_of(&walk)->main && walk.volume == 0) {
            size_t at = block.rest;
            all->main_flags = walk.is_new ? rar_take_number(&block.header, &at) : block.flags;
        }
        if (rar_is_file(&walk, &block)) {
            take_file(all, &walk, &block, unlocked);
        }
    }
    all->form = form_of(&walk);
    mark_hollow(all);
    unlocked->proven |= walk.opened > (walk.is_new ? 0 : 1);
    unlocked->cut = walk.end == RAR_GOING;
    rar_walk_end(&walk);
    return walk.end != RAR_WRONG_PASSWORD;
}

static void collection_clear(struct rar_files *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->files[i].header);
        run_clear(&all->files[i].run);
    }
    free(all->files);
}

/* --- the archive without its lock ------------------------------------------------------------ */

/* In a solid archive only the first can be unpacked alone, and what is empty proves nothing. */
static bool is_probe(const struct rar_files *all, const struct rar_file *file)
{
    bool solid = all->form == &rar_old_form && (file->flags & OLD_FILE_SOLID) != 0;
    return file->locked && !file->closed && !solid && file->seal.known && file->unpacked > 0 &&
           run_size(&file->run) > 0;
}

/* The nth smallest that may be one, from 1 on; NULL where there are not so many. */
static const struct rar_file *choose_probe(const struct rar_files *all, unsigned nth)
{
    const struct rar_file *last = NULL;
    for (unsigned i = 0; i < nth; i++) {
        const struct rar_file *best = NULL;
        for (const struct rar_file *file = all->files; file < all->files + all->count; file++) {
            bool behind = last == NULL || run_size(&file->run) > run_size(&last->run) ||
                          (run_size(&file->run) == run_size(&last->run) && file > last);
            bool smaller = best == NULL || run_size(&file->run) < run_size(&best->run);
            best = behind && smaller && is_probe(all, file) ? file : best;
        }
        if (best == NULL) {
            return NULL;
        }
        last = best;
    }
    return last;
}

static void put_file(const struct rar_form *form, const struct rar_file *file,
                     struct unlocked *unlocked)
{
    unsigned zeros = !unlocked->loose          ? CIPHER_BLOCK
                     : unlocked->zeros != NULL ? unlocked->zeros[unlocked->seal_count]
                                               : 0;
    form->add_file(&unlocked->plain, file, zeros);
    unlocked->seals = xgrow(unlocked->seals, unlocked->seal_count, sizeof *unlocked->seals);
    unlocked->seals[unlocked->seal_count++] = file->seal;
}

/* False where there is nothing to write. */
static bool write_plain(const struct rar_files *all, unsigned probe, struct unlocked *unlocked)
{
    const struct rar_file *only = probe > 0 ? choose_probe(all, probe) : NULL;
    const struct bytes mark = rar_mark(all->form == &rar_new_form);
    bool opened = false, bytes = false;
    unlocked->loose = is_old_solid(all) && probe == 0;
    plain_add(&unlocked->plain, mark.data, mark.size);
    all->form->begin(&unlocked->plain, all);
    for (size_t i = 0; i < all->count; i++) {
        const struct rar_file *file = &all->files[i];
        opened |= file->locked && !file->closed;
        bytes |= file->locked && file->unpacked > 0;
        unlocked->left |= file->closed;
        if (!file->closed && (probe == 0 || file == only)) {
            put_file(all->form, file, unlocked);
        }
    }
    all->form->finish(&unlocked->plain);
    unlocked->proven |= opened && !bytes; /* of what is empty nothing can be wrong */
    return probe > 0 ? only != NULL : opened || unlocked->proven;
}

bool rar_unlock(const struct archive_files *files, struct keyring *keyring, unsigned probe,
                struct unlocked *unlocked)
{
    struct rar_files all = {0};
    bool opened = collect(&all, files, keyring, unlocked) && write_plain(&all, probe, unlocked);
    collection_clear(&all);
    return opened;
}

bool rar_join_old(const struct archive_files *files, struct unlocked *joined)
{
    struct rar_files all = {0};
    bool known = collect(&all, files, NULL, joined) && all.form == &rar_old_form && all.count > 0 &&
                 (files->count > 1 || is_old_solid(&all));
    if (known) {
        write_plain(&all, 0, joined);
    }
    collection_clear(&all);
    return known;
}

/* --- is it locked? --------------------------------------------------------------------------- */

struct lock_state rar_lock_of(const struct archive_files *files)
{
    struct rar_walk walk = rar_walk_start(files, NULL);
    struct rar_block block;
    struct lock_state state = {.lock = LOCK_NONE};
    unsigned all = 0, locked = 0;
    while (all < LIMIT_ENTRIES && rar_walk_next(&walk, &block)) {
        bool file = rar_is_file(&walk, &block);
        all += file;
        if (file && rar_is_locked(&walk, &block)) {
            locked++;
            state.unknown |= !form_of(&walk)->known(&block);
        }
    }
    rar_walk_end(&walk);
    if (walk.end == RAR_NEEDS_PASSWORD || locked > 0) {
        state.lock = locked == all ? LOCK_ALL : LOCK_SOME;
    }
    return state;
}
