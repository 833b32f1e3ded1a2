/* SPDX-License-Identifier: MIT */
#include "measures/window.h"

#include "core/newton.h"

#include <string.h>

void chaosi_window_take(chaosi_window *w, const chaosi_rows *rows)
{
    const chaosi_tile *tile = w->tile;
    const size_t row = rows->ncomp * rows->stride;
    for (uint64_t i = 0; i < tile->run->map->dim; i++)
        tile->run->lanes->transpose(rows->data + i * rows->stride, row, rows->count, tile->npoints,
                                    w->x + i * tile->k.lanes * w->rows + rows->first, w->rows);
}

static inline double larger_size(double x, double most)
{
    const double size = __builtin_fabs(x);
    return size > most ? size : most;
}

/* The largest |x|; none waits for the one before. */
static double largest(const double *x, uint64_t count)
{
    double a = 0.0, b = 0.0, c = 0.0, d = 0.0;
    uint64_t n = 0;
    for (; n + 4 <= count; n += 4) {
        a = larger_size(x[n], a);
        b = larger_size(x[n + 1], b);
        c = larger_size(x[n + 2], c);
        d = larger_size(x[n + 3], d);
    }
    for (; n < count; n++)
        a = larger_size(x[n], a);
    return larger_size(larger_size(a, b), larger_size(c, d));
}

/* A state that is always 0 has no unit of its own. */
static void find_units(chaosi_window *w, size_t lane)
{
    const size_t stride = w->tile->k.stride, dim = w->tile->run->map->dim;
    double *unit = w->unit + lane, most = 0.0;
    for (size_t i = 0; i < dim; i++) {
        const double turn = chaosi_circle(w->tile->run, i);
        unit[i * stride] =
            turn > 0.0 ? turn : largest(chaosi_window_column(w, i, lane), chaosi_different_rows(w, lane));
        most = unit[i * stride] > most ? unit[i * stride] : most;
    }
    for (size_t i = 0; i < dim; i++)
        if (!(unit[i * stride] > 0.0))
            unit[i * stride] = most > 0.0 ? most : 1.0;
}

void chaosi_window_end(chaosi_window *w)
{
    const size_t stride = w->tile->k.stride, npoints = w->tile->npoints;
    for (size_t lane = 0; lane < npoints; lane++)
        find_units(w, lane);
    for (size_t i = 0; i < w->tile->run->map->dim; i++)
        for (size_t lane = npoints; lane < stride; lane++)
            w->unit[i * stride + lane] = 1.0;
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

double chaosi_drift(const chaosi_window *w, size_t lane, uint64_t p, uint64_t rows)
{
    double most = 0.0;
    for (uint64_t i = 0; i < w->tile->run->map->dim; i++) {
        const double *x = chaosi_window_column(w, i, lane), turn = chaosi_circle(w->tile->run, i);
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
        most =
            chaosi_larger(most, gap(chaosi_window_column(w, i, lane)[n], at, chaosi_circle(w->tile->run, i)) /
                                    unit_of(w, i, lane));
    }
    return most;
}
