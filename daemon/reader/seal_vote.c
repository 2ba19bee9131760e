#include "reader/seal_vote.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    CELL = 2,           /* pixels: the votes are gathered at half resolution */
    GREY_EDGE = 200,    /* gradient of an edge of black print */
    VOTES_A_PIXEL = 16, /* votes that a middle needs for each pixel of the smallest radius */
    VOTES_OVAL = 20,    /* of an oval, for more outlines are tried */
};

static const double edge_of_least = 1.6; /* times the least redness: the gradient of an edge */
static const double apart_mm = 5;        /* two middles nearer than this are one */

struct edges edges_find(const struct ink_map *map, int least)
{
    int steep = map->grey ? GREY_EDGE : (int)(least * edge_of_least);
    struct edges edges = {.at = xreallocarray(NULL, LIMIT_SEAL_EDGES, sizeof *edges.at)};
    ptrdiff_t width = map->width;
    for (int y = 2; y < map->height - 2; y++) {
        for (int x = 2; x < map->width - 2 && edges.count < LIMIT_SEAL_EDGES; x++) {
            const uint8_t *at = map->smooth + y * width + x;
            int right = at[-width + 1] + 2 * at[1] + at[width + 1];
            int left = at[-width - 1] + 2 * at[-1] + at[width - 1];
            int below = at[width - 1] + 2 * at[width] + at[width + 1];
            int above = at[-width - 1] + 2 * at[-width] + at[-width + 1];
            int across = right - left, down = below - above;
            if (abs(across) + abs(down) > steep) {
                double length = sqrt(across * across + down * down);
                edges.at[edges.count++] = (struct edge){x, y, across / length, down / length};
            }
        }
    }
    return edges;
}

/* --- the frame in which the oval is a circle ------------------------------------------------- */

struct frame {
    double cosine, sine, aspect;
    double left, top; /* of the first cell */
    int columns, rows;
    int *votes;
    int *sums; /* of the votes of 3 x 3 cells */
};

static struct peak into_frame(const struct frame *frame, double x, double y)
{
    return (struct peak){(frame->cosine * x + frame->sine * y) / frame->aspect,
                         -frame->sine * x + frame->cosine * y};
}

static struct peak onto_page(const struct frame *frame, double x, double y)
{
    return (struct peak){frame->cosine * x * frame->aspect - frame->sine * y,
                         frame->sine * x * frame->aspect + frame->cosine * y};
}

/* Covers the page and a margin: half of a seal may be cut off at its edge. */
static struct frame frame_new(const struct ink_map *map, const struct oval *oval)
{
    struct frame frame = {
        .cosine = cos(oval->angle), .sine = sin(oval->angle), .aspect = oval->aspect};
    struct peak least = {INFINITY, INFINITY}, most = {-INFINITY, -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        struct peak at =
            into_frame(&frame, corner % 2 != 0 ? map->width : 0, corner / 2 != 0 ? map->height : 0);
        least = (struct peak){fmin(least.x, at.x), fmin(least.y, at.y)};
        most = (struct peak){fmax(most.x, at.x), fmax(most.y, at.y)};
    }
    double margin = oval->most / 2;
    frame.left = least.x - margin;
    frame.top = least.y - margin;
    frame.columns = (int)((most.x + margin - frame.left) / CELL) + 2;
    frame.rows = (int)((most.y + margin - frame.top) / CELL) + 2;
    size_t cells = (size_t)frame.columns * (size_t)frame.rows;
    frame.votes = xcalloc(cells, sizeof *frame.votes);
    frame.sums = xcalloc(cells, sizeof *frame.sums);
    return frame;
}

static void frame_clear(struct frame *frame)
{
    free(frame->votes);
    free(frame->sums);
}

/* One edge votes along its normal, to both sides: ink and paper may lie on either. */
static void cast(struct frame *frame, const struct edge *edge, const struct oval *oval)
{
    struct peak at = into_frame(frame, edge->x, edge->y);
    double across = (frame->cosine * edge->across_x + frame->sine * edge->across_y) * frame->aspect;
    double down = -frame->sine * edge->across_x + frame->cosine * edge->across_y;
    double length = sqrt(across * across + down * down);
    if (length <= 0) {
        return;
    }
    float x = (float)((at.x - frame->left) / CELL), y = (float)((at.y - frame->top) / CELL);
    for (int side = -1; side <= 1; side += 2) {
        float step_x = (float)(side * across / length / CELL);
        float step_y = (float)(side * down / length / CELL);
        int steps = (int)(oval->most - oval->least);
        for (int i = 0; i <= steps; i++) {
            float radius = (float)oval->least + (float)i;
            int column = (int)(x + step_x * radius), row = (int)(y + step_y * radius);
            if ((unsigned)column < (unsigned)frame->columns &&
                (unsigned)row < (unsigned)frame->rows) {
                frame->votes[(ptrdiff_t)row * frame->columns + column]++;
            }
        }
    }
}

static void sum_up(struct frame *frame)
{
    ptrdiff_t columns = frame->columns;
    for (int row = 1; row < frame->rows - 1; row++) {
        for (int column = 1; column < frame->columns - 1; column++) {
            const int *at = frame->votes + row * columns + column;
            int sum = 0;
            for (ptrdiff_t line = -columns; line <= columns; line += columns) {
                sum += at[line - 1] + at[line] + at[line + 1];
            }
            frame->sums[row * columns + column] = sum;
        }
    }
}

static ptrdiff_t highest(const struct frame *frame)
{
    ptrdiff_t best = 0, cells = (ptrdiff_t)frame->columns * frame->rows;
    for (ptrdiff_t i = 1; i < cells; i++) {
        best = frame->sums[i] > frame->sums[best] ? i : best;
    }
    return best;
}

/* So that the next peak is another one. */
static void clear_around(struct frame *frame, int column, int row, int distance)
{
    for (int y = row - distance; y <= row + distance; y++) {
        for (int x = column - distance; x <= column + distance; x++) {
            if (x >= 0 && y >= 0 && x < frame->columns && y < frame->rows) {
                frame->sums[(ptrdiff_t)y * frame->columns + x] = 0;
            }
        }
    }
}

size_t vote(const struct ink_map *map, const struct edges *edges, const struct oval *oval,
            size_t edge_limit, struct peak *peaks, size_t most)
{
    struct frame frame = frame_new(map, oval);
    size_t every = (edges->count + edge_limit - 1) / edge_limit;
    every = every > 0 ? every : 1;
    for (size_t i = 0; i < edges->count; i += every) {
        cast(&frame, &edges->at[i], oval);
    }
    sum_up(&frame);
    double needed = oval->least * (oval->aspect > 1 ? VOTES_OVAL : VOTES_A_PIXEL);
    size_t count = 0;
    while (count < most) {
        ptrdiff_t best = highest(&frame);
        int column = (int)(best % frame.columns), row = (int)(best / frame.columns);
        if (frame.sums[best] * (double)every < needed) {
            break;
        }
        peaks[count++] =
            onto_page(&frame, column * CELL + 1 + frame.left, row * CELL + 1 + frame.top);
        clear_around(&frame, column, row, (int)(apart_mm * map->mm / CELL));
    }
    frame_clear(&frame);
    return count;
}
