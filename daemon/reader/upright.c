#include "reader/upright.h"

#include "reader/folio.h"

enum {
    SAMPLES = 3,  /* rows read in each turn */
    BRIGHT = 110, /* of a pixel of paper in a shadow, its darkest channel */
    PALE = 60,    /* of its chroma, at most */
};

static const double sample_share = 0.6;  /* of the page, from its upper edge */
static const double clearly_more = 0.12; /* confidence by which another turn must win */
/* The same of a page whose print is poor whichever way it lies: upside down it reads under 0.25. */
static const double far_more = 0.25;
static const double paper_share = 0.45; /* of the pixels of a page, even on a desk */

bool upright_is_paper(const struct raster *page)
{
    size_t count = (size_t)page->width * (size_t)page->height, paper = 0;
    for (size_t i = 0; i < count; i++) {
        int red = raster_red(page->pixels[i]), green = raster_green(page->pixels[i]);
        int blue = raster_blue(page->pixels[i]);
        int least = red < green ? red : green, most = red > green ? red : green;
        least = blue < least ? blue : least;
        most = blue > most ? blue : most;
        paper += least >= BRIGHT && most - least <= PALE;
    }
    return (double)paper >= paper_share * (double)count;
}

/* The row with most ink between `from` and the next one that was taken; the widest says most. */
static const struct text_row *widest_below(const struct folio *folio, int width)
{
    const struct text_row *widest = NULL;
    for (size_t i = 0; i < folio->row_count; i++) {
        const struct text_row *row = &folio->rows[i];
        int wide = row->right - row->left;
        if (!row->red && wide < width && (widest == NULL || wide > widest->right - widest->left)) {
            widest = row;
        }
    }
    return widest;
}

/* The mean confidence of some rows; 0 for a page with fewer, of which nothing can be said. */
static double legibility_of(struct ocr *ocr, const struct raster *page)
{
    CLEANUP(cleanup_raster_free)
    struct raster *part = raster_head(page, sample_share);
    CLEANUP(cleanup_folio_free)
    struct folio *folio = folio_new(part);
    double sum = 0;
    int count = 0, width = part->width + 1;
    while (count < SAMPLES) {
        const struct text_row *row = widest_below(folio, width);
        PIX *picture = row != NULL ? folio_row(folio, row) : NULL;
        if (picture == NULL) {
            break;
        }
        double confidence = 0;
        CLEANUP_FREE char *text = ocr_line(ocr, picture, folio->dpi, &confidence);
        pixDestroy(&picture);
        width = row->right - row->left;
        sum += confidence;
        count++;
    }
    return count == SAMPLES ? sum / count : 0;
}

unsigned upright_turn(struct ocr *ocr, const struct raster *page)
{
    static const unsigned turns[] = {180, 90, 270};
    double as_it_lies = legibility_of(ocr, page), best = as_it_lies;
    unsigned turn = 0;
    for (size_t i = 0; i < COUNT_OF(turns) && best < UPRIGHT_LEGIBLE; i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *turned = raster_turned(page, turns[i]);
        double legible = legibility_of(ocr, turned), more = legible - as_it_lies;
        bool poor = legible >= UPRIGHT_POOR && more > far_more;
        bool good = legible >= UPRIGHT_LEGIBLE && more > clearly_more;
        if ((good || poor) && legible > best) {
            best = legible;
            turn = turns[i];
        }
    }
    return turn;
}
