#include "reader/seal_ring.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

enum {
    RAYS = 144,
    GLANCE_RAYS = 3, /* every third */
    REACH = 512,     /* pixels of a ray at most */
    SLACK = 2,       /* pixels by which a ring may leave its circle */
    RUN = 7,         /* rays of a run of ring that is not a crumb */
    OCTANT = RAYS / 8,
    BANDS = 5, /* of the writing, from 60 % of the radius outwards */
};

/* The inks along the rays, from the middle outwards. */
struct rays {
    uint8_t ink[RAYS][REACH];
    int reach;
    /* for each distance: shares of the rays */
    double covered[REACH]; /* red within a pixel */
    double red[REACH];     /* red exactly */
    double seen[REACH];
};

static double cosine_of(int ray)
{
    return cos(2 * M_PI * ray / RAYS);
}

static double sine_of(int ray)
{
    return sin(2 * M_PI * ray / RAYS);
}

static uint8_t ink_at(const struct ink_map *map, const uint8_t *inks, double x, double y)
{
    long column = lrint(x), row = lrint(y);
    bool inside = column >= 0 && row >= 0 && column < map->width && row < map->height;
    return inside ? inks[row * map->width + column] : INK_OUTSIDE;
}

/* One pixel outwards on a ray, on the page: rays of an oval are longer along it. */
static struct peak step_of(const struct oval *oval, int ray)
{
    double along = cosine_of(ray) * oval->aspect, across = sine_of(ray);
    double cosine = cos(oval->angle), sine = sin(oval->angle);
    return (struct peak){cosine * along - sine * across, sine * along + cosine * across};
}

static void cast_rays(const struct ink_map *map, const uint8_t *inks, const struct oval *oval,
                      double x, double y, struct rays *rays)
{
    int reach = (int)(oval->most * 1.12 + 3 * map->mm) + 2;
    rays->reach = reach < REACH - 1 ? reach : REACH - 1;
    for (int ray = 0; ray < RAYS; ray++) {
        struct peak step = step_of(oval, ray);
        for (int r = 0; r <= rays->reach; r++) {
            rays->ink[ray][r] = ink_at(map, inks, x + step.x * r, y + step.y * r);
        }
    }
}

static void profile_at(struct rays *rays, int r, bool grey)
{
    int before = r > 0 ? r - 1 : 0, after = r < rays->reach ? r + 1 : r;
    int covered = 0, red = 0, seen = 0;
    for (int ray = 0; ray < RAYS; ray++) {
        const uint8_t *ink = rays->ink[ray];
        bool any = ink[before] == INK_RED || ink[r] == INK_RED || ink[after] == INK_RED;
        /* What lies under black print or beyond the page is not known. */
        if (ink[r] == INK_OUTSIDE || (!any && ink[r] == INK_DARK && !grey)) {
            continue;
        }
        seen++;
        covered += any;
        red += ink[r] == INK_RED;
    }
    rays->seen[r] = (double)seen / RAYS;
    rays->covered[r] = seen > 0 ? (double)covered / seen : 0;
    rays->red[r] = seen > 0 ? (double)red / seen : 0;
}

static double mean_red(const struct rays *rays, int from, int to)
{
    double sum = 0;
    int count = 0;
    for (int r = from; r <= to && r <= rays->reach; r++) {
        sum += rays->red[r];
        count++;
    }
    return count > 0 ? sum / count : 1;
}

/* The radius at which there is most ring with least red outside; 0: none. */
static int find_radius(const struct rays *rays, const struct oval *oval, double mm,
                       struct ring *ring)
{
    int best = 0;
    double highest = -9;
    for (int r = (int)oval->least; r <= (int)oval->most && r <= rays->reach; r++) {
        if (rays->seen[r] < 0.30) {
            continue;
        }
        double outer = mean_red(rays, r + (int)(1.4 * mm + .5), r + (int)(2.6 * mm + .5));
        double score = rays->covered[r] - 0.8 * outer;
        if (score > highest) {
            highest = score;
            best = r;
            ring->outer = outer;
        }
    }
    return best;
}

/* --- the line of the ring -------------------------------------------------------------------- */

/* Which rays meet the ring, and on which it could be seen at all. */
struct trace {
    bool hit[RAYS], visible[RAYS];
};

