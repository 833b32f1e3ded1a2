/* Some of the starts of a grid, spread evenly.
 *
 * SPDX-License-Identifier: MIT */
#include "analyses/sets/sets.h"

#include "core/memory.h"

#include <math.h>
#include <string.h>

/* The root above 1 of x^(axes + 1) = x + 1: its powers fill a box of so many dimensions evenly. M. Roberts (2018). */
double chaosi_even_ratio(uint32_t axes)
{
    double x = 1.5;
    for (int i = 0; i < 60; i++) {
        double power = 1.0;
        for (uint32_t k = 0; k < axes; k++)
            power *= x;
        x -= (power * x - x - 1.0) / ((axes + 1.0) * power - 1.0);
    }
    return x;
}

/* Start number i: random starts of a point are another axis. */
static uint64_t scattered(const chaosi_source *s, uint64_t i)
{
    const uint32_t axes = s->ndim + (s->each > 1);
    const double root = chaosi_even_ratio(axes);
    double share = 1.0;
    uint64_t start = 0;
    for (uint32_t k = 0; k < axes; k++) {
        const uint64_t n = k < s->ndim ? s->shape[k] : s->each;
        share /= root;
        const double at = 0.5 + (double)i * share;
        const uint64_t index = (uint64_t)((at - floor(at)) * (double)n);
        start = start * n + (index < n ? index : n - 1);
    }
    return start;
}

bool chaosi_orbits_start(chaosi_orbits *o, const chaosi_basins *b, const uint64_t *starts, uint64_t first,
                         uint64_t count)
{
    double *const p = chaosi_alloc(b->map->nparams, sizeof *p), *const x = chaosi_alloc(b->dim, sizeof *x);
    for (size_t lane = 0; p && x && lane < o->k.lanes; lane++) {
        const uint64_t i = first + (lane < count - first ? lane : 0);
        chaosi_source_gather(&b->source, starts ? starts[i] : scattered(&b->source, i), 1, 1, p, x);
        for (size_t k = 0; k < b->dim; k++)
            o->k.x[k * o->k.stride + lane] = x[k];
    }
    memset(o->gone, 0, o->k.lanes);
    chaosi_orbits_begin(o, b);
    const bool there = p && x;
    free(p);
    free(x);
    return there;
}
