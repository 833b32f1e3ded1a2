/* SPDX-License-Identifier: MIT */
#include "core/tangents.h"
#include "core/matrices.h"
#include "core/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    RESCALE_STEPS = 32,         /* between taking out exponents: factors of 2^-31 to 2^31 on average */
    ORTHOGONAL_PIECE = 1 << 22, /* products of vectors' components */
    LINE = 64,                  /* bytes at a multiple of which vectors are loaded */
    MANY_VECTORS = 16,          /* of a single lane go into lanes for Gram-Schmidt */
    LEAST_EXPONENT = -33,       /* of what Gram-Schmidt leaves of a vector to 6 digits */
};

/* v, e and what is mixed are contiguous: what a stretch changes. */
static size_t vectors_rows(uint64_t dim, size_t k, bool mixed) { return k * (dim + 1 + (mixed ? k : 0)); }

static size_t vectors_size(const chaosi_tangents *t)
{
    return vectors_rows(t->tile->run->map->dim, t->k, t->mixed != NULL) * t->tile->k.stride;
}

static bool are_packed(size_t k, size_t lanes) { return lanes == 1 && k >= MANY_VECTORS; }

size_t chaosi_tangents_bytes(uint64_t dim, size_t k, size_t lanes, bool mixed)
{
    return (3 * vectors_rows(dim, k, mixed) + 2 * dim + 3 * k + (mixed ? k * dim : 0)) * lanes *
               sizeof(double) +
           (are_packed(k, lanes) ? CHAOSK_TOGETHER * dim * sizeof(double) + LINE : 0) + 5 * lanes;
}

void chaosi_tangents_place(chaosi_tangents *t, chaosi_tile *tile, size_t k, bool mixed, void *block)
{
    const size_t stride = tile->k.stride, dim = tile->run->map->dim;
    double *at = block;
    t->tile = tile;
    t->k = k;
    t->piece = 1 + ORTHOGONAL_PIECE / (k * dim * stride);
    if (are_packed(k, stride))
        t->piece = (t->piece / CHAOSK_TOGETHER + 1) * CHAOSK_TOGETHER;
    t->v = at;
    t->e = t->v + k * dim * stride;
    t->mixed = mixed ? t->e + k * stride : NULL;
    at += vectors_size(t);
    t->vectors_before = at, at += vectors_size(t);
    t->vectors_after = at, at += vectors_size(t);
    t->x_before = at, at += dim * stride;
    t->x_after = at, at += dim * stride;
    t->base = at, at += k * stride;
    t->growth = at, at += k * stride;
    t->scratch = at, at += k * stride;
    t->unmixed = at;
    at += mixed ? k * dim * stride : 0;
    t->packed = NULL;
    if (are_packed(k, stride)) {
        t->packed = at + (LINE - (uintptr_t)at % LINE) % LINE / sizeof *at;
        at = t->packed + CHAOSK_TOGETHER * dim;
    }
    t->bad = (uint8_t *)at;
    t->zero = t->bad + stride;
    t->lost = t->zero + stride;
    t->doubtful = t->lost + stride;
    t->strained = t->doubtful + stride;
    t->jolt = 0.0;
    t->beyond = false;
}

/* Component i of start vector j: e_j and a bit of everything. */
static double start_component(size_t j, size_t i)
{
    const double turns = (double)(j + 1) * 0.6180339887498949 + (double)(i + 1) * 0.7548776662466927;
    return (i == j) + 0.5 * (turns - (double)(int64_t)turns);
}

/* Keeps what Gram-Schmidt has taken out of vectors. */
static int mix(const chaosi_tangents *t)
{
    const chaosi_tile *tile = t->tile;
    const size_t k = t->k, stride = tile->k.stride, dim = tile->run->map->dim;
    double *const along = t->scratch;
    int code = CHAOS_OK;
    for (size_t i = 0; i < k && code == CHAOS_OK; i++)
        for (size_t j = i + 1; j < k && code == CHAOS_OK; j++) {
            tile->run->lanes->along(t->v + i * dim * stride, t->e + i * stride, t->unmixed + j * dim * stride,
                                    t->e + j * stride, dim, stride, tile->k.lanes, along);
            for (size_t l = j; l < k; l++) {
                double *const to = t->mixed + (i * k + l) * stride;
                const double *by = t->mixed + (j * k + l) * stride;
                for (size_t lane = 0; lane < stride; lane++)
                    to[lane] += l == j ? along[lane] : along[lane] * by[lane];
            }
            if (tile->pace)
                code = chaosi_tile_tick(t->tile, 0);
        }
    return code;
}

