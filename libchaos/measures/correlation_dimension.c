/* Correlation sums, and the dimension that they grow with.
 *
 * Each record is compared with kept ones before it. Distances are counted by the exponents of their squares: radii are
 * powers of sqrt(2). Kept records are in groups, for errors.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/blocks.h"
#include "measures/scaling.h"

#include "core/newton.h"

#include <string.h>

enum { DIMENSION, ERROR, RANGE, SUMS }; /* its outputs */
enum { RADII = 128, FIRST = -80, BINS = RADII + 1, GROUPS = CHAOSI_GROUPS };
enum { KEPT = 500, APART = 10 };

typedef struct correlation_dimension_options {
    chaosi_common common;
    uint64_t kept, apart;
} correlation_dimension_options;

static const double half_ln_2 = 0.34657359027997264;

static const correlation_dimension_options *options_of(const chaosi_request *r)
{
    return (const void *)&r->options;
}

static int correlation_dimension_complete(chaosi_request *r, chaos_error *error)
{
    correlation_dimension_options *o = (void *)&r->options;
    const uint64_t steps = o->common.steps;
    if (steps < 2 * GROUPS)
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1, "steps must be at least %d, got %llu",
                           2 * GROUPS, (unsigned long long)steps);
    if (o->kept == 0)
        o->kept = KEPT < steps ? KEPT : steps;
    if (o->apart == 0)
        o->apart = APART < steps / 2 ? APART : steps / 2;
    if (o->kept > steps || o->kept < 2 * GROUPS)
        return chaosi_fail(error, CHAOS_EINVAL, "kept", -1, "kept must be from %d to steps, %llu, got %llu",
                           2 * GROUPS, (unsigned long long)steps, (unsigned long long)o->kept);
    if (o->apart > steps / 2)
        return chaosi_fail(error, CHAOS_EINVAL, "apart", -1,
                           "apart must be at most half of steps, %llu, got %llu",
                           (unsigned long long)(steps / 2), (unsigned long long)o->apart);
    return chaosi_check_kept("kept", o->kept, r->ncolumns, error);
}

static uint64_t correlation_dimension_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)r, (void)output, (void)dimension;
    return RADII;
}

/* sqrt(2) to the power of n. */
static double half_power(int n)
{
    const double root = n & 1 ? 1.4142135623730951 : 1.0;
    return __builtin_ldexp(root, (n - (n & 1)) / 2);
}

static double correlation_dimension_place(const chaosi_request *r, uint32_t dimension, uint64_t i)
{
    (void)r, (void)dimension;
    return half_power((int)i + FIRST);
}

static uint64_t correlation_dimension_rows(const chaosi_request *r) { return r->options.common.steps; }

/* How many have been kept of the first n records. */
static uint64_t kept_before(const chaosi_request *r, uint64_t n)
{
    const uint64_t kept = options_of(r)->kept, by = r->options.common.steps / kept, found = (n + by - 1) / by;
    return found < kept ? found : kept;
}

/* Kept records [kept][columns][lanes], squares of distances [lanes], circles [columns], and counts of pairs
 * [lanes][GROUPS][BINS]. */
static size_t correlation_dimension_scratch(const chaosi_request *r, size_t lanes)
{
    return (options_of(r)->kept * r->ncolumns * lanes + lanes + r->ncolumns) * sizeof(double) +
           lanes * GROUPS * BINS * sizeof(uint64_t);
}

typedef struct places {
    double *kept, *square, *turn;
    uint64_t *pairs;
} places;

static places place(const chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const size_t lanes = run->tile->k.lanes;
    places p = { .kept = run->scratch };
    p.square = p.kept + options_of(r)->kept * r->ncolumns * lanes;
    p.turn = p.square + lanes;
    p.pairs = (uint64_t *)(void *)(p.turn + r->ncolumns);
    return p;
}

