/* Lyapunov exponents with their errors.
 *
 * The window is cut into blocks; the exponent is the mean of their growth,
 * its error that of the mean of 64 blocks, see blocks.h. Blocks that the caller wants
 * divide the same window in another way.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/lyapunov.h"

#include "core/memory.h"

#include <string.h>

static int lyapunov_complete(chaosi_request *r, chaos_error *error)
{
    lyapunov_options *o = (void *)&r->options;
    if (o->count == 0)
        o->count = 1;
    if (o->count == CHAOS_ALL)
        o->count = r->map->dim;
    if (o->count > r->map->dim)
        return chaosi_fail(error, CHAOS_EINVAL, "count", -1,
                           "count must be at most %llu, the number of states, got %llu",
                           (unsigned long long)r->map->dim, (unsigned long long)o->count);
    if (o->blocks > o->common.steps)
        return chaosi_fail(error, CHAOS_EINVAL, "blocks", -1,
                           "blocks must be at most %llu, the number of steps, got %llu",
                           (unsigned long long)o->common.steps, (unsigned long long)o->blocks);
    return CHAOS_OK;
}

static uint64_t lyapunov_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    const lyapunov_options *o = options_of(r);
    if (output == BLOCKS && dimension == 1)
        return o->blocks;
    if ((output == DEVIATIONS || output == QUANTILES) && o->blocks < 2)
        return 0;
    if (dimension == 1)
        return CHAOSI_QUANTILES;
    if (output >= DIMENSION)
        return o->count > 1 ? CHAOSI_NO_DIMENSION : 0; /* one exponent has none */
    return o->count > 1 ? o->count : CHAOSI_NO_DIMENSION;
}

static uint64_t lyapunov_tangents(const chaosi_request *r) { return options_of(r)->count; }

static uint64_t error_blocks(const chaosi_request *r)
{
    return r->options.common.steps < CHAOSI_ERROR_BLOCKS ? r->options.common.steps : CHAOSI_ERROR_BLOCKS;
}

static size_t lyapunov_scratch(const chaosi_request *r, size_t lanes)
{
    const lyapunov_options *o = options_of(r);
    const size_t doubles = (error_blocks(r) + 1 + ESTIMATED) * o->count * lanes +
                           chaosi_spectra_doubles(r->map->dim, o->count, lanes) + o->count * o->blocks +
                           3 * o->count + (keeps_blocks(r) ? lanes * o->count * o->blocks : 0);
    return chaosi_whole_lines(chaosi_spectra_tangents_bytes(r->map->dim, o->count, lanes)) +
           doubles * sizeof(double) + o->count * sizeof(estimate) + 2 * lanes;
}

static void place(statistics *s, chaosi_measurement *run)
{
    const size_t k = options_of(run->request)->count, stride = run->tile->k.stride,
                 dim = run->tile->run->map->dim;
    chaosi_tangents_place(&s->t, run->tile, k, false, run->scratch);
    double *at = chaosi_behind(run->scratch, chaosi_spectra_tangents_bytes(dim, k, stride));
    s->nerror = error_blocks(run->request);
    s->steps = run->request->options.common.steps;
    s->blocks = at, at += s->nerror * k * stride;
    s->wanted = at, at += k * stride;
    s->estimated = at, at += k * ESTIMATED * stride;
    s->cycle = at, at += chaosi_spectra_doubles(dim, k, stride);
    s->estimates = (estimate *)(void *)at, at += k * sizeof(estimate) / sizeof(double);
    s->order_scratch = at, at += k * options_of(run->request)->blocks;
    s->spectrum = at, at += 3 * k;
    s->kept = at, at += keeps_blocks(run->request) ? stride * k * options_of(run->request)->blocks : 0;
    s->doubtful = (uint8_t *)at;
    s->rests = s->doubtful + stride;
    s->returned = 0;
    memset(s->wanted, 0, k * stride * sizeof(double));
    memset(s->rests, 0, stride);
}

/* Lanes that have returned since we looked last. In one dimension they rest from here on, and
 * what is left is closed from the cycle. *finished: nothing is left for any. */
static int find_returned(statistics *s, bool *finished)
{
    chaosi_tile *tile = s->t.tile;
    const chaosi_returns *r = &tile->returns;
    const bool one = tile->run->map->dim == 1;
    if (r->count == s->returned)
        return CHAOS_OK;
    const int code = chaosi_returns_find_errors(tile); /* as long as lanes have their own parameters */
    s->returned = r->count;
    *finished = true;
    for (size_t lane = 0; lane < tile->npoints && code == CHAOS_OK; lane++) {
        if (one && chaosi_has_returned(r, lane) && !tile->done[lane])
            s->rests[lane] = tile->done[lane] = tile->ended = true;
        *finished &= tile->done[lane] || is_settled(s, lane);
    }
    *finished &= !one;
    return code;
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
    for (size_t lane = 0; s->returned && lane < s->t.tile->npoints; lane++)
        if (s->rests[lane])
            growth[lane] = (double)length * s->t.tile->returns.growth[lane];
}

