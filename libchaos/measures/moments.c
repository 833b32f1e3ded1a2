/* Mean, variance, minimum and maximum, by the pairwise update of
 * T. F. Chan, G. H. Golub, R. J. LeVeque, Am. Stat. 37 (1983) 242: groups of
 * records, counted from the first, are summed up about their own first record
 * and merged. So nothing depends on how records are handed over. With weights (birkhoff.h) all are
 * summed up about the first one.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/birkhoff.h"

enum { GROUP = 64 };

typedef struct moments_options {
    chaosi_common common;
    uint64_t times[CHAOSI_MOST_TIMES];
    uint64_t weights; /* 0, or those of birkhoff.h */
} moments_options;

static bool is_weighted(const chaosi_request *r)
{
    return ((const moments_options *)(const void *)&r->options)->weights != 0;
}

static int moments_complete(chaosi_request *r, chaos_error *error)
{
    if (is_weighted(r) && r->ntimes)
        return chaosi_fail(error, CHAOS_EINVAL, "weights", -1,
                           "weights must be left out with times, got birkhoff");
    return !is_weighted(r) || r->options.common.steps >= CHAOSI_LEAST_STEPS
               ? CHAOS_OK
               : chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                             "steps must be at least 4 with weights=birkhoff, got %llu",
                             (unsigned long long)r->options.common.steps);
}

static uint64_t moments_rows(const chaosi_request *r) { return r->options.common.steps; }

/* The unfinished group of one state and the extremes so far, [lanes] each. */
typedef struct group {
    double *first, *sum, *square; /* sums of x - first and of its square */
    double *low, *high;
    double *weight; /* with weights: their sum */
} group;
enum { FIELDS = sizeof(group) / sizeof(double *) };

/* Where starts are pooled, what each has of its own, [lanes][columns][4], stands last. Before it,
 * for computed columns, of which some records may not count, also their number, [columns][lanes]; else
 * the groups of a lap of one column, [LAP_GROUPS][first, sum, square][lanes]. */
enum { LAP_GROUPS = CHAOSI_LAP / GROUP };
_Static_assert((int)GROUP == (int)CHAOSI_LAP_UNIT, "laps are whole groups");

static size_t moments_scratch(const chaosi_request *r, size_t lanes)
{
    if (r->ntimes)
        return r->ntimes * r->ncolumns * lanes * sizeof(double);
    const size_t more = r->columns ? r->ncolumns * sizeof(uint64_t) : (size_t)LAP_GROUPS * 3 * sizeof(double);
    const size_t own = r->pooled > 1 ? 4 * r->ncolumns * sizeof(double) : 0;
    return (r->ncolumns * FIELDS * sizeof(double) + more + own) * lanes;
}

static group group_of(const chaosi_measurement *run, uint64_t i)
{
    const size_t lanes = run->tile->k.lanes;
    double *at = (double *)run->scratch + i * FIELDS * lanes;
    return (group){ at, at + lanes, at + 2 * lanes, at + 3 * lanes, at + 4 * lanes, at + 5 * lanes };
}

/* Group c of a lap of column i. */
static group lap_group_of(const chaosi_measurement *run, uint64_t i, uint64_t c)
{
    const size_t lanes = run->tile->k.lanes;
    group g = group_of(run, i);
    g.first = (double *)run->scratch + (run->request->ncolumns * FIELDS + 3 * c) * lanes;
    g.sum = g.first + lanes;
    g.square = g.sum + lanes;
    return g;
}

static uint64_t *recorded_of(const chaosi_measurement *run, uint64_t i)
{
    const size_t lanes = run->tile->k.lanes, n = run->request->ncolumns;
    return (uint64_t *)(void *)((double *)run->scratch + n * FIELDS * lanes) + i * lanes;
}

/* With times: the states of that number, of one column, [lanes] in scratch. */
static double *states_at(const chaosi_measurement *run, uint64_t slot, uint64_t i)
{
    return (double *)run->scratch + (slot * run->request->ncolumns + i) * run->tile->k.lanes;
}

static void moments_begin(chaosi_measurement *run)
{
    if (run->request->columns && !run->request->ntimes)
        memset(recorded_of(run, 0), 0, run->request->ncolumns * run->tile->k.lanes * sizeof(uint64_t));
}

static double *lane_out(const chaosi_measurement *run, size_t lane)
{
    const chaosi_request *r = run->request;
    const size_t lanes = run->tile->k.lanes, all = moments_scratch(r, lanes) / sizeof(double);
    return r->pooled > 1 ? (double *)run->scratch + all - (lanes - lane) * 4 * r->ncolumns
                         : (double *)r->out[0] + run->tile->point[lane] * 4 * r->ncolumns;
}

