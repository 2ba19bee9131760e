/* Sheets of paper in pictures: told from the desk by their edge, not by the light on them. */
#include "support.h"

#include "reader/flat.h"

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 600, HEIGHT = 800, LEFT = 60, TOP = 60, RIGHT = 540, BOTTOM = 740 };

static const double sheet_dpi = 50;

/* A spot of red ink on the sheet, in the part on which a shadow may lie. */
static const int spot_x = 480, spot_y = 400, spot = 12;

struct scene {
    const char *name;
    int desk;           /* brightness */
    double shadow;      /* light that is left at the right */
    bool fills, gravel; /* the sheet fills the picture; the desk has grains */
    bool blank, framed; /* all of it is blank paper; with the frame of a table on it */
    bool flat;          /* a sheet is found */
};

/* Shadows have soft edges. */
static double light_at(const struct scene *scene, int x)
{
    double lit = 1 / (1 + exp((x - 330) / 40.0));
    return scene->shadow + (1 - scene->shadow) * lit;
}

static uint32_t colour_at(const struct scene *scene, int x, int y)
{
    bool paper = scene->fills || (x >= LEFT && x < RIGHT && y >= TOP && y < BOTTOM);
    bool red = abs(x - spot_x) < spot && abs(y - spot_y) < spot;
    int grain = scene->gravel ? (x / 6 * 7 + y / 5 * 13) % 5 * 24 - 48 : 0;
    bool inner = x >= LEFT + 4 && x < RIGHT - 4 && y >= TOP + 4 && y < BOTTOM - 4;
    bool edge = x >= LEFT && x < RIGHT && y >= TOP && y < BOTTOM && !inner;
    double light = light_at(scene, x);
    unsigned bright = (unsigned)(light * (paper ? 232 : scene->desk + grain));
    bright = scene->blank ? 255 : bright;
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
        {"on a dark desk", 60, 1, false, false, false, false, true},
        {"on a bright desk", 190, 1, false, false, false, false, true},
        {"half in a shadow", 40, 0.55, false, false, false, false, true},
        {"on gravel", 90, 1, false, true, false, false, true},
        {"all over the picture", 0, 1, true, false, false, false, false},
        {"all over the picture, half in a shadow", 0, 0.55, true, false, false, false, false},
        {"with a frame on it, blank", 0, 1, true, false, true, true, false},
        {"with a frame on it, scanned", 0, 1, true, false, false, true, false},
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
