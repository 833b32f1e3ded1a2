/* SPDX-License-Identifier: MIT */
#include "measures/window.h"

#include "core/crew.h"
#include "core/newton.h"

#include <float.h>
#include <string.h>

/* Rows that are recorded before they are taken, and the longest lap that is worth a way of its own. */
enum { STRETCH = 32, LONGEST_LAP = 64 };

/* ---------------------------------------------------------------------- units */

/* From the largest |x|, a slot each. A state that is always 0 has no unit of its own. */
static void find_units(chaosi_window *w, size_t lane, size_t slot)
{
    const size_t stride = w->tile->k.stride, dim = w->tile->run->map->dim;
    double most = 0.0;
    for (size_t i = 0; i < dim; i++) {
        const double unit = w->turn[i] > 0.0 ? w->turn[i] : w->largest[i * stride + slot];
        w->unit[i * stride + lane] = unit;
        most = unit > most ? unit : most;
    }
    for (size_t i = 0; i < dim; i++)
        if (!(w->unit[i * stride + lane] >= DBL_MIN)) /* nor has one of subnormals, which are not precise */
            w->unit[i * stride + lane] = most >= DBL_MIN ? most : 1.0;
}

/* --------------------------------------------------------------------- record */

size_t chaosi_window_bytes(uint64_t dim, uint64_t rows, size_t lanes)
{
    return ((rows + STRETCH + 1) * lanes + 1) * dim * sizeof(double) + (2 * lanes + dim) * sizeof(uint32_t);
}

chaosi_window chaosi_window_place(chaosi_tile *tile, uint64_t rows, double *unit, void *block)
{
    const size_t dim = tile->run->map->dim, lanes = tile->k.stride;
    chaosi_window w = { .tile = tile, .rows = rows, .unit = unit, .x = block };
    w.recorded = w.x + rows * dim * lanes;
    w.largest = w.recorded + STRETCH * dim * lanes;
    w.turn = w.largest + dim * lanes;
    w.slot = (uint32_t *)(void *)(w.turn + dim);
    w.lap = w.slot + lanes;
    w.all = w.lap + lanes;
    return w;
}

static uint32_t find_lap(const chaosi_window *w, size_t lane)
{
    const chaosi_returns *r = &w->tile->returns;
    const uint64_t longest = w->rows - 1 < LONGEST_LAP ? w->rows - 1 : LONGEST_LAP;
    return chaosi_has_returned(r, lane) && r->distance[lane] <= longest ? (uint32_t)r->distance[lane] : 0;
}

/* Lanes that are inside and have a lap, or those that have none: their columns stand from `first` on.
 * How many they are is added to it. */
static int record_lanes(chaosi_window *w, bool laps, size_t *first)
{
    chaosi_tile *t = w->tile;
    const size_t dim = t->run->map->dim, stride = t->k.stride, pitch = stride * w->rows;
    uint64_t rows = 0;
    int code = CHAOS_OK;
    chaosi_crew c = chaosi_crew_gather(t);
    for (size_t lane = 0; lane < t->npoints; lane++) {
        const uint64_t wanted = chaosi_different_rows(w, lane);
        if (t->done[lane] || laps != (w->lap[lane] > 0))
            continue;
        w->slot[lane] = (uint32_t)(*first + c.count);
        chaosi_crew_add(&c, lane);
        rows = wanted > rows ? wanted : rows;
    }
    chaosi_crew_close(&c);
    memset(w->largest, 0, dim * stride * sizeof(double));
    for (uint64_t row = 0; row < rows && code == CHAOS_OK; row += STRETCH) {
        const uint64_t count = rows - row < STRETCH ? rows - row : STRETCH;
        code = chaosi_tile_record(t, count, 1, row + count == rows, w->all, (uint32_t)dim, w->recorded);
        for (size_t i = 0; i < dim && code == CHAOS_OK; i++) {
            const double *from = w->recorded + i * stride;
            t->run->lanes->transpose(from, dim * stride, count, c.count,
                                     w->x + i * pitch + *first * w->rows + row, w->rows);
            t->run->lanes->largest(from, dim * stride, count, t->k.lanes, w->largest + i * stride);
        }
    }
    for (size_t slot = 0; slot < c.count; slot++)
        find_units(w, t->lane_of[slot], slot);
    *first += c.count;
    chaosi_crew_disband(&c);
    return code;
}

/* After a lap the others start where these have started. */
int chaosi_window_record(chaosi_window *w)
{
    const uint64_t start = w->tile->n;
    size_t first = 0;
    for (uint32_t i = 0; i < w->tile->run->map->dim; i++) {
        w->all[i] = i;
        w->turn[i] = chaosi_circle(w->tile->run, i);
    }
    for (size_t lane = 0; lane < w->tile->npoints; lane++)
        w->lap[lane] = find_lap(w, lane);
    for (size_t i = 0; i < w->tile->run->map->dim * w->tile->k.stride; i++)
        w->unit[i] = 1.0;
    int code = record_lanes(w, true, &first);
    w->tile->n = start;
    if (code == CHAOS_OK)
        code = record_lanes(w, false, &first);
    chaosi_tile_all_done(w->tile);
    return code;
}