static void correlation_dimension_begin(chaosi_measurement *run)
{
    const places p = place(run);
    const chaosi_request *r = run->request;
    memset(p.pairs, 0, run->tile->k.lanes * GROUPS * BINS * sizeof *p.pairs);
    for (uint64_t i = 0; i < r->ncolumns; i++)
        p.turn[i] = r->expressions ? 0.0 : chaosi_circle(run->tile->run, chaosi_state_of(r, i));
}

static inline double square_apart(double a, double b, double turn)
{
    const double away = __builtin_fabs(a - b), around = turn - away;
    const double d = turn > 0.0 && around < away ? around : away;
    return d * d;
}

/* 0: below the first radius; BINS - 1: from the last one on, or no number. */
static size_t bin_of(double square)
{
    uint64_t bits;
    memcpy(&bits, &square, sizeof bits);
    const int64_t bin = (int64_t)(bits >> 52) - 1023 - FIRST + 1;
    return bin < 0 ? 0 : bin > RADII ? RADII : (size_t)bin;
}

/* With kept records number k to end - 1, which are of one group. */
static void compare_with(const chaosi_measurement *run, const places *p, const chaosi_rows *rows,
                         const double *x, uint64_t k, uint64_t end, uint64_t *pairs)
{
    const size_t lanes = run->tile->k.lanes, points = run->tile->npoints;
    const uint64_t columns = run->request->ncolumns;
    const double *kept = p->kept + k * columns * lanes;
    for (; k < end; k++) {
        for (uint64_t i = 0; i < columns; i++, kept += lanes) {
            const double *now = x + chaosi_column(run, i) * rows->stride, turn = p->turn[i];
            for (size_t lane = 0; lane < points; lane++)
                p->square[lane] = (i > 0 ? p->square[lane] : 0.0) + square_apart(now[lane], kept[lane], turn);
        }
        for (size_t lane = 0; lane < points; lane++)
            pairs[lane * GROUPS * BINS + bin_of(p->square[lane])]++;
    }
}

/* A record with the first `count` kept ones. The window is cut in twice as many parts as there are groups: two of them, one
 * early and one late, have as many pairs with later records as any other two, and are a group. */
static void compare(const chaosi_measurement *run, const places *p, const chaosi_rows *rows, const double *x,
                    uint64_t count)
{
    const uint64_t kept = options_of(run->request)->kept;
    for (uint64_t part = 0, k = 0; k < count; part++) {
        const uint64_t all = chaosi_boundary(part + 1, 2 * (uint64_t)GROUPS, kept),
                       end = all < count ? all : count, group = part < GROUPS ? part : 2 * GROUPS - 1 - part;
        compare_with(run, p, rows, x, k, end, p->pairs + group * BINS);
        k = end;
    }
}

static void correlation_dimension_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    enum { PAIR = 4 }; /* about so many additions */
    const chaosi_request *r = run->request;
    const size_t lanes = run->tile->k.lanes;
    const uint64_t apart = options_of(r)->apart;
    const places p = place(run);
    uint64_t done = 0;
    for (uint64_t j = 0; j < rows->count; j++) {
        const uint64_t n = rows->first + j, before = n >= apart ? kept_before(r, n - apart + 1) : 0,
                       kept = kept_before(r, n);
        const double *x = rows->data + j * rows->ncomp * rows->stride;
        compare(run, &p, rows, x, before);
        for (uint64_t i = 0; i < r->ncolumns; i++) {
            const double *column = x + chaosi_column(run, i) * rows->stride;
            for (size_t lane = 0; lane < run->tile->npoints; lane++)
                run->flags[lane] |= __builtin_isfinite(column[lane]) ? 0 : CHAOS_NONFINITE;
            if (kept_before(r, n + 1) > kept)
                memcpy(p.kept + (kept * r->ncolumns + i) * lanes, column, lanes * sizeof *column);
        }
        if (!chaosi_tile_goes_on(run->tile, &done, PAIR * (before + 1) * lanes * r->ncolumns))
            return; /* the engine asks again */
    }
}

/* ------------------------------------------------------------------ at the end */

