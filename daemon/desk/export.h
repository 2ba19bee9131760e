/*
 * The dossier on disk: a folder that is ours, brought up to date. What lies right already is not
 * copied again, what no longer belongs is removed where we put it there; it may be killed at any
 * time and run again.
 *
 * DIR/.baosong/manifest lists all that we wrote or are about to write, before we do; a folder
 * without it that is not empty is somebody else's and is refused. Files are copied, not linked: a
 * dossier is handed on, and writing to it must not reach the store.
 */
#ifndef BAOSONG_DESK_EXPORT_H
#define BAOSONG_DESK_EXPORT_H

#include "desk/house.h"
#include "desk/standings.h"
#include "notice/dossier.h"

/* What a dossier is made of, and the dossier; one zero-initialised owns nothing. */
struct export_material {
    struct standings **standings; /* of the stages up to the one it is for */
    size_t count;
    struct catalogue *catalogue;
    struct dossier *dossier;
};
/* The caller clears it. */
int export_material_load(struct house *house, int stage, struct export_material *material,
                         struct error *error);
void export_material_clear(struct export_material *material);

struct export_progress {
    size_t done, files;   /* files copied, of those to be copied */
    uint64_t bytes, size; /* likewise */
};

struct export_result {
    size_t files;   /* in the dossier */
    size_t copied;  /* of those, in this run */
    size_t removed; /* no longer belonged */
    size_t kept;    /* no longer belong, but somebody changed them; they stay */
    size_t damaged; /* left out: the store no longer has their content */
    size_t rest;    /* came, but are not part of it: see the index */
};

/*
 * `stage`: what came in time for it and the earlier ones, and what came too late beside. `tell` is
 * called after each file, and may be NULL. ERROR_USAGE for a folder that is not ours; ERROR_DISK
 * with what is lacking where the disk is too small or full; ERROR_BUSY while another run is at it.
 */
int export_dossier(struct house *house, int stage, const char *folder,
                   void (*tell)(const struct export_progress *progress, void *context),
                   void *context, struct export_result *result, struct error *error);

#endif
