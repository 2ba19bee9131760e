#include "reader/flat.h"

#include <leptonica/allheaders.h>
#include <math.h>

enum {
    SMALL = 240, /* pixels of the longer side of the picture in which the sheet is looked for */
    GAP = 9,     /* of them: rows of print and seals are no gaps in the paper */
    BRIDGE = 5,  /* of them: what is thinner joins the paper to something else that is bright */
    CORNERS = 4,
    LEAST_LEVEL = 50, /* of brightness at which it is looked for, and so on */
    LEVEL_STEP = 4,
    LEVELS = 48,
    LIGHTER = 3,    /* than what is around, of 255 */
    LEAST_FAR = 12, /* pixels around */
    FAR_STEP = 2,
    FARS = 12,
    BLANK = 255, /* of what never was on a camera's picture */
    WHITE = 245, /* so bright is paper that was scanned, and hardly anything that a camera saw */
    GRAIN = 2, /* pixels of it around each: gravel and cloth are as dark as they are on the whole */
    SAME = 5,  /* pixels of the smaller picture that corners of the same sheet are apart */
    STEADY = 3,   /* levels at which a sheet is seen */
    DARKER = 6,   /* the desk, of 255 */
    SAMPLES = 24, /* places along a side */
    BESIDE = 5,   /* pixels from it: farther than a line of print and its blur */
};

static const double a4_mm[] = {210, 297};
static const double least_share = 0.2, most_share = 0.93; /* of the picture */
static const double least_edge = 0.75;                    /* of its outline */
static const double least_edge_of_side = 0.6;             /* of each of its sides */
static const double most_blank = 0.4;                     /* of it: margins beside a photo */
static const double most_blank_inside = 0.2;              /* of the photo */
static const double least_filled = 0.85;                  /* of the outline: it is of one piece */
static const double ragged_cost = 4;                      /* of the share that it is off */
static const double unedged_cost = 2;
static const double frame_worth = 0.01;   /* of a photo, instead of the sheet in it */
static const double least_parallel = 0.6; /* of opposite sides, the shorter by the longer one */
static const double least_aspect = 1.15, most_aspect = 1.75; /* seen from the side; A4 has 1.41 */

struct point {
    double x, y;
};

/* The corners of a sheet, from the upper left one clockwise; pixels. */
struct corners {
    struct point at[CORNERS];
    double filled; /* by paper, of the area between them: over 1 where its edges are round */
    double edged;  /* share of its outline that has something darker beyond it */
    double shown;  /* share of what the camera saw that lies in it */
};

/* --- the paper ------------------------------------------------------------------------------- */

/* Paper has much of every colour, a desk lacks one of them. */
static PIX *darkest_of(const struct raster *small)
{
    PIX *pix = pixCreate(small->width, small->height, 8);
    const uint32_t *pixel = small->pixels;
    for (int y = 0; y < small->height; y++) {
        l_uint32 *row = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);
        for (int x = 0; x < small->width; x++, pixel++) {
            int red = raster_red(*pixel), green = raster_green(*pixel), blue = raster_blue(*pixel);
            int least = red < green ? red : green;
            SET_DATA_BYTE(row, x, (l_uint8)(least < blue ? least : blue));
        }
    }
    return pix;
}

static PIX *then(PIX *from, PIX *to)
{
    pixDestroy(&from);
    return to;
}

/* Gaps in what is bright closed, and bridges to other things cut; NULL when there is no memory. */
static PIX *tidied(PIX *bright)
{
    bright = bright != NULL ? then(bright, pixCloseSafeBrick(NULL, bright, GAP, GAP)) : NULL;
    return bright != NULL ? then(bright, pixOpenBrick(NULL, bright, BRIDGE, BRIDGE)) : NULL;
}

/* What is brighter than `level`, as one bit; NULL when there is no memory. */
static PIX *bright_of(PIX *grey, int level)
{
    PIX *bright = pixThresholdToBinary(grey, level);
    return tidied(bright != NULL ? then(bright, pixInvert(NULL, bright)) : NULL);
}

/* What is brighter than what lies around it up to `far` pixels away, and what that encloses: light
 * and shadow on a sheet change slowly, and at its edge everything does. */
static PIX *brighter_of(PIX *grey, int far)
{
    PIX *around = pixBlockconv(grey, far, far);
    PIX *lighter = around != NULL ? pixSubtractGray(NULL, grey, around) : NULL;
    pixDestroy(&around);
    PIX *bright = lighter != NULL ? then(lighter, pixThresholdToBinary(lighter, LIGHTER)) : NULL;
    bright = tidied(bright != NULL ? then(bright, pixInvert(NULL, bright)) : NULL);
    PIX *enclosed = bright != NULL ? pixHolesByFilling(bright, 4) : NULL;
    if (enclosed != NULL) {
        pixOr(bright, bright, enclosed);
    }
    pixDestroy(&enclosed);
    return bright;
}

