#include "reader/banner.h"

#include "base/buffer.h"
#include "base/utf8.h"
#include "reader/folio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SMALL = 480, /* pixels of the longer side of the picture in which it is looked for */
    CLOSE_X = 13,
    CLOSE_Y = 7,    /* of them: letters are no gaps in the ground */
    COLOURED = 45,  /* by which the ground's channel outdoes the other two, of 255 */
    TRIED = 3,      /* boards that are read */
    LEAST_ROW = 3,  /* 字 of a row: below it is dirt, or a window */
    LEAST_TEXT = 4, /* of a banner */
};

static const double least_width = 0.2;   /* of the photo */
static const double least_height = 0.02; /* of it */
static const double most_height = 0.35;  /* more is a wall */
static const double least_aspect = 2, long_aspect = 6;
static const double least_filled = 0.6;        /* of its box, askew as it may hang */
static const double row_mm = 12, rows_mm = 24; /* its height where it has one row, or some */
static const double dpi_read = 150;
static const double side_mm = 22, above_mm = 10; /* of paper added around */
static const double least_confidence = 0.55;     /* of a row */

/* --- the board ------------------------------------------------------------------------------- */

/* A channel of the picture. */
typedef int channel(uint32_t pixel);

/* A colour of ground, and the channel in which letters are brighter than it. */
struct ground {
    channel *own, *letters;
};

static const struct ground grounds[] = {
    {raster_red, raster_green}, {raster_blue, raster_red}, {raster_green, raster_red}};

/* Pixels of the smaller picture. */
struct board {
    const struct ground *ground;
    BOX *box;
    PIX *piece;
    int area;
};

static void board_clear(struct board *board)
{
    boxDestroy(&board->box);
    pixDestroy(&board->piece);
    *board = (struct board){0};
}

static bool is_of(const struct ground *ground, uint32_t pixel)
{
    int own = ground->own(pixel), sum = 0, most = 0;
    for (size_t i = 0; i < COUNT_OF(grounds); i++) {
        int other = grounds[i].own(pixel);
        sum += other;
        most = grounds[i].own != ground->own && other > most ? other : most;
    }
    /* Skies and skins have much of every colour. */
    return own - most > COLOURED && own * 2 > sum;
}

/* One bit a pixel; NULL when there is no memory. */
static PIX *ground_of(const struct raster *small, const struct ground *ground)
{
    PIX *mask = pixCreate(small->width, small->height, 1);
    const uint32_t *pixel = small->pixels;
    for (int y = 0; mask != NULL && y < small->height; y++) {
        l_uint32 *row = pixGetData(mask) + (ptrdiff_t)y * pixGetWpl(mask);
        for (int x = 0; x < small->width; x++, pixel++) {
            if (is_of(ground, *pixel)) {
                SET_DATA_BIT(row, x);
            }
        }
    }
    PIX *closed = mask != NULL ? pixCloseSafeBrick(NULL, mask, CLOSE_X, CLOSE_Y) : NULL;
    pixDestroy(&mask);
    return closed;
}

static bool is_board(const struct raster *small, const struct board *board)
{
    int width = 0, height = 0;
    boxGetGeometry(board->box, NULL, NULL, &width, &height);
    return width >= least_width * small->width && height >= least_height * small->height &&
           height <= most_height * small->height && width >= least_aspect * height &&
           board->area >= least_filled * width * height;
}

/* Keeps the largest ones, those first. */
static void keep(struct board *boards, struct board *found)
{
    for (size_t i = 0; i < TRIED; i++) {
        if (found->area > boards[i].area) {
            struct board smaller = boards[i];
            boards[i] = *found;
            *found = smaller;
        }
    }
    board_clear(found);
}

static void find_boards(const struct raster *small, const struct ground *ground,
                        struct board *boards)
{
    PIX *mask = ground_of(small, ground);
    PIXA *pieces = NULL;
    BOXA *boxes = mask != NULL ? pixConnComp(mask, &pieces, 8) : NULL;
    int count = boxes != NULL && pieces != NULL ? boxaGetCount(boxes) : 0;
    for (int i = 0; i < count; i++) {
        struct board board = {.ground = ground,
                              .box = boxaGetBox(boxes, i, L_COPY),
                              .piece = pixaGetPix(pieces, i, L_COPY)};
        pixCountPixels(board.piece, &board.area, NULL);
        if (is_board(small, &board)) {
            keep(boards, &board);
        } else {
            board_clear(&board);
        }
    }
    boxaDestroy(&boxes);
    pixaDestroy(&pieces);
    pixDestroy(&mask);
}

