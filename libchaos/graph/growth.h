/* Radii of no return, from a formula: beyond which its orbits grow for ever.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_GRAPH_GROWTH_H
#define CHAOS_GRAPH_GROWTH_H

#include "graph/graph.h"

enum { CHAOSI_NO_RADIUS = UINT32_MAX };

/* A node over the parameters, infinite or NaN where no such radius is known: an orbit that begins within a bound no
 * smaller than it, and leaves, is outside from then on; or if it is *bounded, no orbit leaves such a bound, but for
 * NaN. root[v] is the image of state v, of a lattice at
 * each of so many sites, else 0. CHAOSI_NO_RADIUS: nothing is known. */
uint32_t chaosi_radius_of(chaosi_graph *graph, const uint32_t *root, uint32_t nvars, uint64_t sites,
                          bool *bounded);

#endif