/* Vectors first to end - 1: those of a single lane on wide vectors, too. */
static int orthogonalise_piece(const chaosi_tangents *t, size_t first, size_t end)
{
    const chaosi_run *run = t->tile->run;
    const size_t dim = run->map->dim;
    if (!t->packed)
        return run->lanes->orthogonalise(t->v, first, end, dim, t->tile->k.stride, t->tile->k.lanes,
                                         t->scratch, t->bad);
    const int bad =
        chaosi_isa_current(NULL)->lanes->orthogonalise_one(t->v, first, end, dim, t->scratch, t->packed);
    t->bad[0] |= bad != 0;
    return bad;
}

/* Many vectors are done in pieces of a few ms, so that the call can be cancelled between them. */
static int orthogonalise(const chaosi_tangents *t, int *bad)
{
    const chaosi_tile *tile = t->tile;
    const size_t dim = tile->run->map->dim, stride = tile->k.stride;
    int code = CHAOS_OK;
    if (t->mixed && t->k == 2 && dim == 2) {
        *bad |= tile->run->lanes->orthogonalise_pair(t->v, t->e, stride, tile->k.lanes, t->mixed + stride,
                                                     t->bad);
        return CHAOS_OK;
    }
    if (t->mixed)
        memcpy(t->unmixed, t->v, t->k * dim * stride * sizeof *t->v);
    for (size_t first = 0; first < t->k && code == CHAOS_OK; first += t->piece) {
        const size_t end = t->k - first < t->piece ? t->k : first + t->piece;
        *bad |= orthogonalise_piece(t, first, end);
        if (end < t->k)
            code = chaosi_tile_tick(t->tile, 0);
    }
    return code == CHAOS_OK && t->mixed ? mix(t) : code;
}

static int rescale(const chaosi_tangents *t)
{
    const chaosi_tile *tile = t->tile;
    const size_t dim = tile->run->map->dim, stride = tile->k.stride;
    return tile->run->lanes->rescale(t->v, t->k, dim, stride, tile->k.lanes, t->e, t->bad);
}

int chaosi_tangents_start(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    for (size_t j = 0; j < t->k; j++)
        for (size_t i = 0; i < dim; i++)
            for (size_t lane = 0; lane < stride; lane++)
                t->v[(j * dim + i) * stride + lane] = dim == 1 ? 1.0 : start_component(j, i);
    t->ticked = 0;
    memset(t->e, 0, t->k * stride * sizeof t->e[0]);
    memset(t->base, 0, t->k * stride * sizeof t->base[0]);
    memset(t->bad, 0, stride);
    memset(t->zero, 0, stride);
    memset(t->doubtful, 0, stride);
    memset(t->strained, 0, stride);
    int bad = 0;
    const int code = orthogonalise(t, &bad);
    if (t->mixed)
        memset(t->mixed, 0, t->k * t->k * stride * sizeof *t->mixed);
    chaosi_tangents_take(t, t->growth);
    return code;
}

/* Whether a lane must be redone. That its only vector has become 0 for good is not a
 * reason. */
static bool is_bad(const chaosi_tangents *t, size_t lane)
{
    return t->bad[lane] && !(t->zero[lane] && t->k == 1);
}

/* Whether a lane that still counts must be redone. */
static bool any_bad(const chaosi_tangents *t)
{
    for (size_t lane = 0; lane < t->tile->npoints; lane++)
        if (is_bad(t, lane) && !t->tile->done[lane])
            return true;
    return false;
}

