/* What the parts of alloc_failures share: where calls write to, and calls.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef ALLOC_FAILURES_H
#define ALLOC_FAILURES_H

#include <chaos.h>

enum { ROOM = 1 << 18 };
extern double out[ROOM];
extern chaos_error error;
extern chaos_map *ring; /* more sites than the stack holds */
extern size_t kind_now; /* which measure one_kind takes, with its defaults but for few steps */

int sweep(void);
int pilot(void);
int hysteresis(void);
int iterate(void);
int orbit(void);
int lyapunov(void);
int measure_orbits(void);
int one_kind(void);
int survivors(void);
int measure(void);
int iterate_one(void);
int orbit_next(void);
int basins(void);
int attractors_along(void);
int edge(void);
int exit_basins(void);
int basin_entropy(void);
int uncertainty_exponent(void);
int boundary_cells(void);
int wada(void);
int lattice(void);
int function(void);
int wide_lattice(void);

int cycle(void);
int cycle_of_henon(void);
int cycle_of_lattice(void);
int branch(void);
int branch_double(void);
int branch_cross(void);
int curve(void);
int curve_of_plane(void);
int curve_from(void);
int curve_from_resonance(void);
int diagram(void);
int skeleton(void);

#endif
