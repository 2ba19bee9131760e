/* Sheets of paper in pictures: told from the desk by their edge, not by the light on them. */
#include "support.h"

#include "reader/flat.h"

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 600, HEIGHT = 800, LEFT = 60, TOP = 60, RIGHT = 540, BOTTOM = 740, MARGIN = 20 };

static const double sheet_dpi = 50;

/* A spot of red ink on the sheet, in the part on which a shadow may lie. */
static const int spot_x = 480, spot_y = 400, spot = 12;

struct scene {
    const char *name;
    int desk;           /* brightness */
    double shadow;      /* light that is left at the right */
    bool fills, gravel; /* the sheet fills the picture; the desk has grains */
    bool blank, framed; /* all of it is blank paper; with the frame of a table on it */
    bool margins;       /* the photo is a picture on a page */
    bool grainy;        /* a scan whose white is not everywhere pure */
    bool flat;          /* a sheet is found */
};

/* Shadows have soft edges, and fall as they like. */
static double light_at(const struct scene *scene, int x, int y)
{
    double lit = 1 / (1 + exp((x + (y - 400) * 0.8 - 330) / 40.0));
    return scene->shadow + (1 - scene->shadow) * lit;
}

static uint32_t colour_at(const struct scene *scene, int x, int y)
{
    bool paper = scene->fills || (x >= LEFT && x < RIGHT && y >= TOP && y < BOTTOM);
    bool red = abs(x - spot_x) < spot && abs(y - spot_y) < spot;
    int grain = scene->gravel ? (x / 6 * 7 + y / 5 * 13) % 5 * 24 - 48 : 0;
    bool inner = x >= LEFT + 4 && x < RIGHT - 4 && y >= TOP + 4 && y < BOTTOM - 4;
    bool edge = x >= LEFT && x < RIGHT && y >= TOP && y < BOTTOM && !inner;
    double light = light_at(scene, x, y);
    unsigned bright = (unsigned)(light * (paper ? 232 : scene->desk + grain));
    bool margin = x < MARGIN || x >= WIDTH - MARGIN || y < MARGIN || y >= HEIGHT - MARGIN;
    bright = scene->blank || (scene->margins && margin) ? 255 : bright;
    bright = scene->grainy ? (paper ? 252 : 255) : bright;
    bright = scene->framed && edge ? 30 : bright;
    return red ? (unsigned)(light * 210) << 16 : bright << 16 | bright << 8 | bright;
}

static struct raster *photo_of(const struct scene *scene)
{
    struct raster *photo = raster_new(WIDTH, HEIGHT, WIDTH / (210 / 25.4));
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            photo->pixels[y * WIDTH + x] = colour_at(scene, x, y);
        }
    }
    return photo;
}

/* Is the spot where it lies on the sheet? */
static bool has_spot(const struct raster *sheet)
{
    int x = (spot_x - LEFT) * sheet->width / (RIGHT - LEFT);
    int y = (spot_y - TOP) * sheet->height / (BOTTOM - TOP);
    uint32_t pixel = sheet->pixels[y * sheet->width + x];
    return raster_red(pixel) > 2 * raster_green(pixel) + 20;
}

static void test_scenes(void **state)
{
    (void)state;
    static const struct scene scenes[] = {
        {.name = "on a dark desk", .desk = 60, .shadow = 1, .flat = true},
        {.name = "on a bright desk", .desk = 190, .shadow = 1, .flat = true},
        {.name = "half in a shadow", .desk = 40, .shadow = 0.55, .flat = true},
        {.name = "in a shadow, darker than the desk is in the light",
         .desk = 150,
         .shadow = 0.55,
         .flat = true},
        {.name = "on gravel", .desk = 90, .shadow = 1, .gravel = true, .flat = true},
        {.name = "on a page with margins", .desk = 190, .shadow = 1, .margins = true, .flat = true},
        {.name = "all over the picture", .shadow = 1, .fills = true},
        {.name = "all over the picture, half in a shadow", .shadow = 0.55, .fills = true},
        {.name = "with a frame on it, blank",
         .shadow = 1,
         .fills = true,
         .blank = true,
         .framed = true},
        {.name = "scanned, with a grain in its white", .shadow = 1, .grainy = true},
        {.name = "with a frame on it, scanned", .shadow = 1, .fills = true, .framed = true},
    };
    for (size_t i = 0; i < COUNT_OF(scenes); i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *photo = photo_of(&scenes[i]);
        CLEANUP(cleanup_raster_free)
        struct raster *sheet = flat_sheet(photo, sheet_dpi);
        if ((sheet != NULL) != scenes[i].flat || (sheet != NULL && !has_spot(sheet))) {
            fail_msg("a sheet %s: %s", scenes[i].name, sheet != NULL ? "elsewhere" : "not found");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