/* --- its letters ----------------------------------------------------------------------------- */

/* From the first to the last of the pixels in a column, without the edge; false for none. */
static bool reach_of(PIX *piece, int column, int *top, int *bottom)
{
    enum { EDGE = 1 };
    int height = pixGetHeight(piece);
    *top = height;
    *bottom = -1;
    for (int y = 0; y < height; y++) {
        l_uint32 set = 0;
        pixGetPixel(piece, column, y, &set);
        if (set != 0) {
            *top = y < *top ? y : *top;
            *bottom = y;
        }
    }
    *top += EDGE;
    *bottom -= EDGE;
    return *bottom > *top;
}

/* The board as a page: dark letters on white, and white around; NULL when there is no memory. */
static struct raster *page_of(const struct raster *photo, const struct board *board, double times)
{
    int left = 0, above = 0, width = 0, height = 0;
    boxGetGeometry(board->box, &left, &above, &width, &height);
    double tall = width >= long_aspect * height ? row_mm : rows_mm;
    double dpi = height * times / tall * 25.4;
    int beside = (int)(side_mm / 25.4 * dpi), over = (int)(above_mm / 25.4 * dpi);
    struct raster *page =
        raster_new((int)(width * times) + 2 * beside, (int)(height * times) + 2 * over, dpi);
    for (int x = 0; page != NULL && x < (int)(width * times); x++) {
        int top = 0, bottom = 0, across = (int)(left * times) + x;
        if (!reach_of(board->piece, (int)(x / times), &top, &bottom) || across >= photo->width) {
            continue;
        }
        for (int y = (int)(top * times); y < (int)(bottom * times); y++) {
            int down = (int)(above * times) + y;
            if (down < photo->height) {
                size_t from = (size_t)down * (size_t)photo->width + (size_t)across;
                size_t to = (size_t)(over + y) * (size_t)page->width + (size_t)(beside + x);
                page->pixels[to] =
                    (uint32_t)(255 - board->ground->letters(photo->pixels[from])) * 0x010101U;
            }
        }
    }
    return page;
}

/* All rows that can be read; NULL if they say too little. */
static char *read_rows(struct ocr *ocr, const struct raster *page)
{
    CLEANUP(cleanup_folio_free)
    struct folio *folio = folio_new(page);
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < folio->row_count; i++) {
        double confidence = 0;
        CLEANUP_FREE char *line = folio_text(folio, &folio->rows[i], ocr, &confidence);
        if (confidence >= least_confidence && utf8_count_characters(line) >= LEAST_ROW) {
            buffer_add_text(&text, line);
        }
    }
    return utf8_count_characters(buffer_text(&text)) >= LEAST_TEXT ? buffer_steal(&text) : NULL;
}

char *banner_read(struct ocr *ocr, const struct raster *photo)
{
    int longer = photo->width > photo->height ? photo->width : photo->height;
    CLEANUP(cleanup_raster_free)
    struct raster *small = raster_scaled(photo, photo->dpi * fmin(1, (double)SMALL / longer));
    struct board boards[TRIED] = {0};
    for (size_t i = 0; small != NULL && i < COUNT_OF(grounds); i++) {
        find_boards(small, &grounds[i], boards);
    }
    char *said = NULL;
    for (size_t i = 0; i < TRIED && boards[i].area > 0; i++) {
        double times = (double)photo->width / small->width;
        CLEANUP(cleanup_raster_free)
        struct raster *page = said == NULL ? page_of(photo, &boards[i], times) : NULL;
        CLEANUP(cleanup_raster_free)
        struct raster *even = page != NULL ? raster_scaled(page, dpi_read) : NULL;
        said = even != NULL ? read_rows(ocr, even) : said;
        board_clear(&boards[i]);
    }
    return said;
}