/* Copies the lanes that need not be redone. */
static void copy_good_lanes(const chaosi_tangents *t, const double *from, double *to, size_t rows)
{
    const size_t stride = t->tile->k.stride;
    for (size_t lane = 0; lane < stride; lane++)
        if (!is_bad(t, lane))
            for (size_t i = 0; i < rows; i++)
                to[i * stride + lane] = from[i * stride + lane];
}

/* A vector that is 0 stays so until its growth is taken. */
static void note_zeros(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    for (size_t lane = 0; lane < stride; lane++) {
        t->zero[lane] = 0;
        for (size_t j = 0; j < t->k; j++) {
            size_t zeros = 0;
            for (size_t i = 0; i < dim; i++)
                zeros += t->v[(j * dim + i) * stride + lane] == 0.0;
            t->zero[lane] |= zeros == dim;
        }
    }
}

/* A pass of Gram-Schmidt, flags in t->bad. */
static int pass(chaosi_tangents *t)
{
    int any = 0;
    memset(t->bad, 0, t->tile->k.lanes);
    const int code = orthogonalise(t, &any);
    rescale(t);
    return code;
}

static bool is_orthogonalised(const chaosi_tangents *t) { return t->k > 1; }

/* Twice: of what the first pass leaves rounding may be a part, and the second takes it out. t->lost:
 * lanes of which the first left little, t->growth: the exponents before. */
static int orthogonalise_well(chaosi_tangents *t)
{
    memcpy(t->growth, t->e, t->k * t->tile->k.stride * sizeof *t->e);
    int code = pass(t);
    memcpy(t->lost, t->bad, t->tile->k.lanes);
    return code == CHAOS_OK ? pass(t) : code;
}

/* Whether of vector j next to nothing was left, so that rounding is a part of it that counts. */
static bool is_rounding(const chaosi_tangents *t, size_t j, size_t lane)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim, at = j * dim * stride + lane;
    double sum = 0.0, before = 0.0;
    for (size_t i = 0; i < dim; i++) {
        sum += __builtin_fabs(t->v[at + i * stride]);
        before += __builtin_fabs(t->vectors_before[at + i * stride]);
    }
    return before > 0.0 && before < __builtin_inf() &&
           (sum == 0.0 || t->e[j * stride + lane] - t->growth[j * stride + lane] < LEAST_EXPONENT);
}

/* Whether a later vector grew so much more in this step than vector j that of j rounding may be what grew. */
static bool is_overgrown(const chaosi_tangents *t, size_t j, size_t lane)
{
    const size_t stride = t->tile->k.stride;
    const double *before = t->vectors_before + t->k * t->tile->run->map->dim * stride + lane;
    const double *after = t->growth + lane;
    for (size_t l = j + 1; l < t->k; l++)
        if (after[l * stride] - before[l * stride] > after[j * stride] - before[j * stride] - LEAST_EXPONENT)
            return true;
    return false;
}

/* t->lost: lanes among those to be redone with such a vector. Returns whether any is. */
static bool find_lost(chaosi_tangents *t, const uint8_t *asked)
{
    bool any = false;
    for (size_t lane = 0; lane < t->tile->k.lanes; lane++) {
        const bool may_be = t->lost[lane] && asked[lane] && lane < t->tile->npoints && !t->tile->done[lane];
        t->lost[lane] = 0;
        for (size_t j = 0; j < t->k && may_be; j++)
            t->lost[lane] |= is_rounding(t, j, lane) || is_overgrown(t, j, lane);
        t->strained[lane] |= t->lost[lane];
        any |= t->lost[lane];
    }
    return any;
}

/* Each element by up to t->jolt of itself, as `seed` says. */
static void jolt(const chaosi_tangents *t, uint64_t seed)
{
    const size_t rows = t->k * t->tile->run->map->dim, stride = t->tile->k.stride;
    uint64_t random = 2 * seed + 1;
    for (size_t row = 0; row < rows && t->jolt != 0.0; row++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        const double by = 1.0 + t->jolt * (double)(int64_t)random * 0x1p-63;
        for (size_t lane = 0; lane < stride; lane++)
            t->v[row * stride + lane] *= by;
    }
}

