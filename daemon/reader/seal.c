#include "reader/seal.h"

#include "base/limits.h"
#include "reader/seal_ring.h"

#include <math.h>
#include <stdlib.h>

enum {
    PEAKS = 12,      /* middles looked at on a page */
    PEAKS_OVAL = 2,  /* of each outline of an oval */
    PEAKS_GREY = 10, /* print makes peaks of its own */
    EDGES = 40000,   /* that vote for circles; more are thinned out */
    EDGES_OVAL = 9000,
    EDGES_OVAL_MOST = 60000, /* a page with more is a photo */
};

/* Millimetres. Seals of offices are 38 to 50 across (State Council 1999 no. 25), of enterprises and
 * committees 30 to 45; scans and photos shrink and stretch them. */
static const double radius_least_mm = 14.5, radius_most_mm = 28.5;
static const double oval_least_mm = 12.5, oval_most_mm = 18;
static const double least_edges_mm = 20; /* of edge: with less there is no ring */
static const double apart_mm = 8;        /* two rings nearer than this are one */
static const double glance_least = 0.42; /* of the rays */
static const double worth_telling = 0.02;
static const double found_enough = 0.5;  /* then no weaker search is needed */
static const double ruled_enough = 0.45; /* a ring with such lines is no seal's */
static const double stamp_reach = 0.8; /* of its radius: what has its middle there is part of it */

static bool is_better(const struct ring *one, const struct ring *other)
{
    /* While nothing looks like a seal yet, follow what looks most like a ring. */
    double lead = one->confidence + 0.2 * (one->coverage - one->outer);
    return lead > other->confidence + 0.2 * (other->coverage - other->outer);
}

/* Moves a middle to where the ring is roundest: the votes are some pixels off. */
static struct ring settle(const struct ink_map *map, const uint8_t *inks, const struct oval *oval,
                          struct peak at)
{
    struct ring best;
    ring_measure(map, inks, oval, at.x, at.y, &best);
    for (int step = 2; step >= 1; step--) {
        struct peak middle = {best.x, best.y};
        for (int i = 0; i < 9; i++) {
            struct ring ring;
            if (i == 4) {
                continue; /* the middle itself */
            }
            int right = i % 3 - 1, down = i / 3 - 1;
            ring_measure(map, inks, oval, middle.x + right * step, middle.y + down * step, &ring);
            if (is_better(&ring, &best)) {
                best = ring;
            }
        }
    }
    return best;
}

/* The best of 3 x 3 middles at a glance; false when none is worth more. */
static bool glance_around(const struct ink_map *map, const uint8_t *inks, const struct oval *oval,
                          struct peak *peak)
{
    struct peak best = *peak;
    double most = 0;
    for (int i = 0; i < 9; i++) {
        int right = i % 3 - 1, down = i / 3 - 1;
        struct peak at = {peak->x + right * 3, peak->y + down * 3};
        double covered = ring_glance(map, inks, oval, at.x, at.y);
        if (covered > most) {
            most = covered;
            best = at;
        }
    }
    *peak = best;
    return most >= glance_least;
}

/* Keeps the surer of two rings in one place. */
static void keep(struct seals *seals, const struct ring *ring, double apart)
{
    struct seal seal = {ring->x, ring->y, ring->radius, ring->confidence};
    for (size_t i = 0; i < seals->count; i++) {
        struct seal *other = &seals->found[i];
        if (hypot(other->x - seal.x, other->y - seal.y) < apart) {
            *other = other->confidence < seal.confidence ? seal : *other;
            return;
        }
    }
    if (seals->count < SEALS_A_PAGE) {
        seals->found[seals->count++] = seal;
    }
}

/* Stamps of who received the page, which other outlines would fit, too. */
struct stamps {
    struct ring at[SEALS_A_PAGE];
    size_t count;
};

static bool is_stamped(const struct stamps *stamps, double x, double y)
{
    for (size_t i = 0; i < stamps->count; i++) {
        const struct ring *stamp = &stamps->at[i];
        if (hypot(stamp->x - x, stamp->y - y) < stamp_reach * stamp->radius) {
            return true;
        }
    }
    return false;
}

/* One outline on one page at one strength of ink. */
struct search {
    const struct ink_map *map;
    const uint8_t *inks;
    struct edges edges;
    struct seals *seals;
    struct stamps *stamps;
};