static void begin_group(const group *g, const double *x, size_t from, size_t to, int first)
{
    for (size_t lane = from; lane < to; lane++) {
        g->first[lane] = x[lane];
        g->sum[lane] = g->square[lane] = 0.0;
        if (first)
            g->low[lane] = g->high[lane] = x[lane];
    }
}

static void add(const group *g, const double *x, size_t from, size_t to)
{
    for (size_t lane = from; lane < to; lane++) {
        const double d = x[lane] - g->first[lane];
        g->sum[lane] += d;
        g->square[lane] += d * d;
        g->low[lane] = x[lane] < g->low[lane] ? x[lane] : g->low[lane];
        g->high[lane] = x[lane] > g->high[lane] ? x[lane] : g->high[lane];
    }
}

/* `more` records, of which these are mean, sum of squared deviations, minimum and maximum, go into out, which
 * has those of `before`. NaN stays in the mean. */
static void merge_moments(const double more[4], uint64_t before, uint64_t count, double *out)
{
    const double b = (double)before, n = (double)count, delta = before ? more[0] - out[0] : 0.0;
    out[1] = (before ? out[1] : 0.0) + more[1] + delta * delta * (b * n / (b + n));
    out[2] = !before || more[2] < out[2] ? more[2] : out[2];
    out[3] = !before || more[3] > out[3] ? more[3] : out[3];
    out[0] = before ? out[0] + delta * (n / (b + n)) : more[0];
}

/* A sum of squares, which rounding may have taken below 0; what has overflowed is infinity less infinity. */
static double squares(double sum) { return sum != sum ? __builtin_inf() : sum > 0.0 ? sum : 0.0; }

/* A group of `count` goes into out, [4] per state with the sum of squared
 * deviations in the variance's place. */
static void merge(const chaosi_measurement *run, uint64_t i, const group *g, size_t from, size_t to,
                  uint64_t before, uint64_t count)
{
    const double n = (double)count;
    for (size_t lane = from; lane < to; lane++) {
        const double shift = g->sum[lane] / n, about = g->square[lane] - g->sum[lane] * shift;
        const double more[4] = { g->first[lane] + shift, squares(about), g->low[lane], g->high[lane] };
        merge_moments(more, before, count, lane_out(run, lane) + 4 * i);
    }
}

/* Record number `record` of lanes from ... to - 1. */
static void take_record(const chaosi_measurement *run, uint64_t i, const double *x, size_t from, size_t to,
                        uint64_t record)
{
    const group g = group_of(run, i);
    const uint64_t in_group = record % GROUP;
    if (in_group == 0)
        begin_group(&g, x, from, to, record == 0);
    add(&g, x, from, to);
    if (in_group == GROUP - 1)
        merge(run, i, &g, from, to < run->tile->npoints ? to : run->tile->npoints, record - in_group, GROUP);
}

/* A record of lanes from ... to - 1, the lanes' first or not, with its weight. */
static void weigh_record(const chaosi_measurement *run, uint64_t i, const double *x, size_t from, size_t to,
                         bool first, double weight)
{
    const group g = group_of(run, i);
    if (first)
        begin_group(&g, x, from, to, 1);
    for (size_t lane = from; lane < to; lane++) {
        const double d = x[lane] - g.first[lane], more = weight * d;
        g.weight[lane] = (first ? 0.0 : g.weight[lane]) + weight;
        g.sum[lane] += more;
        g.square[lane] += more * d;
        g.low[lane] = x[lane] < g.low[lane] ? x[lane] : g.low[lane];
        g.high[lane] = x[lane] > g.high[lane] ? x[lane] : g.high[lane];
    }
}

/* What merge() would have put there of `count` records. */
static void finish_weighed(const chaosi_measurement *run, uint64_t i, size_t lane, uint64_t count,
                           double out[4])
{
    const group g = group_of(run, i);
    const double mean = g.sum[lane] / g.weight[lane],
                 variance = g.square[lane] / g.weight[lane] - mean * mean;
    out[0] = g.first[lane] + mean;
    out[1] = squares(variance) * (double)count;
    out[2] = g.low[lane];
    out[3] = g.high[lane];
}

/* Column i of whole groups that come many times over: merged as often, one after the other, they
 * give the bits that all those records would. */
