/* Whether a ring around a point is that of a seal: 144 rays from the middle outwards tell. */
#ifndef BAOSONG_READER_SEAL_RING_H
#define BAOSONG_READER_SEAL_RING_H

#include "reader/seal_vote.h"

/* What was measured of one ring. Shares are of the rays, or of the area within. */
struct ring {
    double x, y, radius; /* pixels */
    double coverage;     /* rays on which the ring is red, of those that can be seen */
    double outer;        /* redness just outside: a field of red is no ring */
    double inner;        /* the least redness just inside: a disc is no ring */
    double seen;         /* rays that lie on the page and not under black print */
    double continuity;   /* of the ring in long runs, not in crumbs */
    double octants;      /* eighths of the circle that have their part of it */
    double thickness;    /* millimetres */
    double circularity;  /* rays on which the outermost red lies on the circle: squares fail */
    double fill;         /* red within */
    double gold;         /* gold and other colours within: emblems, photos */
    double bright;       /* paper within */
    double changes;      /* from red to paper around the band of the writing */
    double written;      /* red in that band */
    double confidence;   /* 0..1, of all these together */
};

/* Measures the best ring around (x, y). */
void ring_measure(const struct ink_map *map, const uint8_t *inks, const struct oval *oval, double x,
                  double y, struct ring *ring);

/*
 * A stamp of who received a paper is as round as a seal, and has its date between two straight
 * lines: how plainly (0..1) the fainter of two such lines is seen in a ring.
 */
double ring_ruled(const struct ink_map *map, const uint8_t *inks, const struct ring *ring);

/* Coverage only, on every third ray: whether a full measure is worth while. */
double ring_glance(const struct ink_map *map, const uint8_t *inks, const struct oval *oval,
                   double x, double y);

#endif
