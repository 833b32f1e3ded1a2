/* Lyapunov exponents with their errors.
 *
 * The window is cut into blocks; the exponent is the mean of their growth,
 * its error that of the mean of 64 blocks. Blocks that the caller asked for
 * are another cut of the same window.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"
#include "core/tangents.h"

#include <math.h>
#include <string.h>

enum { ERROR_BLOCKS = 64 };

static int lyapunov_check(const chaos_map *map, chaos_measure *m, chaos_error *error)
{
    if (m->count == 0)
        m->count = 1;
    if (m->count == CHAOS_ALL)
        m->count = (uint32_t)map->dim;
    if (m->count > map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1,
                           "lyapunov: count is %u; the map %s has %llu exponents", (unsigned)m->count,
                           map->name, (unsigned long long)map->dim);
    if (m->blocks > m->steps)
        return chaosi_fail(error, CHAOS_EINVAL, "blocks", -1,
                           "lyapunov: blocks is %llu; 1 to steps, %llu, would do",
                           (unsigned long long)m->blocks, (unsigned long long)m->steps);
    m->every = 1;
    m->nof = 0;
    return CHAOS_OK;
}

static uint32_t lyapunov_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    (void)map;
    const uint32_t many = m->count > 1;
    chaosi_describe(&arrays[0], "lyapunov", CHAOS_F64, many, m->count, 0);
    chaosi_describe(&arrays[1], "lyapunov_stderr", CHAOS_F64, many, m->count, 0);
    chaosi_describe(&arrays[2], "lyapunov_blocks", CHAOS_F64, 1 + many, many ? m->count : m->blocks,
                    m->blocks);
    return m->blocks ? 3 : 2;
}

/* What is known of one exponent of one lane. */
typedef struct estimate {
    double exponent, error, lag1, spread; /* spread: standard deviation of a block's growth */
    uint64_t order;                       /* which vector's it is */
} estimate;
enum { ESTIMATED = 4 };

/* What the statistics need besides the tangents. */
typedef struct statistics {
    chaosi_tangents t;
    uint64_t nerror;             /* error blocks: 64, or as many as steps */
    double *blocks;              /* [nerror][k][stride] growth */
    double *asked;               /* [k][stride] growth in the current asked-for block */
    double *estimated;           /* [k][ESTIMATED][stride] */
    double *still;               /* [stride] one dimension: ln|f'| where the orbit stands still */
    double *x_then;              /* [dim][stride] a state seen before */
    estimate *estimates;         /* [k] of one lane */
    double *room;                /* [k][blocks asked for] of one lane */
    uint8_t *is_still, *repeats; /* [stride] */
    int any_still;
} statistics;

static uint64_t error_blocks(const chaos_measure *m)
{
    return m->steps < ERROR_BLOCKS ? m->steps : ERROR_BLOCKS;
}

static size_t lyapunov_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    const size_t doubles =
        ((error_blocks(m) + 1 + ESTIMATED) * m->count + 1 + map->dim) * lanes + m->count * m->blocks;
    return chaosi_tangents_bytes(map->dim, m->count, lanes) + 64 + doubles * sizeof(double) +
           m->count * sizeof(estimate) + 2 * lanes;
}

static void place(statistics *s, chaosi_measuring *it)
{
    const size_t k = it->m->count, stride = it->tile->k.stride, dim = it->tile->run->map->dim;
    chaosi_tangents_place(&s->t, it->tile, k, it->scratch);
    const size_t tangents = (chaosi_tangents_bytes(dim, k, stride) + 63) & ~(size_t)63;
    double *at = (double *)(void *)((char *)it->scratch + tangents);
    s->nerror = error_blocks(it->m);
    s->blocks = at, at += s->nerror * k * stride;
    s->asked = at, at += k * stride;
    s->estimated = at, at += k * ESTIMATED * stride;
    s->still = at, at += stride;
    s->x_then = at, at += dim * stride;
    s->estimates = (estimate *)(void *)at, at += k * sizeof(estimate) / sizeof(double);
    s->room = at, at += k * it->m->blocks;
    s->is_still = (uint8_t *)at;
    s->repeats = s->is_still + stride;
    s->any_still = 0;
    memset(s->asked, 0, k * stride * sizeof(double));
    memset(s->is_still, 0, 2 * stride);
}

/* The end of block i of n: i * steps / n without overflow. */
static uint64_t boundary(uint64_t i, uint64_t n, uint64_t steps) { return steps / n * i + steps % n * i / n; }

/* In one dimension: orbits that stand still are closed from the multiplier.
 * Such a lane rests from here on. */