/* Redoes the stretch step by step, for the bad lanes alone. Vectors are rescaled
 * first, so that no square over- or underflows. */
static int redo_bad_lanes(chaosi_tangents *t, uint64_t steps)
{
    int code = CHAOS_OK;
    const size_t dim = t->tile->run->map->dim, stride = t->tile->k.stride;
    const size_t states = dim * stride * sizeof(double), vectors = vectors_size(t) * sizeof(double);
    memcpy(t->x_after, t->tile->k.x, states);
    memcpy(t->vectors_after, t->v, vectors);
    memcpy(t->tile->k.x, t->x_before, states);
    memcpy(t->v, t->vectors_before, vectors);
    const uint64_t start = t->tile->n - steps;
    uint8_t *const bad = t->bad;
    t->bad = t->tile->flag; /* lanes found bad now stay bad */
    for (uint64_t i = 0; i < steps && code == CHAOS_OK; i++) {
        jolt(t, 2 * (start + i));
        memcpy(t->x_before, t->tile->k.x, states);
        memcpy(t->vectors_before, t->v, vectors);
        t->tile->run->kernels->tangent(chaosi_tile_at(t->tile, start + i), 1);
        jolt(t, 2 * (start + i) + 1);
        rescale(t);
        if (is_orthogonalised(t))
            code = orthogonalise_well(t);
        if (code == CHAOS_OK && is_orthogonalised(t) && find_lost(t, bad))
            code = chaosi_matrices_step(t, start + i);
        if (code == CHAOS_OK && t->tile->pace)
            code = chaosi_tile_tick(t->tile, 0);
    }
    t->bad = bad;
    copy_good_lanes(t, t->x_after, t->tile->k.x, dim);
    copy_good_lanes(t, t->vectors_after, t->v, vectors_size(t) / stride);
    note_zeros(t);
    return code;
}

/* Steps in which the map alone changes the vectors. */
static uint64_t group_steps(const chaosi_tangents *t)
{
    const uint32_t requested = t->tile->run->map->tangent_steps;
    return !is_orthogonalised(t) ? RESCALE_STEPS : requested ? requested : 1;
}

/* A tangent step costs more. */
static uint64_t slice_of(const chaosi_tangents *t) { return 1 + chaosi_tile_slice(t->tile) / (4 * t->k); }

/* From iterate n on, with a look on the way if it is due. */
static int glide(chaosi_tangents *t, uint64_t n, uint64_t steps, uint64_t *due)
{
    chaosi_tile *tile = t->tile;
    int code = CHAOS_OK;
    while (steps > 0 && code == CHAOS_OK) {
        const uint64_t slice = slice_of(t), most = slice < steps ? slice : steps;
        const uint64_t now = *due - n < most ? *due - n : most;
        tile->run->kernels->tangent(chaosi_tile_at(tile, n), now);
        n += now;
        steps -= now;
        if (n == *due) {
            chaosi_returns_look(tile, n);
            *due = n + chaosi_steps_to_look(tile, n);
        }
        if (steps > 0 && tile->pace)
            code = chaosi_tile_tick(tile, 0);
    }
    return code;
}

/* At most a chunk of iterates. */
static int stretch(chaosi_tangents *t, uint64_t steps)
{
    chaosi_tile *tile = t->tile;
    const chaos_map *map = tile->run->map;
    const uint64_t group = group_steps(t);
    uint64_t due =
        tile->run->returns && !t->beyond ? tile->n + chaosi_steps_to_look(tile, tile->n) : UINT64_MAX;
    memcpy(t->x_before, tile->k.x, map->dim * tile->k.stride * sizeof(double));
    memcpy(t->vectors_before, t->v, vectors_size(t) * sizeof(double));
    memset(t->bad, 0, tile->k.lanes);
    int bad = 0, code = CHAOS_OK;
    for (uint64_t i = 0, scaled = 0; i < steps && code == CHAOS_OK;) {
        const uint64_t now = group < steps - i ? group : steps - i;
        code = glide(t, tile->n + i, now, &due);
        jolt(t, 2 * (tile->n + i));
        if (code == CHAOS_OK && is_orthogonalised(t))
            code = orthogonalise(t, &bad);
        if (code == CHAOS_OK && tile->pace)
            code = chaosi_tile_tick(tile, 0);
        i += now;
        if (i - scaled >= RESCALE_STEPS || i == steps) {
            bad |= rescale(t);
            scaled = i;
        }
    }
    chaosi_tile_moved(tile, t->x_before, steps);
    if (code == CHAOS_OK && bad && any_bad(t)) /* lanes that have just escaped no longer count */
        code = redo_bad_lanes(t, steps);
    return code;
}