static void take_lap(const chaosi_measurement *run, uint64_t i, const double *x, const chaosi_rows *rows)
{
    const uint64_t ngroups = rows->count / GROUP;
    for (uint64_t c = 0; c < ngroups; c++) {
        const group g = lap_group_of(run, i, c);
        begin_group(&g, x, 0, run->tile->k.lanes, rows->first + c == 0);
        for (int j = 0; j < GROUP; j++, x += rows->ncomp * rows->stride)
            add(&g, x, 0, run->tile->k.lanes);
    }
    for (uint64_t m = 0; m < ngroups * rows->times; m++) {
        const group g = lap_group_of(run, i, m % ngroups);
        merge(run, i, &g, 0, run->tile->npoints, rows->first + m * GROUP, GROUP);
    }
}

static void take_one(const chaosi_measurement *run, uint64_t i, const double *x, size_t from, size_t to,
                     uint64_t record, double weight)
{
    if (is_weighted(run->request))
        weigh_record(run, i, x, from, to, record == 0, weight);
    else
        take_record(run, i, x, from, to, record);
}

static uint64_t moments_extent(const chaosi_request *r, uint32_t output, uint32_t dimension)
{
    (void)r, (void)output, (void)dimension;
    return CHAOSI_NO_DIMENSION;
}

static bool moments_laps(const chaosi_request *r) { return !r->columns && !is_weighted(r); }

static void moments_take(chaosi_measurement *run, const chaosi_rows *rows)
{
    const uint64_t n = run->request->out[0] ? run->request->ncolumns : 0;
    const bool weighted = is_weighted(run->request);
    double weights[CHAOSI_PIECE] = { 0.0 };
    for (uint64_t i = 0; i < n && run->request->ntimes; i++)
        memcpy(states_at(run, rows->first, i), rows->data + chaosi_column(run, i) * rows->stride,
               run->tile->k.lanes * sizeof(double));
    for (uint64_t i = 0; i < n && !run->request->ntimes; i++) {
        const double *x = rows->data + chaosi_column(run, i) * rows->stride;
        uint64_t *const recorded = run->request->columns ? recorded_of(run, i) : NULL;
        if (rows->times > 1) {
            take_lap(run, i, x, rows);
            continue;
        }
        for (uint64_t j = 0; j < rows->count; j++, x += rows->ncomp * rows->stride) {
            if (weighted && j % CHAOSI_PIECE == 0)
                run->tile->run->lanes->bump(rows->first + j, CHAOSI_PIECE, run->request->options.common.steps,
                                            weights);
            if (!recorded)
                take_one(run, i, x, 0, run->tile->k.lanes, rows->first + j, weights[j % CHAOSI_PIECE]);
            for (size_t lane = 0; recorded && lane < run->tile->npoints; lane++)
                if (x[lane] == x[lane])
                    take_one(run, i, x, lane, lane + 1, recorded[lane]++, weights[j % CHAOSI_PIECE]);
        }
    }
}

static uint64_t count_of(const chaosi_measurement *run, size_t lane, uint64_t i)
{
    return run->request->columns ? recorded_of(run, i)[lane] : run->request->options.common.steps;
}

/* The variance in its place, and NaN where there is none. */
static void finish(double out[4], uint64_t count)
{
    if (count == 0)
        out[0] = CHAOSI_NAN;
    out[1] /= (double)count;
    for (int j = 0; j < 4; j++)
        if (out[0] != out[0])
            out[3 - j] = CHAOSI_NAN;
}

/* Whether sums have: the variance of states of 1e200 is no double. */
static bool overflow(const double out[4], uint64_t count)
{
    return count > 0 && !(__builtin_isfinite(out[0]) && __builtin_isfinite(out[1]));
}

/* At chosen times: what there is of starts that have not escaped. */
static void end_times(const chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const uint64_t each = r->ntimes * r->ncolumns;
    for (uint64_t at = 0; r->out[0] && at < each; at++)
        for (size_t lane = 0; lane < run->tile->npoints; lane++) {
            double *x = states_at(run, 0, at) + lane,
                   *out = (double *)r->out[0] + (run->tile->point[lane] * each + at) * 4;
            if (run->tile->escaped[lane] <= chaosi_iterate_of(r, at / r->ncolumns))
                *x = CHAOSI_NAN;
            if (r->pooled > 1)
                continue;
            merge_moments((const double[4]){ *x, 0.0, *x, *x }, 0, 1, out);
            finish(out, 1);
        }
}

