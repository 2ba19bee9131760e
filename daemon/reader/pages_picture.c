/* Pictures that came as files: each page of them is one of paper, as far as anybody knows. */
#include "reader/pages.h"

#include "reader/document.h"
#include "reader/picture.h"

#include <stdlib.h>

static void *open_file(struct job *job, int fd, struct described_file *file, int *count)
{
    (void)job;
    struct picture picture = {0};
    enum picture_result result = file->decoration ? PICTURE_FOREIGN : picture_open(fd, &picture);
    if (result == PICTURE_DAMAGED) {
        document_note(file, FINDING_DAMAGED);
    } else if (result == PICTURE_TOO_LARGE) {
        document_note(file, FINDING_OVER_BUDGET);
    }
    if (result != PICTURE_OPEN) {
        return NULL;
    }
    struct picture *opened = xmalloc(sizeof *opened);
    *opened = picture;
    *count = picture.pages;
    file->pages = (unsigned)picture.pages;
    return opened;
}

static bool about_page(void *state, int index, struct page_about *about)
{
    (void)state;
    (void)index;
    about->picture = true;
    about->wanted = true;
    return true;
}

static struct raster *draw_page(void *state, int index, double dpi, bool *partly)
{
    (void)partly;
    (void)dpi; /* the caller scales what was decoded */
    return picture_page(state, index);
}

static void close_file(void *state)
{
    picture_close(state);
    free(state);
}

const struct pages_way pages_picture = {
    .open = open_file, .about = about_page, .draw = draw_page, .close = close_file};
