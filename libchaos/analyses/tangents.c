#include "analyses/tangents.h"

#include <string.h>

enum {
    ONE_VECTOR_STEPS = 32 /* between taking out exponents: factors of 2^-31 to 2^31 on average */
};

/* v, r and e stand in one piece: that is what a stretch changes. */
static size_t vectors_size(const chaosi_tangents *t)
{
    return (t->k * t->tile->run->map->dim + 2 * t->k) * t->tile->k.stride;
}

size_t chaosi_tangents_bytes(uint64_t dim, size_t k, size_t lanes)
{
    const size_t vectors = (k * dim + 2 * k) * lanes, states = dim * lanes;
    return (3 * vectors + 2 * states + k * lanes + lanes) * sizeof(double) + 2 * lanes;
}

void chaosi_tangents_place(chaosi_tangents *t, chaosi_tile *tile, size_t k, void *block)
{
    const size_t stride = tile->k.stride, dim = tile->run->map->dim;
    double *at = block;
    t->tile = tile;
    t->k = k;
    t->v = at;
    t->r = t->v + k * dim * stride;
    t->e = (int64_t *)(void *)(t->r + k * stride);
    at += vectors_size(t);
    t->vectors_before = at, at += vectors_size(t);
    t->vectors_after = at, at += vectors_size(t);
    t->x_before = at, at += dim * stride;
    t->x_after = at, at += dim * stride;
    t->growth = at, at += k * stride;
    t->base = at, at += stride;
    t->bad = (uint8_t *)at;
    t->zero = t->bad + stride;
}

/* Component i of start vector j: e_j and a bit of everything. */
static double start_component(size_t j, size_t i)
{
    const double turns = (double)(j + 1) * 0.6180339887498949 + (double)(i + 1) * 0.7548776662466927;
    return (i == j) + 0.5 * (turns - (double)(int64_t)turns);
}

/* The logarithm of a single vector's length, and no exponent left behind. */
static void set_base(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride;
    memset(t->e, 0, stride * sizeof t->e[0]);
    t->tile->run->lanes->log_length(t->v, t->e, t->tile->run->map->dim, stride, t->tile->k.lanes, t->base);
}

static void reset_growth(chaosi_tangents *t)
{
    const size_t n = t->k * t->tile->k.stride;
    for (size_t i = 0; i < n; i++)
        t->r[i] = 1.0;
    memset(t->e, 0, n * sizeof t->e[0]);
    if (t->k == 1)
        set_base(t);
}

void chaosi_tangents_start(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    for (size_t j = 0; j < t->k; j++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < stride; lane++)
                t->v[(j * dim + i) * stride + lane] = dim == 1 ? 1.0 : start_component(j, i);
    memset(t->bad, 0, stride);
    memset(t->zero, 0, stride);
    reset_growth(t);
    if (t->k > 1) {
        t->tile->run->lanes->orthonormalise(t->v, t->k, dim, stride, t->tile->k.lanes, t->r, t->e, 1, t->bad);
        reset_growth(t);
    }
}

/* One group of steps and what follows it; flags in bad what can't be trusted. */
static int group(chaosi_tangents *t, uint64_t steps, int careful)
{
    chaosi_tile *tile = t->tile;
    const chaosk_lanes *lanes = tile->run->lanes;
    const size_t dim = tile->run->map->dim, stride = tile->k.stride;
    tile->run->kernels->tangent(&tile->k, steps);
    return t->k == 1 ? lanes->rescale(t->v, dim, stride, tile->k.lanes, t->e, t->bad)
                     : lanes->orthonormalise(t->v, t->k, dim, stride, tile->k.lanes, t->r, t->e, careful, t->bad);
}

/* Steps up to the next multiple of `every` iterates from 0, at most `most`. */
static uint64_t to_multiple(uint64_t n, uint64_t every, uint64_t most)
{
    const uint64_t steps = every - n % every;
    return steps < most ? steps : most;
}

/* Whether a lane that still counts is to be done again. A vector that has
 * become 0 for good is no reason. */
static int any_bad(const chaosi_tangents *t)
{
    for (size_t lane = 0; lane < t->tile->npoints; lane++)
        if (t->bad[lane] && !t->zero[lane] && !t->tile->done[lane])
            return 1;
    return 0;
}

static void copy_good_lanes(const chaosi_tangents *t, const double *from, double *to, size_t rows)
{
    const size_t stride = t->tile->k.stride;
    for (size_t lane = 0; lane < stride; lane++)
        if (!t->bad[lane])
            for (size_t i = 0; i < rows; i++)
                to[i * stride + lane] = from[i * stride + lane];
}

