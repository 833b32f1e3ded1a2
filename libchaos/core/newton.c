/* SPDX-License-Identifier: MIT */
#include "core/newton.h"

#include "core/radius.h"

#include <float.h>
#include <string.h>

enum { STEPS = 48, SQUARINGS = 40, MOST = CHAOSI_NEWTON_DIM };

static const double close = 1e-11, /* a step that ends it, in units */
    noise = 4 * DBL_EPSILON,       /* a return that rounding alone explains; ends it if */
    close_for_noise = 1e-6,        /* the step is no longer than this */
    neutral = 1e-10;               /* a multiplier's distance from the circle that says nothing */

/* Rows of tangent vectors; of large maps none, they are not asked. */
static size_t tangents(uint64_t dim) { return dim <= MOST ? dim * dim : 0; }

size_t chaosi_newton_bytes(const chaos_map *map, size_t lanes)
{
    const uint64_t dim = map->dim;
    return (3 * dim + tangents(dim) + map->nparams + 2) * lanes * sizeof(double) +
           lanes * (sizeof(uint64_t) + sizeof(uint32_t) + 2);
}

void chaosi_newton_place(chaosi_newton *n, chaosi_tile *tile, void *block)
{
    const size_t dim = tile->run->map->dim, lanes = tile->k.stride;
    n->tile = tile;
    n->k = tile->k;
    n->k.x = block;
    n->unit = n->k.x + dim * lanes;
    n->from = n->unit + dim * lanes;
    n->k.v = n->from + dim * lanes;
    n->k.p = n->p = n->k.v + tangents(dim) * lanes;
    n->step = n->p + tile->run->map->nparams * lanes;
    n->growth = n->step + lanes;
    n->k.id = n->id = (uint64_t *)(void *)(n->growth + lanes);
    n->lane = (uint32_t *)(void *)(n->id + lanes);
    n->answer = (uint8_t *)(n->lane + lanes);
    n->k.done = n->rest = n->answer + lanes;
    n->k.k = (uint32_t)dim;
    n->k.turns = NULL;
}

void chaosi_newton_begin(chaosi_newton *n, uint64_t iterate)
{
    n->n = iterate;
    n->count = 0;
}

size_t chaosi_newton_add(chaosi_newton *n, size_t lane)
{
    const chaosi_tile *t = n->tile;
    const size_t slot = n->count++, stride = n->k.stride;
    for (size_t i = 0; i < t->run->map->nparams; i++)
        n->p[i * stride + slot] = t->p[i * stride + lane];
    n->id[slot] = t->id[lane];
    n->lane[slot] = (uint32_t)lane;
    return slot;
}

static void copy_slot(double *a, size_t rows, size_t stride, size_t from, size_t to)
{
    for (size_t i = 0; i < rows; i++)
        a[i * stride + to] = a[i * stride + from];
}

void chaosi_newton_close(chaosi_newton *n)
{
    const chaosi_tile *t = n->tile;
    const size_t dim = t->run->map->dim, stride = n->k.stride,
                 wanted = (n->count + CHAOSK_LANES - 1) / CHAOSK_LANES * CHAOSK_LANES;
    n->k.lanes = wanted < stride ? wanted : stride;
    for (size_t slot = n->count; slot < n->k.lanes; slot++) {
        copy_slot(n->k.x, dim, stride, 0, slot);
        copy_slot(n->p, t->run->map->nparams, stride, 0, slot);
        n->id[slot] = n->id[0];
    }
    memset(n->rest, 1, n->k.lanes);
    memset(n->rest, 0, n->count);
    memset(n->answer, CHAOSI_CYCLE_UNKNOWN, n->k.lanes);
}

/* Steps between which the call can be cancelled. */
static int in_slices(chaosi_newton *n, uint64_t steps, void (*kernel)(chaosk_tile *tile, uint64_t steps))
{
    const uint64_t dim = n->tile->run->map->dim, slice = 1 + chaosi_tile_slice(n->tile) / (4 * dim);
    int code = CHAOS_OK;
    for (uint64_t done = 0; done < steps && code == CHAOS_OK; done += slice) {
        n->k.n0 = n->n + done;
        kernel(&n->k, steps - done < slice ? steps - done : slice);
        if (n->k.stop)
            n->tile->k.stop = n->k.stop;
        code = chaosi_tile_tick(n->tile, 0);
    }
    return code;
}

int chaosi_newton_advance(chaosi_newton *n, uint64_t steps)
{
    const int code = in_slices(n, steps, n->tile->run->kernels->advance);
    n->n += steps;
    return code;
}

/* k.x to its image after p steps, what it was into `from`; k.v from the identity. */
static int image(chaosi_newton *n, uint64_t p)
{
    const size_t dim = n->tile->run->map->dim, stride = n->k.stride;
    for (size_t j = 0; j < dim; j++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < n->k.lanes; lane++)
                n->k.v[(j * dim + i) * stride + lane] = i == j;
    memcpy(n->from, n->k.x, dim * stride * sizeof(double));
    return in_slices(n, p, n->tile->run->kernels->tangent);
}

/* The largest of n numbers; NaN if one is. */
static double largest_of(const double *a, size_t n)
{
    double largest = 0.0;
    for (size_t i = 0; i < n; i++)
        largest = __builtin_fabs(a[i]) > largest || a[i] != a[i] ? __builtin_fabs(a[i]) : largest;
    return largest;
}

