/* Which cells of space an orbit has been in.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_ANALYSES_SETS_VISITS_H
#define CHAOS_ANALYSES_SETS_VISITS_H

#include "chaos.h"

/* Two grids of cells, one half a cell beside the other: what is next to each other is in the same cell of one of
 * them, but for corners that nothing real comes to. */
typedef struct chaosi_visit_cells {
    uint64_t dim;
    double *low, *width, *around; /* [dim]; around: so many cells are a turn of an angle, 0 of other states */
} chaosi_visit_cells;

/* Cells of a `parts`-th of ranges [dim][2], of angles of a turn; false: out of memory. Free it in any case. */
bool chaosi_visit_cells_init(chaosi_visit_cells *cells, const chaos_map *map, const double *ranges,
                             double parts);
void chaosi_visit_cells_free(chaosi_visit_cells *cells);

/* The cells of states, in both grids. */
typedef struct chaosi_visits {
    uint64_t *slots, mask; /* 0: free */
} chaosi_visits;

/* How far apart two states are, in cells: the most of all states. */
double chaosi_visit_cells_apart(const chaosi_visit_cells *cells, const double *x, const double *y);

/* Room for so many states. */
bool chaosi_visits_init(chaosi_visits *visits, uint64_t states);
void chaosi_visits_free(chaosi_visits *visits);
void chaosi_visits_clear(chaosi_visits *visits);

/* Adds a state that is finite; tells whether one is in a cell that was visited. */
void chaosi_visits_add(chaosi_visits *visits, const chaosi_visit_cells *cells, const double *x);
bool chaosi_visits_have(const chaosi_visits *visits, const chaosi_visit_cells *cells, const double *x);

#endif