static void note_zeros(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride, rows = t->k == 1 ? t->tile->run->map->dim : t->k;
    const double *a = t->k == 1 ? t->v : t->r;
    for (size_t lane = 0; lane < stride; lane++) {
        int zeros = 0;
        for (size_t i = 0; i < rows; i++)
            zeros += a[i * stride + lane] == 0.0;
        t->zero[lane] = t->k == 1 ? zeros == (int)rows : zeros > 0;
    }
}

/* The stretch once more, step by step, for the bad lanes alone. */
static void again(chaosi_tangents *t, uint64_t steps)
{
    const size_t dim = t->tile->run->map->dim, stride = t->tile->k.stride;
    const size_t states = dim * stride * sizeof(double), vectors = vectors_size(t) * sizeof(double);
    memcpy(t->x_after, t->tile->k.x, states);
    memcpy(t->vectors_after, t->v, vectors);
    memcpy(t->tile->k.x, t->x_before, states);
    memcpy(t->v, t->vectors_before, vectors);
    uint8_t *const bad = t->bad;
    t->bad = t->tile->flag; /* what is found bad now is so */
    for (uint64_t i = 0; i < steps; i++)
        group(t, 1, 1);
    t->bad = bad;
    copy_good_lanes(t, t->x_after, t->tile->k.x, dim);
    copy_good_lanes(t, t->vectors_after, t->v, vectors_size(t) / stride);
    note_zeros(t);
}

/* Within one chunk of iterates. */
static void stretch(chaosi_tangents *t, uint64_t steps)
{
    chaosi_tile *tile = t->tile;
    const chaos_map *map = tile->run->map;
    const uint64_t every = t->k == 1 ? ONE_VECTOR_STEPS : map->tangent_steps ? map->tangent_steps : 1;
    memcpy(t->x_before, tile->k.x, map->dim * tile->k.stride * sizeof(double));
    memcpy(t->vectors_before, t->v, vectors_size(t) * sizeof(double));
    memset(t->bad, 0, tile->k.lanes);
    int bad = 0;
    for (uint64_t i = 0; i < steps;) {
        const uint64_t now = to_multiple(tile->n + i, every, steps - i);
        bad |= group(t, now, 0);
        i += now;
    }
    if (bad && any_bad(t))
        again(t, steps);
    chaosi_tile_moved(tile, t->x_before, steps);
}

int chaosi_tangents_advance(chaosi_tangents *t, uint64_t steps)
{
    chaosi_tile *tile = t->tile;
    tile->k.k = (uint32_t)t->k;
    tile->k.v = t->v;
    const uint64_t slice = 1 + chaosi_tile_slice(tile) / (4 * t->k); /* a tangent step costs more */
    uint64_t ticked = 0;
    while (steps > 0) {
        if (chaosi_tile_all_done(tile)) {
            tile->n += steps;
            return chaosi_tile_tick(tile, ticked + steps);
        }
        const uint64_t now = to_multiple(tile->n, CHAOSI_CHUNK, steps);
        stretch(t, now);
        steps -= now;
        ticked += now;
        if (ticked < slice && steps > 0)
            continue;
        const int code = chaosi_tile_tick(tile, ticked);
        if (code != CHAOS_OK)
            return code;
        ticked = 0;
    }
    return CHAOS_OK;
}

/* A vector that was multiplied by 0 starts again as a unit vector. */
static void revive(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    for (size_t lane = 0; lane < stride; lane++) {
        if (!t->zero[lane])
            continue;
        for (size_t j = 0; j < t->k; j++)
            for (size_t i = 0; i < dim; i++)
                t->v[(j * dim + i) * stride + lane] = i == j;
        t->zero[lane] = 0;
    }
}

void chaosi_tangents_take(chaosi_tangents *t)
{
    const chaosi_tile *tile = t->tile;
    const chaosk_lanes *lanes = tile->run->lanes;
    const size_t stride = tile->k.stride, dim = tile->run->map->dim;
    if (t->k == 1) {
        lanes->log_length(t->v, t->e, dim, stride, tile->k.lanes, t->growth);
        for (size_t lane = 0; lane < stride; lane++)
            t->growth[lane] -= t->base[lane];
        for (size_t lane = 0; lane < stride && dim == 1; lane++)
            t->v[lane] = 1.0; /* equal factors then give equal bits */
    }
    for (size_t j = 0; t->k > 1 && j < t->k; j++)
        lanes->log_length(t->r + j * stride, t->e + j * stride, 1, stride, tile->k.lanes, t->growth + j * stride);
    revive(t);
    reset_growth(t);
}