/* The largest piece of it alone, as large as the whole; NULL for none. */
static PIX *largest_of(PIX *bright, int *area)
{
    PIXA *pieces = NULL;
    BOXA *boxes = pixConnComp(bright, &pieces, 4);
    int largest = -1, count = pieces != NULL ? pixaGetCount(pieces) : 0;
    *area = 0;
    for (int i = 0; i < count; i++) {
        PIX *piece = pixaGetPix(pieces, i, L_CLONE);
        int pixels = 0;
        pixCountPixels(piece, &pixels, NULL);
        pixDestroy(&piece);
        largest = pixels > *area ? i : largest;
        *area = pixels > *area ? pixels : *area;
    }
    PIX *alone = NULL;
    if (largest >= 0) {
        int x = 0, y = 0, width = 0, height = 0;
        boxaGetBoxGeometry(boxes, largest, &x, &y, &width, &height);
        PIX *piece = pixaGetPix(pieces, largest, L_CLONE);
        alone = pixCreateTemplate(bright);
        pixRasterop(alone, x, y, width, height, PIX_SRC, piece, 0, 0);
        pixDestroy(&piece);
    }
    boxaDestroy(&boxes);
    pixaDestroy(&pieces);
    return alone;
}

/* --- its corners ----------------------------------------------------------------------------- */

