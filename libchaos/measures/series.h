/* Records that are kept to be looked at together, at the end.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_SERIES_H
#define CHAOS_MEASURES_SERIES_H

#include "measures/measure.h"

enum { CHAOSI_MOST_KEPT = 1 << 24 }; /* records of an orbit */

/* Doubles of a tile's records x [lanes][ncolumns][steps]. */
static inline size_t chaosi_series_doubles(const chaosi_request *r, size_t lanes)
{
    return lanes * r->ncolumns * r->options.common.steps;
}

/* Keeps rows; an orbit with a record that is no number is flagged. */
static inline void chaosi_series_take(chaosi_measurement *run, const chaosi_rows *rows, double *x)
{
    const uint64_t columns = run->request->ncolumns, steps = run->request->options.common.steps;
    for (uint64_t i = 0; i < columns; i++) {
        const double *from = rows->data + chaosi_column(run, i) * rows->stride;
        for (uint64_t j = 0; j < rows->count; j++, from += rows->ncomp * rows->stride)
            for (size_t lane = 0; lane < run->tile->npoints; lane++) {
                x[(lane * columns + i) * steps + rows->first + j] = from[lane];
                run->flags[lane] |= __builtin_isfinite(from[lane]) ? 0 : CHAOS_NONFINITE;
            }
    }
}

static inline const double *chaosi_series_of(const chaosi_measurement *run, const double *x, size_t lane)
{
    return x + lane * run->request->ncolumns * run->request->options.common.steps;
}

#endif
