/* The seal detector on drawn shapes: what makes a seal, and what is only round or only red. */
#include "support.h"

#include "reader/seal.h"

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

enum {
    WIDTH = 827, /* A4 at 100 dpi */
    HEIGHT = 1169,
    RED = 0xC81E28,
    GOLD = 0xE6B22C,
    BLACK = 0x202020
};

static const double mm = SEAL_DPI / 25.4;

/* Paper that has a tint, as colour scanners see it. */
static struct raster *paper(void)
{
    struct raster *page = raster_new(WIDTH, HEIGHT, SEAL_DPI);
    for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
        page->pixels[i] = 0xFAF6E8;
    }
    return page;
}

/* Where in a mark a point lies: millimetres from its middle, and the angle. */
struct spot {
    double x, y, distance, angle;
};

typedef bool (*shape_test)(const struct spot *spot);

static bool is_ring(const struct spot *spot)
{
    return spot->distance < 21 && spot->distance > 19.8;
}

static bool is_writing(const struct spot *spot)
{
    bool stroke = fmod(spot->angle + 2 * M_PI, M_PI / 8) < M_PI / 16;
    return spot->distance > 13 && spot->distance < 17.5 && stroke && spot->y < 9;
}

static bool is_middle(const struct spot *spot)
{
    return spot->distance < 4;
}

static bool is_seal(const struct spot *spot)
{
    return is_ring(spot) || is_writing(spot) || is_middle(spot);
}

/* A star in a ring, as web sites have it for a button. Its points make as many changes of colour
 * as writing would, but do not reach so far out. */
static bool is_button(const struct spot *spot)
{
    double fifth = 2 * M_PI / 5;
    double off = fabs(fmod(spot->angle + 4 * M_PI + fifth / 2, fifth) - fifth / 2);
    bool star = spot->distance < 13 - off * 12;
    return star || (spot->distance < 21 && spot->distance > 18.8);
}

static bool is_square(const struct spot *spot)
{
    double side = fmax(fabs(spot->x), fabs(spot->y));
    return (side < 20 && side > 18.8) || is_writing(spot);
}

static bool is_disc(const struct spot *spot)
{
    return spot->distance < 21;
}

static bool is_bare_ring(const struct spot *spot)
{
    return is_ring(spot);
}

static bool is_thick_ring(const struct spot *spot)
{
    return (spot->distance < 21 && spot->distance > 15) || is_middle(spot);
}

static bool is_rule(const struct spot *spot)
{
    return fabs(spot->y) < 0.5;
}

static bool is_half(const struct spot *spot)
{
    return is_seal(spot) && spot->y < -4;
}

static bool is_small(const struct spot *spot)
{
    struct spot larger = {spot->x * 3, spot->y * 3, spot->distance * 3, spot->angle};
    return is_seal(&larger);
}

static void draw(struct raster *page, shape_test shape, double x_mm, double y_mm, uint32_t ink)
{
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            struct spot spot = {.x = x / mm - x_mm, .y = y / mm - y_mm};
            spot.distance = hypot(spot.x, spot.y);
            spot.angle = atan2(spot.y, spot.x);
            if (shape(&spot)) {
                page->pixels[y * WIDTH + x] = ink;
            }
        }
    }
}