static void take(const struct search *search, const struct ring *ring)
{
    struct stamps *stamps = search->stamps;
    if (ring->confidence <= worth_telling || is_stamped(stamps, ring->x, ring->y)) {
        return;
    }
    if (stamps->count < SEALS_A_PAGE &&
        ring_ruled(search->map, search->inks, ring) >= ruled_enough) {
        stamps->at[stamps->count++] = *ring;
        return;
    }
    keep(search->seals, ring, apart_mm * search->map->mm);
}

static void search_outline(const struct search *search, const struct oval *oval, size_t edge_limit,
                           size_t most)
{
    struct peak peaks[PEAKS];
    size_t count = vote(search->map, &search->edges, oval, edge_limit, peaks, most);
    for (size_t i = 0; i < count; i++) {
        if (!glance_around(search->map, search->inks, oval, &peaks[i])) {
            continue;
        }
        struct ring ring = settle(search->map, search->inks, oval, peaks[i]);
        take(search, &ring);
    }
}

/* Rings that were found before the stamp that they are part of. */
static void drop_stamped(struct seals *seals, const struct stamps *stamps)
{
    size_t kept = 0;
    for (size_t i = 0; i < seals->count; i++) {
        if (!is_stamped(stamps, seals->found[i].x, seals->found[i].y)) {
            seals->found[kept++] = seals->found[i];
        }
    }
    seals->count = kept;
}

static double best_of(const struct seals *seals)
{
    double best = 0;
    for (size_t i = 0; i < seals->count; i++) {
        best = fmax(best, seals->found[i].confidence);
    }
    return best;
}

/* Oval seals, and round ones that a camera saw from the side. */
static void search_ovals(const struct search *search)
{
    static const double aspects[] = {1.34, 1.5};
    static const double degrees[] = {-8, 0, 8, 82, 90, 98};
    double mm = search->map->mm;
    for (size_t i = 0; i < COUNT_OF(aspects); i++) {
        for (size_t k = 0; k < COUNT_OF(degrees); k++) {
            const struct oval oval = {aspects[i], degrees[k] * M_PI / 180, oval_least_mm * mm,
                                      oval_most_mm * mm};
            search_outline(search, &oval, EDGES_OVAL, PEAKS_OVAL);
        }
    }
}

static void search_strength(const struct ink_map *map, const uint8_t *inks, int least,
                            struct seals *seals, struct stamps *stamps)
{
    struct search search = {map, inks, edges_find(map, least), seals, stamps};
    size_t count = search.edges.count;
    if (count >= (size_t)(least_edges_mm * map->mm) && count < LIMIT_SEAL_EDGES) {
        const struct oval circle = {1, 0, radius_least_mm * map->mm, radius_most_mm * map->mm};
        search_outline(&search, &circle, EDGES, map->grey ? PEAKS_GREY : PEAKS);
        drop_stamped(seals, stamps);
        if (best_of(seals) < found_enough && !map->grey && count < EDGES_OVAL_MOST) {
            search_ovals(&search);
            drop_stamped(seals, stamps);
        }
    }
    free(search.edges.at);
}

static int surer_first(const void *one, const void *other)
{
    double a = ((const struct seal *)one)->confidence, b = ((const struct seal *)other)->confidence;
    return a < b ? 1 : a > b ? -1 : 0;
}

void seal_find(const struct raster *page, bool copy, struct seals *seals)
{
    static int (*const strengths[])(const struct ink_map *, uint8_t *) = {ink_map_fresh,
                                                                          ink_map_faded};
    *seals = (struct seals){0};
    struct stamps stamps = {.count = 0};
    CLEANUP(cleanup_ink_map_free)
    struct ink_map *map = ink_map_new(page);
    CLEANUP_FREE uint8_t *inks = xmalloc((size_t)map->width * (size_t)map->height);
    seals->grey = map->grey;
    seals->colourless = map->colourless;
    if (map->grey && !copy) {
        return;
    }
    for (size_t i = 0; i < COUNT_OF(strengths) && best_of(seals) < found_enough; i++) {
        int least = strengths[i](map, inks);
        if (least > 0) {
            search_strength(map, inks, least, seals, &stamps);
        }
    }
    qsort(seals->found, seals->count, sizeof *seals->found, surer_first);
}