/* A corner is where the paper reaches farthest along a diagonal. */
static struct corners corners_of(PIX *paper)
{
    static const int ways[CORNERS][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    struct corners outline = {0};
    int farthest[CORNERS] = {INT16_MIN, INT16_MIN, INT16_MIN, INT16_MIN};
    for (int y = 0; y < pixGetHeight(paper); y++) {
        const l_uint32 *row = pixGetData(paper) + (ptrdiff_t)y * pixGetWpl(paper);
        for (int x = 0; x < pixGetWidth(paper); x++) {
            for (int i = 0; GET_DATA_BIT(row, x) && i < CORNERS; i++) {
                int far = ways[i][0] * x + ways[i][1] * y;
                if (far > farthest[i]) {
                    farthest[i] = far;
                    outline.at[i] = (struct point){x + 0.5, y + 0.5};
                }
            }
        }
    }
    return outline;
}

static double side(const struct corners *outline, int from)
{
    const struct point *a = &outline->at[from], *b = &outline->at[(from + 1) % CORNERS];
    return hypot(a->x - b->x, a->y - b->y);
}

static double area_of(const struct corners *outline)
{
    double twice = 0;
    for (int i = 0; i < CORNERS; i++) {
        const struct point *a = &outline->at[i], *b = &outline->at[(i + 1) % CORNERS];
        twice += a->x * b->y - b->x * a->y;
    }
    return twice / 2;
}

static double across(const struct corners *outline)
{
    return (side(outline, 0) + side(outline, 2)) / 2;
}

static double down(const struct corners *outline)
{
    return (side(outline, 1) + side(outline, 3)) / 2;
}

static bool are_alike(double one, double other)
{
    return fmin(one, other) >= least_parallel * fmax(one, other);
}

static bool is_sheet(const struct corners *outline, double picture)
{
    double area = area_of(outline);
    double shorter = fmin(across(outline), down(outline));
    double longer = fmax(across(outline), down(outline));
    return area >= least_share * picture && area <= most_share * picture &&
           outline->filled >= least_filled && outline->filled * least_filled <= 1 &&
           are_alike(side(outline, 0), side(outline, 2)) &&
           are_alike(side(outline, 1), side(outline, 3)) && longer >= least_aspect * shorter &&
           longer <= most_aspect * shorter;
}

/* The grey there; false beyond the picture. */
static bool grey_at(PIX *grey, double x, double y, int *value)
{
    l_uint32 pixel = 0;
    bool inside = x >= 0 && y >= 0 && pixGetPixel(grey, (int)x, (int)y, &pixel) == 0;
    *value = (int)pixel;
    return inside;
}

/* Is it darker right outside than right inside, there where `share` of a side is behind? */
static bool is_edge(PIX *grey, const struct corners *outline, int from, double share)
{
    const struct point *a = &outline->at[from], *b = &outline->at[(from + 1) % CORNERS];
    double length = fmax(1, side(outline, from));
    double x = a->x + (b->x - a->x) * share, y = a->y + (b->y - a->y) * share;
    double right = (b->y - a->y) / length * BESIDE, down = (b->x - a->x) / length * -BESIDE;
    int outside = 0, inside = 0;
    bool seen = grey_at(grey, x + right, y + down, &outside);
    return grey_at(grey, x - right, y - down, &inside) && (!seen || outside <= inside - DARKER);
}

/* Does it lie on something darker, on all sides? The frame of a table has the same paper on both
 * sides, and so have rows of print, for the most part. */
static bool is_on_desk(PIX *grey, struct corners *outline)
{
    int edges = 0;
    for (int from = 0; from < CORNERS; from++) {
        int of_side = 0;
        for (int i = 0; i < SAMPLES; i++) {
            of_side += is_edge(grey, outline, from, (i + 0.5) / SAMPLES);
        }
        if (of_side < least_edge_of_side * SAMPLES) {
            return false;
        }
        edges += of_side;
    }
    outline->edged = (double)edges / (CORNERS * SAMPLES);
    return outline->edged >= least_edge;
}

/* The piece of paper among what is bright, which is taken over; false where that is no sheet. */
static bool sheet_of(PIX *grey, PIX *bright, struct corners *outline)
{
    int area = 0;
    PIX *paper = bright != NULL ? largest_of(bright, &area) : NULL;
    bool found = false;
    if (paper != NULL) {
        *outline = corners_of(paper);
        outline->filled = area / fmax(1, area_of(outline));
        found = is_sheet(outline, (double)pixGetWidth(grey) * pixGetHeight(grey)) &&
                is_on_desk(grey, outline);
    }
    pixDestroy(&bright);
    pixDestroy(&paper);
    return found;
}

static bool are_same(const struct corners *one, const struct corners *other)
{
    for (int i = 0; i < CORNERS; i++) {
        double apart = hypot(one->at[i].x - other->at[i].x, one->at[i].y - other->at[i].y);
        if (apart > SAME) {
            return false;
        }
    }
    return true;
}

/* How well it describes a sheet: large, of paper to its corners, and with a desk all around. All
 * that a camera saw, on a page with margins, is a sheet only where there is no other one in it. */
static double worth(const struct corners *outline)
{
    return (outline->shown <= most_share ? 1 : frame_worth) * area_of(outline) *
           fmax(0, 1 - ragged_cost * fabs(1 - outline->filled)) *
           fmax(0, 1 - unedged_cost * (1 - outline->edged));
}

/* The best of the outlines, by how many levels it is seen at: the edge of paper stays where it is
 * when the level rises, that of a shadow on it wanders. False where none stays. */
static bool steadiest(const struct corners *outlines, size_t count, struct corners *outline)
{
    double best = 0;
    for (size_t i = 0; i < count; i++) {
        int alike = 0;
        for (size_t j = 0; j < count; j++) {
            alike += are_same(&outlines[i], &outlines[j]);
        }
        if (alike >= STEADY && alike * worth(&outlines[i]) > best) {
            best = alike * worth(&outlines[i]);
            *outline = outlines[i];
        }
    }
    return best > 0;
}

/* How many pixels are at least so bright; all of them when there is no memory. */
static int count_bright(PIX *grey, int level)
{
    PIX *dark = pixThresholdToBinary(grey, level);
    int count = 0;
    if (dark != NULL) {
        pixCountPixels(dark, &count, NULL);
    }
    pixDestroy(&dark);
    return pixGetWidth(grey) * pixGetHeight(grey) - count;
}

/* What is left free beside a photo on a page of PDF is blank, and no paper: it becomes dark. On a
 * page that is blank for the most part, or where it is not framed, it is the paper itself; so it is
 * where the rest is as good as blank, a scan with a grain in its white. Returns how many pixels
 * became so. */
static int darken_margins(PIX *grey)
{
    PIX *blank = pixThresholdToBinary(grey, BLANK);
    blank = blank != NULL ? then(blank, pixInvert(NULL, blank)) : NULL;
    PIX *margins = blank != NULL ? pixExtractBorderConnComps(blank, 4) : NULL;
    int count = 0, all = 0, area = pixGetWidth(grey) * pixGetHeight(grey);
    bool beside = margins != NULL && pixCountPixels(margins, &count, NULL) == 0 &&
                  pixCountPixels(blank, &all, NULL) == 0 && count < most_blank * area &&
                  all - count < most_blank_inside * (area - count) &&
                  2 * (count_bright(grey, WHITE) - count) < area - count;
    if (beside) {
        pixSetMasked(grey, margins, 0);
    }
    pixDestroy(&blank);
    pixDestroy(&margins);
    return beside ? count : 0;
}

/* What may be the sheet in it, up to LEVELS + FARS of them. */
static size_t find_outlines(PIX *grey, struct corners outlines[])
{
    size_t count = 0;
    for (int i = 0; i < LEVELS; i++) {
        count += sheet_of(grey, bright_of(grey, LEAST_LEVEL + i * LEVEL_STEP), &outlines[count]);
    }
    for (int i = 0; i < FARS; i++) {
        count += sheet_of(grey, brighter_of(grey, LEAST_FAR + i * FAR_STEP), &outlines[count]);
    }
    return count;
}

/* In pixels of the picture; false where there is no sheet. */
static bool find_sheet(const struct raster *picture, struct corners *outline)
{
    int longer = picture->width > picture->height ? picture->width : picture->height;
    double smaller = (double)SMALL / longer;
    CLEANUP(cleanup_raster_free)
    struct raster *small = smaller < 1 ? raster_scaled(picture, picture->dpi * smaller) : NULL;
    if (small == NULL) {
        return false;
    }
    struct corners outlines[LEVELS + FARS];
    PIX *grey = darkest_of(small);
    int shown = small->width * small->height - darken_margins(grey);
    grey = then(grey, pixBlockconv(grey, GRAIN, GRAIN));
    size_t count = grey != NULL ? find_outlines(grey, outlines) : 0;
    pixDestroy(&grey);
    for (size_t i = 0; i < count; i++) {
        outlines[i].shown = area_of(&outlines[i]) / shown;
    }
    *outline = (struct corners){0};
    bool found = steadiest(outlines, count, outline);
    for (int i = 0; found && i < CORNERS; i++) {
        outline->at[i].x *= (double)picture->width / small->width;
        outline->at[i].y *= (double)picture->height / small->height;
    }
    return found;
}

/* --- made flat ------------------------------------------------------------------------------- */

/* Between the four pixels around a place; white beyond the edge. */
static uint32_t colour_at(const struct raster *from, double x, double y)
{
    if (!(x >= 0 && y >= 0 && x < from->width - 1 && y < from->height - 1)) {
        return 0xFFFFFF;
    }
    int left = (int)x, top = (int)y;
    unsigned right = (unsigned)((x - left) * 16), low = (unsigned)((y - top) * 16);
    const uint32_t *at = from->pixels + (ptrdiff_t)top * from->width + left;
    const uint32_t *below = at + from->width;
    uint32_t colour = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
        unsigned upper = (at[0] >> shift & 0xFF) * (16 - right) + (at[1] >> shift & 0xFF) * right;
        unsigned lower =
            (below[0] >> shift & 0xFF) * (16 - right) + (below[1] >> shift & 0xFF) * right;
        colour |= (upper * (16 - low) + lower * low) / 256 << shift;
    }
    return colour;
}