static int tick(chaosi_tangents *t)
{
    const uint64_t steps = t->ticked;
    t->ticked = 0;
    return chaosi_tile_tick(t->tile, steps);
}

int chaosi_tangents_advance(chaosi_tangents *t, uint64_t steps)
{
    chaosi_tile *tile = t->tile;
    tile->k.k = (uint32_t)t->k;
    tile->k.v = t->v;
    while (steps > 0) {
        const bool at_rest = chaosi_tile_all_done(tile);
        const uint64_t now = at_rest || steps < CHAOSI_CHUNK ? steps : CHAOSI_CHUNK;
        int code = CHAOS_OK;
        if (at_rest)
            tile->n += steps;
        else
            code = stretch(t, now);
        steps -= now;
        t->ticked += now;
        if (code == CHAOS_OK && t->ticked >= slice_of(t))
            code = tick(t);
        if (code != CHAOS_OK)
            return code;
    }
    return CHAOS_OK;
}

int chaosi_tangents_finish(chaosi_tangents *t) { return tick(t); }

static bool is_zero(const chaosi_tangents *t, size_t j, size_t lane)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    for (size_t i = 0; i < dim; i++)
        if (t->v[(j * dim + i) * stride + lane] != 0.0)
            return false;
    return true;
}

/* A vector that was multiplied by 0 starts again as a unit vector; the others are aligned, and stay. */
static void revive(chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride, dim = t->tile->run->map->dim;
    for (size_t lane = 0; lane < stride; lane++) {
        for (size_t j = 0; t->zero[lane] && j < t->k; j++) {
            if (!is_zero(t, j, lane))
                continue;
            for (size_t i = 0; i < dim; i++)
                t->v[(j * dim + i) * stride + lane] = i == j;
            t->base[j * stride + lane] = 0.0;
        }
        t->zero[lane] = 0;
    }
}

void chaosi_tangents_take(chaosi_tangents *t, double *growth)
{
    const chaosi_tile *tile = t->tile;
    const size_t stride = tile->k.stride, dim = tile->run->map->dim;
    for (size_t j = 0; j < t->k; j++)
        tile->run->lanes->growth(t->v + j * dim * stride, t->e + j * stride, t->base + j * stride, dim,
                                 stride, tile->k.lanes, growth + j * stride);
    if (memchr(t->zero, 1, tile->k.lanes))
        revive(t);
}

void chaosi_tangents_unmix(const chaosi_tangents *t, double *length)
{
    const size_t k = t->k, stride = t->tile->k.stride;
    const chaosk_lanes *kernels = t->tile->run->lanes;
    double *const along = t->scratch;
    for (size_t j = k; j-- > 1;) { /* those before j are still as they were */
        double *const ln = length + j * stride;
        for (size_t i = 0; i < j; i++) {
            /* ln (e^ln + e^along) of the squares, from the larger one */
            for (size_t lane = 0; lane < stride; lane++)
                along[lane] = __builtin_fabs(t->mixed[(i * k + j) * stride + lane]);
            kernels->log(along, stride);
            double *const part = t->unmixed;
            for (size_t lane = 0; lane < stride; lane++) {
                const double other = along[lane] + length[i * stride + lane], own = ln[lane];
                along[lane] = other > own ? other : own;
                part[lane] = other > own ? 2.0 * (own - other) : other < own ? 2.0 * (other - own) : 0.0;
            }
            kernels->exp(part, stride);
            for (size_t lane = 0; lane < stride; lane++)
                part[lane] += 1.0;
            kernels->log(part, stride);
            for (size_t lane = 0; lane < stride; lane++)
                ln[lane] = along[lane] + 0.5 * part[lane];
        }
    }
}

