/* A window of recorded states of all lanes, each state of a lane in one piece, and
 * distances in it: in units of the largest |x| of that state, of angles of the circle, along it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_WINDOW_H
#define CHAOS_MEASURES_WINDOW_H

#include "measures/measure.h"

typedef struct chaosi_window {
    const chaosi_tile *tile;
    uint64_t rows;
    double *x;    /* [dim][lanes][rows] */
    double *unit; /* [dim][stride] */
} chaosi_window;

/* For each stretch of rows, and after the last one. */
void chaosi_window_take(chaosi_window *window, const chaosi_rows *rows);
void chaosi_window_end(chaosi_window *window);

/* The largest distance of iterates `first` to before `end` of a lane from those `by` later. */
double chaosi_farthest(const chaosi_window *window, size_t lane, uint64_t by, uint64_t first, uint64_t end);

/* Whether that of iterate n is less than `limit`: most are not, and no division is needed. */
bool chaosi_is_close(const chaosi_window *window, size_t lane, uint64_t by, uint64_t n, double limit);

/* Whether iterates 0 to before `end` are all within `tol` of those p later. */
bool chaosi_repeats(const chaosi_window *window, size_t lane, uint64_t p, uint64_t end, double tol);

/* The largest distance of an iterate among so many rows, more than p, from the one of the first p that it
 * repeats. */
double chaosi_drift(const chaosi_window *window, size_t lane, uint64_t p, uint64_t rows);

/* The distance of iterate n from lane `lane` of x [dim][stride]. */
double chaosi_away(const chaosi_window *window, size_t lane, uint64_t n, const double *x);

/* Of a lane that returns exactly what comes after a lap tells nothing more: the rows that do. */
static inline uint64_t chaosi_different_rows(const chaosi_window *window, size_t lane)
{
    const chaosi_returns *r = &window->tile->returns;
    return chaosi_has_returned(r, lane) && r->distance[lane] < window->rows ? r->distance[lane]
                                                                            : window->rows;
}

static inline const double *chaosi_window_column(const chaosi_window *window, uint64_t state, size_t lane)
{
    return window->x + (state * window->tile->k.lanes + lane) * window->rows;
}

/* The larger of a and b; NaN if one is. */
static inline double chaosi_larger(double a, double b) { return b > a || b != b ? b : a; }

#endif