/* Shares of pairs that are closer than each radius, of all and in groups. */
enum { LEAST_PAIRS = 16 }; /* of a group, else it knows nothing of a radius */

static void find_sums(const uint64_t *pairs, double *sums, double groups[GROUPS][RADII])
{
    uint64_t all = 0, below[GROUPS] = { 0 }, total = 0, each[GROUPS] = { 0 };
    for (size_t g = 0; g < GROUPS; g++)
        for (size_t i = 0; i < BINS; i++)
            each[g] += pairs[g * BINS + i];
    for (size_t g = 0; g < GROUPS; g++)
        all += each[g];
    for (size_t i = 0; i < RADII; i++) {
        for (size_t g = 0; g < GROUPS; g++) {
            below[g] += pairs[g * BINS + i];
            total += pairs[g * BINS + i];
            groups[g][i] = below[g] >= LEAST_PAIRS ? (double)below[g] / (double)each[g] : 0.0;
        }
        sums[i] = all ? (double)total / (double)all : 0.0;
    }
}

static void put(const chaosi_measurement *run, uint64_t to, const double *sums, const chaosi_scaling *s)
{
    const chaosi_request *r = run->request;
    if (r->out[DIMENSION])
        ((double *)r->out[DIMENSION])[to] = s->slope;
    if (r->out[ERROR])
        ((double *)r->out[ERROR])[to] = s->error;
    for (size_t i = 0; r->out[RANGE] && i < 2; i++)
        ((double *)r->out[RANGE])[2 * to + i] =
            s->slope == s->slope ? half_power((int)(i ? s->last : s->first) + FIRST) : CHAOSI_NAN;
    for (size_t i = 0; r->out[SUMS] && i < RADII; i++)
        ((double *)r->out[SUMS])[to * RADII + i] = sums ? sums[i] : CHAOSI_NAN;
}

/* Up to a quarter of the largest distance. */
static size_t radii_of(const double *sums)
{
    size_t n = 0;
    while (n < RADII && sums[n] < 1.0)
        n++;
    return n > 4 ? n - 4 : 0;
}

/* Takes the groups' logarithms in place. */
static void find_dimension(const chaosk_lanes *kernels, const double *sums, double groups[GROUPS][RADII],
                           chaosi_scaling *s)
{
    double logarithms[RADII];
    memcpy(logarithms, sums, sizeof logarithms);
    kernels->log(logarithms, RADII);
    kernels->log(groups[0], (size_t)GROUPS * RADII);
    chaosi_scaling_find(logarithms, groups[0], RADII, radii_of(sums), half_ln_2, s);
}

/* Whether the kept records of a lane are one point, rather than closer together than the first radius. */
static bool is_at_rest(const chaosi_measurement *run, const places *p, size_t lane)
{
    const uint64_t columns = run->request->ncolumns, n = options_of(run->request)->kept * columns;
    const size_t lanes = run->tile->k.lanes;
    for (uint64_t i = 0; i < n; i++) {
        const double first = p->kept[i % columns * lanes + lane], x = p->kept[i * lanes + lane],
                     most = __builtin_fabs(x) > __builtin_fabs(first) ? x : first;
        if (square_apart(x, first, p->turn[i % columns]) > CHAOSI_SAME * most * (CHAOSI_SAME * most))
            return false;
    }
    return true;
}