static void moments_end(chaosi_measurement *run)
{
    const chaosi_request *r = run->request;
    const uint64_t last = chaosi_iterate_of(r, r->options.common.steps - 1);
    if (r->ntimes) {
        end_times(run);
        return;
    }
    for (size_t lane = 0; r->out[0] && lane < run->tile->npoints; lane++) {
        double *out = lane_out(run, lane);
        for (uint64_t i = 0; i < r->ncolumns; i++, out += 4) {
            const group g = group_of(run, i);
            const uint64_t count = count_of(run, lane, i), rest = count % GROUP;
            if (is_weighted(r))
                finish_weighed(run, i, lane, count, out);
            else if (rest)
                merge(run, i, &g, lane, lane + 1, count - rest, rest);
            if (run->tile->escaped[lane] <= last)
                out[0] = CHAOSI_NAN;
            else if (r->pooled == 1 && overflow(out, count))
                run->flags[lane] |= CHAOS_NONFINITE;
            if (r->pooled == 1)
                finish(out, count);
        }
    }
}

static uint64_t moments_counts(const chaosi_request *r) { return chaosi_slots_of(r) * r->ncolumns; }

/* What a start has of its own of column i, or at a time. */
static uint64_t own_moments(const chaosi_measurement *run, size_t lane, uint64_t i, double own[4])
{
    if (!run->request->ntimes) {
        memcpy(own, lane_out(run, lane) + 4 * i, 4 * sizeof *own);
        return count_of(run, lane, i);
    }
    own[0] = own[2] = own[3] = states_at(run, 0, i)[lane];
    own[1] = 0.0;
    return 1;
}

/* Starts whose orbits escape are left out. */
static void moments_pool(chaosi_measurement *run, const chaosi_share *share)
{
    const chaosi_request *r = run->request;
    const uint64_t n = moments_counts(r);
    for (uint64_t i = 0; r->out[0] && i < n; i++) {
        double *to = (double *)r->out[0] + (share->point * n + i) * 4;
        if (share->first)
            r->counted[i] = 0;
        for (size_t lane = share->lane; lane < share->lane + share->count; lane++) {
            double more[4];
            const uint64_t each = own_moments(run, lane, i, more), count = more[0] == more[0] ? each : 0;
            if (count > 0)
                merge_moments(more, r->counted[i], count, to);
            r->counted[i] += count;
        }
        if (share->last && overflow(to, r->counted[i]))
            run->flags[share->lane] |= CHAOS_NONFINITE;
        if (share->last)
            finish(to, r->counted[i]);
    }
}

static const chaosi_option options[] = {
    CHAOSI_TRANSIENT(moments_options, "1000"),
    CHAOSI_STEPS(moments_options, "records"),
    CHAOSI_EVERY(moments_options),
    CHAOSI_TIMES(moments_options),
    CHAOSI_OF("all states"),
    CHAOSI_WHEN,
    { { "weights", CHAOS_OPTION_WORD, 1, 1, "birkhoff", "none",
        "birkhoff: the mean of regular orbits to 12 digits", NULL },
      offsetof(moments_options, weights),
      0,
      NULL },
};

static const chaosi_quantity outputs[] = {
    { { "moments", CHAOS_F64, CHAOS_LINEAR, NULL, "", CHAOSI_NAN, NULL, false, false,
        "mean, variance (about the mean, over the number of records), minimum and maximum" },
      3,
      { CHAOS_DIM_RECORD, CHAOS_DIM_COLUMN, CHAOS_DIM_STATISTIC } },
    CHAOSI_STATUS("moments"),
};

const chaosi_measure_kind chaosi_measure_moments = {
    .info = { "moments",
              "mean, variance, minimum and maximum",
              "Mean, variance (about the mean, divided by the number of records), minimum and maximum of each\n"
              "column over the records, by the pairwise update of Chan, Golub and LeVeque (1983).\n"
              "With weights=birkhoff records are weighed as in wba: of smooth columns on quasi-periodic orbits mean and\n"
              "variance have 12 digits in 10^4 to 10^6 steps.\n"
              "Random starts of a point are taken together, but for those whose orbits escape; with times for each of\n"
              "them, without those that have escaped by then: how an ensemble spreads.\n",
              { NULL, "steps=20000", "steps=2000" } },
    .options = options,
    .noptions = sizeof options / sizeof options[0],
    .outputs = outputs,
    .noutputs = sizeof outputs / sizeof outputs[0],
    .transient = 1000,
    .complete = moments_complete,
    .scratch = moments_scratch,
    .rows = moments_rows,
    .begin = moments_begin,
    .take = moments_take,
    .end = moments_end,
    .pool = moments_pool,
    .counts = moments_counts,
    .extent = moments_extent,
    .laps = moments_laps,
};