static PTA *points_of(const struct corners *outline)
{
    PTA *points = ptaCreate(CORNERS);
    for (int i = 0; i < CORNERS; i++) {
        ptaAddPt(points, (float)outline->at[i].x, (float)outline->at[i].y);
    }
    return points;
}

/* Fills the sheet from where each of its dots is seen in the picture. */
static bool lay_flat(const struct raster *picture, const struct corners *seen, struct raster *to)
{
    const double width = to->width, height = to->height;
    const struct corners flat = {.at = {{0, 0}, {width, 0}, {width, height}, {0, height}}};
    PTA *from_points = points_of(&flat), *to_points = points_of(seen);
    l_float32 *c = NULL; /* eight coefficients of the projection */
    bool solved = getProjectiveXformCoeffs(from_points, to_points, &c) == 0;
    for (int y = 0; solved && y < to->height; y++) {
        for (int x = 0; x < to->width; x++) {
            double depth = (double)c[6] * x + (double)c[7] * y + 1;
            to->pixels[(ptrdiff_t)y * to->width + x] =
                colour_at(picture, ((double)c[0] * x + (double)c[1] * y + (double)c[2]) / depth,
                          ((double)c[3] * x + (double)c[4] * y + (double)c[5]) / depth);
        }
    }
    lept_free(c);
    ptaDestroy(&from_points);
    ptaDestroy(&to_points);
    return solved;
}

struct raster *flat_sheet(const struct raster *picture, double dpi)
{
    struct corners seen;
    if (!find_sheet(picture, &seen)) {
        return NULL;
    }
    bool lies = across(&seen) > down(&seen);
    double mm = dpi / 25.4;
    CLEANUP(cleanup_raster_free)
    struct raster *sheet = raster_new((int)(a4_mm[lies] * mm), (int)(a4_mm[!lies] * mm), dpi);
    /* A picture of far more dots is made smaller first: between four pixels there is no mean. */
    double smaller = fmin(1, a4_mm[0] * mm / fmin(across(&seen), down(&seen)));
    CLEANUP(cleanup_raster_free)
    struct raster *scaled = raster_scaled(picture, picture->dpi * smaller);
    if (sheet == NULL || scaled == NULL) {
        return NULL;
    }
    for (int i = 0; i < CORNERS; i++) {
        seen.at[i].x *= (double)scaled->width / picture->width;
        seen.at[i].y *= (double)scaled->height / picture->height;
    }
    return lay_flat(scaled, &seen, sheet) ? STEAL(sheet) : NULL;
}
