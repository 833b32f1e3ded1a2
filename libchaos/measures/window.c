/* SPDX-License-Identifier: MIT */
#include "measures/window.h"

#include "core/newton.h"

#include <string.h>

void chaosi_window_begin(chaosi_window *w)
{
    memset(w->unit, 0, w->tile->run->map->dim * w->tile->k.stride * sizeof *w->unit);
}

/* unit[lane] = the largest |x| of a state so far. */
static void widen(const double *x, size_t row, uint64_t rows, size_t lanes, double *unit)
{
    for (size_t lane = 0; lane < lanes; lane += CHAOSK_LANES) /* of a fixed number: they go side by side */
        for (uint64_t r = 0; r < rows; r++)
            for (size_t i = lane; i < lane + CHAOSK_LANES; i++) {
                const double size = __builtin_fabs(x[r * row + i]);
                unit[i] = size > unit[i] ? size : unit[i];
            }
}

void chaosi_window_take(chaosi_window *w, const chaosi_rows *rows)
{
    const chaosi_tile *tile = w->tile;
    const size_t row = rows->ncomp * rows->stride, lanes = tile->k.lanes;
    for (uint64_t i = 0; i < tile->run->map->dim; i++) {
        const double *x = rows->data + i * rows->stride;
        widen(x, row, rows->count, lanes, w->unit + i * tile->k.stride);
        tile->run->lanes->transpose(x, row, rows->count, tile->npoints,
                                    w->x + i * lanes * w->rows + rows->first, w->rows);
    }
}

/* A state that is always 0 has no unit of its own. */
void chaosi_window_end(chaosi_window *w)
{
    const chaosi_run *call = w->tile->run;
    const size_t stride = w->tile->k.stride, dim = call->map->dim;
    for (size_t lane = 0; lane < stride; lane++) {
        double *unit = w->unit + lane, most = 0.0;
        for (size_t i = 0; i < dim; i++) {
            if (chaosi_circle(call, i) > 0.0)
                unit[i * stride] = chaosi_circle(call, i);
            most = unit[i * stride] > most ? unit[i * stride] : most;
        }
        for (size_t i = 0; i < dim; i++)
            if (!(unit[i * stride] > 0.0))
                unit[i * stride] = most > 0.0 ? most : 1.0;
    }
}

static double unit_of(const chaosi_window *w, uint64_t state, size_t lane)
{
    return w->unit[state * w->tile->k.stride + lane];
}

static inline double gap(double a, double b, double turn) { return __builtin_fabs(chaosi_apart(a, b, turn)); }

double chaosi_farthest(const chaosi_window *w, size_t lane, uint64_t by, uint64_t first, uint64_t end)
{
    double most = 0.0;
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane), turn = chaosi_circle(w->tile->run, i);
        double widest = 0.0;
        for (uint64_t n = first; n < end; n++)
            widest = chaosi_larger(widest, gap(x[n + by], x[n], turn));
        most = chaosi_larger(most, widest / unit_of(w, i, lane));
    }
    return most;
}

bool chaosi_is_close(const chaosi_window *w, size_t lane, uint64_t by, uint64_t n, double limit)
{
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane) + n;
        if (!(gap(x[by], x[0], chaosi_circle(w->tile->run, i)) < limit * unit_of(w, i, lane)))
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
    if (same(x + p, x, end))
        return true;
    for (uint64_t n = 0; n < end; n++)
        if (!(gap(x[n + p], x[n], turn) <= tol))
            return false;
    return true;
}

bool chaosi_repeats(const chaosi_window *w, size_t lane, uint64_t p, uint64_t end, double tol)
{
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++)
        if (!repeats(chaosi_window_column(w, i, lane), p, end, tol * unit_of(w, i, lane),
                     chaosi_circle(w->tile->run, i)))
            return false;
    return true;
}

double chaosi_drift(const chaosi_window *w, size_t lane, uint64_t p)
{
    double most = 0.0;
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane), turn = chaosi_circle(w->tile->run, i);
        double widest = 0.0;
        if (same(x + p, x, w->rows - p))
            continue;
        for (uint64_t n = p, first = 0; n < w->rows; n++, first = first + 1 < p ? first + 1 : 0)
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
        most =
            chaosi_larger(most, gap(chaosi_window_column(w, i, lane)[n], at, chaosi_circle(w->tile->run, i)) /
                                    unit_of(w, i, lane));
    }
    return most;
}
