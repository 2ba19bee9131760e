/* Where a ring may be: the edges of red strokes vote for the middles of circles they may belong to.
 */
#ifndef BAOSONG_READER_SEAL_VOTE_H
#define BAOSONG_READER_SEAL_VOTE_H

#include "reader/seal_ink.h"

/* A point of an edge and the unit vector across it. */
struct edge {
    double x, y, across_x, across_y;
};

struct edges {
    struct edge *at;
    size_t count;
};

/* The edges of everything smooth->least or redder; at most LIMIT_SEAL_EDGES (then `full`). The
 * caller frees edges.at. */
struct edges edges_find(const struct ink_map *map, int least);

/* The outline that is looked for: an ellipse, `aspect` times as long along `angle` as across it. */
struct oval {
    double aspect;      /* 1: a circle */
    double angle;       /* radians */
    double least, most; /* pixels: its half short axis */
};

/* A point on the page, voted for. */
struct peak {
    double x, y;
};

/* The best middles, best first, at most `most`; returns how many. Of more than `edge_limit` edges
 * only every n-th votes. */
size_t vote(const struct ink_map *map, const struct edges *edges, const struct oval *oval,
            size_t edge_limit, struct peak *peaks, size_t most);

#endif