static double best_of(const struct raster *page, struct seals *seals)
{
    seal_find(page, true, seals);
    return seals->count > 0 ? seals->found[0].confidence : 0;
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        shape_test shape;
        uint32_t ink;
        double x_mm, y_mm;
        bool seal;
    } rows[] = {
        {"a seal", is_seal, RED, 140, 220, true},
        {"in a corner of the page", is_seal, RED, 30, 30, true},
        {"a third beyond the edge", is_seal, RED, 203, 150, true},
        {"faded", is_seal, 0xF0D6CC, 140, 220, true},
        {"a square", is_square, RED, 140, 220, false},
        {"a disc", is_disc, RED, 140, 220, false},
        {"a ring without writing", is_bare_ring, RED, 140, 220, false},
        {"a star in a ring", is_button, RED, 140, 220, false},
        {"a thick ring", is_thick_ring, RED, 140, 220, false},
        {"a rule", is_rule, RED, 105, 70, false},
        {"less than half of one", is_half, RED, 140, 220, false},
        {"too small", is_small, RED, 140, 220, false},
        {"golden", is_seal, GOLD, 140, 220, false},
        {"blue", is_seal, 0x2040C8, 140, 220, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *page = paper();
        struct seals seals;
        draw(page, rows[i].shape, rows[i].x_mm, rows[i].y_mm, rows[i].ink);
        double confidence = best_of(page, &seals);
        if (rows[i].seal ? confidence < 0.6 : confidence >= 0.5) {
            fail_msg("%s: confidence %.2f", rows[i].name, confidence);
        }
        assert_false(rows[i].seal && seals.grey);
        if (rows[i].seal) {
            assert_true(fabs(seals.found[0].x / mm - rows[i].x_mm) < 2);
            assert_true(fabs(seals.found[0].y / mm - rows[i].y_mm) < 2);
            assert_true(fabs(seals.found[0].radius / mm - 21) < 2);
        }
    }
}

static void test_two(void **state)
{
    (void)state;
    CLEANUP(cleanup_raster_free)
    struct raster *page = paper();
    struct seals seals;
    draw(page, is_seal, 60, 200, RED);
    draw(page, is_seal, 150, 205, RED);
    assert_true(best_of(page, &seals) > 0.6);
    assert_true(seals.count >= 2 && seals.found[1].confidence > 0.6);
}

/* On a copy without colours a ring of black print is one, flagged; nothing at all means nothing. */
static void test_grey(void **state)
{
    (void)state;
    CLEANUP(cleanup_raster_free)
    struct raster *page = raster_new(WIDTH, HEIGHT, SEAL_DPI);
    struct seals seals;
    assert_true(best_of(page, &seals) < 0.5);
    assert_true(seals.grey && seals.colourless);
    draw(page, is_seal, 140, 220, BLACK);
    assert_true(best_of(page, &seals) > 0.5);
    assert_true(seals.grey && seals.colourless);
    /* what was never on paper is not searched so */
    seal_find(page, false, &seals);
    assert_int_equal(seals.count, 0);
}

/* Paper with a tint came from a scan in colours: there a seal would have been seen. */
static void test_tinted_paper(void **state)
{
    (void)state;
    CLEANUP(cleanup_raster_free)
    struct raster *page = paper();
    struct seals seals;
    assert_true(best_of(page, &seals) < 0.5);
    assert_false(seals.colourless);
}

static void test_any_size(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {3, 2000}, {60, 60}, {2000, 4}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *page = raster_new(sizes[i][0], sizes[i][1], SEAL_DPI);
        struct seals seals;
        assert_true(best_of(page, &seals) < 0.5);
    }
    assert_null(raster_new(0, 5, SEAL_DPI));
    assert_null(raster_new(50000, 50000, SEAL_DPI));
}

static void test_turns(void **state)
{
    (void)state;
    CLEANUP(cleanup_raster_free)
    struct raster *page = raster_new(3, 2, SEAL_DPI);
    page->pixels[0] = RED;
    static const struct {
        unsigned degrees;
        size_t at;
    } rows[] = {{0, 0}, {90, 1}, {180, 5}, {270, 4}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        CLEANUP(cleanup_raster_free)
        struct raster *turned = raster_turned(page, rows[i].degrees);
        assert_int_equal(turned->pixels[rows[i].at], RED);
        assert_int_equal(turned->width, rows[i].degrees % 180 == 0 ? 3 : 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),   cmocka_unit_test(test_two),
        cmocka_unit_test(test_grey),     cmocka_unit_test(test_tinted_paper),
        cmocka_unit_test(test_any_size), cmocka_unit_test(test_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