/* Wanted block b is complete. It is written unsorted, and also for lanes that escape
 * later: chaosi_lyapunov_put() corrects both. */
static void put_block(chaosi_measurement *run, statistics *s, uint64_t b, uint64_t length)
{
    const size_t stride = run->tile->k.stride, k = s->t.k;
    const uint64_t n = options_of(run->request)->blocks;
    for (size_t lane = 0; blocks_of(run, s, 0) && lane < run->tile->npoints; lane++)
        for (size_t j = 0; j < k; j++)
            blocks_of(run, s, lane)[j * n + b] = s->wanted[j * stride + lane] / (double)length;
    memset(s->wanted, 0, k * stride * sizeof(double));
}

/* The window, cut at the ends of both kinds of block. */
static int run_window(chaosi_measurement *run, statistics *s)
{
    const uint64_t steps = run->request->options.common.steps, nwanted = options_of(run->request)->blocks;
    const size_t size = s->t.k * run->tile->k.stride;
    const bool one = run->tile->run->map->dim == 1;
    uint64_t done = 0, error_block = 0, wanted_block = 0, look = 1024;
    double *block = s->blocks;
    bool finished = false;
    int code = find_returned(s, &finished);
    while (done < steps && !finished && code == CHAOS_OK) {
        const uint64_t error_start = chaosi_error_boundary(error_block, s->nerror, steps);
        const uint64_t error_end = chaosi_error_boundary(error_block + 1, s->nerror, steps);
        const uint64_t wanted_end = nwanted ? chaosi_boundary(wanted_block + 1, nwanted, steps) : error_end;
        uint64_t end = error_end < wanted_end ? error_end : wanted_end;
        if (one && done < look && look < end)
            end = look; /* an orbit that comes to rest does not crawl on to the end of a long block */
        code = chaosi_tangents_advance(&s->t, end - done);
        if (code != CHAOS_OK)
            return code;
        double *growth = done == error_start ? block : s->t.growth;
        take_segment(s, end - done, growth);
        if (growth != block)
            add(block, growth, size);
        if (nwanted)
            add(s->wanted, growth, size);
        done = end;
        if (nwanted && end == wanted_end) {
            put_block(run, s, wanted_block, end - chaosi_boundary(wanted_block, nwanted, steps));
            wanted_block++;
        }
        if (end == error_end) {
            error_block++;
            block += size;
        }
        code = find_returned(s, &finished);
        while (look <= done)
            look *= 2;
    }
    /* What is left is what the cycle takes the place of. */
    for (; error_block < s->nerror; error_block++, block += size)
        if (done <= chaosi_error_boundary(error_block, s->nerror, steps)) /* nothing is in it yet */
            memset(block, 0, size * sizeof(double));
    for (; code == CHAOS_OK && finished && wanted_block < nwanted; wanted_block++)
        put_block(run, s, wanted_block, 1);
    if (code != CHAOS_OK)
        return code;
    chaosi_returns_look_ahead(run->tile);
    code = chaosi_returns_find_fates(run->tile); /* as long as lanes have their own parameters */
    return code == CHAOS_OK ? chaosi_tangents_finish(&s->t) : code;
}

/* Exponents on the cycles of settled lanes, once all else is known of the others. */
static int find_cycle_exponents(statistics *s)
{
    chaosi_tile *tile = s->t.tile;
    const chaosi_returns *r = &tile->returns;
    for (size_t lane = 0; lane < tile->npoints; lane++) {
        tile->done[lane] = !is_settled(s, lane);
        tile->ended = true;
        s->cycle[lane] = r->growth[lane];
        s->cycle[s->t.k * tile->k.stride + lane] = r->error[lane];
    }
    return s->t.k > 1 ? chaosi_spectra_find(&s->t, s->cycle, s->doubtful) : CHAOS_OK;
}

