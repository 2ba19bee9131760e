#include "reader/seal_ink.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 32,        /* pixels: the paper's colour is taken block by block */
    PAPER_LEAST = 90,  /* of a block's darkest channel: darker is no paper */
    PAPER_CHROMA = 70, /* of a block: more colour is no paper */
    RED_LEAST = 22,    /* redness of the weakest ink that is red beyond doubt */
    RED_FRESH = 45,    /* and what fresh ink has at least */
    COLOURED = 40,     /* chroma of a pixel that has a colour */
    GOLD_CHROMA = 45,  /* of gold: emblems, seals of honour */
    OTHER_CHROMA = 50, /* of any other colour */
    DARK_MOST = 150,   /* brightness of black print */
    GREY_DARK = 70,    /* darkness that counts as ink on a grey page */
    FADED_LEAST = 11,  /* redness over 3 x 3 pixels of a faded seal: below is noise of JPEG */
    TINT = 10,         /* chroma of paper, or of its grain, in a scan in colours */
    FAINT = 9,         /* redness that says that there is colour at all */
};

static const double paper_share = 0.85;   /* of a block's pixels are darker than its paper */
static const double red_of_chroma = 0.45; /* red, not orange or pink of skin */
static const double red_fresh_of = 0.38;  /* of the median redness: the edge of a stroke */
static const double tinted_share = 0.005;
static const double faded_over = 2.5; /* times the noise of nine tenths of the paper */
/* Millimetres of a line one pixel wide: with less ink of any colour a page is grey. */
static const double grey_red_mm = 60, grey_colour_mm = 30, grey_faint_mm = 150;

struct paper {
    int red, green, blue;
};

static int max_of(int a, int b, int c)
{
    int larger = a > b ? a : b;
    return larger > c ? larger : c;
}

