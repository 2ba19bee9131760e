/*
 * The pages of a file that can be looked at: those of a PDF, an OFD or a picture, and the pictures
 * that are pasted into an office document.
 */
#ifndef BAOSONG_READER_PAGES_H
#define BAOSONG_READER_PAGES_H

#include "reader/job.h"
#include "reader/raster.h"

struct pages;

/* What is known of a page before it is drawn. */
struct page_about {
    bool picture; /* of paper: a picture and hardly a word */
    bool wanted;  /* there may be a seal on it */
    bool first;   /* if it is a picture, its head is that of the file */
    bool partly;  /* told when it is drawn: some of it could not be, and stays unseen */
};

/* After the document's own text was read. Opening may note findings, and sets the pages of a
 * picture. NULL where nothing can be looked at. `fd` stays the caller's, and open as long. */
struct pages *pages_open(struct job *job, int fd, struct described_file *file);
void pages_free(struct pages *pages);
DEFINE_CLEANUP(struct pages, pages_free)

int pages_count(const struct pages *pages);

/* What a person calls it, from 1: of the pictures in an office document the icons count, too. */
unsigned pages_number(const struct pages *pages, int index);

/* They stand beside a text that is the document: nothing follows from what they do not show. */
bool pages_beside_text(const struct pages *pages);

/* Reads what tells of a page; false where it cannot be had. */
bool pages_about(struct pages *pages, int index, struct page_about *about);

/* The page at `dpi` dots of its paper: of a picture the sheet alone, also where it was photographed
 * on a desk. NULL where it cannot be drawn, or is an icon; the caller frees it. */
struct raster *pages_draw(struct pages *pages, int index, struct page_about *about, double dpi);

/* Adds the words of the page itself, where it has any; of some kinds of files they cannot be had.
 */
struct layout;
bool pages_have_words(const struct pages *pages);
void pages_words(struct pages *pages, int index, struct layout *layout);

/* --- for those that know one kind of file ---------------------------------------------------- */

/* One kind's way. */
struct pages_way {
    /* The state of its own, and how many pages; NULL where it cannot be opened. */
    void *(*open)(struct job *job, int fd, struct described_file *file, int *count);
    bool (*about)(void *state, int index, struct page_about *about);
    struct raster *(*draw)(void *state, int index, double dpi, bool *partly);
    void (*words)(void *state, int index, struct layout *layout); /* NULL: not to be had */
    unsigned (*number)(const void *state, int index);             /* NULL: that of the index */
    bool (*beside_text)(const void *state);                       /* NULL: never */
    void (*close)(void *state);
};

extern const struct pages_way pages_pdf, pages_ofd, pages_picture, pages_album;

#endif