static int lyapunov_pass(chaosi_measurement *run)
{
    statistics s;
    place(&s, run);
    int code = chaosi_tangents_start(&s.t);
    if (code == CHAOS_OK)
        code = chaosi_tangents_advance(&s.t, run->request->preroll);
    chaosi_tangents_take(&s.t, s.t.growth);
    if (code == CHAOS_OK)
        code = run_window(run, &s);
    if (code != CHAOS_OK)
        return code;
    code = chaosi_tangents_doubt(&s.t);
    if (code != CHAOS_OK)
        return code;
    memcpy(s.doubtful, s.t.doubtful, run->tile->k.stride);
    chaosi_lyapunov_estimate(&s, run->request->options.common.steps);
    if (s.returned && (code = find_cycle_exponents(&s)) != CHAOS_OK)
        return code;
    for (size_t lane = 0; lane < run->tile->npoints; lane++)
        if (!chaosi_lyapunov_put(run, &s, lane))
            return chaosi_tile_tick(run->tile, 0);
    return CHAOS_OK;
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(lyapunov_options, "1000"),
    CHAOSI_STEPS(lyapunov_options, "iterations measured"),
    { { "count", CHAOS_OPTION_COUNT, 1, 1, "all", "1",
        "number of exponents, from the largest; all: the spectrum", NULL },
      offsetof(lyapunov_options, count),
      1,
      NULL },
    { { "blocks", CHAOS_OPTION_COUNT, 1, 1, NULL, "none",
        "number of equal blocks whose exponents are returned, too, and how they are distributed", NULL },
      offsetof(lyapunov_options, blocks),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "lyapunov", CHAOS_F64, CHAOS_DIVERGING, "Lyapunov exponent", "nats per iterate", CHAOSI_NAN, NULL,
        false, false, "exponents, descending; -inf if a derivative was exactly 0" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "lyapunov_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the exponent", "nats per iterate",
        CHAOSI_NAN, NULL, false, false,
        "their standard errors from block means; for regular orbits an upper bound" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "lyapunov_blocks", CHAOS_F64, CHAOS_DIVERGING, "finite-time exponent", "nats per iterate", CHAOSI_NAN,
        NULL, false, false, "exponents of equal blocks in order of time" },
      2,
      { CHAOS_DIM_NUMBER, CHAOS_DIM_BLOCK } },
    { { "lyapunov_blocks_std", CHAOS_F64, CHAOS_LINEAR, "standard deviation of finite-time exponents",
        "nats per iterate", CHAOSI_NAN, NULL, false, false, "standard deviation of the exponents of blocks" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "lyapunov_blocks_quantiles", CHAOS_F64, CHAOS_DIVERGING, "quantiles of finite-time exponents",
        "nats per iterate", CHAOSI_NAN, NULL, false, false,
        "what 5, 25, 50, 75 and 95 % of the exponents of blocks are below" },
      2,
      { CHAOS_DIM_NUMBER, CHAOS_DIM_QUANTILE } },
    { { "lyapunov_dimension", CHAOS_F64, CHAOS_LINEAR, "Kaplan-Yorke dimension", "", CHAOSI_NAN, NULL, false,
        false, "Kaplan and Yorke's dimension, of two exponents or more; NaN if it takes more of them" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    { { "lyapunov_dimension_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the dimension", "",
        CHAOSI_NAN, NULL, false, false, "its standard error" },
      1,
      { CHAOS_DIM_NUMBER, 0 } },
    CHAOSI_STATUS("lyapunov"),
};

const chaosi_measure_kind chaosi_measure_lyapunov = {
    .info = { "lyapunov",
              "Lyapunov exponents, with standard errors",
              "The largest Lyapunov exponents, in nats per iterate, descending, with standard errors from 64 block\n"
              "means, of regular orbits from eighths and halves of the window, too; tangent vectors are aligned\n"
              "over up to 256 iterations at the end of the transient. With blocks=n also\n"
              "finite-time exponents, of blocks=steps local ones, with their deviation and quantiles; with starts=N over phase\n"
              "space. Of several exponents also the dimension j + (sum of the\n"
              "first j)/|the next|, j the largest whose sum is not below 0 by three errors (J. L. Kaplan, J. A. Yorke,\n"
              "Lect. Notes Math. 730 (1979) 204). Unresolved where block means correlate, as of orbits that stick or\n"
              "tend to no limit, or where an exponent may be that of rounding alone.\n"
              "G. Benettin et al., Meccanica 15 (1980) 9; I. Shimada, T. Nagashima, Prog. Theor. Phys. 61 (1979) 1605.\n",
              { NULL, "steps=20000", "steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .pictured = true,
    .aligns = true,
    .complete = lyapunov_complete,
    .extent = lyapunov_extent,
    .tangents = lyapunov_tangents,
    .scratch = lyapunov_scratch,
    .ends_elsewhere = true,
    .pass = lyapunov_pass,
};