/* log2 of the spectral radius of a [dim][dim], from the size of its 2^40th power: powers of two
 * are exact, and all else is divided by 2^40. */
static double log_radius(size_t dim, double *a)
{
    double square[MOST * MOST], log = 0.0, weight = 1.0;
    for (int k = 0; k <= SQUARINGS; k++, weight /= 2.0) {
        const double size = largest_of(a, dim * dim);
        if (!(size > 0.0 && size <= DBL_MAX))
            return size == 0.0 ? -__builtin_inf() : __builtin_inf();
        const int exponent = __builtin_ilogb(size);
        for (size_t i = 0; i < dim * dim; i++)
            a[i] = chaosi_scale(a[i], -exponent);
        log += exponent * weight;
        for (size_t i = 0; i < dim; i++)
            for (size_t j = 0; j < dim; j++) {
                double sum = 0.0;
                for (size_t m = 0; m < dim; m++)
                    sum += a[i * dim + m] * a[m * dim + j];
                square[i * dim + j] = sum;
            }
        memcpy(a, square, dim * dim * sizeof *a);
    }
    return log;
}

/* Df^p of a lane, row i, column j; column j is vector j. */
static double derivative(const chaosi_newton *n, size_t lane, size_t i, size_t j)
{
    return n->k.v[(j * n->tile->run->map->dim + i) * n->k.stride + lane];
}

/* One step of a lane, whose image is in k.x. It rests once it is there, or nowhere. */
static void take_step(chaosi_newton *n, size_t lane)
{
    const chaosi_run *run = n->tile->run;
    const size_t dim = run->map->dim, stride = n->k.stride;
    double a[MOST][MOST], b[MOST], returns = 0.0, step = 0.0;
    for (size_t i = 0; i < dim; i++) {
        const size_t at = i * stride + lane;
        b[i] = chaosi_apart(n->k.x[at], n->from[at], chaosi_circle(run, i));
        const double back = __builtin_fabs(b[i]) / n->unit[at];
        returns = back > returns || back != back ? back : returns;
        for (size_t j = 0; j < dim; j++)
            a[i][j] = (i == j) - derivative(n, lane, i, j);
    }
    const bool solved = chaosi_solve_few(dim, a, b);
    for (size_t i = 0; i < dim; i++) {
        const size_t at = i * stride + lane;
        const double by = solved ? __builtin_fabs(b[i]) / n->unit[at] : 0.0;
        step = by > step || by != by ? by : step;
        n->k.x[at] = solved ? n->from[at] + b[i] : n->from[at];
    }
    n->step[lane] = step;
    n->rest[lane] = 1;
    if (!solved)
        n->answer[lane] = returns <= close_for_noise ? CHAOSI_CYCLE_SINGULAR : CHAOSI_CYCLE_UNKNOWN;
    else if (step <= close || (returns <= noise && step <= close_for_noise))
        n->answer[lane] = CHAOSI_CYCLE_ATTRACTS; /* until its multipliers are known */
    else
        n->rest[lane] = !(step <= 1.0);
}

static void judge(chaosi_newton *n, size_t lane)
{
    const size_t dim = n->tile->run->map->dim;
    double a[MOST * MOST];
    for (size_t i = 0; i < dim; i++)
        for (size_t j = 0; j < dim; j++)
            a[i * dim + j] = derivative(n, lane, i, j);
    const double radius = log_radius(dim, a), unsure = neutral + 10.0 * n->step[lane];
    n->growth[lane] = radius;
    n->answer[lane] = radius < -unsure  ? CHAOSI_CYCLE_ATTRACTS
                      : radius > unsure ? CHAOSI_CYCLE_REPELS
                                        : CHAOSI_CYCLE_NEUTRAL;
}

/* Angles to where the map has them. */
static void wrap(chaosi_newton *n)
{
    const chaosi_run *run = n->tile->run;
    for (size_t i = 0; i < run->map->dim; i++)
        if (chaosi_circle(run, i) > 0.0)
            run->lanes->wrap(n->k.x + i * n->k.stride, chaosi_circle(run, i), n->k.lanes);
}

int chaosi_newton_solve(chaosi_newton *n, uint64_t p)
{
    const size_t size = n->tile->run->map->dim * n->k.stride * sizeof(double);
    int code = CHAOS_OK;
    for (int i = 0; i < STEPS && memchr(n->rest, 0, n->k.lanes) && code == CHAOS_OK; i++) {
        code = image(n, p);
        for (size_t lane = 0; lane < n->k.lanes; lane++)
            if (n->rest[lane])
                for (size_t at = lane; at < size / sizeof(double); at += n->k.stride)
                    n->k.x[at] = n->from[at];
            else
                take_step(n, lane);
        wrap(n);
    }
    for (size_t lane = 0; lane < n->k.lanes; lane++)
        n->rest[lane] = n->answer[lane] != CHAOSI_CYCLE_ATTRACTS;
    if (code == CHAOS_OK && memchr(n->rest, 0, n->k.lanes))
        code = image(n, p);
    else
        return code;
    for (size_t lane = 0; lane < n->k.lanes; lane++)
        if (!n->rest[lane])
            judge(n, lane);
    memcpy(n->k.x, n->from, size);
    return code;
}
