/* The period: every iterate of a window is compared with the one p later.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

enum { WINDOW = 256, MAX_PERIOD = 100000 };

static uint64_t window(const chaos_measure *m) { return m->steps < WINDOW ? WINDOW : m->steps; }

static uint64_t period_rows(const chaos_measure *m) { return window(m) + m->max; }

static int period_check(const chaos_map *map, chaos_measure *m, chaos_error *error)
{
    (void)map;
    if (m->max == 0)
        m->max = 64;
    if (m->max > MAX_PERIOD)
        return chaosi_fail(error, CHAOS_EINVAL, "max", -1, "period: max is %llu; 1 to %d would do",
                           (unsigned long long)m->max, MAX_PERIOD);
    if (m->tol == 0.0)
        m->tol = 1e-9;
    if (!(m->tol > 0.0 && __builtin_isfinite(m->tol)))
        return chaosi_fail(error, CHAOS_EINVAL, "tol", -1, "period: tol is %g; a number > 0 would do",
                           m->tol);
    if (m->steps > (UINT64_C(1) << 24))
        return chaosi_fail(error, CHAOS_EINVAL, "steps", -1,
                           "period: steps is %llu; a window of up to 16,777,216 would do",
                           (unsigned long long)m->steps);
    m->every = 1;
    m->nof = 0;
    return CHAOS_OK;
}

static uint32_t period_arrays(const chaos_map *map, const chaos_measure *m, chaos_array *arrays)
{
    (void)map, (void)m;
    chaosi_describe(&arrays[0], "period", CHAOS_U64, 0, 0, 0);
    return 1;
}

/* All rows of all lanes: [dim][lanes][rows]. */
static size_t period_scratch(const chaos_map *map, const chaos_measure *m, size_t lanes)
{
    return map->dim * lanes * period_rows(m) * sizeof(double);
}

static double *column(const chaosi_measuring *it, uint64_t state, size_t lane)
{
    return (double *)it->scratch + (state * it->tile->k.lanes + lane) * period_rows(it->m);
}

static void period_take(chaosi_measuring *it, const chaosi_rows *rows)
{
    const chaosi_tile *tile = it->tile;
    for (uint64_t i = 0; i < tile->run->map->dim; i++)
        tile->run->lanes->transpose(rows->data + i * rows->stride, rows->ncomp * rows->stride, rows->count,
                                    tile->npoints, column(it, i, 0) + rows->first, period_rows(it->m));
}

/* Whether x repeats after p throughout the window; wrap 0: not an angle. */
static int repeats(const double *x, uint64_t p, uint64_t count, double tol, double wrap)
{
    for (uint64_t n = 0; n < count; n++) {
        double d = x[n + p] - x[n];
        d = d < 0.0 ? -d : d;
        if (wrap > 0.0 && d > wrap / 2.0)
            d = wrap - d;
        const double size = x[n] < 0.0 ? -x[n] : x[n];
        if (!(d <= tol * (size > 1.0 ? size : 1.0)))
            return 0;
    }
    return 1;
}

static uint64_t find_period(const chaosi_measuring *it, size_t lane)
{
    const chaosi_run *run = it->tile->run;
    for (uint64_t p = 1; p <= it->m->max; p++) {
        uint64_t i = 0;
        while (i < run->map->dim && repeats(column(it, i, lane), p, window(it->m), it->m->tol,
                                            run->lift ? 0.0 : chaos_map_wrap(run->map, i)))
            i++;
        if (i == run->map->dim)
            return p;
    }
    return 0;
}

static void period_end(chaosi_measuring *it)
{
    uint64_t *out = (uint64_t *)it->m->out[0] + it->tile->first;
    for (size_t lane = 0; lane < it->tile->npoints; lane++)
        out[lane] = find_period(it, lane);
}

const chaosi_measure_kind chaosi_period = {
    .name = "period",
    .options = { "steps", "max", "tol" },
    .check = period_check,
    .arrays = period_arrays,
    .scratch = period_scratch,
    .rows = period_rows,
    .take = period_take,
    .end = period_end,
};
