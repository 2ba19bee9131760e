/*
 * The dossier: what the evaluators get. Which file lies where (arranged by stage, item, unit and
 * task, every content once), and the index of all obligations with links to the files.
 */
#ifndef BAOSONG_NOTICE_DOSSIER_H
#define BAOSONG_NOTICE_DOSSIER_H

#include "base/buffer.h"
#include "judge/board.h"
#include "notice/catalogue.h"

/* A file of the dossier. */
struct dossier_file {
    const struct catalogue_file *from; /* the first that came with this content */
    char *folder;                      /* relative, of clean names; owned */
    char *path;                        /* in that folder, unlike any other also on Windows; owned */
    bool lost;                         /* could not be put there: the index has no link to it */
};

/* A line of the index: a file for a task of a unit under an item, or that there is none. */
struct dossier_line {
    const struct item *item; /* NULL: a task of no item */
    size_t unit;
    size_t task;
    const struct dossier_file *file; /* NULL: nothing came, or nothing that counts */
    bool section;                    /* a section of a self-report speaks of the task */
    unsigned first_page, last_page;  /* where it stands in the file; 0: all of it, or not known */
    int stage;                       /* the first that it came in time for; -1: none */
    int64_t received_at;
};

/* What came and is not in it. */
struct dossier_rest {
    const struct catalogue_file *file;
    const char *why; /* a phrase for people */
};

struct dossier {
    const struct campaign *campaign;
    const struct board *board; /* of the stage it is made for */
    const struct catalogue *catalogue;
    struct dossier_file *files; /* by content */
    size_t file_count;
    struct dossier_line *lines; /* by item, unit and task */
    size_t line_count;
    struct dossier_rest *rest;
    size_t rest_count;
    uint64_t bytes;    /* of all files */
    int64_t last_mail; /* receipt of the newest file; CLOCK_UNKNOWN if there is none */
};

/*
 * Pure. `boards` are those of the stages up to the one it is made for, in their order; they and the
 * catalogue must outlive it. The caller frees it.
 */
struct dossier *dossier_new(const struct board *const *boards, size_t board_count,
                            const struct catalogue *catalogue);
void dossier_free(struct dossier *dossier);
DEFINE_CLEANUP(struct dossier, dossier_free)

/* The file of that content; NULL if it is not part of the dossier. */
const struct dossier_file *dossier_find(const struct dossier *dossier, const char *sha256);

/* The index as a workbook and as a page, each with links relative to itself. The same dossier gives
 * the same bytes. */
int dossier_index_xlsx(const struct dossier *dossier, struct buffer *out, struct error *error);
void dossier_index_html(const struct dossier *dossier, struct buffer *out);

#endif