static void follow(const struct rays *rays, int radius, struct trace *trace)
{
    for (int ray = 0; ray < RAYS; ray++) {
        bool hit = false, visible = false;
        for (int r = radius - SLACK; r <= radius + SLACK; r++) {
            uint8_t ink = r <= rays->reach ? rays->ink[ray][r] : INK_OUTSIDE;
            hit = hit || ink == INK_RED;
            visible = visible || (ink != INK_OUTSIDE && ink != INK_DARK);
        }
        trace->hit[ray] = hit;
        trace->visible[ray] = visible || hit;
    }
}

static int count_true(const bool *values, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

static double continuity_of(const struct trace *trace)
{
    int visible = count_true(trace->visible, RAYS), gap = 0, total = 0, run = 0;
    while (gap < RAYS && (!trace->visible[gap] || trace->hit[gap])) {
        gap++;
    }
    if (gap == RAYS) {
        return visible > 0 ? 1 : 0;
    }
    for (int i = 1; i <= RAYS; i++) {
        int ray = (gap + i) % RAYS;
        if (!trace->visible[ray]) {
            continue; /* hidden by print: neither goes on nor ends */
        }
        run += trace->hit[ray];
        if (!trace->hit[ray] || i == RAYS) {
            total += run >= RUN ? run : 0;
            run = 0;
        }
    }
    return visible > 0 ? (double)total / visible : 0;
}

static double octants_of(const struct trace *trace)
{
    int good = 0, known = 0;
    for (int i = 0; i < 8; i++) {
        int visible = count_true(trace->visible + (ptrdiff_t)i * OCTANT, OCTANT);
        if (visible >= 4) {
            known++;
            good += count_true(trace->hit + (ptrdiff_t)i * OCTANT, OCTANT) > 0.4 * visible;
        }
    }
    return known > 0 ? (double)good / known : 0;
}

static double thickness_of(const struct rays *rays, int radius, double mm)
{
    double peak = 0;
    for (int r = radius - SLACK; r <= radius + SLACK && r <= rays->reach; r++) {
        peak = fmax(peak, rays->red[r]);
    }
    int thick = 0;
    for (int r = radius + SLACK; r > radius - (int)(6 * mm) && r > 0; r--) {
        if (r <= rays->reach && rays->red[r] > 0.5 * peak) {
            thick++;
        } else if (r < radius - 1 && thick > 0) {
            break;
        }
    }
    return thick / mm;
}

/* The outermost red of a ray near the radius; -1. */
static int outermost(const struct rays *rays, int ray, int radius, int reach)
{
    for (int r = radius + reach; r >= radius - reach && r >= 0; r--) {
        if (r <= rays->reach && rays->ink[ray][r] == INK_RED) {
            return r;
        }
    }
    return -1;
}

static double circularity_of(const struct rays *rays, int radius, double mm)
{
    int known = 0, good = 0;
    for (int ray = 0; ray < RAYS; ray++) {
        int edge = outermost(rays, ray, radius, (int)(2.6 * mm));
        if (edge >= 0) {
            known++;
            good += fabs(edge - radius - 0.5 * mm) <= 0.75 * mm;
        }
    }
    return known > RAYS / 5 ? (double)good / known : 0;
}

/* The clear band between the ring and the writing. */
static double inner_of(const struct rays *rays, int radius, double mm)
{
    double least = 1;
    for (int r = radius - (int)(3.2 * mm); r <= radius - (int)(1.0 * mm); r++) {
        if (r > 0) {
            least = fmin(least, (rays->red[r - 1] + rays->red[r] + rays->red[r + 1]) / 3);
        }
    }
    return least;
}

/* --- what is within -------------------------------------------------------------------------- */

static void look_within(const struct rays *rays, int radius, struct ring *ring)
{
    double area[INK_COLOUR + 1] = {0}, total = 0;
    for (int ray = 0; ray < RAYS; ray++) {
        for (int r = 1; r <= (int)(radius * 0.93); r++) {
            uint8_t ink = rays->ink[ray][r];
            if (ink != INK_OUTSIDE) {
                area[ink] += r; /* a ray stands for more area the farther out it is */
                total += r;
            }
        }
    }
    total = total > 0 ? total : 1;
    ring->fill = area[INK_RED] / total;
    ring->gold = (area[INK_GOLD] + 0.7 * area[INK_COLOUR]) / total;
    ring->bright = area[INK_PAPER] / total;
}

/* How often a circle passes from red to paper and back; print hides it. */
static double changes_at(const struct rays *rays, int r)
{
    int changes = 0, known = 0, before = -1;
    for (int ray = 0; ray <= RAYS; ray++) {
        uint8_t ink = rays->ink[ray % RAYS][r];
        if (ink == INK_OUTSIDE || ink == INK_DARK) {
            continue;
        }
        int red = ink == INK_RED;
        known++;
        changes += before >= 0 && red != before;
        before = red;
    }
    return known >= RAYS / 4 ? (double)changes * RAYS / known : 0;
}

static double changes_of(const struct rays *rays, int radius)
{
    double most = 0;
    for (int band = 0; band < BANDS; band++) {
        most = fmax(most, changes_at(rays, (int)(radius * (0.60 + 0.06 * band))));
    }
    return most;
}

/* Red in the band of the writing, clear of the star within it and of the ring. */
static double written_of(const struct rays *rays, int radius)
{
    return mean_red(rays, (int)(radius * 0.68), (int)(radius * 0.78));
}

/* --- lines across it ---------------------------------------------------------------------------
 */

enum {
    DIRECTIONS = 120, /* of half a turn: a thin line is left at two degrees */
    OFFSETS = 72,     /* of a line from the middle, on both sides together */
};

static const double lines_within = 0.86; /* of the radius: the ring itself is no line */
static const double farthest_line = 0.6; /* from the middle, of the radius */
static const double lines_apart = 0.25;
static const double beside_line = 0.07; /* where the paper is seen again */

/* Red along the line that goes that way and passes the middle at `offset`, of what can be seen of
 * it. */
static double red_along(const struct ink_map *map, const uint8_t *inks, const struct ring *ring,
                        const struct peak *way, double offset)
{
    double most = ring->radius * lines_within;
    int half = (int)sqrt(most * most - offset * offset), red = 0, seen = 0;
    for (int at = -half; at <= half; at++) {
        double x = ring->x + way->x * at - way->y * offset;
        double y = ring->y + way->y * at + way->x * offset;
        uint8_t ink = ink_at(map, inks, x, y);
        red += ink == INK_RED;
        seen += ink == INK_RED || ink == INK_PAPER;
    }
    return seen > half ? (double)red / seen : 0;
}

/* How much redder a line is than what lies beside it on either side. */
static double line_at(const struct ink_map *map, const uint8_t *inks, const struct ring *ring,
                      const struct peak *way, double offset)
{
    double beside = ring->radius * beside_line;
    double red = red_along(map, inks, ring, way, offset);
    if (red < 0.5) {
        return 0; /* which is most of them: the others need not be looked at */
    }
    return red - fmax(red_along(map, inks, ring, way, offset - beside),
                      red_along(map, inks, ring, way, offset + beside));
}

double ring_ruled(const struct ink_map *map, const uint8_t *inks, const struct ring *ring)
{
    double ruled = 0;
    for (int direction = 0; direction < DIRECTIONS; direction++) {
        double angle = M_PI * direction / DIRECTIONS, lines[OFFSETS + 1];
        struct peak way = {cos(angle), sin(angle)};
        for (int i = 0; i <= OFFSETS; i++) {
            double offset = (2.0 * i / OFFSETS - 1) * farthest_line * ring->radius;
            lines[i] = line_at(map, inks, ring, &way, offset);
        }
        int apart = (int)(lines_apart / farthest_line * OFFSETS / 2);
        for (int i = 0; i + apart <= OFFSETS; i++) {
            for (int j = i + apart; j <= OFFSETS; j++) {
                ruled = fmax(ruled, fmin(lines[i], lines[j]));
            }
        }
    }
    return ruled;
}

/* --- the verdict ----------------------------------------------------------------------------- */

#define OF(member) offsetof(struct ring, member)

/* Each measure says from 0 (at `none`) to 1 (at `full`) how much it is like a seal's; they are
 * multiplied, each to its power. No single one rejects what only leans: together they do. */
static const struct {
    size_t offset;
    double none, full;
    double power;
    double floor;     /* what is left at worst */
    bool colour_only; /* says nothing on a grey page */
} terms[] = {
    {OF(coverage), 0.50, 0.78, 0.6, 0, false},  {OF(outer), 0.42, 0.16, 0.6, 0, false},
    {OF(inner), 0.70, 0.35, 0.6, 0, false},     {OF(changes), 7, 12, 1, 0, false},
    {OF(fill), 0.010, 0.030, 1, 0, true},       {OF(fill), 0.70, 0.50, 1, 0, true},
    {OF(gold), 0.12, 0.04, 1, 0, true},         {OF(bright), 0.25, 0.45, 1, 0, false},
    {OF(seen), 0.32, 0.50, 1, 0.6, false},      {OF(continuity), 0.35, 0.62, 0.5, 0, false},
    {OF(octants), 0.55, 0.80, 0.5, 0, false},   {OF(thickness), 3.4, 2.6, 1, 0, false},
    {OF(circularity), 0.52, 0.72, 1, 0, false}, {OF(written), 0.010, 0.022, 1, 0, false},
};

static double confidence_of(const struct ring *ring, bool grey)
{
    double product = 1;
    for (size_t i = 0; i < COUNT_OF(terms); i++) {
        if (grey && terms[i].colour_only) {
            continue;
        }
        double value = 0;
        memcpy(&value, (const char *)ring + terms[i].offset, sizeof value);
        double like = (value - terms[i].none) / (terms[i].full - terms[i].none);
        like = fmin(1, fmax(0, like));
        product *= pow(terms[i].floor + (1 - terms[i].floor) * like, terms[i].power);
    }
    return product;
}

void ring_measure(const struct ink_map *map, const uint8_t *inks, const struct oval *oval, double x,
                  double y, struct ring *ring)
{
    struct rays rays;
    struct trace trace;
    *ring = (struct ring){.x = x, .y = y};
    cast_rays(map, inks, oval, x, y, &rays);
    for (int r = 0; r <= rays.reach; r++) {
        profile_at(&rays, r, map->grey);
    }
    int radius = find_radius(&rays, oval, map->mm, ring);
    if (radius == 0) {
        return;
    }
    follow(&rays, radius, &trace);
    ring->radius = radius;
    ring->coverage = rays.covered[radius];
    ring->seen = rays.seen[radius];
    ring->inner = inner_of(&rays, radius, map->mm);
    ring->continuity = continuity_of(&trace);
    ring->octants = octants_of(&trace);
    ring->thickness = thickness_of(&rays, radius, map->mm);
    ring->circularity = circularity_of(&rays, radius, map->mm);
    ring->changes = changes_of(&rays, radius);
    ring->written = written_of(&rays, radius);
    look_within(&rays, radius, ring);
    ring->confidence = confidence_of(ring, map->grey);
}

/* --- a glance -------------------------------------------------------------------------------- */

double ring_glance(const struct ink_map *map, const uint8_t *inks, const struct oval *oval,
                   double x, double y)
{
    unsigned short hits[REACH] = {0}, seen[REACH] = {0};
    int from = (int)oval->least - 3, to = (int)oval->most + 3;
    to = to < REACH - 2 ? to : REACH - 2;
    for (int ray = 0; ray < RAYS; ray += GLANCE_RAYS) {
        struct peak step = step_of(oval, ray);
        uint8_t before = INK_PAPER;
        for (int r = from; r <= to; r++) {
            uint8_t ink = ink_at(map, inks, x + step.x * r, y + step.y * r);
            if (ink != INK_OUTSIDE) {
                seen[r]++;
                hits[r] = (unsigned short)(hits[r] + (ink == INK_RED || before == INK_RED));
                before = ink;
            }
        }
    }
    double best = 0;
    for (int r = from + 1; r < to; r++) {
        int both = seen[r] + seen[r + 1];
        int most = hits[r - 1] > hits[r + 1] ? hits[r - 1] : hits[r + 1];
        most = hits[r] > most ? hits[r] : most;
        best = both > 28 ? fmax(best, 2.0 * most / both) : best;
    }
    return best;
}
