/* A window of recorded states of all lanes, each state of a lane in one piece, and
 * distances in it: in units of the largest |x| of that state, of angles of the circle, along it.
 * Of a lane that returns exactly after a few iterates one lap is recorded; unfolded, it fills the window.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_WINDOW_H
#define CHAOS_MEASURES_WINDOW_H

#include "measures/measure.h"

typedef struct chaosi_window {
    chaosi_tile *tile;
    uint64_t rows;
    double *unit;     /* [dim][stride] */
    double *x;        /* [dim][stride][rows], by slots */
    double *recorded; /* a stretch of rows: [..][dim][stride] */
    double *largest;  /* [dim][stride] |x|, by slots */
    double *turn;     /* [dim] the circle on which a state's distances are taken, 0: a line */
    uint32_t *slot;   /* [lanes] */
    uint32_t *lap;    /* [lanes] the iterates of which one lap is recorded, 0: the whole window */
    uint32_t *all;    /* [dim] all states */
} chaosi_window;

/* Bytes for a tile, and the window in a block of them; the units stand elsewhere. */
size_t chaosi_window_bytes(uint64_t dim, uint64_t rows, size_t lanes);
chaosi_window chaosi_window_place(chaosi_tile *tile, uint64_t rows, double *unit, void *block);

/* Records it from where the tile stands; of lanes that have returned their fates are known. Lanes that
 * have escaped have no columns. CHAOS_OK, or what stopped the call. */
int chaosi_window_record(chaosi_window *window);

/* Makes a window of a lap. */
void chaosi_window_unfold(chaosi_window *window, size_t lane);

/* Whether all iterates of a lap are closer than `limit` to those p later, p below the lap. */
bool chaosi_lap_is_close(const chaosi_window *window, size_t lane, uint64_t p, double limit);

/* The largest distance of iterates `first` to before `end` of a lane from those `by` later. */
double chaosi_farthest(const chaosi_window *window, size_t lane, uint64_t by, uint64_t first, uint64_t end);

/* Whether that is less than `limit`: where one is not the others are not looked at. */
bool chaosi_are_close(const chaosi_window *window, size_t lane, uint64_t by, uint64_t first, uint64_t end,
                      double limit);

/* Whether iterates 0 to before `end` are all within `tol` of those p later. */
bool chaosi_repeats(const chaosi_window *window, size_t lane, uint64_t p, uint64_t end, double tol);

/* The largest distance of an iterate among so many rows, more than p, from the one of the first p that it
 * repeats. */
double chaosi_drift(const chaosi_window *window, size_t lane, uint64_t p, uint64_t rows);

/* The distance of iterate n from lane `lane` of x [dim][stride]. */
double chaosi_away(const chaosi_window *window, size_t lane, uint64_t n, const double *x);

/* What comes after a lap tells nothing more: the rows that do. */
static inline uint64_t chaosi_different_rows(const chaosi_window *window, size_t lane)
{
    return window->lap[lane] ? window->lap[lane] : window->rows;
}

static inline const double *chaosi_window_column(const chaosi_window *window, uint64_t state, size_t lane)
{
    return window->x + (state * window->tile->k.stride + window->slot[lane]) * window->rows;
}

/* The larger of a and b; NaN if one is. */
static inline double chaosi_larger(double a, double b) { return b > a || b != b ? b : a; }

#endif