static void find_still(statistics *s)
{
    chaosi_tile *tile = s->t.tile;
    const chaosk_lanes *lanes = tile->run->lanes;
    const size_t stride = tile->k.stride;
    double *log = s->t.growth;
    memcpy(tile->saved, tile->k.x, stride * sizeof(double));
    tile->k.k = 1;
    tile->k.v = s->t.v; /* 1 at the start of a block */
    tile->run->kernels->tangent(&tile->k, 1);
    const int any = lanes->equal(tile->k.x, tile->saved, 1, stride, tile->k.lanes, tile->flag);
    lanes->growth(s->t.v, s->t.e, s->t.base, 1, stride, tile->k.lanes, log);
    for (size_t lane = 0; any && lane < tile->npoints; lane++) {
        if (!tile->flag[lane] || tile->done[lane])
            continue;
        s->still[lane] = log[lane];
        s->is_still[lane] = s->repeats[lane] = tile->done[lane] = 1;
        s->any_still = 1;
    }
    memcpy(tile->k.x, tile->saved, stride * sizeof(double));
}

/* States at the ends of blocks are compared with one kept at block 1, 2, 4,
 * 8 ... (R. P. Brent, BIT 20 (1980) 176): exact cycles show. */
static void find_repeats(statistics *s, uint64_t block)
{
    chaosi_tile *tile = s->t.tile;
    const size_t dim = tile->run->map->dim, stride = tile->k.stride;
    if (block > 0 && tile->run->lanes->equal(tile->k.x, s->x_then, dim, stride, tile->k.lanes, tile->flag))
        for (size_t lane = 0; lane < tile->npoints; lane++)
            s->repeats[lane] |= tile->flag[lane] && !tile->done[lane];
    if ((block & (block + 1)) == 0)
        memcpy(s->x_then, tile->k.x, dim * stride * sizeof(double));
}

static void add(double *to, const double *from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += from[i];
}

/* Takes the growth of a segment of `length` iterates into `growth`. */
static void take_segment(statistics *s, uint64_t length, double *growth)
{
    chaosi_tangents_take(&s->t, growth);
    for (size_t lane = 0; s->any_still && lane < s->t.tile->npoints; lane++)
        if (s->is_still[lane])
            growth[lane] = (double)length * s->still[lane];
}

static int escaped(const statistics *s, size_t lane) { return s->t.tile->escaped[lane] != CHAOSI_INSIDE; }

/* Block b of those asked for is complete. Written unsorted and, for lanes that
 * escape later, too much: finish() sees to both. */
static void put_asked(chaosi_measuring *it, statistics *s, uint64_t b, uint64_t length)
{
    const size_t stride = it->tile->k.stride, k = s->t.k;
    double *out = (double *)it->m->out[2] + it->tile->first * k * it->m->blocks;
    for (size_t lane = 0; lane < it->tile->npoints; lane++)
        for (size_t j = 0; j < k; j++)
            out[(lane * k + j) * it->m->blocks + b] = s->asked[j * stride + lane] / (double)length;
    memset(s->asked, 0, k * stride * sizeof(double));
}

/* The window, cut at the ends of both kinds of block. */
static int run_window(chaosi_measuring *it, statistics *s)
{
    const uint64_t steps = it->m->steps, nasked = it->m->out[2] ? it->m->blocks : 0;
    const size_t size = s->t.k * it->tile->k.stride;
    const int one = it->tile->run->map->dim == 1;
    uint64_t done = 0, error_block = 0, asked_block = 0, look = 1024;
    double *block = s->blocks;
    if (one)
        find_still(s);
    while (done < steps) {
        const uint64_t error_start = boundary(error_block, s->nerror, steps);
        const uint64_t error_end = boundary(error_block + 1, s->nerror, steps);
        const uint64_t asked_end = nasked ? boundary(asked_block + 1, nasked, steps) : error_end;
        uint64_t end = error_end < asked_end ? error_end : asked_end;
        if (one && done < look && look < end)
            end = look; /* an orbit that comes to rest does not crawl on to the end of a long block */
        const int code = chaosi_tangents_advance(&s->t, end - done);
        if (code != CHAOS_OK)
            return code;
        const int repeats = one && chaosi_tangents_repeats(&s->t);
        double *growth = done == error_start ? block : s->t.growth;
        take_segment(s, end - done, growth);
        if (growth != block)
            add(block, growth, size);
        if (nasked)
            add(s->asked, growth, size);
        done = end;
        if (nasked && end == asked_end) {
            put_asked(it, s, asked_block, end - boundary(asked_block, nasked, steps));
            asked_block++;
        }
        if (end == error_end) {
            find_repeats(s, error_block);
            error_block++;
            block += size;
        }
        if (repeats && done < steps)
            find_still(s);
        while (look <= done)
            look *= 2;
    }
    return chaosi_tangents_finish(&s->t);
}

