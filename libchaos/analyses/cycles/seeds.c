/* Where the search for cycles starts.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/cycles/search.h"

#include "core/error.h"
#include "core/memory.h"

#include <math.h>
#include <string.h>

enum { POINTS = 1024, ORBITS = 64, ROUNDS = 16, SETTLE = 300, APART = 7 };

/* The root above 1 of x^(dim + 1) = x + 1: its powers fill a box of so many dimensions evenly. M. Roberts (2018). */
static double ratio(size_t dim)
{
    double x = 1.5;
    for (int i = 0; i < 60; i++)
        x = pow(1.0 + x, 1.0 / (double)(dim + 1));
    return x;
}

/* Point i of a sequence that fills the box evenly. */
static void box_point(const chaosi_search *s, size_t i, double *x, size_t stride)
{
    double share = 1.0;
    for (size_t r = 0; r < s->dim; r++) {
        share /= ratio(s->dim);
        const double at = 0.5 + (double)(i + 1) * share;
        x[r * stride] = s->low[r] + (at - floor(at)) * s->size[r];
    }
}

static bool is_seed(const chaosi_search *s, const double *x)
{
    bool inside = true;
    for (size_t r = 0; r < s->dim; r++)
        inside = inside && (s->revolution[r] > 0.0 ? fabs(x[r]) <= __DBL_MAX__
                                                   : x[r] >= s->low[r] && x[r] <= s->high[r]);
    return inside;
}

/* Where orbits from points of the box are after some time, if they are still there. */
typedef struct orbits {
    chaosi_search *s;
    chaosi_search_tile tile;
    double *seeds;
    size_t count;
} orbits;

static int follow(void *ctx, unsigned thread, uint64_t job)
{
    orbits *o = ctx;
    chaosi_search *s = o->s;
    chaosk_tile *k = &o->tile.k;
    (void)job;
    for (size_t lane = 0; lane < k->lanes; lane++)
        box_point(s, lane, k->x + lane, k->stride);
    int code = chaosi_search_tile_advance(s, &o->tile, thread, SETTLE * s->every);
    for (int round = 0; round < ROUNDS && code == CHAOS_OK; round++) {
        for (size_t lane = 0; lane < ORBITS; lane++) {
            double *to = o->seeds + o->count * s->dim;
            for (size_t r = 0; r < s->dim; r++)
                to[r] = k->x[r * k->stride + lane];
            o->count += is_seed(s, to);
        }
        code = chaosi_search_tile_advance(s, &o->tile, thread, APART * s->every);
    }
    return code;
}

int chaosi_search_scatter(chaosi_search *s, double **seeds, size_t *count)
{
    double *const all = malloc((POINTS + ROUNDS * ORBITS) * s->dim * sizeof *all);
    orbits o = { .s = s, .seeds = all, .count = POINTS };
    chaosi_jobs jobs = { .count = 1, .work = follow, .ctx = &o };
    int code = CHAOS_ENOMEM;
    if (all && chaosi_search_tile_init(&o.tile, s, 0)) {
        for (size_t i = 0; i < POINTS; i++)
            box_point(s, i, all + i * s->dim, 1);
        code = chaosi_search_run(s, &jobs, 1, (double)((SETTLE + ROUNDS * APART) * s->lanes * s->every));
    }
    chaosi_search_tile_free(&o.tile);
    *seeds = all;
    *count = o.count;
    return code;
}

int chaosi_search_neighbours(const chaosi_search *s, uint64_t from, uint64_t to, double **seeds,
                             size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < s->nrows; i++)
        if (s->rows[i].period >= from && s->rows[i].period <= to)
            *count += s->rows[i].period / s->every;
    *seeds = malloc((*count + 1) * s->dim * sizeof **seeds);
    double *at = *seeds;
    for (size_t i = 0; i < s->nrows && at; i++)
        if (s->rows[i].period >= from && s->rows[i].period <= to)
            for (uint64_t j = 0; j < s->rows[i].period; j += s->every, at += s->dim)
                memcpy(at, s->rows[i].points + j * s->dim, s->dim * sizeof *at);
    return at ? CHAOS_OK : CHAOS_ENOMEM;
}
