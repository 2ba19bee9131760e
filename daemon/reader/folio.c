#include "reader/folio.h"

#include <math.h>
#include <stdlib.h>

enum {
    DARK = 150,         /* of 255: below it is ink once the paper is even */
    FAINT = 180,        /* the same of print that a camera saw softly */
    RED = 60,           /* by which red outdoes the other channels */
    RED_FAINT = 32,     /* the same where there is little light, */
    RED_OF = 30,        /* and then hundredths of red itself */
    TILE = 32,          /* pixels over which the paper is made even */
    PAPER = 230,        /* what paper becomes */
    CREASE_PIECE = 160, /* pixels of a row in which a crease is as grey everywhere */
    CREASED_PAPER = 15, /* hundredths of them: the brightest, which are paper beside any print */
    CREASE = 6,         /* by which they are darker than paper */
    SKEW_SWEEP = 2,     /* the skew is looked for at half the resolution */
};

static const double row_least_mm = 1.8, row_most_mm = 20; /* heights of rows of text */
static const double red_most_mm =
    26; /* the same of the name of who gives an order, a little askew */
static const double text_least_mm = 3.2, text_most_mm = 8.5;
static const double row_ink_mm = 1.2; /* ink across a row that makes it one */
static const double side_mm = 18;     /* margins that hold holes, shadows, no text */
static const double apart_mm = 4;     /* between text and what stands beside it in the margin */
static const double margin_mm = 1.5;  /* around a row that is cut out */
static const double column_margin_mm = 3;
static const double least_width_mm = 8;
static const double rule_share = 0.45; /* of the width: a line of red that long is a rule */
static const double rule_from_mm = 20, rule_most_mm = 2.5, rule_beside_mm = 1.5;
static const double quiet_share = 0.08;
static const float skew_range = 5.0F, skew_step = 1.0F, skew_least = 0.02F; /* degrees */
static const float skew_sure = 2.0F;
static const double skew_worth = 0.15;

/* --- channels -------------------------------------------------------------------------------- */

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static bool is_red(int red, int other)
{
    int more = red - other;
    return more > RED || (more > RED_FAINT && more * 100 > RED_OF * red);
}

/* Three pictures of a page: the red channel, the darkest of all, and where it is red (1 bit). */
struct layers {
    PIX *black, *any, *red;
};

static struct layers split(const struct raster *page)
{
    struct layers layers = {pixCreate(page->width, page->height, 8),
                            pixCreate(page->width, page->height, 8),
                            pixCreate(page->width, page->height, 1)};
    const uint32_t *pixel = page->pixels;
    for (int y = 0; y < page->height; y++) {
        l_uint32 *black = pixGetData(layers.black) + (ptrdiff_t)y * pixGetWpl(layers.black);
        l_uint32 *any = pixGetData(layers.any) + (ptrdiff_t)y * pixGetWpl(layers.any);
        l_uint32 *mask = pixGetData(layers.red) + (ptrdiff_t)y * pixGetWpl(layers.red);
        for (int x = 0; x < page->width; x++, pixel++) {
            int red = raster_red(*pixel), green = raster_green(*pixel), blue = raster_blue(*pixel);
            SET_DATA_BYTE(black, x, (l_uint8)red);
            SET_DATA_BYTE(any, x, (l_uint8)smaller(red, smaller(green, blue)));
            if (is_red(red, green > blue ? green : blue)) {
                SET_DATA_BIT(mask, x);
            }
        }
    }
    return layers;
}

static void replace(PIX **pix, PIX *by)
{
    if (by != NULL) {
        pixDestroy(pix);
        *pix = by;
    }
}

/* How bright the paper is in a piece of a row: most of it is paper. */
static int paper_of(const l_uint32 *row, int left, int right)
{
    int counts[256] = {0}, left_over = (right - left) * CREASED_PAPER / 100, value = 255;
    for (int x = left; x < right; x++) {
        counts[GET_DATA_BYTE(row, x)]++;
    }
    while (value > 0 && (left_over -= counts[value]) > 0) {
        value--;
    }
    return value;
}

/* Where a sheet was folded a grey line runs through the print, which joins its letters. */
static void smooth_creases(PIX *pix)
{
    int width = pixGetWidth(pix);
    for (int y = 0; y < pixGetHeight(pix); y++) {
        l_uint32 *row = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
        for (int left = 0; left < width; left += CREASE_PIECE) {
            int right = smaller(left + CREASE_PIECE, width), paper = paper_of(row, left, right);
            for (int x = left; paper > DARK && paper < PAPER - CREASE && x < right; x++) {
                SET_DATA_BYTE(row, x, (l_uint8)smaller(255, GET_DATA_BYTE(row, x) * PAPER / paper));
            }
        }
    }
}