/* Exponents, errors and what the status needs, of all lanes. */
static void estimate_all(statistics *s, uint64_t steps)
{
    const chaosi_tile *tile = s->t.tile;
    const size_t stride = tile->k.stride, n = s->nerror;
    double per_length[ERROR_BLOCKS];
    for (uint64_t b = 0; b < n; b++)
        per_length[b] = 1.0 / (double)(boundary(b + 1, n, steps) - boundary(b, n, steps));
    for (size_t j = 0; j < s->t.k; j++)
        tile->run->lanes->block_statistics(s->blocks + j * stride, n, s->t.k * stride, per_length,
                                           (double)steps, stride, tile->k.lanes,
                                           s->estimated + j * ESTIMATED * stride);
}

static estimate estimate_of(const statistics *s, size_t j, size_t lane)
{
    const size_t stride = s->t.tile->k.stride;
    const double *at = s->estimated + j * ESTIMATED * stride + lane;
    return (estimate){ at[0], at[stride], at[2 * stride], at[3 * stride], j };
}

static uint32_t status_of(const statistics *s, const estimate *largest, uint64_t steps, size_t lane)
{
    uint32_t status = 0;
    /* Growth that stays within one nat is that of a regular orbit. */
    if (s->nerror == ERROR_BLOCKS && largest->lag1 > 0.3 && largest->spread > 1.0)
        status |= CHAOS_UNRESOLVED;
    /* A neutral or stable cycle repeats too, and may seem to grow a little. */
    if (s->repeats[lane] && largest->exponent * (double)steps > 1.0 &&
        largest->exponent > 3.0 * largest->error)
        status |= CHAOS_COLLAPSED;
    return status;
}

/* The rows of a lane's asked-for blocks in the order of the exponents. */
static void order_blocks(double *blocks, uint64_t nblocks, const estimate *e, size_t k, double *room)
{
    memcpy(room, blocks, k * nblocks * sizeof *room);
    for (size_t j = 0; j < k; j++)
        memcpy(blocks + j * nblocks, room + e[j].order * nblocks, nblocks * sizeof *room);
}

static void sort_descending(estimate *e, size_t k)
{
    for (size_t i = 1; i < k; i++) {
        const estimate it = e[i];
        size_t j = i;
        for (; j > 0 && e[j - 1].exponent < it.exponent; j--)
            e[j] = e[j - 1];
        e[j] = it;
    }
}

static void finish_lane(chaosi_measuring *it, statistics *s, size_t lane)
{
    estimate *e = s->estimates;
    const size_t k = s->t.k, at = (it->tile->first + lane) * k;
    double *exponents = it->m->out[0], *errors = it->m->out[1], *blocks = it->m->out[2];
    for (size_t j = 0; j < k; j++)
        e[j] = estimate_of(s, j, lane);
    sort_descending(e, k);
    if (it->tile->run->map->flags & CHAOSI_NUMERIC)
        it->tile->status[lane] |= CHAOS_NUMERIC_DERIVATIVE;
    if (!escaped(s, lane))
        it->tile->status[lane] |= status_of(s, &e[0], it->m->steps, lane);
    for (size_t j = 0; j < k; j++) {
        const int infinite = e[j].exponent == -INFINITY;
        if (!escaped(s, lane) && infinite)
            it->tile->status[lane] |= CHAOS_ZERO_DERIVATIVE;
        if (exponents)
            exponents[at + j] =
                escaped(s, lane) || e[j].exponent != e[j].exponent ? CHAOSI_NAN : e[j].exponent;
        if (errors)
            errors[at + j] =
                escaped(s, lane) || infinite || e[j].error != e[j].error ? CHAOSI_NAN : e[j].error;
    }
    if (!blocks || !it->m->blocks)
        return;
    blocks += at * it->m->blocks;
    for (uint64_t b = 0; b < k * it->m->blocks; b++)
        if (escaped(s, lane) || blocks[b] != blocks[b])
            blocks[b] = CHAOSI_NAN;
    if (k > 1)
        order_blocks(blocks, it->m->blocks, e, k, s->room);
}

static int lyapunov_pass(chaosi_measuring *it, uint64_t preroll)
{
    statistics s;
    place(&s, it);
    int code = chaosi_tangents_start(&s.t);
    if (code == CHAOS_OK)
        code = chaosi_tangents_advance(&s.t, preroll);
    chaosi_tangents_take(&s.t, s.t.growth);
    if (code == CHAOS_OK)
        code = run_window(it, &s);
    if (code != CHAOS_OK)
        return code;
    estimate_all(&s, it->m->steps);
    for (size_t lane = 0; lane < it->tile->npoints; lane++)
        finish_lane(it, &s, lane);
    return CHAOS_OK;
}

const chaosi_measure_kind chaosi_lyapunov = {
    .name = "lyapunov",
    .options = { "steps", "count", "blocks" },
    .check = lyapunov_check,
    .arrays = lyapunov_arrays,
    .scratch = lyapunov_scratch,
    .pass = lyapunov_pass,
    .aligns = 1,
};
