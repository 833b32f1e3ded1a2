/* Mean, variance, minimum and maximum, by the pairwise update of
 * T. F. Chan, G. H. Golub, R. J. LeVeque, Am. Stat. 37 (1983) 242: groups of
 * records, counted from the first, are summed up about their own first record
 * and merged. So nothing depends on the stretches in which records come.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include <string.h>

enum { GROUP = 64 };

static uint32_t moments_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    const uint32_t n = chaosi_nstates(map, m);
    chaosi_describe(&arrays[0], "moments", CHAOS_F64, n > 1 ? 2 : 1, n > 1 ? n : 4, 4);
    return 1;
}

static uint64_t moments_rows(const chaos_measure *m) { return m->steps; }

/* The unfinished group of one state and the extremes so far, [lanes] each. */
typedef struct group {
    double *first, *sum, *square; /* sums of x - first and of its square */
    double *low, *high;
} group;
enum { FIELDS = sizeof(group) / sizeof(double *) };

/* Of computed columns, of which not every record may count, also their number, [columns][lanes]. */
static size_t moments_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    return chaosi_nstates(map, m) *
           (FIELDS * sizeof(double) + (chaosi_has_columns(m) ? sizeof(uint64_t) : 0)) * lanes;
}

static group group_of(const chaosi_measuring *it, uint32_t i)
{
    const size_t lanes = it->tile->k.lanes;
    double *at = (double *)it->scratch + i * FIELDS * lanes;
    return (group){ at, at + lanes, at + 2 * lanes, at + 3 * lanes, at + 4 * lanes };
}

static uint64_t *recorded_of(const chaosi_measuring *it, uint32_t i)
{
    const size_t lanes = it->tile->k.lanes, n = chaosi_nstates(it->tile->run->map, it->m);
    return (uint64_t *)(void *)((double *)it->scratch + n * FIELDS * lanes) + i * lanes;
}

static void moments_begin(chaosi_measuring *it)
{
    if (it->columns)
        memset(recorded_of(it, 0), 0,
               chaosi_nstates(it->tile->run->map, it->m) * it->tile->k.lanes * sizeof(uint64_t));
}

static double *lane_out(const chaosi_measuring *it, size_t lane)
{
    return (double *)it->m->out[0] + (it->tile->first + lane) * 4 * chaosi_nstates(it->tile->run->map, it->m);
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

/* A group of `count` goes into out, [4] per state with the sum of squared
 * deviations in the variance's place. NaN stays in the mean. */
static void merge(const chaosi_measuring *it, uint32_t i, size_t from, size_t to, uint64_t before,
                  uint64_t count)
{
    const group g = group_of(it, i);
    const double b = (double)before, n = (double)count;
    for (size_t lane = from; lane < to; lane++) {
        double *out = lane_out(it, lane) + 4 * i;
        const double shift = g.sum[lane] / n, mean = g.first[lane] + shift;
        const double about = g.square[lane] - g.sum[lane] * shift, square = about > 0.0 ? about : 0.0;
        const double delta = before ? mean - out[0] : 0.0;
        out[0] = before ? out[0] + delta * (n / (b + n)) : mean;
        out[1] = (before ? out[1] : 0.0) + square + delta * delta * (b * n / (b + n));
        out[2] = g.low[lane];
        out[3] = g.high[lane];
    }
}

/* Record number `record` of lanes from ... to - 1. */
static void take_record(const chaosi_measuring *it, uint32_t i, const double *x, size_t from, size_t to,
                        uint64_t record)
{
    const group g = group_of(it, i);
    const uint64_t in_group = record % GROUP;
    if (in_group == 0)
        begin_group(&g, x, from, to, record == 0);
    add(&g, x, from, to);
    if (in_group == GROUP - 1)
        merge(it, i, from, to < it->tile->npoints ? to : it->tile->npoints, record - in_group, GROUP);
}

static void moments_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const uint32_t n = chaosi_nstates(it->tile->run->map, it->m);
    for (uint32_t i = 0; i < n; i++) {
        const double *x = rows->data + chaosi_column(it, i) * rows->stride;
        uint64_t *const recorded = it->columns ? recorded_of(it, i) : NULL;
        for (uint64_t j = 0; j < rows->count; j++, x += rows->ncomp * rows->stride) {
            if (!recorded)
                take_record(it, i, x, 0, it->tile->k.lanes, rows->first + j);
            for (size_t lane = 0; recorded && lane < it->tile->npoints; lane++)
                if (x[lane] == x[lane])
                    take_record(it, i, x, lane, lane + 1, recorded[lane]++);
        }
    }
}

static void moments_end(chaosi_measuring *it)
{
    const uint32_t n = chaosi_nstates(it->tile->run->map, it->m);
    const uint64_t last =
        it->tile->mark_n + (it->m->steps - 1) * it->m->every; /* iterate that was looked at */
    for (size_t lane = 0; lane < it->tile->npoints; lane++) {
        double *out = lane_out(it, lane);
        for (uint32_t i = 0; i < n; i++, out += 4) {
            const uint64_t count = it->columns ? recorded_of(it, i)[lane] : it->m->steps,
                           rest = count % GROUP;
            if (rest)
                merge(it, i, lane, lane + 1, count - rest, rest);
            if (count == 0 || it->tile->escaped[lane] <= last)
                out[0] = CHAOSI_NAN;
            out[1] /= (double)count;
            for (int j = 0; j < 4; j++)
                if (out[0] != out[0])
                    out[3 - j] = CHAOSI_NAN;
        }
    }
}

const chaosi_measure_kind chaosi_moments = {
    .name = "moments",
    .options = { "steps", "every", "of", "when" },
    .expressions = 1,
    .arrays = moments_arrays,
    .scratch = moments_scratch,
    .rows = moments_rows,
    .begin = moments_begin,
    .take = moments_take,
    .end = moments_end,
};