/* Shadows and tints go, and creases, and the grain. */
static void make_even(PIX **pix)
{
    replace(pix, pixBackgroundNorm(*pix, NULL, NULL, TILE, TILE, 80, 100, PAPER, 2, 1));
    smooth_creases(*pix);
    replace(pix, pixBlockconv(*pix, 1, 1));
}

/* Without its pieces that are taller than any print: the frame of a table or a certificate, the
 * edge of a desk, a photo. They would make one row of all that stands beside them. */
static PIX *print_of(PIX *ink, double most_mm, double mm)
{
    int tall = (int)(most_mm * mm);
    return ink != NULL ? pixSelectBySize(ink, 0, tall, 8, L_SELECT_HEIGHT, L_SELECT_IF_LT, NULL)
                       : NULL;
}

static double find_tilt(PIX *print)
{
    l_float32 angle = 0, confidence = 0;
    int failed = pixFindSkewSweepAndSearch(print, &angle, &confidence, SKEW_SWEEP, 1, skew_range,
                                           skew_step, skew_least);
    bool sure = failed == 0 && confidence >= skew_sure && fabs((double)angle) > skew_worth;
    return sure ? (double)angle : 0;
}

static void set_straight(struct layers *layers, double tilt)
{
    float radians = (float)(tilt * M_PI / 180);
    replace(&layers->black,
            pixRotate(layers->black, radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
    replace(&layers->any,
            pixRotate(layers->any, radians, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
    replace(&layers->red,
            pixRotate(layers->red, radians, L_ROTATE_SAMPLING, L_BRING_IN_WHITE, 0, 0));
}

/* --- rows ------------------------------------------------------------------------------------ */

static int count_in_row(PIX *pix, int y, int left, int right)
{
    const l_uint32 *row = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
    int count = 0;
    for (int x = left; x < right; x++) {
        count += GET_DATA_BIT(row, x) != 0;
    }
    return count;
}

/* Is it quiet there? Beside a rule there is paper, beside a stroke of large letters there is more
 * of them. */
static bool is_quiet(PIX *red, int y)
{
    int width = pixGetWidth(red);
    return y < 0 || y >= pixGetHeight(red) || count_in_row(red, y, 0, width) < quiet_share * width;
}

static int find_rule(const struct folio *folio, PIX *red)
{
    int width = pixGetWidth(red), height = pixGetHeight(red), top = -1;
    int beside = (int)(rule_beside_mm * folio->mm);
    for (int y = (int)(rule_from_mm * folio->mm); y < height; y++) {
        bool long_red = count_in_row(red, y, 0, width) > rule_share * width;
        if (long_red && top < 0) {
            top = y;
        } else if (!long_red && top >= 0) {
            if (y - top <= rule_most_mm * folio->mm && is_quiet(red, top - beside) &&
                is_quiet(red, y - 1 + beside)) {
                return top;
            }
            top = -1;
        }
    }
    return -1;
}

/* Ink of a column in the rows of `row`. */
static bool column_has_ink(PIX *pix, const struct text_row *row, int x)
{
    int count = 0;
    for (int y = row->top; y < row->bottom; y++) {
        count += GET_DATA_BIT(pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix), x) != 0;
    }
    return count >= 3;
}

/* The last column of ink before a gap, from `x` on to `end`, exclusive; `step` is 1 or -1. */
static int reach(PIX *ink, const struct text_row *row, int x, int end, int step, int gap)
{
    int last = x;
    for (; x != end && (x - last) * step <= gap; x += step) {
        last = column_has_ink(ink, row, x) ? x : last;
    }
    return last;
}

/* The columns of its ink. Text may run into the margins; what stands there apart from it is a hole,
 * a staple, a shadow. */
static void trim(PIX *ink, struct text_row *row, double mm)
{
    int side = (int)(side_mm * mm), edge = side / 2, gap = (int)(apart_mm * mm);
    int width = pixGetWidth(ink), left = side, right = width - side - 1;
    while (left < right && !column_has_ink(ink, row, left)) {
        left++;
    }
    while (right > left && !column_has_ink(ink, row, right)) {
        right--;
    }
    row->left = left < side + gap ? reach(ink, row, left, edge, -1, gap) : left;
    row->right =
        (right >= width - side - gap ? reach(ink, row, right, width - edge, 1, gap) : right) + 1;
}

static void add_row(struct folio *folio, PIX *ink, int top, int bottom, bool red)
{
    double height = (bottom - top) / folio->mm;
    double most = red ? red_most_mm : row_most_mm;
    if (height < row_least_mm || height > most || folio->row_count == FOLIO_ROWS) {
        return;
    }
    struct text_row row = {.top = top, .bottom = bottom, .red = red};
    trim(ink, &row, folio->mm);
    folio->rows[folio->row_count++] = row;
}

static void find_rows(struct folio *folio, PIX *ink, bool red)
{
    int height = pixGetHeight(ink), side = (int)(side_mm * folio->mm), top = -1;
    int least = (int)(row_ink_mm * folio->mm);
    for (int y = 0; y <= height; y++) {
        bool has = y < height && count_in_row(ink, y, side, pixGetWidth(ink) - side) > least;
        if (has && top < 0) {
            top = y;
        } else if (!has && top >= 0) {
            add_row(folio, ink, top, y, red);
            top = -1;
        }
    }
}

static int by_height(const void *one, const void *other)
{
    const struct text_row *a = one, *b = other;
    return a->top != b->top ? a->top - b->top : a->red - b->red;
}

/* --- the folio ------------------------------------------------------------------------------- */

/* Rows as tall as rows of text are, up to a title's: neither halves of some nor several in one. */
static size_t count_well_formed(const struct folio *folio)
{
    size_t count = 0;
    for (size_t i = 0; i < folio->row_count; i++) {
        double height = (folio->rows[i].bottom - folio->rows[i].top) / folio->mm;
        count += !folio->rows[i].red && height >= text_least_mm && height <= text_most_mm;
    }
    return count;
}

/* Rows of what is darker than `dark` and not red. */
static void find_black_rows(struct folio *folio, PIX *red, int level)
{
    PIX *dark = pixThresholdToBinary(folio->black, level);
    PIX *black = dark != NULL ? pixSubtract(NULL, dark, red) : NULL;
    PIX *print = print_of(black, row_most_mm, folio->mm);
    folio->row_count = 0;
    if (print != NULL) {
        find_rows(folio, print, false);
    }
    pixDestroy(&dark);
    pixDestroy(&black);
    pixDestroy(&print);
}

/* At the level at which more of them come out whole: soft print needs a high one, with which what
 * shows through from the back of thin paper joins sharp rows. */
static void find_lines(struct folio *folio, PIX *red)
{
    folio->rule = find_rule(folio, red);
    find_black_rows(folio, red, DARK);
    const struct folio sharp = *folio;
    find_black_rows(folio, red, FAINT);
    if (count_well_formed(folio) < count_well_formed(&sharp)) {
        *folio = sharp;
    }
    PIX *print = print_of(red, red_most_mm, folio->mm);
    if (print != NULL) {
        find_rows(folio, print, true);
    }
    pixDestroy(&print);
    qsort(folio->rows, folio->row_count, sizeof *folio->rows, by_height);
}

struct folio *folio_new(const struct raster *page)
{
    struct folio *folio = xcalloc(1, sizeof *folio);
    folio->dpi = (int)(page->dpi + .5);
    folio->mm = page->dpi / 25.4;
    struct layers layers = split(page);
    make_even(&layers.black);
    make_even(&layers.any);
    PIX *dark = pixThresholdToBinary(layers.any, DARK);
    PIX *print = print_of(dark, row_most_mm, folio->mm);
    folio->tilt = print != NULL ? find_tilt(print) : 0;
    pixDestroy(&dark);
    pixDestroy(&print);
    if (folio->tilt != 0) {
        set_straight(&layers, folio->tilt);
    }
    folio->black = layers.black;
    folio->any = layers.any;
    find_lines(folio, layers.red);
    pixDestroy(&layers.red);
    return folio;
}

void folio_free(struct folio *folio)
{
    if (folio != NULL) {
        pixDestroy(&folio->black);
        pixDestroy(&folio->any);
        free(folio);
    }
}

PIX *folio_row(const struct folio *folio, const struct text_row *row)
{
    if (row->right - row->left < least_width_mm * folio->mm) {
        return NULL;
    }
    int above = (int)(margin_mm * folio->mm), beside = (int)(column_margin_mm * folio->mm);
    BOX *box = boxCreate(row->left - beside > 0 ? row->left - beside : 0,
                         row->top - above > 0 ? row->top - above : 0,
                         row->right - row->left + 2 * beside, row->bottom - row->top + 2 * above);
    PIX *cut = pixClipRectangle(row->red ? folio->any : folio->black, box, NULL);
    boxDestroy(&box);
    return cut;
}

char *folio_text(const struct folio *folio, const struct text_row *row, struct ocr *ocr,
                 double *confidence)
{
    PIX *picture = folio_row(folio, row);
    *confidence = 0;
    char *text = picture != NULL ? ocr_line(ocr, picture, folio->dpi, confidence) : xstrdup("");
    pixDestroy(&picture);
    return text;
}