void chaosi_window_unfold(chaosi_window *w, size_t lane)
{
    const uint64_t lap = w->lap[lane];
    for (uint64_t i = 0; lap > 0 && i < w->tile->run->map->dim; i++) {
        double *x = w->x + (i * w->tile->k.stride + w->slot[lane]) * w->rows;
        for (uint64_t n = lap; n < w->rows; n++)
            x[n] = x[n - lap];
    }
}

/* ------------------------------------------------------------------ distances */

static double unit_of(const chaosi_window *w, uint64_t state, size_t lane)
{
    return w->unit[state * w->tile->k.stride + lane];
}

static inline double gap(double a, double b, double turn) { return __builtin_fabs(chaosi_apart(a, b, turn)); }

static inline double larger_size(double x, double most)
{
    const double size = __builtin_fabs(x);
    return size > most ? size : most;
}

/* Along a line; none waits for the one before. */
static double farthest_on_line(const double *x, uint64_t by, uint64_t count)
{
    double a = 0.0, b = 0.0, c = 0.0, d = 0.0;
    uint64_t n = 0;
    for (; n + 4 <= count; n += 4) {
        a = larger_size(x[n + by] - x[n], a);
        b = larger_size(x[n + by + 1] - x[n + 1], b);
        c = larger_size(x[n + by + 2] - x[n + 2], c);
        d = larger_size(x[n + by + 3] - x[n + 3], d);
    }
    for (; n < count; n++)
        a = larger_size(x[n + by] - x[n], a);
    return larger_size(larger_size(a, b), larger_size(c, d));
}

static double farthest_on_circle(const double *x, uint64_t by, uint64_t count, double turn)
{
    double most = 0.0;
    for (uint64_t n = 0; n < count; n++)
        most = larger_size(chaosi_apart(x[n + by], x[n], turn), most);
    return most;
}

double chaosi_farthest(const chaosi_window *w, size_t lane, uint64_t by, uint64_t first, uint64_t end)
{
    double most = 0.0;
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane) + first, turn = w->turn[i];
        const double widest =
            turn > 0.0 ? farthest_on_circle(x, by, end - first, turn) : farthest_on_line(x, by, end - first);
        most = larger_size(widest / unit_of(w, i, lane), most);
    }
    return most;
}

bool chaosi_are_close(const chaosi_window *w, size_t lane, uint64_t by, uint64_t first, uint64_t end,
                      double limit)
{
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane), turn = w->turn[i],
                     most = limit * unit_of(w, i, lane);
        for (uint64_t n = first; n < end; n++)
            if (!(gap(x[n + by], x[n], turn) < most))
                return false;
    }
    return true;
}

static bool same(const double *x, const double *y, uint64_t count)
{
    return x[0] == y[0] && memcmp(x, y, count * sizeof *x) == 0;
}

static bool repeats(const double *x, uint64_t p, uint64_t end, double tol, double turn)
{
    if (!(gap(x[p], x[0], turn) <= tol))
        return false;
    if (same(x + p, x, end))
        return true;
    for (uint64_t n = 0; n < end; n++)
        if (!(gap(x[n + p], x[n], turn) <= tol))
            return false;
    return true;
}

bool chaosi_lap_is_close(const chaosi_window *w, size_t lane, uint64_t p, double limit)
{
    const uint64_t lap = w->lap[lane];
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane), turn = w->turn[i],
                     most = limit * unit_of(w, i, lane);
        for (uint64_t n = 0, later = p; n < lap; n++, later = later + 1 < lap ? later + 1 : 0)
            if (!(gap(x[later], x[n], turn) < most))
                return false;
    }
    return true;
}

bool chaosi_repeats(const chaosi_window *w, size_t lane, uint64_t p, uint64_t end, double tol)
{
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++)
        if (!repeats(chaosi_window_column(w, i, lane), p, end, tol * unit_of(w, i, lane), w->turn[i]))
            return false;
    return true;
}

double chaosi_drift(const chaosi_window *w, size_t lane, uint64_t p, uint64_t rows)
{
    double most = 0.0;
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane), turn = w->turn[i];
        double widest = 0.0;
        if (same(x + p, x, rows - p))
            continue;
        for (uint64_t n = p, first = 0; n < rows; n++, first = first + 1 < p ? first + 1 : 0)
            widest = chaosi_larger(widest, gap(x[n], x[first], turn));
        most = chaosi_larger(most, widest / unit_of(w, i, lane));
    }
    return most;
}

double chaosi_away(const chaosi_window *w, size_t lane, uint64_t n, const double *x)
{
    double most = 0.0;
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double at = x[i * w->tile->k.stride + lane];
        most = chaosi_larger(most,
                             gap(chaosi_window_column(w, i, lane)[n], at, w->turn[i]) / unit_of(w, i, lane));
    }
    return most;
}
