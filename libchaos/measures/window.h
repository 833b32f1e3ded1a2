/* A window of recorded states of some lanes, and distances in it: in units of the largest |x| of that state, of
 * angles of the circle, along it. Rows stand as they are recorded, so that most lanes can be left
 * at once; a lane at which one looks closer gets its states in one piece.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_MEASURES_WINDOW_H
#define CHAOS_MEASURES_WINDOW_H

#include "measures/measure.h"

typedef struct chaosi_window {
    chaosi_tile *tile;
    uint64_t rows;
    uint64_t start;          /* the iterate of the first one */
    uint64_t recorded;       /* rows of those that were recorded last, */
    size_t slots;            /* and their number, whole vectors */
    double *unit;            /* [dim][stride], by lanes */
    double *x;               /* [rows][dim][stride], by slots */
    double *column;          /* [COLUMNS][CHAOSK_LANES][rows]: a state of some slots each */
    size_t *held;            /* [COLUMNS] which state of which slots, */
    uint64_t *known;         /* [COLUMNS] and how many rows */
    double *largest, *limit; /* [dim][stride] |x|, then units, and what is near, by slots */
    double *turn;            /* [dim] the circle on which a state's distances are taken, 0: a line */
    uint32_t *slot;          /* [lanes] */
    uint32_t *lap;           /* [lanes] the iterates after which it returns exactly, 0: not within a few */
    uint32_t *all;           /* [dim] all states */
} chaosi_window;

/* Bytes for a tile, and the window in a block of them, 64-byte aligned. */
size_t chaosi_window_bytes(uint64_t dim, uint64_t rows, size_t lanes);
chaosi_window chaosi_window_place(chaosi_tile *tile, uint64_t rows, void *block);

/* Finds laps, of lanes that have returned and whose fates are known. */
void chaosi_window_begin(chaosi_window *window);

/* Records chosen lanes from where the tile stands, and finds their units: so many rows, the last it records or not.
 * Lanes that have escaped have none. CHAOS_OK, or what stopped the call. */
int chaosi_window_record(chaosi_window *window, const uint8_t *chosen, uint64_t rows, bool last);

/* Those lanes and the tile go back to where they were. */
void chaosi_window_rewind(chaosi_window *window, const uint8_t *chosen);

/* Of lanes that were recorded: of the p among unit, 2 unit ... most that back[slot] has, as chaosk_lanes.come_back
 * does, it keeps those for which a row is about as near as `limit` to the one p later. Others are farther away. */
void chaosi_window_narrow(const chaosi_window *window, uint64_t row, uint64_t unit, uint64_t most,
                          double limit, uint64_t *back);

/* Whether all iterates of a lap are closer than `limit` to those p later, p below the lap. */
bool chaosi_lap_is_close(const chaosi_window *window, size_t lane, uint64_t p, double limit);

/* The largest distance of iterates `first` to before `end` of a lane from those `by` later. */
double chaosi_farthest(const chaosi_window *window, size_t lane, uint64_t by, uint64_t first, uint64_t end);

/* Whether that is less than `limit`: where one is not the others are not looked at. */
bool chaosi_are_close(const chaosi_window *window, size_t lane, uint64_t by, uint64_t first, uint64_t end,
                      double limit);

/* Whether iterate n is closer than `limit` to the one `by` later; the distance if it is more than *most. */
bool chaosi_is_closer(const chaosi_window *window, size_t lane, uint64_t by, uint64_t n, double limit,
                      double *most);

/* Whether iterates 0 to before `end` are all within `tol` of those p later. */
bool chaosi_repeats(const chaosi_window *window, size_t lane, uint64_t p, uint64_t end, double tol);

/* The largest distance of an iterate among rows `first` to before `end`, more than p, from the one of the first p of
 * them that it repeats. */
double chaosi_drift(const chaosi_window *window, size_t lane, uint64_t p, uint64_t first, uint64_t end);

/* Whether, of iterates `first` to before `end`, distances from those p later shrink from the first part to the last,
 * whole periods apart. Where they are too few to tell they may. */
bool chaosi_shrink(const chaosi_window *window, size_t lane, uint64_t p, uint64_t first, uint64_t end);

/* Whether they shrink steadily, or are at most `still`, from each block to the next; where blocks would be few, from
 * each iterate to the one p later. */
bool chaosi_shrink_steadily(const chaosi_window *window, size_t lane, uint64_t p, uint64_t first,
                            uint64_t end, double still);

/* The factor by which distances grow from the first block of iterates to the next, *apart later. 0: then not by about
 * as much or ever less, as they do where an orbit leaves a cycle; or blocks would be few. */
double chaosi_climb(const chaosi_window *window, size_t lane, uint64_t p, uint64_t count, uint64_t *apart);

/* The distance of iterate n from a state x[0], x[stride] ... */
double chaosi_away(const chaosi_window *window, size_t lane, uint64_t n, const double *x);

/* What comes after a lap tells nothing more: the rows that do. */
static inline uint64_t chaosi_different_rows(const chaosi_window *window, size_t lane)
{
    return window->lap[lane] ? window->lap[lane] : window->rows;
}

/* A state of a lane in one piece, its first rows, until others are looked at. */
const double *chaosi_window_column(const chaosi_window *window, uint64_t state, size_t lane, uint64_t rows);

/* Iterate n. */
static inline double chaosi_window_state(const chaosi_window *window, uint64_t state, size_t lane, uint64_t n)
{
    return window->x[(n * window->tile->run->map->dim + state) * window->tile->k.stride + window->slot[lane]];
}

/* The larger of a and b; NaN if one is. */
static inline double chaosi_larger(double a, double b) { return b > a || b != b ? b : a; }

#endif