static void correlation_dimension_end(chaosi_measurement *run)
{
    const chaosi_common *o = &run->request->options.common;
    const chaosk_lanes *kernels = run->tile->run->lanes;
    const places p = place(run);
    for (size_t lane = 0; lane < run->tile->npoints; lane++) {
        double sums[RADII], groups[GROUPS][RADII];
        chaosi_scaling s = { CHAOSI_NAN, CHAOSI_NAN, 0, 0 };
        const uint64_t to = run->tile->point[lane];
        const bool left = run->tile->escaped[lane] <= run->tile->mark_n + (o->steps - 1) * o->every;
        if (left)
            run->flags[lane] = 0;
        if (left || run->flags[lane] & CHAOS_NONFINITE) {
            put(run, to, NULL, &s);
            continue;
        }
        find_sums(p.pairs + lane * GROUPS * BINS, sums, groups);
        if (sums[0] == 1.0 && is_at_rest(run, &p, lane))
            s = (chaosi_scaling){ 0.0, 0.0, 0, 0 };
        else if (sums[0] < 1.0)
            find_dimension(kernels, sums, groups, &s);
        put(run, to, sums, &s);
        if (s.slope != s.slope)
            run->flags[lane] |= CHAOS_UNRESOLVED;
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(correlation_dimension_options, "1000"),
    CHAOSI_STEPS(correlation_dimension_options, "records, at least 32"),
    CHAOSI_EVERY(correlation_dimension_options),
    CHAOSI_OF("all states"),
    { { "kept", CHAOS_OPTION_COUNT, 1, 1, NULL, "500, or steps",
        "records that are kept and compared with those after them; at least 32", NULL },
      offsetof(correlation_dimension_options, kept),
      1,
      NULL },
    { { "apart", CHAOS_OPTION_COUNT, 1, 1, NULL, "10, or half of steps",
        "records that are compared are at least so many apart (Theiler's window)", NULL },
      offsetof(correlation_dimension_options, apart),
      1,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "correlation_dimension", CHAOS_F64, CHAOS_LINEAR, "correlation dimension", "", CHAOSI_NAN, NULL,
        false, false, "slope of ln C(r) over ln r in the scaling range; NaN where there is none" },
      0,
      { 0, 0 } },
    { { "correlation_dimension_stderr", CHAOS_F64, CHAOS_LINEAR, "standard error of the dimension", "",
        CHAOSI_NAN, NULL, false, false,
        "its standard error, at least half of what the halves of the range differ by" },
      0,
      { 0, 0 } },
    { { "correlation_dimension_range", CHAOS_F64, CHAOS_LOG, "scaling range", "", CHAOSI_NAN, NULL, false,
        false, "the radii between which that is the slope" },
      1,
      { CHAOS_DIM_LIMIT, 0 } },
    { { "correlation_dimension_sum", CHAOS_F64, CHAOS_LOG, "correlation sum", "", CHAOSI_NAN, NULL, false,
        false, "C(r), the share of pairs that are closer than r = 2^-40, 2^-39.5, ... 2^23.5" },
      1,
      { CHAOS_DIM_SCALE, 0 } },
    CHAOSI_STATUS("correlation_dimension"),
};

const chaosi_measure_kind chaosi_measure_correlation_dimension = {
    .info = { "correlation_dimension",
              "correlation sum and dimension",
              "C(r) is the share of pairs of records closer than r (angles along the circle), of which one is among\n"
              "`kept` records spread over the window and the other comes at least `apart` records later. The dimension is\n"
              "the slope of ln C over ln r in the longest range below a quarter of the largest distance, of a factor of\n"
              "16 or more, in whose halves the slopes agree to .05 or three errors; errors are from 16 groups of kept\n"
              "records. Unresolved, without a dimension, where there is no such range: too few steps (a dimension D\n"
              "needs some 10^(D/2 + 2)), bands, transients. Slow where the density is singular: the parabola at r = 4 comes to 1\n"
              "as 1 - 1/ln(1/r). A distance for each kept and each record, half of all on average; keeps `kept` records.\n"
              "P. Grassberger, I. Procaccia, Physica D 9 (1983) 189; J. Theiler, Phys. Rev. A 34 (1986) 2427.\n",
              { "steps=20000:kept=2000", "steps=10000", "steps=5000:kept=300" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .columns = CHAOSI_ALL_STATES,
    .complete = correlation_dimension_complete,
    .extent = correlation_dimension_extent,
    .place = correlation_dimension_place,
    .rows = correlation_dimension_rows,
    .scratch = correlation_dimension_scratch,
    .begin = correlation_dimension_begin,
    .take = correlation_dimension_take,
    .end = correlation_dimension_end,
};