/* ---------------------------------------------------------------------- doubt */

enum { DOUBT_ALIGNED = 64, DOUBT_STEPS = 192 };
static const double JOLT = 0x1p-46, DOUBT = 0.02; /* nats per iterate */

/* What goes on would change, in a block of its own. */
typedef struct kept {
    double *x, *v;
    uint64_t *escaped, n;
    uint32_t *status;
    uint8_t *done, *asked;
} kept;

static size_t kept_bytes(const chaosi_tangents *t)
{
    const size_t stride = t->tile->k.stride;
    return (t->tile->run->map->dim * stride + vectors_size(t)) * sizeof(double) +
           stride * (sizeof(uint64_t) + sizeof(uint32_t) + 2);
}

/* There, or back. */
static void keep(chaosi_tangents *t, kept *k, bool back)
{
    chaosi_tile *tile = t->tile;
    const struct {
        void *own, *copy;
        size_t size;
    } parts[] = {
        { tile->k.x, k->x, tile->run->map->dim * tile->k.stride * sizeof(double) },
        { t->v, k->v, vectors_size(t) * sizeof(double) },
        { tile->escaped, k->escaped, tile->npoints * sizeof *k->escaped },
        { tile->status, k->status, tile->npoints * sizeof *k->status },
        { tile->done, k->done, tile->npoints },
        { &tile->n, &k->n, sizeof k->n },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        memcpy(back ? parts[i].own : parts[i].copy, back ? parts[i].copy : parts[i].own, parts[i].size);
}

static int go_on(chaosi_tangents *t, double by, double *growth)
{
    t->jolt = by;
    int code = chaosi_tangents_advance(t, DOUBT_ALIGNED);
    chaosi_tangents_take(t, growth);
    if (code == CHAOS_OK)
        code = chaosi_tangents_advance(t, DOUBT_STEPS);
    chaosi_tangents_take(t, growth);
    t->jolt = 0.0;
    return code;
}

int chaosi_tangents_doubt(chaosi_tangents *t)
{
    chaosi_tile *tile = t->tile;
    const size_t stride = tile->k.stride, growth = t->k * stride;
    bool any = false;
    for (size_t lane = 0; lane < tile->npoints; lane++)
        any |= t->strained[lane] && !t->doubtful[lane] && !tile->done[lane];
    if (!any)
        return CHAOS_OK;
    double *const block = chaosi_alloc(growth * sizeof *block + kept_bytes(t), 1);
    if (!block)
        return CHAOS_ENOMEM;
    kept k = { .x = block + growth };
    k.v = k.x + tile->run->map->dim * stride;
    k.escaped = (uint64_t *)(void *)(k.v + vectors_size(t));
    k.status = (uint32_t *)(void *)(k.escaped + stride);
    k.done = (uint8_t *)(k.status + stride);
    k.asked = k.done + stride;
    keep(t, &k, false);
    t->beyond = true;
    int code = go_on(t, 0.0, block);
    for (size_t lane = 0; lane < tile->npoints; lane++) /* who escapes has lost its parameters */
        k.asked[lane] = t->strained[lane] && tile->escaped[lane] == CHAOSI_INSIDE;
    keep(t, &k, true);
    if (code == CHAOS_OK)
        code = go_on(t, JOLT, t->growth);
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++)
        for (size_t j = 0; j < t->k && k.asked[lane] && tile->escaped[lane] == CHAOSI_INSIDE; j++)
            t->doubtful[lane] |=
                __builtin_fabs(block[j * stride + lane] - t->growth[j * stride + lane]) > DOUBT * DOUBT_STEPS;
    keep(t, &k, true);
    t->beyond = false;
    free(block);
    return code;
}