static int min_of(int a, int b, int c)
{
    int smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

static size_t area(const struct ink_map *map)
{
    return (size_t)map->width * (size_t)map->height;
}

static int percentile(const long histogram[256], long count, double share)
{
    long sum = 0, wanted = (long)((double)count * share);
    for (int i = 0; i < 256; i++) {
        sum += histogram[i];
        if (sum > wanted) {
            return i;
        }
    }
    return 255;
}

/* --- the paper ------------------------------------------------------------------------------- */

struct blocks {
    int columns, rows;
    struct paper *paper;
    bool *sure;
};

static struct paper paper_of_block(const struct raster *page, int left, int top)
{
    long histograms[3][256] = {{0}};
    long count = 0;
    for (int y = top; y < page->height && y < top + BLOCK; y++) {
        const uint32_t *row = page->pixels + (size_t)y * (size_t)page->width;
        for (int x = left; x < page->width && x < left + BLOCK; x++) {
            histograms[0][raster_red(row[x])]++;
            histograms[1][raster_green(row[x])]++;
            histograms[2][raster_blue(row[x])]++;
            count++;
        }
    }
    return (struct paper){percentile(histograms[0], count, paper_share),
                          percentile(histograms[1], count, paper_share),
                          percentile(histograms[2], count, paper_share)};
}

static bool looks_like_paper(const struct paper *paper)
{
    int most = max_of(paper->red, paper->green, paper->blue);
    int least = min_of(paper->red, paper->green, paper->blue);
    return least >= PAPER_LEAST && most - least <= PAPER_CHROMA;
}

/* The paper of the page as a whole: of its paper-like blocks, again what most are darker than. */
static struct paper common_paper(const struct blocks *blocks)
{
    long histograms[3][256] = {{0}};
    long count = 0;
    for (int i = 0; i < blocks->columns * blocks->rows; i++) {
        if (blocks->sure[i]) {
            histograms[0][blocks->paper[i].red]++;
            histograms[1][blocks->paper[i].green]++;
            histograms[2][blocks->paper[i].blue]++;
            count++;
        }
    }
    if (count == 0) {
        return (struct paper){255, 255, 255};
    }
    return (struct paper){percentile(histograms[0], count, paper_share),
                          percentile(histograms[1], count, paper_share),
                          percentile(histograms[2], count, paper_share)};
}

/* A block of another hue than the page is a photo or a tinted field, not paper in a shadow. */
static bool is_same_paper(const struct paper *block, const struct paper *page)
{
    double of_block = block->green + 1, of_page = page->green + 1;
    double blue = block->blue / of_block - page->blue / of_page;
    double red = block->red / of_block - page->red / of_page;
    return fabs(blue) <= 0.12 && fabs(red) <= 0.15 && block->green >= 0.45 * page->green;
}

static struct blocks find_paper(const struct raster *page)
{
    struct blocks blocks = {.columns = (page->width + BLOCK - 1) / BLOCK,
                            .rows = (page->height + BLOCK - 1) / BLOCK};
    size_t count = (size_t)blocks.columns * (size_t)blocks.rows;
    blocks.paper = xcalloc(count, sizeof *blocks.paper);
    blocks.sure = xcalloc(count, sizeof *blocks.sure);
    for (size_t i = 0; i < count; i++) {
        int column = (int)i % blocks.columns, row = (int)i / blocks.columns;
        blocks.paper[i] = paper_of_block(page, column * BLOCK, row * BLOCK);
        blocks.sure[i] = looks_like_paper(&blocks.paper[i]);
    }
    struct paper common = common_paper(&blocks);
    for (size_t i = 0; i < count; i++) {
        if (!blocks.sure[i] || !is_same_paper(&blocks.paper[i], &common)) {
            blocks.paper[i] = common;
        }
    }
    return blocks;
}

/* --- the inks -------------------------------------------------------------------------------- */

/* What makes the paper of a block white: 16.16 fixed point, for it is asked of every pixel. */
struct whitening {
    unsigned red, green, blue;
};

static struct whitening whitening_of(const struct paper *paper)
{
    return (struct whitening){(255U << 16) / ((unsigned)paper->red + 1),
                              (255U << 16) / ((unsigned)paper->green + 1),
                              (255U << 16) / ((unsigned)paper->blue + 1)};
}

static int whitened(int value, unsigned factor)
{
    unsigned white = (unsigned)value * factor >> 16;
    return white > 255 ? 255 : (int)white;
}

static enum ink ink_of(int redness, int chroma, int red, int green, int blue)
{
    if (redness >= RED_LEAST) {
        return INK_RED;
    }
    if (chroma > GOLD_CHROMA && red > blue + 40 && green > blue + 35) {
        return INK_GOLD;
    }
    if (chroma > OTHER_CHROMA) {
        return INK_COLOUR;
    }
    return max_of(red, green, blue) < DARK_MOST ? INK_DARK : INK_PAPER;
}

static void take_pixel(struct ink_map *map, size_t at, uint32_t pixel,
                       const struct whitening *whitening)
{
    int red = whitened(raster_red(pixel), whitening->red);
    int green = whitened(raster_green(pixel), whitening->green);
    int blue = whitened(raster_blue(pixel), whitening->blue);
    int chroma = max_of(red, green, blue) - min_of(red, green, blue);
    int over = red - (green > blue ? green : blue);
    int redness = over > 0 && over >= red_of_chroma * chroma ? over : 0;
    map->coloured += chroma > COLOURED;
    map->inks[at] = (uint8_t)ink_of(redness, chroma, red, green, blue);
    map->redness[at] = (uint8_t)redness;
    map->histogram[redness]++;
}

static void take_pixels(struct ink_map *map, const struct raster *page)
{
    struct blocks blocks = find_paper(page);
    size_t at = 0;
    for (int y = 0; y < map->height; y++) {
        const struct paper *row = blocks.paper + (ptrdiff_t)(y / BLOCK) * blocks.columns;
        struct whitening whitening = whitening_of(row);
        for (int x = 0; x < map->width; x++, at++) {
            if (x % BLOCK == 0) {
                whitening = whitening_of(&row[x / BLOCK]);
            }
            take_pixel(map, at, page->pixels[at], &whitening);
        }
    }
    free(blocks.paper);
    free(blocks.sure);
}

/* A scan in colours has some in its paper, if only in its grain. */
static bool is_colourless(const struct raster *page)
{
    size_t tinted = 0, count = (size_t)page->width * (size_t)page->height;
    for (size_t i = 0; i < count; i++) {
        int red = raster_red(page->pixels[i]), green = raster_green(page->pixels[i]);
        int blue = raster_blue(page->pixels[i]);
        tinted += max_of(red, green, blue) - min_of(red, green, blue) > TINT;
    }
    return (double)tinted < tinted_share * (double)count;
}

/* A page without colours: its dark print is looked at instead. */
static void turn_grey(struct ink_map *map, const struct raster *page)
{
    map->grey = true;
    for (size_t i = 0; i < area(map); i++) {
        uint32_t pixel = page->pixels[i];
        int dark = 255 - (raster_red(pixel) + raster_green(pixel) + raster_blue(pixel)) / 3;
        map->redness[i] = (uint8_t)dark;
        map->inks[i] = dark > GREY_DARK ? INK_RED : INK_PAPER;
    }
}

static long count_from(const struct ink_map *map, int least)
{
    long count = 0;
    for (int i = least; i < 256; i++) {
        count += map->histogram[i];
    }
    return count;
}

static void smooth(struct ink_map *map)
{
    ptrdiff_t width = map->width;
    for (int y = 1; y < map->height - 1; y++) {
        for (int x = 1; x < map->width - 1; x++) {
            const uint8_t *at = map->redness + y * width + x;
            int sum = 4 * at[0] + 2 * (at[-1] + at[1] + at[-width] + at[width]) + at[-width - 1] +
                      at[-width + 1] + at[width - 1] + at[width + 1];
            map->smooth[y * width + x] = (uint8_t)(sum >> 4);
        }
    }
}

struct ink_map *ink_map_new(const struct raster *page)
{
    struct ink_map *map = xcalloc(1, sizeof *map);
    map->width = page->width;
    map->height = page->height;
    map->mm = page->dpi / 25.4;
    map->redness = xcalloc(area(map), 1);
    map->smooth = xcalloc(area(map), 1);
    map->inks = xcalloc(area(map), 1);
    take_pixels(map, page);
    map->red = count_from(map, RED_LEAST);
    if ((double)map->red < grey_red_mm * map->mm &&
        (double)map->coloured < grey_colour_mm * map->mm &&
        (double)count_from(map, FAINT) < grey_faint_mm * map->mm) {
        turn_grey(map, page);
        map->colourless = is_colourless(page);
    }
    smooth(map);
    return map;
}

void ink_map_free(struct ink_map *map)
{
    if (map != NULL) {
        free(map->redness);
        free(map->smooth);
        free(map->inks);
        free(map);
    }
}

/* --- what counts as red ---------------------------------------------------------------------- */

/* The median of what is red at all. */
static int median_red(const struct ink_map *map)
{
    long sum = 0;
    for (int i = 255; i >= RED_LEAST; i--) {
        sum += map->histogram[i];
        if (2 * sum > map->red) {
            return i;
        }
    }
    return 0;
}

int ink_map_fresh(const struct ink_map *map, uint8_t *inks)
{
    memcpy(inks, map->inks, area(map));
    if (map->grey) {
        return GREY_DARK;
    }
    int least = (int)(median_red(map) * red_fresh_of);
    least = least < RED_LEAST ? RED_LEAST : least > RED_FRESH ? RED_FRESH : least;
    for (size_t i = 0; i < area(map); i++) {
        if (inks[i] == INK_RED && map->redness[i] < least) {
            inks[i] = INK_PAPER;
        }
    }
    return least;
}

int ink_map_faded(const struct ink_map *map, uint8_t *inks)
{
    if (map->grey) {
        return 0;
    }
    long histogram[256] = {0}, count = 0;
    for (size_t i = 0; i < area(map); i++) {
        if (map->inks[i] == INK_PAPER) {
            histogram[map->smooth[i]]++;
            count++;
        }
    }
    int least = (int)(faded_over * percentile(histogram, count, 0.9));
    least = least < FADED_LEAST ? FADED_LEAST : least;
    if (least >= RED_LEAST) {
        return 0; /* the paper itself is as red: nothing faded can be told from it */
    }
    for (size_t i = 0; i < area(map); i++) {
        bool pale = map->inks[i] == INK_PAPER || map->inks[i] == INK_RED;
        inks[i] = !pale ? map->inks[i] : map->smooth[i] >= least ? INK_RED : INK_PAPER;
    }
    return least;
}
